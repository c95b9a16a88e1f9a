from __future__ import annotations

import pytest

from publish.core.problem import Problem
from publish.lint import lint_issue
from publish.steps.archive.readme_table import TableRange, compare_table, find_table, put_table, render_table
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


def test_table_has_four_issues_per_row_and_a_heading_per_year() -> None:
    assert table() == TABLE
    assert table(*reversed(DAYS)) == TABLE


def test_table_violates_no_lint_rule() -> None:
    text = "\n".join(
        ["# 周报 (2020-04-04)", "", "> 导读：甲。", "", "## [往期回顾](https://a.example/)", "", *TABLE, ""]
    )

    told = lint_issue(parse_issue(text, "2020-04-04"), text)

    assert {problem.rule for problem in told} & {"N19", "N20"} == set()


# --- location in the README ------------------------------------------------------------------------------


def test_put_table_changes_only_lines_between_the_markers() -> None:
    text = "\n".join(README)

    assert put_table(text, TableRange(2, 3), ["表"]) == "# 简报\n<!-- archive -->\n\n表\n\n<!-- /archive -->\n末"


def test_put_table_is_idempotent() -> None:
    once = put_table("\n".join(README), TableRange(2, 3), TABLE)
    place = find_table(once.split("\n"))

    assert isinstance(place, TableRange)
    assert put_table(once, place, TABLE) == once


def test_put_table_keeps_windows_line_endings() -> None:
    text = "\r\n".join(README)

    put = put_table(text, TableRange(2, 3), TABLE)

    assert put.count("\n") == put.count("\r\n") == len(TABLE) + 5


def test_find_table_accepts_indented_markers_and_ignores_those_in_text() -> None:
    lines = ["写 `<!-- archive -->` 与 <!-- /archive -->", "  <!-- archive -->  ", "<!-- /archive -->\r"]

    assert find_table(lines) == TableRange(2, 2)


def test_find_table_reports_missing_markers() -> None:
    problem = find_table(["# 简报"])

    assert problem == Problem("archive-unmarked", {"begin": "<!-- archive -->", "end": "<!-- /archive -->"})


@pytest.mark.parametrize(
    ("marks", "line"),
    [("(", 1), (")", 1), (")(", 2), ("(()", 2), ("())", 3), ("()()", 4)],
)
def test_find_table_reports_unpaired_markers(marks: str, line: int) -> None:
    found = find_table(["<!-- archive -->" if mark == "(" else "<!-- /archive -->" for mark in marks])

    assert isinstance(found, Problem)
    assert (found.message, found.line) == ("archive-marks", line)


# --- differences ---------------------------------------------------------------------------------


def test_compare_table_reports_nothing_for_the_expected_table() -> None:
    assert compare(["", *TABLE, ""]) == []


def test_compare_table_reports_missing_issues() -> None:
    assert compare(TABLE[:3]) == [("archive-lacks", "2020-01-06, 2019-12-17, 2019-12-02")]


def test_compare_table_reports_issues_without_a_file() -> None:
    assert compare([*TABLE, "| [1999-01-01](a.md) | | | |"]) == [("archive-extra", "1999-01-01")]


def test_compare_table_reports_changed_links() -> None:
    assert compare([line.replace("https://mp.weixin.qq.com/s/out", "a.md") for line in TABLE]) == [
        ("archive-elsewhere", "2020-03-02")
    ]


def test_compare_table_reports_different_formatting() -> None:
    assert compare([line.replace(":---:", "---") for line in TABLE]) == [("archive-otherwise", None)]


def test_compare_table_names_only_some_of_many_issues() -> None:
    [problem] = compare_table([], TABLE)

    assert problem.values == {"count": 7, "days": "2020-03-19, 2020-03-02, 2020-02-16, 2020-01-27, 2020-01-06, …"}
