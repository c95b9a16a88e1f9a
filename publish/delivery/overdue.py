"""An issue that is held before anything of it was handed in: a person's word is enough."""

from __future__ import annotations

from publish.core.delivery_record import Delivery, DeliveryState

LATE = "run-late"
"""Its time is past by too much."""
SEEN = "prior-seen"
"""The account shows what may be this issue, and the ledger does not know of it."""
UNSEEN = "prior-unseen"
"""The ledger may not be the newest, and the account does not show all that was sent."""
ANOTHER = "prior-another"
"""Another newsletter has an issue of that name in the account."""
UNOWNED = "prior-unowned"
"""The ledger has an issue of that name, and does not know whose it is."""
TAKEN_OVER = "prior-taken-over"
"""It was due when a ledger was taken over that may not know of it."""
_WAITING = (LATE, SEEN, UNSEEN, ANOTHER, UNOWNED, TAKEN_OVER)


def is_overdue(delivery: Delivery) -> bool:
    """Say whether an issue is held for nothing but its time."""
    return is_waiting(delivery) and delivery.reason is not None and delivery.reason.message == LATE


def is_waiting(delivery: Delivery) -> bool:
    """Return whether an issue is held, and nothing of it was handed in."""
    return delivery.state is DeliveryState.HELD and delivery.reason is not None and delivery.reason.message in _WAITING


def clear_overdue_hold(delivery: Delivery | None) -> Delivery | None:
    """Return a delivery as it was before it was held with nothing handed in; any other stays as it is."""
    if delivery is None or not is_waiting(delivery):
        return delivery
    before = DeliveryState.DRAFTED if delivery.media_id else DeliveryState.PLANNED
    return delivery._replace(state=before, reason=None)
