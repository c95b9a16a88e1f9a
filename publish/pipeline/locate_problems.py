"""Where a problem is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from publish.core.exceptions import IssueError, TimeLimitExceededError
from publish.core.issue import Issue
from publish.core.problem import Problem
from publish.steps.parse import parse_issue

SETTINGS_FILE = "publish.toml"


def add_file_path(problems: Iterable[Problem], file: str) -> list[Problem]:
    """Return problems with their file, in the order of its lines."""
    return sorted((problem._replace(file=file) for problem in problems), key=lambda problem: problem.line or 0)


def parse_issue_file(text: str, path: PurePosixPath) -> Issue:
    """Read an issue.

    Raises:
        IssueError: It cannot be read; its problems say in which file.
    """
    try:
        return parse_issue(text, path.stem)
    except IssueError as error:
        raise IssueError(*add_file_path(error.problems, path.name)) from error


def explain_timeout(error: TimeLimitExceededError, path: PurePosixPath) -> IssueError:
    """Return what to tell of an issue over which time ran out; a busy machine is no fault of its Markdown."""
    if error.busy:
        return IssueError(Problem("machine-busy", {"limit": f"{error.seconds:g}"}, file=path.name))
    return IssueError(Problem("issue-slow", {"limit": f"{error.seconds:g}"}, file=path.name, line=error.line or 1))
