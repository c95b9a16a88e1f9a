import pytest

from publish.core.issue import Block, BlockKind, Brief, Intro, Span
from tests.samples import read, read_preamble, sketch


def parse_briefs(*lines: str) -> list[tuple[str | None, str]]:
    return [(brief.subject, brief.text) for brief in read_preamble(*lines).briefs]


def parse_intro(*lines: str) -> tuple[str, ...]:
    found = read_preamble(*lines).intro
    assert found
    return found.lines


def parse_parts(*lines: str) -> list[object]:
    return [sketch(part) for part in read_preamble(*lines).preamble]


# --- tagline, notes ---------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["**每两周一期**", "**每两周一期**  "])
def test_tagline_is_a_bold_first_line(line: str) -> None:
    assert parse_parts(line) == [("tagline", "**每两周一期**")]


@pytest.mark.parametrize("line", ["每两周一期", "**每两周**一期", "**每**两**周**"])
def test_first_line_that_is_partly_bold_is_a_paragraph(line: str) -> None:
    assert parse_parts(line) == [line]


def test_only_the_first_line_can_be_a_tagline() -> None:
    assert parse_parts("文", "**每两周一期**") == ["文", "**每两周一期**"]


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
def test_note_is_parsed_without_its_marks(line: str) -> None:
    [(kind, text)] = [part for part in parse_parts(line) if isinstance(part, tuple)]

    assert kind == "note"
    assert text.replace(" ", "").replace(":", "：") == "注：见原文"


def test_font_note_right_below_the_tagline_is_a_separate_block() -> None:
    assert parse_parts("**每两周一期**  ", "<font>注：见原文</font>") == [
        ("tagline", "**每两周一期**"),
        ("note", "注：见原文"),
    ]


@pytest.mark.parametrize("line", ["<font>见原文</font>", "<font>注：见</font>原文"])
def test_other_font_element_is_html(line: str) -> None:
    assert parse_parts(line) == [("html", line)]


# --- 导读 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["> 导读：甲", ">导读：甲", "> 导读: 甲", "> 导读 甲", "> 导读：  甲  "])
def test_quote_with_intro_label_is_the_intro(line: str) -> None:
    assert parse_intro(line) == ("甲",)


def test_intro_lines_are_paragraphs() -> None:
    assert parse_intro("> 导读：甲", "> 乙  ", ">", "> 丙") == ("甲", "乙", "丙")


def test_intro_continues_over_lazy_lines() -> None:
    issue = read_preamble("> 导读：甲", "「论文」乙", "  丙", "", "丁")

    assert issue.intro == Intro(("甲", "「论文」乙", "丙"), Span(3, 5))
    assert issue.preamble[1:] == (Block(BlockKind.PARAGRAPH, "丁", Span(7, 7)),)


@pytest.mark.parametrize("end", ["。", "；", "）。"])
def test_intro_joins_wrapped_punctuation(end: str) -> None:
    assert parse_intro("> 导读：甲", end, "> 乙") == ("甲" + end, "乙")


def test_intro_joins_a_wrapped_address() -> None:
    assert parse_intro("> 导读：[甲](https://a.example/b", ")乙") == ("[甲](https://a.example/b)乙",)


@pytest.mark.parametrize("line", ["> 导读：", "> 导读"])
def test_intro_may_be_empty(line: str) -> None:
    assert parse_intro(line) == ()


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
def test_intro_ends_where_another_block_begins(line: str, part: Block | Brief) -> None:
    assert read("> 导读：甲", "", "> 导读：甲", line, "").preamble[1:] == (Intro(("甲",), Span(3, 3)), part)


def test_issue_uses_the_first_of_two_intros() -> None:
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
def test_claimed_count_is_parsed_from_the_intro(text: str, claimed: int | None) -> None:
    assert read_preamble(f"> 导读：{text}").claimed == claimed


def test_claimed_count_is_parsed_from_any_line_of_the_preamble() -> None:
    assert read_preamble("> 导读：甲", "> 乙，本期5条", "").claimed == 5
    assert read_preamble("文", "", "本期6条。", "本期7条。").claimed == 6


def test_claimed_count_in_a_section_is_ignored() -> None:
    assert read_preamble("文", "", "## 甲", "本期5条").claimed is None


def test_claimed_count_in_plain_markdown_is_ignored() -> None:
    assert read("# 手册", "", "本期5条。").claimed is None


# --- hot news ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["-", "–", "—", "•", "·", "*", "+"])
def test_brief_begins_with_any_bullet(mark: str) -> None:
    assert parse_briefs(f"{mark} 某厂：涨价；  ") == [("某厂", "涨价；")]


@pytest.mark.parametrize(
    ("line", "subject", "text"),
    [
        ("- 某厂：涨价", "某厂", "涨价"),
        ("- 某厂: 涨价", "某厂", "涨价"),
        ("- Arm China ： 涨价", "Arm China", "涨价"),
        ("- 某厂：涨价：两成", "某厂", "涨价：两成"),
        ("- 某厂，对手：一起涨价", "某厂，对手", "一起涨价"),
        ("- 某厂，涨价，涨价：两成", None, "某厂，涨价，涨价：两成"),
        ("- 某厂开发布会，总裁表示：涨价", None, "某厂开发布会，总裁表示：涨价"),
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
def test_brief_subject_is_a_short_name_before_a_colon(line: str, subject: str | None, text: str) -> None:
    assert parse_briefs(line) == [(subject, text)]


def test_brief_joins_its_wrapped_lines() -> None:
    assert read_preamble("- 甲：[乙](https://a.example/", ")", "；", "- 丙").briefs == (
        Brief("甲", "[乙](https://a.example/)；", Span(3, 5)),
        Brief(None, "丙", Span(6, 6)),
    )


@pytest.mark.parametrize("line", ["-甲", "- ", "-", "- - -", "* * *", "  - 甲", "1. 甲", "> - 甲"])
def test_line_without_bullet_is_no_brief(line: str) -> None:
    assert parse_briefs(line) == []


@pytest.mark.parametrize(
    ("opening", "closing"), [("```", "```"), ("<!--", "-->"), ("<pre>", "</pre>"), ("- ```", "  ```")]
)
def test_code_and_comments_hold_no_briefs(opening: str, closing: str) -> None:
    issue = read_preamble(opening, "- 甲", "> 导读：乙", closing, "- 丙")

    assert [brief.text for brief in issue.briefs] == ["丙"]
    assert issue.intro is None


@pytest.mark.parametrize("line", ["先来热身：", "先来热身:", "先来热身：  "])
def test_lead_in_is_a_line_with_colon_before_briefs(line: str) -> None:
    assert parse_parts(line, "", "- 甲")[0] == ("lead-in", line.strip())


@pytest.mark.parametrize(
    "lines", [["先来热身。", "- 甲"], ["先来热身：", "再看", "- 甲"], ["- 甲", "先来热身："], ["热身："]]
)
def test_other_paragraphs_are_no_lead_in(lines: list[str]) -> None:
    assert all(type(part) is not tuple for part in parse_parts(*lines))


# --- other blocks ----- -----------------------------------------------------------------------


def test_other_preamble_blocks_keep_their_order() -> None:
    found = parse_parts(
        "文", "- 甲", "", "文", "文", "", "| a |", "|---|", "", "- 乙", "  - 丙", "", "```", "码", "```"
    )

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
