import pytest

from publish.core.issue import Block, BlockKind, Brief, Intro, Span
from tests.samples import read, read_preamble, sketch


def briefs(*lines: str) -> list[tuple[str | None, str]]:
    return [(brief.subject, brief.text) for brief in read_preamble(*lines).briefs]


def intro(*lines: str) -> tuple[str, ...]:
    found = read_preamble(*lines).intro
    assert found
    return found.lines


def parts(*lines: str) -> list[object]:
    return [sketch(part) for part in read_preamble(*lines).preamble]


# --- tagline, notes ---------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["**每两周一期**", "**每两周一期**  "])
def test_a_tagline_is_a_bold_first_line(line: str) -> None:
    assert parts(line) == [("tagline", "**每两周一期**")]


@pytest.mark.parametrize("line", ["每两周一期", "**每两周**一期", "**每**两**周**"])
def test_a_first_line_that_is_not_all_bold_is_a_paragraph(line: str) -> None:
    assert parts(line) == [line]


def test_only_the_first_line_can_be_a_tagline() -> None:
    assert parts("文", "**每两周一期**") == ["文", "**每两周一期**"]


@pytest.mark.parametrize(
    "line",
    [
        "> 注：见原文",
        ">注：见原文",
        "> 注: 见原文",
        "<font>注：见原文</font>",
        "<font color='red'> 注：见原文 </font>  ",
    ],
)
def test_a_note_loses_its_marks(line: str) -> None:
    [(kind, text)] = [part for part in parts(line) if isinstance(part, tuple)]

    assert kind == "note"
    assert text.replace(" ", "").replace(":", "：") == "注：见原文"


def test_a_font_note_is_cut_off_the_tagline_it_is_glued_to() -> None:
    assert parts("**每两周一期**  ", "<font>注：见原文</font>") == [
        ("tagline", "**每两周一期**"),
        ("note", "注：见原文"),
    ]


@pytest.mark.parametrize("line", ["<font>见原文</font>", "<font>注：见</font>原文"])
def test_another_font_is_html(line: str) -> None:
    assert parts(line) == [("html", line)]


# --- 导读 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["> 导读：甲", ">导读：甲", "> 导读: 甲", "> 导读 甲", "> 导读：  甲  "])
def test_an_intro_is_a_quote_that_says_so(line: str) -> None:
    assert intro(line) == ("甲",)


def test_every_line_of_an_intro_is_a_paragraph() -> None:
    assert intro("> 导读：甲", "> 乙  ", ">", "> 丙") == ("甲", "乙", "丙")


def test_an_intro_goes_on_without_its_mark_until_a_blank_line() -> None:
    issue = read_preamble("> 导读：甲", "「论文」乙", "  丙", "", "丁")

    assert issue.intro == Intro(("甲", "「论文」乙", "丙"), Span(3, 5))
    assert issue.preamble[1:] == (Block(BlockKind.PARAGRAPH, "丁", Span(7, 7)),)


@pytest.mark.parametrize("end", ["。", "；", "）。"])
def test_an_intro_takes_back_punctuation_broken_off_it(end: str) -> None:
    assert intro("> 导读：甲", end, "> 乙") == ("甲" + end, "乙")


def test_an_intro_takes_back_the_rest_of_an_address() -> None:
    assert intro("> 导读：[甲](https://a.example/b", ")乙") == ("[甲](https://a.example/b)乙",)


@pytest.mark.parametrize("line", ["> 导读：", "> 导读"])
def test_an_intro_may_be_empty(line: str) -> None:
    assert intro(line) == ()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("- 甲：乙", Brief("甲", "乙", Span(4, 4))),
        ("----", Block(BlockKind.RULE, "----", Span(4, 4))),
        ("### 甲", Block(BlockKind.HEADING, "### 甲", Span(4, 4))),
        ("```", Block(BlockKind.CODE, "```\n", Span(4, 5))),
        ("<!-- 甲", Block(BlockKind.HTML, "<!-- 甲\n", Span(4, 5))),
    ],
)
def test_an_intro_ends_where_something_else_begins(line: str, part: Block | Brief) -> None:
    assert read("> 导读：甲", "", "> 导读：甲", line, "").preamble[1:] == (Intro(("甲",), Span(3, 3)), part)


def test_the_first_of_two_intros_is_the_issue_s() -> None:
    issue = read_preamble("> 导读：甲", "", "> 导读：乙")

    assert issue.intro is issue.preamble[0]
    assert [sketch(part) for part in issue.preamble[1:]] == [Intro(("乙",), Span(5, 5))]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("本次18条", 18),
        ("本期 7 条", 7),
        ("本次内容20条。「论文」一条", 20),
        ("本期内容 3条", 3),
        ("本次有18条", None),
        ("共18条", None),
        ("", None),
    ],
)
def test_the_intro_says_how_many_entries_it_promises(text: str, claimed: int | None) -> None:
    assert read_preamble(f"> 导读：{text}").claimed == claimed


def test_the_promise_may_stand_on_any_line_before_the_first_section() -> None:
    assert read_preamble("> 导读：甲", "> 乙，本期5条", "").claimed == 5
    assert read_preamble("文", "", "本期6条。", "本期7条。").claimed == 6


def test_the_promise_in_a_section_is_none() -> None:
    assert read_preamble("文", "", "## 甲", "本期5条").claimed is None


def test_a_file_that_is_no_newsletter_promises_nothing() -> None:
    assert read("# 手册", "", "本期5条。").claimed is None


# --- hot news ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["-", "–", "—", "•", "·", "*", "+"])
def test_a_brief_opens_with_any_bullet(mark: str) -> None:
    assert briefs(f"{mark} 某厂：涨价；  ") == [("某厂", "涨价；")]


@pytest.mark.parametrize(
    ("line", "subject", "text"),
    [
        ("- 某厂：涨价", "某厂", "涨价"),
        ("- 某厂: 涨价", "某厂", "涨价"),
        ("- Arm China ： 涨价", "Arm China", "涨价"),
        ("- 某厂：涨价：两成", "某厂", "涨价：两成"),
        ("- 某厂，涨价：两成", None, "某厂，涨价：两成"),
        ("- [某厂：涨价](https://a.example/)", None, "[某厂：涨价](https://a.example/)"),
        ("- https://a.example/", None, "https://a.example/"),
        ("- 见https://a.example/", None, "见https://a.example/"),
        ("- 会议 12:30 开始", None, "会议 12:30 开始"),
        ("- **某厂：涨价**", None, "**某厂：涨价**"),
        ("- 某厂：", None, "某厂："),
        (f"- {'某' * 24}：涨价", "某" * 24, "涨价"),
        (f"- {'某' * 25}：涨价", None, f"{'某' * 25}：涨价"),
    ],
)
def test_a_brief_s_subject_is_a_short_name_before_a_colon(line: str, subject: str | None, text: str) -> None:
    assert briefs(line) == [(subject, text)]


def test_a_brief_takes_back_what_was_broken_off_it() -> None:
    assert read_preamble("- 甲：[乙](https://a.example/", ")", "；", "- 丙").briefs == (
        Brief("甲", "[乙](https://a.example/)；", Span(3, 5)),
        Brief(None, "丙", Span(6, 6)),
    )


@pytest.mark.parametrize("line", ["-甲", "- ", "-", "- - -", "* * *", "  - 甲", "1. 甲", "> - 甲"])
def test_other_lines_are_no_briefs(line: str) -> None:
    assert briefs(line) == []


@pytest.mark.parametrize(
    ("opening", "closing"), [("```", "```"), ("<!--", "-->"), ("<pre>", "</pre>"), ("- ```", "  ```")]
)
def test_there_are_no_briefs_inside_code_and_comments(opening: str, closing: str) -> None:
    issue = read_preamble(opening, "- 甲", "> 导读：乙", closing, "- 丙")

    assert [brief.text for brief in issue.briefs] == ["丙"]
    assert issue.intro is None


@pytest.mark.parametrize("line", ["先来热身：", "先来热身:", "先来热身：  "])
def test_a_line_before_the_briefs_leads_in_to_them(line: str) -> None:
    assert parts(line, "", "- 甲")[0] == ("lead-in", line.strip())


@pytest.mark.parametrize(
    "lines", [["先来热身。", "- 甲"], ["先来热身：", "再看", "- 甲"], ["- 甲", "先来热身："], ["热身："]]
)
def test_other_paragraphs_lead_in_to_nothing(lines: list[str]) -> None:
    assert all(type(part) is not tuple for part in parts(*lines))


# --- what else there is -----------------------------------------------------------------------


def test_what_has_no_name_of_its_own_stays_where_it_stood() -> None:
    found = parts("文", "- 甲", "", "文", "文", "", "| a |", "|---|", "", "- 乙", "  - 丙", "", "```", "码", "```")

    assert found == [
        "文",
        Brief(None, "甲", Span(4, 4)),
        "文",
        "文",
        ("table", "| a |\n|---|"),
        Brief(None, "乙", Span(12, 12)),
        ("list", "  - 丙"),
        ("code", "```\n码\n```"),
    ]
