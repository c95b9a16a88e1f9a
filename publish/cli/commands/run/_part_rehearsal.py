"""What a run would do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from publish.adapters.config.newsletter_identity import check_newsletter
from publish.cli.commands.ledger import read_ledger
from publish.cli.commands.run.run_context import Run
from publish.cli.delivery_context import report_problems
from publish.cli.exit_codes import EXIT_DONE
from publish.core.delivery_record import Chore, Due, Duty
from publish.core.exceptions import IssueError, PublishError
from publish.core.ports import Ledger
from publish.delivery import draw_agenda, find_unknown, find_unowned

_BUILT = (Duty.FINISH, Duty.DRAFT, Duty.RELEASE)
"""What a run builds the issue for."""


def rehearse(run: Run) -> int:
    """Show what a run would do; nothing is sent, written down or notified."""
    check_newsletter(run.workshop.settings)
    dues = list(run.find_dues())
    now = run.read_now()
    with read_ledger(run.account, run.ledger, run.newsletter) as ledger:
        if ledger:
            check_owner(dues, ledger)
        deliveries = ledger.list_deliveries() if ledger else []
    unknown = find_unknown(dues, deliveries, now)
    problems = [problem for due in unknown for problem in due.problems]
    code = IssueError.exit_code if unknown else EXIT_DONE
    chores = draw_agenda(dues, deliveries, now)
    for chore in chores:
        try:
            if chore.duty in _BUILT:
                run.plan(chore.issue)
        except PublishError as error:
            problems += error.problems
            code = max(code, error.exit_code)
    report_problems(problems, run.translator)
    _show(chores, run)
    if not run.arguments.quiet:
        print(_say_next(dues, run), file=sys.stderr)
    return code


def check_owner(dues: Iterable[Due], ledger: Ledger) -> None:
    """Raise LedgerError where a ledger has deliveries of the folder's issues, and does not know whose they are."""
    unowned = find_unowned(ledger, frozenset(due.issue for due in dues))
    if unowned is not None:
        raise unowned


def _show(chores: Iterable[Chore], run: Run) -> None:
    if run.arguments.json:
        said: list[Mapping[str, object]] = [
            {"issue": chore.issue, "duty": chore.duty, "at": chore.at.isoformat() if chore.at else None}
            for chore in chores
        ]
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for chore in chores:
        at = run.read_clock(chore.at) if chore.at else "–"
        print(run.translator.say(f"run-would-{chore.duty}", issue=PurePosixPath(chore.issue).name, at=at))


def _say_next(dues: Iterable[Due], run: Run) -> str:
    """Say what comes after the time of the rehearsal."""
    now = run.read_clock(run.now)
    later = sorted((due.at, due.issue) for due in dues if due.at and due.at > run.now)
    if not later:
        return run.translator.say("run-dry-last", now=now)
    at, issue = later[0]
    return run.translator.say("run-dry", now=now, issue=PurePosixPath(issue).name, at=run.read_clock(at))
