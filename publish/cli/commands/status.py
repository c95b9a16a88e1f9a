"""`publish status` and `publish history`: deliveries in the ledger; nothing is requested from WeChat or written."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from publish.adapters.system.host import load_zone
from publish.cli.console import Console, Outcome
from publish.cli.ledger_access import load_ledger_context
from publish.cli.parser import Arguments
from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState, StateReason
from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.delivery.duplicate_check import find_unowned
from publish.delivery.other_articles import map_hosts
from publish.i18n.translator import Translator
from publish.newsletter.labels import name_issue

if TYPE_CHECKING:
    from publish.contract.delivery_results import EventJson, HistoryResult, IssueStatusJson, StatusResult


def show_status(arguments: Arguments, console: Console) -> Outcome[StatusResult]:
    """Print the state of each issue."""
    translator = console.translator
    context = load_ledger_context(arguments)
    issues = [context.name_issue(path) for path in context.folder.list_all()]
    with context.ledger.read() as ledger:
        deliveries = ledger.list_deliveries() if ledger else []
        unowned = find_unowned(ledger, frozenset(issues)) if ledger else None
    if unowned:
        console.report(unowned.problems, shown=not console.quiet)
    begun = {delivery.issue for delivery in deliveries}
    hosts = map_hosts(deliveries)
    planned = [(issue, hosts.get(issue)) for issue in issues if issue not in begun]
    zone = load_zone(context.settings.schedule.timezone)
    rows = [_make_row(delivery, zone, translator) for delivery in deliveries]
    rows = sorted([*rows, *(_make_planned_row(*each, translator) for each in planned)])
    console.print_table(["column-issue", "status-state", "status-since", "status-note"], rows, empty="status-none")
    described = [_describe_delivery(delivery, translator) for delivery in deliveries]
    return Outcome({"issues": [*described, *(_describe_planned(*each) for each in planned)]})


def show_history(arguments: Arguments, console: Console) -> Outcome[HistoryResult]:
    """Print every event of one issue's delivery; raise IssueError if there is none."""
    translator = console.translator
    context = load_ledger_context(arguments)
    issue = context.find_issue(arguments.issue)
    with context.ledger.read() as ledger:
        events = ledger.list_events(issue) if ledger else []
    if not events:
        raise IssueError(Problem("history-none", {"issue": arguments.issue}))
    zone = load_zone(context.settings.schedule.timezone)
    rows = [
        [
            _format_time(event.at, zone),
            translator.translate(f"state-{event.state}"),
            " ".join(filter(None, [event.media_id, event.publish_id])),
            _explain(event.reason, issue, translator),
        ]
        for event in events
    ]
    console.print_table(["status-at", "status-state", "status-ids", "status-note"], rows, empty="status-none")
    return Outcome({"events": [_describe_event(event, issue, translator) for event in events]})


def _make_row(delivery: Delivery, zone: tzinfo, translator: Translator) -> list[str]:
    note = delivery.addresses[0] if delivery.addresses else _explain(delivery.reason, delivery.issue, translator)
    since = delivery.released or delivery.started
    return [delivery.issue, translator.translate(f"state-{delivery.state}"), _format_time(since, zone), note]


def _make_planned_row(issue: str, host: Delivery | None, translator: Translator) -> list[str]:
    """Return the row of an issue without a delivery of its own, which may go out with another."""
    if host is None:
        return [issue, translator.translate("state-planned"), "", ""]
    address = host.other_addresses.get(issue, "")
    state = translator.translate(f"state-{host.state}")
    return [issue, state, "", address or translator.translate("status-with", title=host.fingerprint.title)]


def _describe_planned(issue: str, host: Delivery | None) -> IssueStatusJson:
    if host is None:
        return {"issue": issue, "state": DeliveryState.PLANNED}
    address = host.other_addresses.get(issue)
    return {"issue": issue, "state": host.state, "host": host.issue, "addresses": [address] if address else []}


def _explain(reason: StateReason | None, issue: str, translator: Translator) -> str:
    return translator.explain(Problem(reason.message, {"issue": name_issue(issue), **reason.values})) if reason else ""


def _format_time(moment: datetime, zone: tzinfo) -> str:
    """Return a time in the newsletter's time zone, with its name."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def _describe_delivery(delivery: Delivery, translator: Translator) -> IssueStatusJson:
    return {
        "issue": delivery.issue,
        "state": delivery.state,
        "title": delivery.fingerprint.title,
        "media_id": delivery.media_id,
        "publish_id": delivery.publish_id,
        "addresses": [*delivery.addresses],
        "started": delivery.started.isoformat(),
        "released": delivery.released.isoformat() if delivery.released else None,
        "reason": delivery.reason.message if delivery.reason else None,
        "message": _explain(delivery.reason, delivery.issue, translator),
    }


def _describe_event(event: DeliveryEvent, issue: str, translator: Translator) -> EventJson:
    return {
        "at": event.at.isoformat(),
        "state": event.state,
        "media_id": event.media_id,
        "publish_id": event.publish_id,
        "reason": event.reason.message if event.reason else None,
        "message": _explain(event.reason, issue, translator),
    }
