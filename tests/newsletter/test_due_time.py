from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from publish.core.exceptions import IssueError
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.newsletter.due_time import Due, find_due
from publish.newsletter.labels import parse_issue_date

CHINA = ZoneInfo("Asia/Shanghai")
DATED = PurePosixPath("issues/2020-06-17.md")


def find(text: str, path: PurePosixPath = DATED) -> datetime | None:
    due = find_all(text, path)
    return due.at if due else None


def find_all(text: str, path: PurePosixPath = DATED) -> Due | None:
    return find_due(text, IssueFile(path, path.stem, parse_issue_date(path.stem)), ScheduleSettings(hour=8), CHINA)


def test_due_time_is_the_issue_date_at_the_hour_of_the_settings() -> None:
    assert find("# 简报\n") == datetime(2020, 6, 17, 0, tzinfo=UTC)


def test_due_time_prefers_front_matter() -> None:
    assert find("---\npublish_at: 2020-06-18 20:30\n---\n# 简报\n") == datetime(2020, 6, 18, 12, 30, tzinfo=UTC)


def test_due_time_of_file_without_date_comes_from_front_matter() -> None:
    special = PurePosixPath("issues/special.md")

    assert find("# 特刊\n", special) is None
    assert find("---\npublish_at: 2020-06-18\n---\n", special) == datetime(2020, 6, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("held", ["draft: true", "published: false", "status: Draft"])
def test_issue_that_is_held_back_has_no_due_time(held: str) -> None:
    assert find(f"---\n{held}\npublish_at: 2020-06-18\n---\n# 简报\n") is None


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("---\ntitle: 简报\npublish_at: 明天\n---\n", "publish-at", 3),
        ("---\ntitle: a\ntitle: b\n---\n", "front-matter-twice", 3),
    ],
)
def test_invalid_publish_time_is_reported_with_its_line(text: str, message: str, line: int) -> None:
    with pytest.raises(IssueError) as caught:
        find(text)

    [problem] = caught.value.problems
    assert (problem.message, problem.file, problem.line) == (message, "2020-06-17.md", line)


@pytest.mark.parametrize("name", ["2021-02-30", "2020-13-45"])
def test_due_time_is_refused_when_file_name_is_an_impossible_date(name: str) -> None:
    with pytest.raises(IssueError) as caught:
        find("# 简报\n", PurePosixPath(f"issues/{name}.md"))

    assert caught.value.problems == (Problem("issue-name-no-day", {"issue": name}, file=f"{name}.md"),)


def test_due_time_prefers_front_matter_when_file_name_is_an_impossible_date() -> None:
    path = PurePosixPath("issues/2021-02-30.md")

    assert find("---\npublish_at: 2021-02-28 08:00\n---\n", path) == datetime(2021, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("# 简报\n", ()),
        ("---\nwith: [notes/a.md, b.md]\n---\n", ("notes/a.md", "b.md")),
        ("---\nwith:\n  - a.md\n  - 'b 2.md'\n---\n", ("a.md", "b 2.md")),
        ("---\nwith: a.md\n---\n", ("a.md",)),
        ("---\nwith: []\n---\n", ()),
        ("---\ntitle: with\n---\n", ()),
        ("+++\nwith = ['a.md']\n+++\n", ("a.md",)),
    ],
)
def test_files_of_a_draft_are_read_from_the_front_matter(text: str, files: tuple[str, ...]) -> None:
    due = find_all(text)
    assert due is not None
    assert due.with_files == files
