from __future__ import annotations

import pytest

from publish.core.problem import Problem
from publish.lint import lint_issue
from publish.steps.archive import compare_table, find_table, put_table, render_table
from publish.steps.archive.readme_table import TableRange
from publish.steps.parse import parse_issue
from tests.steps.archive.listing import list_issue

DAYS = ["2019-12-02", "2019-12-17", "2020-01-06", "2020-01-27", "2020-02-16", "2020-03-02", "2020-03-19"]
TABLE = [
    "| 2 | 0 | 2 | 0 |",
    "|:---:|:---:|:---:|:---:|",
    "| [2020-03-19](issues/2020-03-19.md) | [2020-03-02](https://mp.weixin.qq.com/s/out) |"
    " [2020-02-16](issues/2020-02-16.md) | [2020-01-27](issues/2020-01-27.md) |",
    "| [2020-01-06](issues/2020-01-06.md) |  |  |  |",
    "| 2 | 0 | 1 | 9 |",
    "| [2019-12-17](issues/2019-12-17.md) | [2019-12-02](issues/2019-12-02.md) |  |  |",
]
README = ["# 简报", "<!-- archive -->", "旧表", "<!-- /archive -->", "末"]


def table(*days: str) -> list[str]:
    addresses = {"2020-03-02": "https://mp.weixin.qq.com/s/out"}
    return render_table(list_issue(day, published=addresses.get(day, "")) for day in days or DAYS)


def compare(before: list[str]) -> list[tuple[str, object]]:
    return [(problem.message, problem.values.get("days")) for problem in compare_table(before, TABLE)]


def test_the_table_has_the_newest_first_four_a_row_and_a_heading_for_each_year() -> None:
    assert table() == TABLE
    assert table(*reversed(DAYS)) == TABLE


def test_the_table_breaks_no_rule_of_the_newsletter() -> None:
    text = "\n".join(
        ["# 周报 (2020-04-04)", "", "> 导读：甲。", "", "## [往期回顾](https://a.example/)", "", *TABLE, ""]
    )

    told = lint_issue(parse_issue(text, "2020-04-04"), text)

    assert {problem.rule for problem in told} & {"N19", "N20"} == set()


# --- where it stands ------------------------------------------------------------------------------


def test_the_table_stands_between_the_marks_and_nothing_else_is_touched() -> None:
    text = "\n".join(README)

    assert put_table(text, TableRange(2, 3), ["表"]) == "# 简报\n<!-- archive -->\n\n表\n\n<!-- /archive -->\n末"


def test_putting_it_twice_changes_nothing() -> None:
    once = put_table("\n".join(README), TableRange(2, 3), TABLE)
    place = find_table(once.split("\n"))

    assert isinstance(place, TableRange)
    assert put_table(once, place, TABLE) == once


def test_line_ends_of_windows_stay_such() -> None:
    text = "\r\n".join(README)

    put = put_table(text, TableRange(2, 3), TABLE)

    assert put.count("\n") == put.count("\r\n") == len(TABLE) + 5


def test_the_marks_may_be_indented_and_stand_in_running_text_without_harm() -> None:
    lines = ["写 `<!-- archive -->` 与 <!-- /archive -->", "  <!-- archive -->  ", "<!-- /archive -->\r"]

    assert find_table(lines) == TableRange(2, 2)


def test_without_marks_one_is_told_what_to_put_there() -> None:
    problem = find_table(["# 简报"])

    assert problem == Problem("archive-unmarked", {"begin": "<!-- archive -->", "end": "<!-- /archive -->"})


@pytest.mark.parametrize(
    ("marks", "line"),
    [("(", 1), (")", 1), (")(", 2), ("(()", 2), ("())", 3), ("()()", 4)],
)
def test_marks_that_are_no_pair_are_refused(marks: str, line: int) -> None:
    found = find_table(["<!-- archive -->" if mark == "(" else "<!-- /archive -->" for mark in marks])

    assert isinstance(found, Problem)
    assert (found.message, found.line) == ("archive-marks", line)


# --- what differs ---------------------------------------------------------------------------------


def test_a_table_that_is_wanted_differs_in_nothing() -> None:
    assert compare(["", *TABLE, ""]) == []


def test_issues_that_the_table_lacks_are_named() -> None:
    assert compare(TABLE[:3]) == [("archive-lacks", "2020-01-06, 2019-12-17, 2019-12-02")]


def test_issues_that_have_no_file_are_named() -> None:
    assert compare([*TABLE, "| [1999-01-01](a.md) | | | |"]) == [("archive-extra", "1999-01-01")]


def test_issues_that_lead_elsewhere_are_named() -> None:
    assert compare([line.replace("https://mp.weixin.qq.com/s/out", "a.md") for line in TABLE]) == [
        ("archive-elsewhere", "2020-03-02")
    ]


def test_another_way_of_writing_is_told_as_that() -> None:
    assert compare([line.replace(":---:", "---") for line in TABLE]) == [("archive-otherwise", None)]


def test_of_many_issues_some_are_named() -> None:
    [problem] = compare_table([], TABLE)

    assert problem.values == {"count": 7, "days": "2020-03-19, 2020-03-02, 2020-02-16, 2020-01-27, 2020-01-06, …"}
