"""Begin the next issue of a newsletter, with what the last ones have in common."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.repository_files import resolve_repository_path
from publish.cli.newest_issues import read_newest
from publish.core.exceptions import IssueError
from publish.core.issue import Issue
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings, Settings
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.scaffold import LastIssues, find_shared_sections, scaffold_issue


class NextIssue(NamedTuple):
    """An issue that was begun."""

    path: Path
    name: str
    last: str | None  # the issue whose structure it took over; None where there was none
    problems: tuple[Problem, ...]  # why nearer issues could not be read


def write_next_issue(day: date, slug: str, repository: Path, settings: Settings) -> NextIssue:
    """Write the beginning of an issue to a new file.

    Args:
        day: Its day.
        slug: Its name, where the pattern of the issues' paths takes one.
        repository: The newsletter's folder.
        settings: The newsletter's settings.

    Raises:
        IssueError: The pattern asks for more, the file exists, or none of the other issues can be read.
        OutputError: It cannot be written.
    """
    folder = open_issue_folder(repository, settings)
    location = folder.next_issue(day, slug)
    if location is None:
        message = "new-name" if folder.takes_names and not slug else "new-pattern"
        raise IssueError(Problem(message, {"pattern": settings.issues.pattern}))
    path = repository / location
    if os.path.lexists(path):
        raise IssueError(Problem("new-there", {"path": str(path)}))
    target = resolve_repository_path(path, repository)
    issue = folder.identify(location)
    template = _read_template(folder, issue, settings.newsletter)
    sections = find_shared_sections(read_newest(folder, settings.newsletter))
    before = LastIssues(template.issue, template.text, sections)
    write_files({target: scaffold_issue(issue, day, before, settings).encode()})
    return NextIssue(path, issue.name, template.name, template.problems)


class _Template(NamedTuple):
    """The issue whose structure a new one takes over; empty where there is none."""

    name: str | None = None
    issue: Issue | None = None
    text: str = ""
    problems: tuple[Problem, ...] = ()  # why nearer issues could not be read


def _read_template(folder: IssueFolder, new: IssueFile, newsletter: NewsletterSettings) -> _Template:
    """Return the last readable issue before a new one, else the first after; raise IssueError if none is readable."""
    before, after = folder.divide_at(new)
    problems: list[Problem] = []
    for name, path in (*before[::-1], *after):
        try:
            text = decode_issue(folder.load(path), path.name)
            return _Template(
                name, parse_issue_file(text, PurePosixPath(path.name), name, newsletter), text, tuple(problems)
            )
        except IssueError as error:
            problems += error.problems
    if problems:
        raise IssueError(*problems)
    return _Template()
