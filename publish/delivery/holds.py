"""Issues of which nothing was handed in: recorded as published before the ledger, or held until a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint, IssueResult, RunOutcome, StateReason
from publish.core.exceptions import UncertainError
from publish.core.ports import Clock, Ledger
from publish.core.problem import Problem, Severity
from publish.newsletter.labels import name_issue

LATE = "run-late"  # the publish time is past by too much
SEEN = "prior-seen"  # the account shows an item that may be this issue and is missing from the ledger
UNSEEN = "prior-unseen"  # the ledger may not be the newest, and the account does not show all that was sent
ANOTHER = "prior-another"  # another newsletter has an issue of that name in the account
UNOWNED = "prior-unowned"  # the ledger has an issue of that name, but no newsletter for it
TAKEN_OVER = "prior-taken-over"  # the issue was due when a ledger was adopted that may not know of it
_WAITING = (LATE, SEEN, UNSEEN, ANOTHER, UNOWNED, TAKEN_OVER)
_BASELINE = "release-archive"
_NOBODY = Fingerprint(title="", source_url="", cover_id="", text="", marked=False)


def make_unsent(issue: str, now: datetime, title: str = "") -> Delivery:
    """Return a new delivery of an issue of which nothing was sent from here."""
    return Delivery(issue, DeliveryState.PLANNED, "", _NOBODY._replace(title=title), 0, now)


def record_baseline(issues: Iterable[str], ledger: Ledger, clock: Clock) -> list[str]:
    """Record every issue without a delivery as published; return these issues, so that no run publishes them."""
    recorded = {delivery.issue for delivery in ledger.list_deliveries()}
    new = [issue for issue in issues if issue not in recorded]
    reasons = [StateReason(_BASELINE, {"issue": name_issue(issue)}) for issue in new]
    _save_unsent(new, DeliveryState.PUBLISHED, reasons, ledger, clock)
    return new


def hold_unrecorded(issues: Iterable[str], ledger: Ledger, clock: Clock) -> list[str]:
    """Hold every issue that was due when a ledger was adopted and has no attempt in it; return these issues."""
    recorded = {attempt.issue for attempt in ledger.list_attempts()}  # another newsletter's is held by its draft
    new = [issue for issue in issues if issue not in recorded]
    reasons = [StateReason(TAKEN_OVER, {"title": issue, "issue": name_issue(issue)}) for issue in new]
    _save_unsent(new, DeliveryState.HELD, reasons, ledger, clock)
    return new


def _save_unsent(
    issues: Sequence[str], state: DeliveryState, reasons: Sequence[StateReason], ledger: Ledger, clock: Clock
) -> None:
    now = clock.now()
    pairs = zip(issues, reasons, strict=True)
    ledger.save_new([make_unsent(issue, now)._replace(state=state, reason=reason) for issue, reason in pairs])


def _has_reason(delivery: Delivery, state: DeliveryState, *messages: str) -> bool:
    return delivery.state is state and delivery.reason is not None and delivery.reason.message in messages


def is_baseline(delivery: Delivery) -> bool:
    """Return whether an issue counts as published only because it is older than the ledger."""
    return _has_reason(delivery, DeliveryState.PUBLISHED, _BASELINE)


def is_overdue(delivery: Delivery) -> bool:
    """Return whether an issue is held only because its publish time is past."""
    return _has_reason(delivery, DeliveryState.HELD, LATE)


def is_taken_over(delivery: Delivery) -> bool:
    """Return whether an issue is held because it was due when a ledger was adopted."""
    return _has_reason(delivery, DeliveryState.HELD, TAKEN_OVER)


def is_waiting(delivery: Delivery) -> bool:
    """Return whether an issue is held, and nothing of it was handed in."""
    return _has_reason(delivery, DeliveryState.HELD, *_WAITING)


def describe_waiting(delivery: Delivery) -> IssueResult:
    """Return the result for an issue that is held with nothing handed in."""
    message, values = delivery.reason or StateReason(LATE)
    problem = Problem(message, values, severity=Severity.WARNING)
    title, failure = delivery.fingerprint.title, UncertainError(problem)
    return IssueResult(delivery.issue, RunOutcome.HELD, title, delivery.media_id, (problem,), failure)


def clear_overdue_hold(delivery: Delivery | None) -> Delivery | None:
    """Return a delivery as it was before it was held with nothing handed in; any other stays as it is."""
    if delivery is None or not is_waiting(delivery):
        return delivery
    before = DeliveryState.DRAFTED if delivery.media_id else DeliveryState.PLANNED
    return delivery._replace(state=before, reason=None)
