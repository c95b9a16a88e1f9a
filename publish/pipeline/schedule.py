"""When an issue is to go out, by what it says of itself and by its name."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from publish.errors import IssueError
from publish.facts.newsletter import read_issue_date
from publish.facts.times import is_moment, read_moment, strike
from publish.model.issue import Issue
from publish.model.problem import Problem
from publish.model.settings import Schedule
from publish.pipeline.places import place_problems
from publish.steps.read.front_matter import read_front_matter

PUBLISH_AT = "publish_at"


def find_due_time(text: str, path: PurePosixPath, schedule: Schedule, zone: tzinfo) -> datetime | None:
    """Return when an issue is to go out, in UTC; None for a file that names no time.

    Raises:
        IssueError: Its front matter cannot be read, or the time that it names.
    """
    try:
        front_matter, _ = read_front_matter(text.split("\n"))
    except IssueError as error:
        raise IssueError(*place_problems(error.problems, path.name)) from error
    said = front_matter.values.get(PUBLISH_AT)
    if said:
        due = read_moment(said, zone, schedule.hour)
        if due is None:
            raise IssueError(_refuse(said, path, front_matter.lines[PUBLISH_AT]))
        return due
    day = read_issue_date(path.stem)
    return strike(day, zone, schedule.hour) if day else None


def check_due_time(issue: Issue) -> list[Problem]:
    """Return what keeps a schedule from knowing when an issue is to go out."""
    said = issue.front_matter.values.get(PUBLISH_AT)
    if not said or is_moment(said):
        return []
    return [Problem("publish-at", {"said": said}, line=issue.front_matter.lines[PUBLISH_AT])]


def _refuse(said: str, path: PurePosixPath, line: int) -> Problem:
    return Problem("publish-at", {"said": said}, file=path.name, line=line)
