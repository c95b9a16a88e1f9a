"""Problems that a baseline holds."""

from __future__ import annotations

from collections import Counter

import pytest

from publish.core.problem import Problem, Severity
from publish.lint.baseline import KnownProblem, collect_known, filter_known

LINES = ["# 题", "", "甲，，乙", "丙 "]
DOUBLED = Problem("punctuation-double", rule="N42", severity=Severity.WARNING, line=3)


def test_known_problem_is_file_rule_and_text_of_its_line() -> None:
    removed = Problem("html-removed", severity=Severity.WARNING, line=4)

    assert collect_known([DOUBLED, removed], "a.md", LINES) == Counter(
        [KnownProblem("a.md", "N42", "甲，，乙"), KnownProblem("a.md", "html-removed", "丙")]
    )


def test_known_problem_is_found_again_in_another_line() -> None:
    known = collect_known([DOUBLED], "a.md", LINES)

    filtered = filter_known([DOUBLED._replace(line=5)], "a.md", ["", "", *LINES], known)

    assert (filtered.problems, filtered.unmatched) == ([], Counter())


def test_second_problem_of_the_same_kind_in_equal_lines_is_new() -> None:
    known = collect_known([DOUBLED], "a.md", LINES)
    again = DOUBLED._replace(line=5)

    assert filter_known([DOUBLED, again], "a.md", [*LINES, LINES[2]], known).problems == [again]


def test_problem_of_another_file_or_rule_is_new() -> None:
    known = collect_known([DOUBLED], "a.md", LINES)

    assert filter_known([DOUBLED], "b.md", LINES, known).problems == [DOUBLED]
    assert filter_known([DOUBLED._replace(rule="N43")], "a.md", LINES, known).unmatched == known


@pytest.mark.parametrize(
    "problem",
    [
        Problem("picture-missing", line=3),
        Problem("entry-no-link", rule="N01", line=3),
        Problem("article-long", rule="N14", line=1),
        Problem("emphasis-dead", rule="N17", line=3),
        Problem("link-lost", rule="L05", severity=Severity.WARNING, line=3),
    ],
    ids=lambda problem: problem.message,
)
def test_errors_that_stop_a_build_and_answers_of_the_web_are_never_known(problem: Problem) -> None:
    known = Counter([KnownProblem("a.md", problem.rule or problem.message, LINES[(problem.line or 1) - 1])])

    assert collect_known([problem], "a.md", LINES) == Counter()
    assert filter_known([problem], "a.md", LINES, known).problems == [problem]


def test_error_that_stops_no_build_can_be_known() -> None:
    repeated = Problem("link-twice", rule="N08", line=3)

    assert collect_known([repeated], "a.md", LINES).total() == 1


@pytest.mark.parametrize("line", [None, 99])
def test_problem_without_a_line_of_the_file_is_known_by_its_rule(line: int | None) -> None:
    assert list(collect_known([DOUBLED._replace(line=line)], "a.md", LINES)) == [KnownProblem("a.md", "N42", "")]
