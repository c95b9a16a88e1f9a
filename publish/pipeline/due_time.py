"""The publish time of an issue, from its front matter or its file name."""

from __future__ import annotations

from datetime import datetime, tzinfo

from publish.core.dates import parse_publish_time, to_utc
from publish.core.exceptions import IssueError
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem, add_location
from publish.core.settings import ScheduleSettings
from publish.lint.rules.front_matter import describe_invalid_time
from publish.newsletter.front_matter.pairs import find_hold
from publish.newsletter.front_matter.parse_front_matter import parse_front_matter
from publish.newsletter.labels import (
    DATE_KEY,
    PUBLISH_AT,
    WITH_KEY,
    is_impossible_date,
    parse_with_files,
    parse_written_date,
)


def find_due_time(text: str, issue: IssueFile, schedule: ScheduleSettings, zone: tzinfo) -> datetime | None:
    """Return the publish time of an issue in UTC; None if it names none, or is held back.

    A day in its name comes before the `date` of its front matter.

    Raises:
        IssueError: The front matter or the time is invalid.
    """
    file = issue.path.name
    try:
        front_matter, _ = parse_front_matter(text.split("\n"))
    except IssueError as error:
        raise IssueError(*add_location(error.problems, file)) from error
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


def find_with_files(text: str) -> tuple[str, ...]:
    """Return the files that go out with an issue, by their paths from its folder; none of an invalid front matter."""
    if WITH_KEY not in text:
        return ()
    try:
        front_matter, _ = parse_front_matter(text.split("\n"))
    except IssueError:
        return ()
    return parse_with_files(front_matter) or ()
