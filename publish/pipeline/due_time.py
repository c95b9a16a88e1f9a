"""When an issue is to go out, by what it says of itself and by its name."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from publish.core.dates import parse_publish_time, to_utc
from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.lint.rules.front_matter import explain_time
from publish.newsletter.front_matter import parse_front_matter
from publish.newsletter.labels import PUBLISH_AT, is_impossible_date, parse_issue_date
from publish.pipeline.locate_problems import add_file_path


def find_due_time(text: str, path: PurePosixPath, schedule: ScheduleSettings, zone: tzinfo) -> datetime | None:
    """Return when an issue is to go out, in UTC; None for a file that names no time.

    Raises:
        IssueError: Its front matter cannot be read, or the time that it names.
    """
    try:
        front_matter, _ = parse_front_matter(text.split("\n"))
    except IssueError as error:
        raise IssueError(*add_file_path(error.problems, path.name)) from error
    said = front_matter.values.get(PUBLISH_AT)
    if said:
        due = parse_publish_time(said, zone, schedule.hour)
        if due is None:
            raise IssueError(_refuse(said, path, front_matter.lines[PUBLISH_AT]))
        return due
    if is_impossible_date(path.stem):
        raise IssueError(Problem("issue-name-no-day", {"issue": path.stem}, file=path.name))
    day = parse_issue_date(path.stem)
    return to_utc(day, zone, schedule.hour) if day else None


def _refuse(said: str, path: PurePosixPath, line: int) -> Problem:
    return explain_time(said, line)._replace(file=path.name)
