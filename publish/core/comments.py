"""Who may comment."""

from __future__ import annotations

from enum import StrEnum


class Comments(StrEnum):
    """Who may comment on an article."""

    CLOSED = "closed"
    FOLLOWERS = "followers"
    OPEN = "open"
