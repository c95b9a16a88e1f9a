"""What was out before there was a ledger, or while another was used: no run must publish it once more by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint, StateReason
from publish.core.ports import Clock, Ledger
from publish.delivery.overdue import TAKEN_OVER
from publish.newsletter.labels import name_issue

ARCHIVED = "release-archive"
"""Why it counts as out."""
NOBODY = Fingerprint(title="", source_url="", cover_id="", text="", marked=False)
"""Of what was never sent from here."""


def record_baseline(issues: Iterable[str], ledger: Ledger, clock: Clock) -> list[str]:
    """Record as out every issue of which the ledger knows nothing; return which these are."""
    known = {delivery.issue for delivery in ledger.list_deliveries()}
    recorded = [issue for issue in issues if issue not in known]
    reasons = [StateReason(ARCHIVED, {"issue": name_issue(issue)}) for issue in recorded]
    _save_unsent(recorded, DeliveryState.PUBLISHED, reasons, ledger, clock)
    return recorded


def hold_unrecorded(issues: Iterable[str], ledger: Ledger, clock: Clock) -> list[str]:
    """Hold every issue that was due when a ledger was taken over, and of which that knows nothing; return which."""
    known = {attempt.issue for attempt in ledger.list_attempts()}  # of another newsletter it is asked whose it is
    held = [issue for issue in issues if issue not in known]
    reasons = [StateReason(TAKEN_OVER, {"title": issue, "issue": name_issue(issue)}) for issue in held]
    _save_unsent(held, DeliveryState.HELD, reasons, ledger, clock)
    return held


def _save_unsent(
    issues: Sequence[str], state: DeliveryState, reasons: Sequence[StateReason], ledger: Ledger, clock: Clock
) -> None:
    """Keep of issues of which nothing was sent from here how they stand, and why."""
    now = clock.now()
    ledger.save_new(
        [
            Delivery(issue, state, "", NOBODY, 0, now, reason=reason)
            for issue, reason in zip(issues, reasons, strict=True)
        ]
    )


def is_baseline(delivery: Delivery) -> bool:
    """Say whether an issue counts as out only because it is older than the ledger."""
    return (
        delivery.state is DeliveryState.PUBLISHED
        and delivery.reason is not None
        and delivery.reason.message == ARCHIVED
    )
