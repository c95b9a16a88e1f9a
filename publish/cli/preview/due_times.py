"""When each issue is due, and what runs will do with it then, by the plan of `publish run`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from publish.adapters.system.host import SystemClock, load_zone
from publish.cli.account_access import is_sandbox
from publish.cli.build_context import BuildContext
from publish.cli.ledger_access import find_due_issues, find_ledger
from publish.core.delivery_record import ActionKind, Delivery
from publish.core.exceptions import PublishError
from publish.delivery.planner import PlanningTime, plan_ahead
from publish.preview.issue_list_panel import DueTime

_ACTIONS = (ActionKind.DRAFT, ActionKind.RELEASE, ActionKind.HOLD)  # of those that wait for a time


def load_due_times(context: BuildContext) -> Mapping[str, DueTime]:
    """Return the publish time of each issue that has one, by its name in the ledger."""
    schedule = context.settings.schedule
    zone = load_zone(schedule.timezone)
    dues = list(find_due_issues(context.folder, context.repository, schedule, zone))
    deliveries, records = _load_deliveries(context)
    published = frozenset(context.services.issues.load_published())
    now = PlanningTime(SystemClock().now(), schedule, published, records)
    actions = {action.issue: action.kind for action in plan_ahead(dues, deliveries, now)}
    return {due.issue: _describe(due.at, actions.get(due.issue), zone, now.time) for due in dues if due.at}


def _load_deliveries(context: BuildContext) -> tuple[Iterable[Delivery], bool]:
    """Return the deliveries in the ledger, and whether published addresses are recorded; nothing without a ledger."""
    try:
        account = find_ledger(None, context.settings, context.repository)
        with account.read() as ledger:
            return (ledger.list_deliveries() if ledger else ()), not is_sandbox(account.account)
    except PublishError:
        return (), True


def _describe(at: datetime, action: ActionKind | None, zone: tzinfo, now: datetime) -> DueTime:
    local = at.astimezone(zone)
    kind = str(action) if action in _ACTIONS else ""
    return DueTime(f"{local:%Y-%m-%d}", f"{local:%H:%M}", str(zone), kind, at <= now)
