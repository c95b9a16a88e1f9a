from datetime import date

import pytest

from publish.core.issue import Block, BlockKind, Span, Title
from tests.samples import TITLE, read


@pytest.mark.parametrize(
    ("line", "name", "subtitle"),
    [
        ("# 简报 (2020-06-17)", "简报", ""),
        ("# 简报 (2020-06-17)  ", "简报", ""),
        ("# 简报 (2020-06-17)：", "简报", ""),
        ("# 简报 (2020-06-17)：甲/乙  ", "简报", "甲/乙"),
        ("# 简报 (2020-06-17) 甲/乙", "简报", "甲/乙"),
        ("# 简报（2020-06-17）: 甲", "简报", "甲"),
        ("# 简报(2020-06-17)", "简报", ""),
        ("#\t简报 (2020-06-17) #", "简报", ""),
        ("# (2020-06-17)", "", ""),
        ("# 手册", "手册", ""),
        ("# 手册 (2020)", "手册 (2020)", ""),
    ],
)
def test_title_is_split_at_its_date(line: str, name: str, subtitle: str) -> None:
    title = read(line).title

    assert title
    assert (title.name, title.subtitle) == (name, subtitle)


@pytest.mark.parametrize(
    ("line", "text"),
    [("# 学习 C#", "学习 C#"), ("# 手册 ##", "手册"), ("# #标签", "#标签"), ("#", ""), ("# ", ""), ("# ##", "")],
)
def test_title_is_parsed_without_its_heading_marks(line: str, text: str) -> None:
    assert read(line).title == Title(text, text, "", Span(1, 1))


@pytest.mark.parametrize(
    "above",
    [[], [""], ["", "  ", ""], ["<!-- markdownlint-disable -->"], ["<!--", "- 不", "-->", ""]],
    ids=["nothing", "a blank line", "blank lines", "a comment", "a long comment"],
)
def test_title_comes_before_all_visible_text(above: list[str]) -> None:
    issue = read(*above, TITLE, "", "文")

    assert issue.title
    assert issue.title.span == Span(len(above) + 1, len(above) + 1)


def test_comment_above_the_title_is_kept() -> None:
    [comment, text] = read("<!-- 甲", "-->", TITLE, "", "文").preamble

    assert (comment.span, text.span) == (Span(1, 2), Span(5, 5))


@pytest.mark.parametrize("line", ["====", "=", "  === "])
def test_underlined_line_is_the_title(line: str) -> None:
    issue = read("", "  简报 (2020-06-17)  ", line, "", "文")

    assert issue.title == Title("简报 (2020-06-17)", "简报", "", Span(2, 3), "2020-06-17")
    assert issue.preamble[0].span == Span(5, 5)


@pytest.mark.parametrize(
    "lines",
    [
        ["#标签"],
        ["#" * 3 + " 节"],
        ["文", "----"],
        ["文", "文", "===="],
        ["> 引", "===="],
        ["- 项", "===="],
        ["====", "文"],
        ["<!-- 不关 ", TITLE],
        ["", "  "],
        [],
    ],
    ids=[
        "tag", "small heading", "second level", "two lines", "quote", "list", "no text", "in a comment",
        "blank", "nothing",
    ],
)  # fmt: skip
def test_title_is_none_when_text_comes_first(lines: list[str]) -> None:
    assert read(*lines).title is None


@pytest.mark.parametrize(
    ("lines", "title", "line"),
    [
        (["> 引", "", "# 题"], "题", 3),
        (["![](a.png)", "", "题", "===", "", "文"], "题", 3),
        (["## 节", "", "文", "", "# 题", "", "文"], "题", 5),
        (["```", "# 码", "```", "", "# 题"], "题", 5),
        (["文", "", TITLE], TITLE.removeprefix("# "), 3),
    ],
    ids=["quote first", "picture first", "below a section", "code first", "text first"],
)
def test_only_level_1_heading_is_the_title_wherever_it_stands(lines: list[str], title: str, line: int) -> None:
    issue = read(*lines, name="notes")

    assert issue.title is not None
    assert (issue.title.text, issue.title.span.line) == (title, line)
    assert not any(part.kind is BlockKind.HEADING for part in issue.preamble if isinstance(part, Block))


@pytest.mark.parametrize("lines", [["# 1 引言", "## 1.1", "# 2 正文"], ["文", "", "甲", "===", "", "# 乙"]])
def test_several_level_1_headings_are_sections_and_no_title(lines: list[str]) -> None:
    issue = read(*lines, name="notes")

    assert (issue.title, issue.top_level) == (None, 1)


def test_dated_heading_is_the_title_beside_other_level_1_headings() -> None:
    issue = read(TITLE, "", "# 新闻", "## 甲")

    assert issue.title is not None
    assert issue.top_level == 2


def test_second_title_is_a_heading_block() -> None:
    [block] = read(TITLE, "", "# 再来").preamble

    assert getattr(block, "kind", None) is BlockKind.HEADING


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2020-06-17", date(2020, 6, 17)),
        ("2020-02-30", None),
        ("2020-6-17", None),
        ("20200617", None),
        ("2020-06-17b", None),
        ("notes", None),
    ],
)
def test_issue_date_is_parsed_from_the_file_name(name: str, day: date | None) -> None:
    issue = read("# 简报 (2019-01-01)", name=name)

    assert (issue.name, issue.date) == (name, day)


def test_unwritable_characters_are_dropped() -> None:
    issue = read("# 甲\x00\x08乙\ud800", "", "丙\ufffe")

    assert issue.title
    assert issue.title.text == "甲乙"
