"""`publish ledger init` and `publish ledger adopt`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.config.newsletter_identity import suggest_newsletter_id
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.system.host import SystemClock, load_zone
from publish.cli.console import Console, Outcome
from publish.cli.ledger_access import LedgerContext, find_due_issues, load_ledger_context
from publish.cli.parser import Arguments
from publish.core.dates import to_utc
from publish.delivery.holds import hold_unrecorded, record_baseline

if TYPE_CHECKING:
    from publish.contract.delivery_results import LedgerResult


def keep_ledger(arguments: Arguments, console: Console) -> Outcome[LedgerResult]:
    """Create a ledger, or adopt one at its new location, and print its location."""
    context = load_ledger_context(arguments)
    account, location = context.ledger.account, context.ledger.location
    with context.ledger.lock():
        if arguments.act == "adopt":
            message, recorded = _adopt(context, console), list[str]()
        else:
            message, recorded = _create(context, arguments.since)
    console.print(location)
    console.tell(message, name=account.name, path=location)
    if recorded:
        first, last = Path(recorded[0]).name, Path(recorded[-1]).name
        console.tell("ledger-archive", count=len(recorded), first=first, last=last)
    elif message == "ledger-made":
        console.tell("ledger-archive-none")
    if not context.settings.newsletter.id:
        console.tell("newsletter-id-advice", id=suggest_newsletter_id())
    return Outcome({"ledger": str(location), "account": account.name, "recorded": recorded})


def _adopt(context: LedgerContext, console: Console) -> str:
    """Adopt a ledger, print how many deliveries were claimed and held, and return the id of the closing message."""
    from publish.adapters.ledger.open import adopt_ledger  # loads the database library

    held: list[str] = []
    adopted = adopt_ledger(
        context.ledger.location,
        context.ledger.account.appid,
        context.ledger.newsletter.name,
        [context.name_issue(path) for path in context.folder.list_files()],
        before_trust=lambda: held.extend(_hold_unrecorded(context)),
    )
    if adopted.claimed:
        console.tell("ledger-claimed", count=adopted.claimed)
    if held:
        console.tell("ledger-held", count=len(held))
    if adopted.changed:
        return "ledger-adopted"
    return "ledger-at-home" if not adopted.claimed else "ledger-ours"


def _hold_unrecorded(context: LedgerContext) -> list[str]:
    """Hold every past issue that is missing from the ledger; those in `publications.json` are published."""
    from publish.adapters.ledger.open import open_ledger  # loads the database library

    published = load_publications(context.folder.folder, context.repository)
    past = [issue for issue in _list_past_issues(context, None) if Path(issue).name not in published]
    clock, (account, location, newsletter) = SystemClock(), context.ledger
    with open_ledger(location, account.appid, clock.now, newsletter=newsletter) as ledger:
        return hold_unrecorded(past, ledger, clock)


def _create(context: LedgerContext, since: date | None) -> tuple[str, list[str]]:
    """Create the ledger and record past issues as published; an existing ledger gets more only with `--from`."""
    from publish.adapters.ledger.open import create_ledger, open_ledger  # loads the database library

    clock, (account, location, newsletter) = SystemClock(), context.ledger
    context.ledger.check_persistence()
    past = _list_past_issues(context, since)  # before anything is created: an issue may be unreadable
    created = create_ledger(location, account.appid, clock.now)
    if not created and since is None:
        return "ledger-there", []
    with open_ledger(location, account.appid, clock.now, newsletter=newsletter) as ledger:
        recorded = record_baseline(past, ledger, clock)
    return "ledger-made" if created else "ledger-there", recorded


def _list_past_issues(context: LedgerContext, since: date | None) -> list[str]:
    """Return the issues whose publish time is past, or before the day `since`, by their names in the ledger."""
    schedule = context.settings.schedule
    zone = load_zone(schedule.timezone)
    limit = to_utc(since, zone, 0) if since else SystemClock().now()
    # An issue with an invalid time is not published by schedule; `run` reports why.
    due_issues = find_due_issues(context.folder, context.repository, schedule, zone)
    return [due.issue for due in due_issues if due.at is not None and due.at < limit]
