"""`publish run`: drafts or releases the issues that are due; cron calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.config.newsletter_identity import check_newsletter
from publish.adapters.system.host import SystemClock, load_zone
from publish.cli.build_context import load_build_context
from publish.cli.commands.run.report import (
    describe_result,
    make_abort_event,
    make_events,
    notify_events,
    report_result,
)
from publish.cli.commands.run.run_context import RunContext
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import Arguments
from publish.core.dates import is_impossible_publish_time, parse_publish_time
from publish.core.delivery_record import Delivery, DueIssue, IssueResult, PlannedAction, RunOutcome
from publish.core.exceptions import BusyError, IssueError, PublishError, UsageError
from publish.core.ports import Ledger
from publish.core.problem import Problem
from publish.delivery.duplicate_check import find_unowned
from publish.delivery.holds import describe_waiting, is_waiting
from publish.delivery.notify import NotificationEvent
from publish.delivery.planner import find_unknown, plan_run

if TYPE_CHECKING:
    from publish.contract.delivery_results import PlannedActionJson, RunResult


def run_due(arguments: Arguments, console: Console) -> Outcome[RunResult]:
    """Run or print the due actions; if nothing is due, print nothing."""
    context = load_build_context(arguments, console.translator)
    zone = load_zone(context.settings.schedule.timezone)
    now = SystemClock().now()
    if arguments.at is not None:
        given = parse_publish_time(arguments.at, zone, context.settings.schedule.hour)
        if given is None:
            message = "usage-at-none" if is_impossible_publish_time(arguments.at) else "usage-at"
            raise UsageError(Problem(message, {"said": arguments.at}))
        now = given
    ledger = find_ledger(arguments.account, context.settings, context.repository)
    run = RunContext(console, context, ledger, now, zone)
    return _dry_run(run) if arguments.dry_run or arguments.at is not None else _run(run)


def _dry_run(run: RunContext) -> Outcome[RunResult]:
    """Print what a run would do; nothing is sent, recorded or notified."""
    check_newsletter(run.context.settings)
    due_issues = run.find_due_issues()
    planning_time = run.load_planning_time()
    with run.ledger.read() as ledger:
        if ledger:
            _check_owner(due_issues, ledger)
        deliveries = ledger.list_deliveries() if ledger else []
    unknown = find_unknown(due_issues, deliveries, planning_time)
    errors: list[PublishError] = [IssueError(*issue.problems) for issue in unknown]
    plan = plan_run(due_issues, deliveries, planning_time)
    if plan:
        from publish.cli.commands.run.run_actions import try_builds  # loads every step

        errors += try_builds(plan, deliveries, run)
    for failure in errors:
        run.console.fail(failure)
    _print_plan(plan, run)
    _tell_next_time(due_issues, run)
    code = max((failure.exit_code for failure in errors), default=EXIT_DONE)
    return Outcome({"dry_run": True, "plan": [_describe_action(action) for action in plan], "issues": []}, code)


def _check_owner(due_issues: Iterable[DueIssue], ledger: Ledger) -> None:
    """Raise LedgerError if the ledger has deliveries of these issues without the newsletter that they belong to."""
    unowned = find_unowned(ledger, frozenset(due.issue for due in due_issues))
    if unowned is not None:
        raise unowned


def _print_plan(plan: Sequence[PlannedAction], run: RunContext) -> None:
    for action in plan:
        at = run.format_time(action.at) if action.at else "–"
        run.console.print(
            run.translator.translate(f"run-would-{action.kind}", issue=PurePosixPath(action.issue).name, at=at)
        )


def _describe_action(action: PlannedAction) -> PlannedActionJson:
    return {"issue": action.issue, "action": action.kind, "at": action.at.isoformat() if action.at else None}


def _tell_next_time(due_issues: Iterable[DueIssue], run: RunContext) -> None:
    """Tell the next publish time after the time of the dry run."""
    now = run.format_time(run.now)
    later = sorted((due.at, due.issue) for due in due_issues if due.at and due.at > run.now)
    if not later:
        run.console.tell("run-dry-last", now=now)
    else:
        at, issue = later[0]
        run.console.tell("run-dry", now=now, issue=PurePosixPath(issue).name, at=run.format_time(at))


def _run(run: RunContext) -> Outcome[RunResult]:
    """Run the due actions and notify people, also of an error that ends the run, unless another run is active."""
    results: list[IssueResult] = []
    held: list[IssueResult] = []
    with run.ledger.lock():
        try:
            check_newsletter(run.context.settings)
            with run.ledger.connect() as ledger:
                deliveries = ledger.list_deliveries()
                held = [describe_waiting(delivery) for delivery in deliveries if is_waiting(delivery)]
                for result in _run_due_actions(run, ledger, deliveries):
                    report_result(result, run)
                    results.append(result)
        except BusyError:
            raise
        except PublishError as error:
            notify_events([*make_events(results, run), make_abort_event(error, run)], run)
            raise
        # Issues that were held before, too: a killed run may not have notified anybody.
        notify_events([*make_events([*held, *results], run), NotificationEvent("", "")], run)
    code = max((result.code for result in results), default=EXIT_DONE)
    return Outcome({"dry_run": False, "plan": [], "issues": [describe_result(each, run) for each in results]}, code)


def _run_due_actions(run: RunContext, ledger: Ledger, deliveries: list[Delivery]) -> Iterator[IssueResult]:
    due_issues, planning_time = run.find_due_issues(), run.load_planning_time()
    _check_owner(due_issues, ledger)
    for due in find_unknown(due_issues, deliveries, planning_time):
        yield IssueResult(due.issue, RunOutcome.FAILED, problems=due.problems, failure=IssueError(*due.problems))
    plan = plan_run(due_issues, deliveries, planning_time)
    if plan:
        from publish.cli.commands.run.run_actions import run_actions  # loads every step

        yield from run_actions(plan, ledger, run)
