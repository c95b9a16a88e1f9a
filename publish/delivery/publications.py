"""Whether somebody published a draft by hand; only accounts that may list publications tell."""

from __future__ import annotations

from html import unescape

from publish.errors import NotSentError, PlatformError, UncertainError
from publish.facts.marks import find_mark
from publish.model import Delivery
from publish.ports import Platform

PAGE = 20
PAGES = 3
"""It is asked about soon after; a small account may ask a hundred times a day."""


def find_published(delivery: Delivery, platform: Platform) -> str:
    """Return the address under which a draft was published; empty where that cannot be told."""
    mark = find_mark(delivery.fingerprint.source_url) if delivery.fingerprint.marked else ""
    try:
        for offset in range(0, PAGE * PAGES if mark else 0, PAGE):
            page = platform.list_publications(offset, PAGE)
            for published in page.publications:
                for item in published.articles:
                    if find_mark(unescape(item.source_url)) == mark:
                        return item.url
            if offset + PAGE >= page.total:
                break
    except (PlatformError, NotSentError, UncertainError):  # it only explains what is known already
        return ""
    return ""
