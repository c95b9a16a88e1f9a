"""An issue that is held for nothing but its time: nothing was handed in, and a person's word is enough."""

from __future__ import annotations

from publish.model.delivery import Delivery, DeliveryState

LATE = "run-late"
"""Why it is held."""


def is_late(known: Delivery) -> bool:
    """Say whether an issue is held for nothing but its time."""
    return known.state is DeliveryState.HELD and known.reason is not None and known.reason.message == LATE


def wake(known: Delivery | None) -> Delivery | None:
    """Return a delivery as it was before it was held for its time; any other stays as it is."""
    if known is None or not is_late(known):
        return known
    before = DeliveryState.DRAFTED if known.media_id else DeliveryState.PLANNED
    return known._replace(state=before, reason=None)
