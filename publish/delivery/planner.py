"""What a run has to do: what earlier runs began, then what is due; decided from the ledger and the time alone."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.delivery_record import ActionKind, Delivery, DeliveryState, DueIssue, PlannedAction
from publish.core.settings import ScheduleSettings
from publish.delivery.overdue import is_overdue, is_waiting

BY_HAND = "release-by-hand"
"""Why an issue stays a draft: the account may not publish."""

_ORDER = list(ActionKind)
_BEGUN = (DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN)
_ON_ITS_WAY = (DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED)


class PlanningTime(NamedTuple):
    """By what is decided whether an issue is due."""

    time: datetime
    """In UTC."""
    schedule: ScheduleSettings
    out: Set[str] = frozenset()
    """Names of the issues whose published addresses are known."""
    records: bool = True
    """Whether addresses are written down: a sandbox's are not."""


def plan_run(dues: Iterable[DueIssue], deliveries: Iterable[Delivery], now: PlanningTime) -> list[PlannedAction]:
    """Return what is to be done: first what was begun, then what is due, the oldest first."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    times = {due.issue: due.at for due in dues}
    actions = []
    for issue in {**times, **by_issue}:
        at = times.get(issue)
        kind = choose_action(by_issue.get(issue), PurePosixPath(issue).name, at, now)
        if kind is not None:
            actions.append(PlannedAction(issue, kind, at))
    return sorted(actions, key=lambda action: (_rank(action.kind), action.at or now.time, action.issue))


def find_unknown(dues: Iterable[DueIssue], deliveries: Iterable[Delivery], now: PlanningTime) -> list[DueIssue]:
    """Return the issues of which nobody can tell when they are to go out, and that a run may do something about."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    return [
        due
        for due in dues
        if due.problems and _is_open(by_issue.get(due.issue)) and PurePosixPath(due.issue).name not in now.out
    ]


def choose_action(delivery: Delivery | None, name: str, at: datetime | None, now: PlanningTime) -> ActionKind | None:
    """Return what is to be done about an issue; None for nothing, or for nothing yet.

    Args:
        delivery: What the ledger has of it.
        name: What `publications.json` calls it.
        at: When it is to go out, in UTC.
        now: The time, and what else decides.
    """
    begun = _find_begun(delivery, name, now) if delivery else None
    due = _find_due(delivery, name, at, now)
    return due if begun is None or (begun, due) == (ActionKind.FINISH, ActionKind.RELEASE) else begun


def _find_due(delivery: Delivery | None, name: str, at: datetime | None, now: PlanningTime) -> ActionKind | None:
    """Return what the time asks for."""
    if name in now.out or at is None or at > now.time or not _is_open(delivery):
        return None
    if now.time - at > timedelta(hours=now.schedule.late_hours):
        return None if delivery and is_overdue(delivery) else ActionKind.HOLD
    if now.schedule.action == "draft" or (delivery and delivery.manual):
        return None if delivery and delivery.media_id else ActionKind.DRAFT
    return ActionKind.RELEASE


def _find_begun(delivery: Delivery, name: str, now: PlanningTime) -> ActionKind | None:
    """Return what finishes what an earlier run began, whether the issue is due or not."""
    if delivery.state in _BEGUN or _is_unfinished(delivery):
        return ActionKind.FINISH
    if delivery.state in _ON_ITS_WAY or (delivery.state is DeliveryState.HELD and not is_waiting(delivery)):
        return ActionKind.LOOK
    if now.records and delivery.state is DeliveryState.PUBLISHED and delivery.addresses and name not in now.out:
        return ActionKind.RECORD
    return None


def _is_unfinished(delivery: Delivery) -> bool:
    """Say whether a draft was not updated to its end, or never read back; one that was found wrong has a reason."""
    return delivery.state is DeliveryState.DRAFTED and (not delivery.content or not (delivery.kept or delivery.reason))


def _is_open(delivery: Delivery | None) -> bool:
    """Say whether a run may do anything about an issue; what failed or waits for a person is theirs."""
    if delivery is None or delivery.state in (DeliveryState.PLANNED, *_BEGUN) or is_overdue(delivery):
        return True
    waits = delivery.reason is not None and delivery.reason.message == BY_HAND
    return delivery.state is DeliveryState.DRAFTED and not waits


def _rank(kind: ActionKind) -> int:
    """Return what comes first; what is due comes in the order of its time."""
    return min(_ORDER.index(kind), _ORDER.index(ActionKind.DRAFT))
