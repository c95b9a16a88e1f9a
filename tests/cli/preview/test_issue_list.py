"""The list of issues on the preview page."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.preview import issue_list
from publish.cli.preview.issue_list import list_issue_rows
from publish.core.exceptions import TimeLimitExceededError
from publish.preview.issue_list_panel import ProblemCount
from tests.pictures import draw
from tests.preview.repository import NAME


def test_issue_rows_are_sorted_newest_first_with_problem_counts(issue: Path) -> None:
    (issue.parent / "publications.json").write_text('{"2020-06-03": "https://example.org/3"}', encoding="utf-8")

    rows = list_issue_rows()

    assert [(row.name, row.title, row.state) for row in rows] == [
        (NAME, "简报", ""),
        ("2020-06-03", "上一期", "published"),
    ]
    assert [row.problems is not None and row.problems.errors > 0 for row in rows] == [True, False]


@pytest.mark.usefixtures("issue")
def test_issue_rows_are_recounted_only_after_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    first = list_issue_rows()
    monkeypatch.setattr(issue_list, "lint_issue_and_article", None)

    assert list_issue_rows() == first


def test_issue_rows_contain_unreadable_issue_with_its_problems(issue: Path) -> None:
    issue.write_bytes(b"---\na\nb\n---\n")

    assert list_issue_rows()[0].problems == ProblemCount(2, 0, is_broken=True)


def test_issue_rows_contain_issue_that_times_out(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> None:
        raise TimeLimitExceededError(1.5)

    monkeypatch.setattr(issue_list, "lint_issue_and_article", run_out)

    assert [(row.name, row.problems) for row in list_issue_rows()][:1] == [
        (issue.stem, ProblemCount(1, 0, is_broken=True))
    ]


def test_issue_rows_contain_issue_that_is_no_file(issue: Path) -> None:
    issue.unlink()
    issue.symlink_to("nowhere")

    assert list_issue_rows()[0].problems == ProblemCount(1, 0, is_broken=True)


def test_issue_rows_are_empty_with_invalid_settings(issue: Path) -> None:
    (issue.parent.parent / "publish.toml").write_text("theme = 3\n", encoding="utf-8")

    assert list_issue_rows() == []


def test_problems_of_a_few_issues_are_counted_at_each_call(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue_list, "_MAX_COUNTED", 1)
    assert issue.exists()

    assert [row.problems is None for row in list_issue_rows()] == [False, True]
    assert [row.problems is None for row in list_issue_rows()] == [False, False]


def test_problems_are_counted_again_when_a_missing_picture_comes(issue: Path) -> None:
    issue.write_text("# 题\n\n正文。\n\n![图](a.png)\n", encoding="utf-8")
    [before, _] = list_issue_rows()

    (issue.parent / "a.png").write_bytes(draw("PNG", size=(300, 200)))

    [after, _] = list_issue_rows()
    assert (before.problems and before.problems.errors, after.problems and after.problems.errors) == (1, 0)
