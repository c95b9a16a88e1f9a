"""The next issue, begun on the preview page."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.preview.begin_issue import begin_issue
from publish.cli.preview.build_preview import build_preview
from publish.preview.live_builds import PreviewRequest


def test_next_issue_is_written_as_the_command_does(issue: Path) -> None:
    begun = begin_issue()

    assert (issue.parent / f"{begun.name}.md").read_text(encoding="utf-8").count("# 简报")
    assert begun.name in begun.messages["en"]


def test_first_issue_has_no_model(issue: Path) -> None:
    for path in issue.parent.glob("*.md"):
        path.unlink()

    assert begin_issue().name


@pytest.mark.usefixtures("issue")
def test_second_issue_of_a_day_is_refused() -> None:
    begin_issue()

    again = begin_issue()

    assert (again.name, again.messages["en"].count("\n")) == ("", 0)


@pytest.mark.usefixtures("issue")
def test_page_of_an_empty_folder_offers_to_begin_one() -> None:
    built = build_preview(PreviewRequest(""))

    assert (built.views, "data-begin" in built.panels["zh"]["problems"]) == ({}, True)
