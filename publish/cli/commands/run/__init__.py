"""`publish run`: what cron calls. Finds what is due, and brings it as far as the settings say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate
from pathlib import PurePosixPath

from publish.adapters.config.newsletter_identity import check_newsletter
from publish.adapters.storage.private_files import find_state_folder
from publish.adapters.system.host import SystemClock, load_zone
from publish.cli.build_context import load_build_context
from publish.cli.commands.account import find_account
from publish.cli.commands.ledger import find_ledger, hold_ledger, read_ledger, use_ledger
from publish.cli.commands.run.report import describe_result, explain_end, make_events, notify_events, report_result
from publish.cli.commands.run.run_context import RunContext
from publish.cli.delivery_context import open_services, report_problems
from publish.cli.exit_codes import EXIT_DONE, EXIT_USAGE
from publish.cli.parser import Arguments
from publish.cli.record_publication import record_publication
from publish.core.back_issue import PublishedIssue
from publish.core.dates import is_impossible_publish_time, parse_publish_time
from publish.core.delivery_record import ActionKind, Delivery, DueIssue, IssueResult, PlannedAction, RunOutcome
from publish.core.exceptions import BusyError, IssueError, PublishError
from publish.core.ports import DeliveryServices, Ledger
from publish.core.settings import Settings
from publish.delivery import (
    NotificationEvent,
    RunHooks,
    describe_waiting,
    find_unknown,
    find_unowned,
    is_waiting,
    plan_run,
    run_plan,
)
from publish.i18n.messages import Translator

_BUILT = (ActionKind.FINISH, ActionKind.DRAFT, ActionKind.RELEASE)
"""What a run builds the issue for."""


def dry_run(run: RunContext) -> int:
    """Show what a run would do; nothing is sent, written down or notified."""
    check_newsletter(run.context.settings)
    dues = list(run.find_dues())
    now = run.read_now()
    with read_ledger(run.account, run.ledger, run.newsletter) as ledger:
        if ledger:
            check_owner(dues, ledger)
        deliveries = ledger.list_deliveries() if ledger else []
    unknown = find_unknown(dues, deliveries, now)
    problems = [problem for due in unknown for problem in due.problems]
    code = IssueError.exit_code if unknown else EXIT_DONE
    chores = plan_run(dues, deliveries, now)
    for action in chores:
        try:
            if action.kind in _BUILT:
                run.plan(action.issue)
        except PublishError as error:
            problems += error.problems
            code = max(code, error.exit_code)
    report_problems(problems, run.translator)
    _show(chores, run)
    if not run.arguments.quiet:
        print(_say_next(dues, run), file=sys.stderr)
    return code


def check_owner(dues: Iterable[DueIssue], ledger: Ledger) -> None:
    """Raise LedgerError where a ledger has deliveries of the folder's issues, and does not know whose they are."""
    unowned = find_unowned(ledger, frozenset(due.issue for due in dues))
    if unowned is not None:
        raise unowned


def _show(chores: Iterable[PlannedAction], run: RunContext) -> None:
    if run.arguments.json:
        said: list[Mapping[str, object]] = [
            {"issue": action.issue, "duty": action.kind, "at": action.at.isoformat() if action.at else None}
            for action in chores
        ]
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for action in chores:
        at = run.read_clock(action.at) if action.at else "–"
        print(run.translator.translate(f"run-would-{action.kind}", issue=PurePosixPath(action.issue).name, at=at))


def _say_next(dues: Iterable[DueIssue], run: RunContext) -> str:
    """Say what comes after the time of the rehearsal."""
    now = run.read_clock(run.now)
    later = sorted((due.at, due.issue) for due in dues if due.at and due.at > run.now)
    if not later:
        return run.translator.translate("run-dry-last", now=now)
    at, issue = later[0]
    return run.translator.translate("run-dry", now=now, issue=PurePosixPath(issue).name, at=run.read_clock(at))


def run_due(arguments: Arguments, translator: Translator) -> int:
    """Do what is due, or say what would be done, and return the exit code; without anything due, say nothing."""
    context = load_build_context(arguments, translator)
    zone = load_zone(context.settings.schedule.timezone)
    now = SystemClock().now()
    if arguments.at is not None:
        said = parse_publish_time(arguments.at, zone, context.settings.schedule.hour)
        if said is None:
            message = "usage-at-none" if is_impossible_publish_time(arguments.at) else "usage-at"
            print(translator.translate(message, said=arguments.at), file=sys.stderr)
            return EXIT_USAGE
        now = said
    account = find_account(arguments.account, context.settings, context.repository)
    ledger = find_ledger(account, context.settings, context.repository)
    run = RunContext(arguments, context, account, ledger, now, zone)
    return dry_run(run) if arguments.dry_run or arguments.at is not None else _work(run)


def _work(run: RunContext) -> int:
    """Do what is due and tell people; what ends the whole run is told, too, unless another run is at work."""
    results: list[IssueResult] = []
    held: list[IssueResult] = []
    with hold_ledger(run.ledger, run.account):
        try:
            check_newsletter(run.context.settings)
            with use_ledger(run.account, run.ledger, run.newsletter) as ledger:
                deliveries = ledger.list_deliveries()
                held = [describe_waiting(known) for known in deliveries if is_waiting(known)]
                for result in _do_all(run, ledger, deliveries):
                    report_result(result, run)
                    results.append(result)
        except BusyError:
            raise
        except PublishError as error:
            notify_events([*make_events(results, run), explain_end(error, run)], run)
            raise
        # What is held already, too: a run that died may have had no time to tell.
        notify_events([*make_events([*held, *results], run), NotificationEvent("", "")], run)
    if run.arguments.json:
        print(json.dumps([describe_result(result, run) for result in results], ensure_ascii=False, indent=2))
    return max((result.code for result in results), default=EXIT_DONE)


def _do_all(run: RunContext, ledger: Ledger, deliveries: list[Delivery]) -> Iterator[IssueResult]:
    dues, now = list(run.find_dues()), run.read_now()
    check_owner(dues, ledger)
    for due in find_unknown(dues, deliveries, now):
        yield IssueResult(due.issue, RunOutcome.FAILED, problems=due.problems, code=IssueError.exit_code)
    chores = plan_run(dues, deliveries, now)
    if chores:
        yield from run_plan(chores, *_connect(run, ledger))


def _connect(run: RunContext, ledger: Ledger) -> tuple[DeliveryServices, RunHooks]:
    """Return the account's side of the platform, and what a run needs beside it; nothing is sent yet."""
    from publish.adapters.wechat_api.account_checks import (  # loads TLS and its certificates
        count_drafts,
        find_clock_error,
    )
    from publish.adapters.wechat_api.client import open_client

    settings = run.context.settings
    platform = open_client(run.account, settings.pace, find_state_folder(os.environ))
    services = open_services(run.context, platform, ledger, _ignore_progress, _choose_polls(settings))
    find_lead = lambda: find_clock_error(count_drafts(platform).date, services.clock.now())  # noqa: E731
    return services, RunHooks(run.plan, partial(_record, run), run.read_clock, find_lead)


def _choose_polls(settings: Settings) -> tuple[float, ...]:
    """Return the pauses before each further look at a publication; what takes longer is for the next run."""
    room = settings.schedule.every_minutes * 60 / 2
    total = list(accumulate(settings.pace.poll_pauses))
    return tuple(pause for pause, until in zip(settings.pace.poll_pauses, total, strict=True) if until <= room)


def _ignore_progress(message: str, **values: object) -> None:
    """Pass over how far a run has come: cron would send it as mail."""


def _record(run: RunContext, name: str, publication: PublishedIssue) -> None:
    if record_publication(run.account, run.issues, name, publication, run.context.repository):
        run.context.folder.forget_published()  # the next issue of this run links to it already
