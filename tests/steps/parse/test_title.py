from datetime import date

import pytest

from publish.core.issue import BlockKind, Span, Title
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
def test_a_title_is_taken_apart_at_its_date(line: str, name: str, subtitle: str) -> None:
    title = read(line).title

    assert title
    assert (title.name, title.subtitle) == (name, subtitle)


@pytest.mark.parametrize(
    ("line", "text"),
    [("# 学习 C#", "学习 C#"), ("# 手册 ##", "手册"), ("# #标签", "#标签"), ("#", ""), ("# ", ""), ("# ##", "")],
)
def test_a_title_loses_only_the_marks_of_a_heading(line: str, text: str) -> None:
    assert read(line).title == Title(text, text, "", Span(1, 1))


@pytest.mark.parametrize(
    "above",
    [[], [""], ["", "  ", ""], ["<!-- markdownlint-disable -->"], ["<!--", "- 不", "-->", ""]],
    ids=["nothing", "a blank line", "blank lines", "a comment", "a long comment"],
)
def test_a_title_is_the_first_thing_to_be_seen(above: list[str]) -> None:
    issue = read(*above, TITLE, "", "文")

    assert issue.title
    assert issue.title.span == Span(len(above) + 1, len(above) + 1)


def test_a_comment_above_the_title_is_kept() -> None:
    [comment, text] = read("<!-- 甲", "-->", TITLE, "", "文").preamble

    assert (comment.span, text.span) == (Span(1, 2), Span(5, 5))


@pytest.mark.parametrize("line", ["====", "=", "  === "])
def test_a_title_may_be_underlined(line: str) -> None:
    issue = read("", "  简报 (2020-06-17)  ", line, "", "文")

    assert issue.title == Title("简报 (2020-06-17)", "简报", "", Span(2, 3))
    assert issue.preamble[0].span == Span(5, 5)


@pytest.mark.parametrize(
    "lines",
    [
        ["文", "", TITLE],
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
        "text first", "tag", "small heading", "second level", "two lines", "quote", "list", "no text", "in a comment",
        "blank", "nothing",
    ],
)  # fmt: skip
def test_a_file_may_lack_a_title(lines: list[str]) -> None:
    assert read(*lines).title is None


def test_a_second_title_stays_where_it_stands() -> None:
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
def test_an_issue_is_dated_by_its_file(name: str, day: date | None) -> None:
    issue = read("# 简报 (2019-01-01)", name=name)

    assert (issue.name, issue.date) == (name, day)


def test_what_no_article_can_hold_is_left_out() -> None:
    issue = read("# 甲\x00\x08乙\ud800", "", "丙\ufffe")

    assert issue.title
    assert issue.title.text == "甲乙"
