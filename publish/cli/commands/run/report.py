"""Report of a run: on the terminal, by mail and by chat robots."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import PurePosixPath

from publish.adapters.notifications import AppriseNotifier, NotificationLogFile, find_recipients
from publish.adapters.storage.user_folders import find_state_folder
from publish.cli.commands.run.run_context import RunContext
from publish.cli.terminal_output import report_problems
from publish.core.delivery_record import IssueResult, RunOutcome
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.delivery.notify import NotificationEvent, find_unsent, notify

_FAILURES = (RunOutcome.HELD, RunOutcome.FAILED)


def report_result(result: IssueResult, run: RunContext) -> None:
    """Print the media id or address of one issue to stdout, all else to stderr."""
    report_problems(result.problems, run.translator)
    if result.reference and not run.arguments.json:
        print(f"{PurePosixPath(result.issue).name} {result.outcome} {result.reference}")
    if not run.arguments.quiet:
        print(_describe_outcome(result, run), file=sys.stderr, flush=True)


def _describe_outcome(result: IssueResult, run: RunContext) -> str:
    name = PurePosixPath(result.issue).name
    return run.translator.translate(f"run-is-{result.outcome}", issue=name, title=result.title, place=result.reference)


def describe_result(result: IssueResult, run: RunContext) -> dict[str, object]:
    """Return the result of one issue as `--json` prints it."""
    return {
        "issue": result.issue,
        "ending": result.outcome,
        "title": result.title,
        "place": result.reference,
        "problems": [run.translator.report(problem) for problem in result.problems],
    }


def make_events(results: Iterable[IssueResult], run: RunContext) -> list[NotificationEvent]:
    """Return the events to notify people of; a pending issue is none."""
    return [
        NotificationEvent(
            issue=result.issue,
            key=" ".join([result.outcome, result.reference, *(problem.message for problem in result.problems)]),
            line="\n".join([_describe_outcome(result, run), *map(run.translator.report, result.problems)]),
            failed=result.outcome in _FAILURES,
        )
        for result in results
        if result.outcome is not RunOutcome.PENDING
    ]


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
    report_problems(problems, run.translator)
