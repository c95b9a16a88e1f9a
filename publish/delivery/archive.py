"""What was out before there was a ledger: a first scheduled run must not publish it once more."""

from __future__ import annotations

from collections.abc import Iterable

from publish.facts.newsletter import name_issue
from publish.model.delivery import Delivery, DeliveryState, Fingerprint, Reason
from publish.ports import Clock, Ledger

ARCHIVED = "release-archive"
"""Why it counts as out."""
NOBODY = Fingerprint(title="", source_url="", cover_id="", text="", marked=False)
"""Of what was never sent from here."""


def record_archive(issues: Iterable[str], ledger: Ledger, clock: Clock) -> list[str]:
    """Record as out every issue of which the ledger knows nothing; return which these are."""
    known = {delivery.issue for delivery in ledger.list_deliveries()}
    recorded = [issue for issue in issues if issue not in known]
    ledger.save_new(
        [
            Delivery(
                issue,
                DeliveryState.PUBLISHED,
                "",
                NOBODY,
                0,
                clock.now(),
                reason=Reason(ARCHIVED, {"issue": name_issue(issue)}),
            )
            for issue in recorded
        ]
    )
    return recorded


def is_archived(known: Delivery) -> bool:
    """Say whether an issue counts as out only because it is older than the ledger."""
    return known.state is DeliveryState.PUBLISHED and known.reason is not None and known.reason.message == ARCHIVED
