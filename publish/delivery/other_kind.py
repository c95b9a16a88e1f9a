"""Articles and picture posts: no update makes a draft of the one into the other."""

from __future__ import annotations

from publish.core.article import ApiForm
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import UncertainError
from publish.core.picture_post import SentKind
from publish.core.problem import Problem
from publish.delivery.draft_contents import DraftContents
from publish.delivery.holds import clear_overdue_hold, is_baseline
from publish.delivery.publication_outcome import describe

_UNSENT = (DeliveryState.PLANNED, DeliveryState.REMOVED, DeliveryState.PUBLISHED)
"""States of a delivery of which no draft is in the account."""
_OPEN = (DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN)


def find_recorded_kind(delivery: Delivery | None) -> SentKind | None:
    """Return what a delivery sent an issue as; None where that is not known, or no draft of it is in the account."""
    if delivery is None or not _has_draft(delivery) or delivery.form == ApiForm.POST:
        return None
    return SentKind(delivery.form) if _is_post(delivery) else SentKind.ARTICLE


def is_other_kind(contents: DraftContents, delivery: Delivery) -> bool:
    """Return whether one of contents and delivery is a picture post, and the other none."""
    return (contents.post is not None) is not _is_post(delivery)


def check_kind(contents: DraftContents, delivery: Delivery | None, *, anew: bool) -> None:
    """Raise UncertainError where an issue has a draft as an article and would go out as a picture post, or the reverse.

    A person may send both; a draft whose sending has an unknown outcome is looked for first, as what it was sent.
    """
    if delivery is None or not _has_draft(delivery) or not is_other_kind(contents, delivery):
        return
    if not anew or delivery.state in _OPEN:
        raise UncertainError(
            Problem(
                "draft-other-post" if contents.post else "draft-other-article",
                describe(delivery, media_id=delivery.media_id or "–"),
            )
        )


def _has_draft(delivery: Delivery) -> bool:
    before = clear_overdue_hold(delivery) or delivery
    return before.state not in _UNSENT and not is_baseline(before)


def _is_post(delivery: Delivery) -> bool:
    return delivery.form in (ApiForm.PICTURES, ApiForm.CARDS, ApiForm.POST)
