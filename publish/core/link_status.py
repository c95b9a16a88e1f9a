"""What has become of an address."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class LinkState(StrEnum):
    """What has become of an address."""

    ALIVE = "alive"
    GONE = "gone"
    """Its host says so: 404, 410."""
    REMOVED = "removed"
    """WeChat says so, on a page of its own."""
    EXPIRED = "expired"
    """It was a temporary address."""
    FRONT = "front"
    """It leads to the front page now."""
    LOST = "lost"
    """There is no such host any more."""
    CLOSED = "closed"
    """Its host answers, but not to programs: 403, 429, 5xx, a captcha."""
    SILENT = "silent"
    """No answer that could be read."""


class LinkStatus(NamedTuple):
    """What was heard of an address when it was asked."""

    state: LinkState
    words: str = ""
    """What the page, or the status, said; the host where nothing else did."""
