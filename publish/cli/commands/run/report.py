"""Report of a run: on the terminal, by mail and by chat robots."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.notifications import AppriseNotifier, NotificationLogFile, find_recipients
from publish.adapters.storage.user_folders import find_state_folder
from publish.cli.commands.run.run_context import RunContext
from publish.contract.describe_problem import describe_problem
from publish.core.delivery_record import IssueResult, RunOutcome
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.delivery.notify import NotificationEvent, find_unsent, notify

if TYPE_CHECKING:
    from publish.contract.delivery_results import RunIssueJson

_FAILURES = (RunOutcome.HELD, RunOutcome.FAILED)


def report_result(result: IssueResult, run: RunContext) -> None:
    """Print the media id or address of one issue to stdout, all else to stderr."""
    run.console.report(result.problems)
    if result.failure:
        run.console.note_failure(result.failure)
    if result.reference:
        run.console.print(f"{PurePosixPath(result.issue).name} {result.outcome} {result.reference}")
    run.console.tell(f"run-is-{result.outcome}", **_list_values(result))


def _list_values(result: IssueResult) -> dict[str, str]:
    """Return the values of the sentence about an outcome."""
    return {"issue": PurePosixPath(result.issue).name, "title": result.title, "place": result.reference}


def describe_result(result: IssueResult, run: RunContext) -> RunIssueJson:
    """Return the result of one issue as `--json` prints it."""
    return {
        "issue": result.issue,
        "outcome": result.outcome,
        "title": result.title,
        "reference": result.reference,
        "problems": [describe_problem(problem, run.translator) for problem in result.problems],
    }


def make_events(results: Iterable[IssueResult], run: RunContext) -> list[NotificationEvent]:
    """Return the events to notify people of; a pending issue is none."""
    return [
        NotificationEvent(
            issue=result.issue,
            key=" ".join([result.outcome, result.reference, *(problem.message for problem in result.problems)]),
            line="\n".join([_explain_outcome(result, run), *map(run.translator.report, result.problems)]),
            failed=result.outcome in _FAILURES,
        )
        for result in results
        if result.outcome is not RunOutcome.PENDING
    ]


def _explain_outcome(result: IssueResult, run: RunContext) -> str:
    return run.translator.translate(f"run-is-{result.outcome}", **_list_values(result))


def make_abort_event(error: PublishError, run: RunContext) -> NotificationEvent:
    """Return the event of an error that ended the whole run."""
    key = " ".join(problem.message for problem in error.problems)
    line = "\n".join([run.translator.translate("run-ended"), *map(run.translator.report, error.problems)])
    return NotificationEvent("", key, line, failed=True)


def notify_events(events: list[NotificationEvent], run: RunContext) -> None:
    """Notify people by mail or robot; a failure is printed and changes nothing else."""
    settings = run.context.settings
    log = NotificationLogFile(find_state_folder(os.environ) / f"notices-{run.ledger.account.appid}.json")
    sent = log.load()
    if not find_unsent(events, sent) and not sent.waiting:
        return
    try:
        recipients = find_recipients(settings.notify, settings.notify_proxy, os.environ, run.context.repository)
        if not recipients.services:
            return
        name = settings.newsletter.name or run.context.repository.name
        lost = notify(events, run.translator.translate("run-title", name=name), log, AppriseNotifier(recipients))
        problems: Iterable[Problem] = [Problem("notify-lost", {"count": lost})] if lost else []
    except PublishError as error:
        problems = error.problems
    run.console.report(problems)
