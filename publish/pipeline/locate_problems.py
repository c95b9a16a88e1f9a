"""The file and line of problems."""

from __future__ import annotations

from pathlib import PurePosixPath

from publish.core.exceptions import IssueError, TimeLimitExceededError
from publish.core.issue import Issue
from publish.core.problem import Problem, add_location
from publish.core.settings import NewsletterSettings
from publish.steps.parse import parse_issue

SETTINGS_FILE = "publish.toml"


def parse_issue_file(
    text: str,
    path: PurePosixPath,
    name: str = "",
    newsletter: NewsletterSettings = NewsletterSettings(),  # noqa: B008  # a tuple, never changed
) -> Issue:
    """Parse an issue, by default named like its file; raise IssueError with the file in its problems if that fails."""
    try:
        return parse_issue(text, name or path.stem, newsletter)
    except IssueError as error:
        raise IssueError(*add_location(error.problems, path.name)) from error


def explain_timeout(error: TimeLimitExceededError, path: PurePosixPath) -> IssueError:
    """Return the error of a time limit; on a busy machine it does not blame the issue's Markdown."""
    values = {"limit": f"{error.seconds:g}"}
    if error.busy:
        return IssueError(Problem("machine-busy", values, file=path.name))
    return IssueError(Problem("issue-slow", values, file=path.name, line=error.line or 1))
