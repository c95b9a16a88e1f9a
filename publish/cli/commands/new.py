"""`publish new`: begins the next issue."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from publish.adapters.storage.issue_folder import open_issue_folder
from publish.adapters.system.host import load_zone
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.next_issue import write_next_issue
from publish.cli.parser import Arguments
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.writing_results import NewResult


def begin_issue(arguments: Arguments, console: Console) -> Outcome[NewResult]:
    """Write the beginning of an issue to a new file, and print its path."""
    repository, _, settings, _ = load_repository_settings(arguments)
    slug = arguments.day if isinstance(arguments.day, str) else ""
    if slug and not open_issue_folder(repository, settings).takes_names:
        raise UsageError(Problem("usage-day"))
    zone = load_zone(settings.schedule.timezone)
    day = arguments.day if isinstance(arguments.day, date) else datetime.now(zone).date()
    begun = write_next_issue(day, slug, repository, settings)
    console.report(begun.problems)
    console.print(begun.path)
    console.tell("new-made" if begun.last else "new-made-first", day=begun.name, last=begun.last)
    return Outcome({"file": str(begun.path), "after": begun.last})
