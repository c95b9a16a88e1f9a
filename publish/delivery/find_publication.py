"""Whether a draft is out, by the list of publications; only accounts that may publish can ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from html import unescape

from publish.core.api_types import DraftItem, Published
from publish.core.delivery_record import Delivery
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.ports import DeliveryServices, PlatformClient, Timeouts
from publish.delivery.account_lists import list_newest
from publish.newsletter.source_marker import find_fingerprint

PAGES = 3
"""It is asked about soon after; a small account may ask a hundred times a day."""


def find_published(delivery: Delivery, platform: PlatformClient) -> str:
    """Return the address under which a draft was published; empty where that cannot be told."""
    if not delivery.fingerprint.marked:
        return ""
    try:
        for published in list_newest(platform, PAGES):
            for item in published.articles:
                if _is_marked_as(item, delivery):
                    return item.url
    except (PlatformError, NotSentError, UncertainError):  # it only explains what is known already
        return ""
    return ""


def list_matches(delivery: Delivery, services: DeliveryServices) -> list[Published]:
    """Return the publications of late that a draft may have become.

    Raises:
        PublishError: The list cannot be had.
    """
    return pick_matches(list_newest(services.platform, PAGES), delivery, services.timeouts)


def pick_matches(listed: Iterable[Published], delivery: Delivery, timeouts: Timeouts) -> list[Published]:
    """Return the publications that a draft may have become; without a mark in its address, all else must agree.

    One that was out before the draft was there is another one's, though issue and content may be the same.
    """
    return [published for published in listed if published.articles and _fits(published, delivery, timeouts)]


def _fits(published: Published, delivery: Delivery, timeouts: Timeouts) -> bool:
    first, sent = published.articles[0], delivery.fingerprint
    since = delivery.started - timedelta(seconds=timeouts.skew)
    if published.updated is not None and published.updated < since:
        return False
    if sent.marked:
        return _is_marked_as(first, delivery)
    return published.updated is not None and (unescape(first.title).strip(), unescape(first.source_url)) == (
        sent.title.strip(),
        sent.source_url,
    )


def _is_marked_as(item: DraftItem, delivery: Delivery) -> bool:
    return find_fingerprint(unescape(item.source_url)) == find_fingerprint(delivery.fingerprint.source_url)
