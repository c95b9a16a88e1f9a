"""A draft whose sending has an unknown outcome is looked for; nothing is sent here."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import NamedTuple

from publish.core.api_types import Draft
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.account_lists import DRAFT_PAGES, PAGE, DraftBox
from publish.delivery.readback import hash_words
from publish.newsletter.source_marker import find_fingerprint

SCANNED = 300
"""Their order is not documented, so a draft box of this size is looked through whole; in a larger one, up to where a
whole page is older than the draft."""


class Search(NamedTuple):
    """What came of looking for a draft."""

    delivery: Delivery
    """With its draft, where that was found."""
    box: DraftBox
    """The draft box as it was looked through last."""

    @property
    def found(self) -> bool:
        """Return whether the draft is there."""
        return self.delivery.state is DeliveryState.DRAFTED


def recover_draft(delivery: Delivery, services: DeliveryServices) -> Search:
    """Look for the draft of a delivery, until it is found or the grace is over.

    Raises:
        UncertainError: There are several that it may be.
        PublishError: The draft box cannot be looked through.
    """
    if delivery.state is not DeliveryState.UNCERTAIN:
        delivery = services.ledger.save(delivery._replace(state=DeliveryState.UNCERTAIN))
    services.report("draft-looking", title=delivery.fingerprint.title)
    pause = services.timeouts.first
    waited = 0.0
    while True:
        box = _list_drafts(delivery, services)
        found = find_drafts(delivery, box, services)
        if len(found) > 1:
            values = {"title": delivery.fingerprint.title, "ids": ", ".join(draft.media_id for draft in found)}
            raise UncertainError(Problem("draft-several", values))
        if found:
            [draft] = found
            drafted = delivery._replace(state=DeliveryState.DRAFTED, media_id=draft.media_id, missed=None)
            return Search(services.ledger.save(drafted), box)
        passed = (services.clock.now() - delivery.started).total_seconds()
        left = services.timeouts.grace - max(passed, waited)  # a clock that was put back does not make us wait for ever
        if left <= 0:
            return Search(delivery, box)
        pause = min(pause, left)
        services.clock.wait(pause)
        waited += pause
        pause *= 2


def find_drafts(delivery: Delivery, box: DraftBox, services: DeliveryServices) -> list[Draft]:
    """Return the drafts of the box that may be the one that was sent."""
    known_ids = services.ledger.list_media_ids()
    listed = {draft.media_id: draft for draft in box.drafts}
    return [draft for draft in listed.values() if draft.media_id not in known_ids and _fits(draft, delivery, services)]


def _list_drafts(delivery: Delivery, services: DeliveryServices) -> DraftBox:
    """Return the draft box, as far as the draft may be in it."""
    drafts: list[Draft] = []
    for offset in range(0, PAGE * DRAFT_PAGES, PAGE):
        page = services.platform.list_drafts(offset, PAGE)
        drafts += page.drafts
        if offset + PAGE >= page.total:
            return DraftBox(tuple(drafts), whole=True)
        if offset + PAGE >= SCANNED and all(_is_older(draft, delivery, services) for draft in page.drafts):
            break
    return DraftBox(tuple(drafts), whole=False)


def _is_older(draft: Draft, delivery: Delivery, services: DeliveryServices) -> bool:
    skew = timedelta(seconds=services.timeouts.skew)
    return draft.updated is not None and draft.updated < delivery.started - skew


def _fits(draft: Draft, delivery: Delivery, services: DeliveryServices) -> bool:
    """Say whether a listed draft is the one that was sent; without a mark in its address all else must agree."""
    sent = delivery.fingerprint
    if not draft.articles or unescape(draft.articles[0].title).strip() != sent.title.strip():
        return False
    first = draft.articles[0]
    if sent.marked:
        return find_fingerprint(unescape(first.source_url)) == find_fingerprint(sent.source_url)
    if _is_older(draft, delivery, services):
        return False
    same = unescape(first.source_url) == sent.source_url and first.cover_id == sent.cover_id
    return same and _hash_kept(services.platform.get_draft(draft.media_id)) == sent.text


def _hash_kept(draft: Draft | None) -> str:
    return hash_words((item.title, item.content) for item in draft.articles) if draft else ""
