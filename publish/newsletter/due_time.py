"""The publish time of an issue, from its front matter or its file name."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from publish.core.dates import is_impossible_publish_time, parse_publish_time, to_utc
from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem, add_location
from publish.core.settings import ScheduleSettings
from publish.newsletter.front_matter.pairs import find_hold
from publish.newsletter.front_matter.parse_front_matter import parse_front_matter
from publish.newsletter.labels import (
    DATE_KEY,
    PUBLISH_AT,
    is_impossible_date,
    parse_with_files,
    parse_written_date,
)


class Due(NamedTuple):
    """When an issue is due, and what goes out with it."""

    at: datetime  # in UTC
    with_files: tuple[str, ...]  # paths from its folder


def find_due(text: str, issue: IssueFile, schedule: ScheduleSettings, zone: tzinfo) -> Due | None:
    """Return when an issue is due; None if it names no time, or is held back.

    A day in its name comes before the `date` of its front matter.

    Raises:
        IssueError: The front matter or the time is invalid.
    """
    try:
        front_matter, _ = parse_front_matter(text.split("\n"))
    except IssueError as error:
        raise IssueError(*add_location(error.problems, issue.path.name)) from error
    at = _find_time(front_matter, issue, schedule, zone)
    return Due(at, parse_with_files(front_matter) or ()) if at else None


def _find_time(
    front_matter: FrontMatter, issue: IssueFile, schedule: ScheduleSettings, zone: tzinfo
) -> datetime | None:
    file = issue.path.name
    if find_hold(front_matter):
        return None
    value = front_matter.values.get(PUBLISH_AT)
    if value:
        due = parse_publish_time(value, zone, schedule.hour)
        if due is None:
            raise IssueError(describe_invalid_time(value, front_matter.lines[PUBLISH_AT], file))
        return due
    if is_impossible_date(issue.name):
        raise IssueError(Problem("issue-name-no-day", {"issue": issue.name}, file=file))
    written = parse_written_date(front_matter.values.get(DATE_KEY, "")) if issue.fields else None
    day = issue.day or written
    return to_utc(day, zone, schedule.hour) if day else None


def describe_invalid_time(text: str, line: int, file: str | None = None) -> Problem:
    """Return the problem with an invalid publish time."""
    message = "publish-at-none" if is_impossible_publish_time(text) else "publish-at"
    return Problem(message, {"said": text}, file=file, line=line)
