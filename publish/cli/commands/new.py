"""`publish new`: begins the next issue."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.repository_files import resolve_repository_path
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.newest_issues import read_newest
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError, UsageError
from publish.core.issue import Issue
from publish.core.issue_file import IssueFile
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings
from publish.pipeline.locate_problems import parse_issue_file
from publish.steps.scaffold import LastIssues, find_shared_sections, scaffold_issue

if TYPE_CHECKING:
    from publish.contract.writing_results import NewResult


def begin_issue(arguments: Arguments, console: Console) -> Outcome[NewResult]:
    """Write the beginning of an issue to a new file, and print its path."""
    repository, _, settings, _ = load_repository_settings(arguments)
    folder = open_issue_folder(repository, settings)
    name = arguments.day if isinstance(arguments.day, str) else ""
    if name and not folder.takes_names:
        raise UsageError(Problem("usage-day"))
    day = arguments.day if isinstance(arguments.day, date) else datetime.now().astimezone().date()
    location = folder.next_issue(day, name)
    if location is None:
        message = "new-name" if folder.takes_names and not name else "new-pattern"
        raise IssueError(Problem(message, {"pattern": settings.issues.pattern}))
    path = repository / location
    if os.path.lexists(path):
        raise IssueError(Problem("new-there", {"path": str(path)}))
    target = resolve_repository_path(path, repository)
    issue = folder.identify(location)
    template = _read_template(folder, issue, settings.newsletter)
    console.report(template.problems)
    sections = find_shared_sections(read_newest(folder, settings.newsletter))
    before = LastIssues(template.issue, template.text, sections)
    write_files({target: scaffold_issue(issue, day, before, settings).encode()})
    console.print(path)
    console.tell("new-made" if template.name else "new-made-first", day=issue.name, last=template.name)
    return Outcome({"file": str(path), "after": template.name})


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
