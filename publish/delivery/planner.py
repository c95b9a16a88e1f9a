"""Plan a run from the ledger and the time alone: finish the work of earlier runs, then process due issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.delivery_record import ActionKind, Delivery, DeliveryState, DueIssue, PlannedAction
from publish.core.settings import ScheduleSettings
from publish.delivery.holds import is_overdue, is_waiting
from publish.delivery.other_articles import map_hosts, was_sent

BY_HAND = "release-by-hand"  # why an issue stays a draft: the account may not publish

_ORDER = list(ActionKind)
_RANKS = {kind: min(_ORDER.index(kind), _ORDER.index(ActionKind.DRAFT)) for kind in ActionKind}
"""Actions for due issues have one rank, so that their times decide."""
_BEGUN = (DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN)
_HANDED_IN = (DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED)


class PlanningTime(NamedTuple):
    """Time of a run, and the settings that decide which issues are due."""

    time: datetime  # in UTC
    schedule: ScheduleSettings
    out: Set[str] = frozenset()  # names of the issues whose published addresses are recorded
    records: bool = True  # whether published addresses are recorded: a sandbox's are not


def plan_run(dues: Iterable[DueIssue], deliveries: Iterable[Delivery], now: PlanningTime) -> list[PlannedAction]:
    """Return the planned actions: unfinished work first, then due issues, the oldest first."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    dues = list(dues)
    hosted = _find_hosted(dues, by_issue)
    times = {due.issue: due.at for due in dues if due.issue not in hosted}
    actions = []
    for issue in {**times, **by_issue}:
        at = times.get(issue)
        kind = choose_action(by_issue.get(issue), PurePosixPath(issue).name, at, now)
        if kind is not None:
            actions.append(PlannedAction(issue, kind, at))
    return sorted(actions, key=lambda action: (_RANKS[action.kind], action.at or now.time, action.issue))


def plan_ahead(dues: Iterable[DueIssue], deliveries: Iterable[Delivery], now: PlanningTime) -> list[PlannedAction]:
    """Return what runs will do with each issue when its time comes, as far as that is known now; the earliest first."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    dues = list(dues)
    hosted = _find_hosted(dues, by_issue)
    actions = []
    for due in dues:
        if due.at is None or due.issue in hosted:
            continue
        then = now._replace(time=max(due.at, now.time))
        kind = choose_action(by_issue.get(due.issue), PurePosixPath(due.issue).name, due.at, then)
        if kind is not None:
            actions.append(PlannedAction(due.issue, kind, due.at))
    return sorted(actions, key=lambda action: (action.at or now.time, action.issue))


def _find_hosted(dues: Sequence[DueIssue], by_issue: Mapping[str, Delivery]) -> set[str]:
    """Return the issues that go out in the draft of another one."""
    hosted = set(map_hosts(by_issue.values()))
    sent = {issue: delivery for issue, delivery in by_issue.items() if was_sent(delivery)}
    for due in dues:
        host = sent.get(due.issue)
        # Of a draft that somebody recorded by its address nobody knows which articles it has.
        is_known = host is not None and (host.others or host.articles == 1)
        if due.issue not in hosted and not is_known:
            hosted.update(set(due.others) - sent.keys() - {due.issue})
    return hosted


def find_unknown(dues: Iterable[DueIssue], deliveries: Iterable[Delivery], now: PlanningTime) -> list[DueIssue]:
    """Return the open issues whose publish time is invalid."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    return [
        due
        for due in dues
        if due.problems and _is_open(by_issue.get(due.issue)) and PurePosixPath(due.issue).name not in now.out
    ]


def choose_action(delivery: Delivery | None, name: str, at: datetime | None, now: PlanningTime) -> ActionKind | None:
    """Return the next action for an issue with a publish time in UTC; None where there is none yet."""
    begun = _find_begun(delivery, name, now) if delivery else None
    due = _find_due(delivery, name, at, now)
    return due if begun is None or (begun, due) == (ActionKind.FINISH, ActionKind.RELEASE) else begun


def _find_due(delivery: Delivery | None, name: str, at: datetime | None, now: PlanningTime) -> ActionKind | None:
    """Return the action for an issue whose publish time has come."""
    if name in now.out or at is None or at > now.time or not _is_open(delivery):
        return None
    only_draft = now.schedule.action == "draft" or (delivery is not None and delivery.manual)
    if only_draft and delivery and delivery.media_id:  # a person releases it, in their own time
        return None
    if now.time - at > timedelta(hours=now.schedule.late_hours):
        return None if delivery and is_overdue(delivery) else ActionKind.HOLD
    if only_draft:
        return ActionKind.DRAFT
    return ActionKind.RELEASE


def _find_begun(delivery: Delivery, name: str, now: PlanningTime) -> ActionKind | None:
    """Return the action that finishes the work of an earlier run, whether the issue is due or not."""
    if delivery.state in _BEGUN or _is_unfinished(delivery):
        return ActionKind.FINISH
    if delivery.state in _HANDED_IN or (delivery.state is DeliveryState.HELD and not is_waiting(delivery)):
        return ActionKind.LOOK
    if now.records and delivery.state is DeliveryState.PUBLISHED and delivery.addresses and name not in now.out:
        return ActionKind.RECORD
    return None


def _is_unfinished(delivery: Delivery) -> bool:
    """Return whether a draft was not completely updated, or never read back; a defective one has a reason."""
    return delivery.state is DeliveryState.DRAFTED and (not delivery.content or not (delivery.kept or delivery.reason))


def _is_open(delivery: Delivery | None) -> bool:
    """Return whether a run may process an issue; one that failed or waits for a person is left to them."""
    if delivery is None or delivery.state in (DeliveryState.PLANNED, *_BEGUN) or is_overdue(delivery):
        return True
    waits = delivery.reason is not None and delivery.reason.message == BY_HAND
    return delivery.state is DeliveryState.DRAFTED and not waits
