"""The issues that the preview page lists, each with its state in the ledger and the number of its problems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.atomic_files import FileState, file_state
from publish.adapters.storage.build_records import read_file_states
from publish.adapters.storage.load_issue import decode_issue
from publish.cli.build_context import BuildContext, relative_path
from publish.cli.ledger_access import find_ledger
from publish.cli.preview.due_times import load_due_times
from publish.cli.preview.worker_context import load_context, name_file
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import PublishError
from publish.core.ports import Ledger
from publish.core.problem import Severity
from publish.core.readership import DayTotals
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.pipeline.lint_article import lint_issue_and_article
from publish.preview.issue_list_panel import IssueRow, ProblemCount

_MAX_COUNTED = 8  # issues whose problems are counted before an answer

_SHOWN_STATES = {
    DeliveryState.DRAFT_INTENT: "uncertain",
    DeliveryState.DRAFTED: "drafted",
    DeliveryState.UNCERTAIN: "uncertain",
    DeliveryState.RELEASE_INTENT: "uncertain",
    DeliveryState.SUBMITTED: "drafted",
    DeliveryState.PUBLISHED: "published",
    DeliveryState.HELD: "uncertain",
    DeliveryState.FAILED: "drafted",
}
"""The other states are not shown."""


class _CountKey(NamedTuple):
    """What the problems of an issue depend on."""

    file: FileState
    context: str  # program, settings and theme
    others: str  # what of the other issues it is compared with


class _Count(NamedTuple):
    """The last count of an issue's problems, with what it depends on."""

    key: _CountKey
    pictures: Mapping[str, FileState]  # that the issue asks for, found or not, by path in the repository
    problems: ProblemCount


_counts: dict[Path, _Count] = {}  # by file, in this process


def forget_counts() -> None:
    """Forget what was counted."""
    _counts.clear()


def list_issue_rows() -> list[IssueRow]:
    """Return all issues, the newest first.

    The problems of a few more issues are counted at each call; those of the others are unknown until then.
    """
    try:
        context = load_context()
        paths = context.folder.list_all()[::-1]
        issues, dues = load_issue_states(context), load_due_times(context)
    except PublishError:
        return []
    rows, left = [], _MAX_COUNTED
    for path in paths:
        count, is_new = _find_count(path, context, may_count=left > 0)
        left -= is_new
        name = name_file(path, context)
        known = issues.get(name, IssueState())
        due = dues.get(context.folder.name_for_ledger(relative_path(path, context)))
        rows.append(IssueRow(name, context.folder.find_title(name), known.state, count, known.days, due))
    return rows


def _find_count(path: Path, context: BuildContext, *, may_count: bool) -> tuple[ProblemCount | None, bool]:
    """Return how many problems an issue has, None if that is not known yet; and whether they were counted now."""
    key = _CountKey(file_state(path), context.digest, context.issue_index.describe_others(path))
    known = _counts.get(path)
    if known and known.key == key and read_file_states(context.repository, known.pictures) == known.pictures:
        return known.problems, False
    if not may_count:
        return None, False
    context.pictures.take_requested()  # those of the issue before
    problems = _count_problems(path, context)
    pictures = read_file_states(context.repository, context.pictures.take_requested())
    _counts[path] = _Count(key, pictures, problems)
    return problems, True


def _count_problems(path: Path, context: BuildContext) -> ProblemCount:
    location = relative_path(path, context)
    others = context.issue_index.find_other_issues(path)
    try:
        text = decode_issue(context.folder.load(path), path.name)
        given = (text, location, context.inputs, others)
        linted = run_with_issue_timeout(MAX_BUILD_SECONDS, location, lint_issue_and_article, *given)
    except PublishError as error:
        return ProblemCount(len(error.problems), 0, is_broken=True)
    found = [problem.severity for problem in linted.problems]
    is_broken = isinstance(linted.built, PublishError)
    return ProblemCount(found.count(Severity.ERROR), found.count(Severity.WARNING), is_broken)


class IssueState(NamedTuple):
    """What is known of an issue beside its file."""

    state: str = ""  # `published`, `drafted`, `uncertain`, or empty
    days: tuple[DayTotals, ...] = ()  # what its first article came to by the end of each day


def load_issue_states(context: BuildContext) -> Mapping[str, IssueState]:
    """Return what `publications.json` and the ledger know of issues, by name.

    Without account or ledger, the ledger contributes nothing.
    """
    published = dict.fromkeys(context.services.issues.load_published(), IssueState("published"))
    try:
        with find_ledger(None, context.settings, context.repository).read() as ledger:
            known = _read_states(ledger) if ledger else {}
    except PublishError:
        return published
    return published | {
        name: each._replace(state="published") if name in published else each for name, each in known.items()
    }


def _read_states(ledger: Ledger) -> dict[str, IssueState]:
    deliveries = [delivery for delivery in ledger.list_deliveries() if delivery.state in _SHOWN_STATES]
    articles = ledger.find_statistics([delivery.number for delivery in deliveries])
    days = {article.delivery: article.totals for article in articles if article.position == 0}
    return {
        PurePosixPath(each.issue).name: IssueState(_SHOWN_STATES[each.state], days.get(each.number, ()))
        for each in deliveries
    }
