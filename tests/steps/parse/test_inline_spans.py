"""Where the parts of a line stand that the linter names or changes."""

import pytest

from publish.core.issue import Block, Field, InlineSpan
from tests.samples import LICENCE, TITLE, read

DATE = "2020-06-17"


def cut(line: str, *spans: InlineSpan | None) -> list[str]:
    """Return the characters of a line that spans cover."""
    return [line[span.start : span.end] for span in spans if span]


@pytest.mark.parametrize(
    ("line", "separator"),
    [
        (f"# 简报 ({DATE})：甲", ["："]),
        (f"#  简报（{DATE}） : 甲  ", [" : "]),
        (f"# 简报 ({DATE})： #", ["："]),
        (f"# 简报 ({DATE})", [""]),
        ("# 手册", []),
        (f"简报 ({DATE})：甲\n===", []),
    ],
)
def test_separator_behind_the_date_has_a_span(line: str, separator: list[str]) -> None:
    title = read(line).title

    assert title
    assert title.date == (DATE if DATE in line else "")
    assert cut(line, title.separator_span) == separator


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        (["> 导读：本期3条。"], InlineSpan(3, 7, 8)),
        (["> 导读：甲", "> 乙，本期12条"], InlineSpan(4, 6, 8)),
        (["文", "", "- 本期5条；"], InlineSpan(5, 4, 5)),
        (["<!-- 本期", "5条 -->"], None),
    ],
)
def test_claimed_count_has_a_span_unless_it_is_wrapped(lines: list[str], span: InlineSpan | None) -> None:
    issue = read(TITLE, "", *lines)

    assert issue.claimed is not None
    assert issue.claim_span == span


def test_dates_of_the_archive_have_spans() -> None:
    archive = read(
        TITLE, "", "## 往期回顾", "", "| - | [2020-06-03](a) | [2020-05-15](b) |", "- [2019-03-31](c)"
    ).archive

    assert archive
    assert archive.date_spans == (InlineSpan(5, 6, 18), InlineSpan(5, 24, 36), InlineSpan(6, 2, 14))


@pytest.mark.parametrize(
    ("line", "title", "separator", "source"),
    [
        ("- [题 | 源](u)", ["题"], [" | "], ["源"]),
        ("- [A] [甲/乙：题｜源](u) 后", ["甲/乙：题"], ["｜"], ["源"]),
        ("- **[`a|b` 题 丨 源](u)**", ["`a|b` 题"], [" 丨 "], ["源"]),
        ("- 再读 [题](u)", [], [], []),
        ("- 再读 [题|源](u)", [], ["|"], ["源"]),
        ("- 题｜[源](u)", ["题"], ["｜"], ["源"]),
        ("- 题 |[ 源](u)", ["题"], [], ["源"]),
        ("- [题 | 源][甲]", ["题"], [], []),
        ("- [题 | 源", ["题"], [], []),
        ("- 题 | 源", ["题"], [], []),
    ],
)
def test_title_and_source_have_spans_where_they_are_in_one_piece(
    line: str, title: list[str], separator: list[str], source: list[str]
) -> None:
    inline = read(TITLE, "", "## 论文", "", "- [例](x)", line, "", "[甲]: https://a.example/").entries[1].inline

    assert [cut(line, span) for span in (inline.title, inline.separator, inline.source)] == [title, separator, source]


def test_source_on_a_wrapped_line_has_no_span() -> None:
    inline = read(TITLE, "", "## 论文", "", "- [题 | 甲 <!--   ", "--> 乙](u)").entries[0].inline

    assert (inline.title, inline.source) == (InlineSpan(5, 3, 4), None)


def test_tags_have_spans_with_their_brackets() -> None:
    line = "- [A][ 2104.13400 ] [题](u)"

    assert cut(line, *read(TITLE, "", "## 论文", "", line).entries[0].inline.tags) == ["[A]", "[ 2104.13400 ]"]


@pytest.mark.parametrize(
    ("line", "stray"), [("- [题](u)(u)", ["(u)"]), ("- **[题](u)** (u)", []), ("- [题](u)(v)", []), ("- [题](u)", [])]
)
def test_address_that_is_written_twice_has_a_span(line: str, stray: list[str]) -> None:
    assert cut(line, read(TITLE, "", "## 论文", "", line).entries[0].inline.stray) == stray


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (["摘要：甲"], ["摘要："]),
        (["  摘要 :  甲"], ["摘要 :"]),
        (["摘要", "："], []),
        (["  链接： https://a.example/"], ["链接："]),
        (["论文:[甲](b)"], ["论文:"]),
        (["文：甲"], []),
    ],
)
def test_label_of_an_entry_has_a_span_unless_it_is_wrapped(lines: list[str], label: list[str]) -> None:
    part = read(TITLE, "", "## 论文", "", "- [题](u)", *lines).entries[0].parts[0]

    assert isinstance(part, Block | Field)
    assert cut(lines[0], part.label_span) == label


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["> 注：甲  "], ["注：甲"]),
        ([" >注: 甲"], ["注: 甲"]),
        (["  <font color=red> 注：甲 </font>"], ["注：甲"]),
        (["> 注：甲", "> 乙"], []),
        (["> 引"], []),
    ],
)
def test_note_on_one_line_has_a_span(lines: list[str], text: list[str]) -> None:
    [block] = read(TITLE, "", *lines).preamble

    assert isinstance(block, Block)
    assert cut(lines[0], block.text_span) == text


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([LICENCE, "甲"], 4),
        ([LICENCE, LICENCE, "甲"], 5),
        (["本刊采用 https://creativecommons.org/licenses/by/3.0/cn/ 许可"], None),
        (["甲"], None),
    ],
)
def test_trailer_has_the_line_of_its_last_licence(lines: list[str], number: int | None) -> None:
    trailer = read(TITLE, "", "----", *lines, "WeChat: a").trailer

    assert trailer
    assert trailer.licence_line == number


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["```", "码", "```", "文"], [3, 4, 5]),
        (["~~~~", "~~~", "", "~~~~"], [3, 4, 5, 6]),
        (["- [题](u)", "  - ```", "    码", "    ```", "文"], [4, 5, 6]),
        (["文 <!-- 甲", "", "乙 --> 丙", "文"], [3, 4, 5]),
        (["```", "未闭合"], [3, 4]),
        (["<!-- 甲 -->", "`` ` ``", "    码", "<pre>", "</pre>"], []),
    ],
    ids=["fenced", "longer fence", "in a list", "comment", "unclosed", "none"],
)
def test_lines_of_code_and_comments_are_known(lines: list[str], code: list[int]) -> None:
    assert sorted(read(TITLE, "", *lines).code_lines) == code


@pytest.mark.parametrize(
    ("lines", "fence"),
    [
        (["```", "码", "```"], None),
        (["````md", "```", "码", "```", "````"], None),
        (["~~~", "```python", "~~~"], None),
        (["<!--", "```", "-->"], None),
        (["文", "```", "码", "文"], 4),
        (["- 甲", "  ```", "  码"], 4),
        (["文", "```"], 4),
        (["```python", "码", "", "文", "```python", "码", "```", "", "```", "码", "```"], 3),
        (["```", "码", "```", "~~~", "码"], 6),
    ],
    ids=["closed", "longer", "other mark", "comment", "open", "in a list", "last line", "closed by another", "second"],
)
def test_code_block_without_an_end_is_known_by_its_first_line(lines: list[str], fence: int | None) -> None:
    assert read(TITLE, "", *lines).open_fence == fence
