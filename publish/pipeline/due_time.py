"""The publish time of an issue, from its front matter or its file name."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from publish.core.dates import parse_publish_time, to_utc
from publish.core.exceptions import IssueError
from publish.core.problem import Problem, add_location
from publish.core.settings import ScheduleSettings
from publish.lint.rules.front_matter import describe_invalid_time
from publish.newsletter.front_matter.pairs import find_hold
from publish.newsletter.front_matter.parse_front_matter import parse_front_matter
from publish.newsletter.labels import PUBLISH_AT, is_impossible_date, parse_issue_date


def find_due_time(text: str, path: PurePosixPath, schedule: ScheduleSettings, zone: tzinfo) -> datetime | None:
    """Return the publish time of an issue in UTC; None if it names none, or is held back.

    Raises:
        IssueError: The front matter or the time is invalid.
    """
    try:
        front_matter, _ = parse_front_matter(text.split("\n"))
    except IssueError as error:
        raise IssueError(*add_location(error.problems, path.name)) from error
    if find_hold(front_matter):
        return None
    value = front_matter.values.get(PUBLISH_AT)
    if value:
        due = parse_publish_time(value, zone, schedule.hour)
        if due is None:
            raise IssueError(describe_invalid_time(value, front_matter.lines[PUBLISH_AT], path.name))
        return due
    if is_impossible_date(path.stem):
        raise IssueError(Problem("issue-name-no-day", {"issue": path.stem}, file=path.name))
    day = parse_issue_date(path.stem)
    return to_utc(day, zone, schedule.hour) if day else None
