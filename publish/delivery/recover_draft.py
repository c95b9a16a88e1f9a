"""Look for a draft whose sending has an unknown outcome; nothing is sent here."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import NamedTuple

from publish.core.api_types import Draft
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.account_lists import DRAFT_PAGES, PAGE, DraftBox, list_pages, wait_for_lists
from publish.delivery.readback import hash_draft
from publish.newsletter.source_marker import find_marker

SCANNED = 300
"""Their order is not documented, so a draft box of this size is read to its end; a larger one, up to the first page
whose drafts are all older than the delivery."""


class Search(NamedTuple):
    """Result of looking for a draft."""

    delivery: Delivery  # with its draft, where that was found
    box: DraftBox  # the draft box as it was read last

    @property
    def found(self) -> bool:
        """Return whether the draft was found."""
        return self.delivery.state is DeliveryState.DRAFTED


def recover_draft(delivery: Delivery, services: DeliveryServices) -> Search:
    """Look for the draft of a delivery, until it is found or the grace period is over.

    Raises:
        UncertainError: Several drafts may be the one.
        PublishError: The draft box cannot be read.
    """
    if delivery.state is not DeliveryState.UNCERTAIN:
        delivery = services.ledger.save(delivery._replace(state=DeliveryState.UNCERTAIN))
    services.report("draft-looking", title=delivery.fingerprint.title)
    for _ in wait_for_lists(delivery.started, services):
        box = _list_drafts(delivery, services)
        found = _find_drafts(delivery, box, services)
        if len(found) > 1:
            values = {"title": delivery.fingerprint.title, "ids": ", ".join(draft.media_id for draft in found)}
            raise UncertainError(Problem("draft-several", values))
        if found:
            [draft] = found
            drafted = delivery._replace(state=DeliveryState.DRAFTED, media_id=draft.media_id, missed=None)
            return Search(services.ledger.save(drafted), box)
    return Search(delivery, box)


def _find_drafts(delivery: Delivery, box: DraftBox, services: DeliveryServices) -> list[Draft]:
    """Return the drafts of the box that may be the one that was sent."""
    recorded = services.ledger.list_media_ids()
    drafts = {draft.media_id: draft for draft in box.drafts}
    return [draft for draft in drafts.values() if draft.media_id not in recorded and _fits(draft, delivery, services)]


def _list_drafts(delivery: Delivery, services: DeliveryServices) -> DraftBox:
    """Return the draft box, as far as the draft may be in it."""
    drafts: list[Draft] = []
    left = 1
    for number, (page, left) in enumerate(list_pages(services.platform.list_drafts, DRAFT_PAGES), 1):
        drafts += page.drafts
        if left and number * PAGE >= SCANNED and all(_is_older(draft, delivery, services) for draft in page.drafts):
            break
    return DraftBox(tuple(drafts), complete=not left)


def _is_older(draft: Draft, delivery: Delivery, services: DeliveryServices) -> bool:
    skew = timedelta(seconds=services.timeouts.skew)
    return draft.updated is not None and draft.updated < delivery.started - skew


def _fits(draft: Draft, delivery: Delivery, services: DeliveryServices) -> bool:
    """Return whether a listed draft is the one that was sent; without a mark in its address all else must agree."""
    sent = delivery.fingerprint
    if not draft.articles or unescape(draft.articles[0].title).strip() != sent.title.strip():
        return False
    first = draft.articles[0]
    if sent.marked:
        return find_marker(unescape(first.source_url)) == find_marker(sent.source_url)
    if _is_older(draft, delivery, services):
        return False
    if unescape(first.source_url) != sent.source_url or first.cover_id not in ("", sent.cover_id):
        return False
    draft_there = services.platform.get_draft(draft.media_id)
    return draft_there is not None and hash_draft(draft_there) == sent.text
