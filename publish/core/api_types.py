"""What travels to an account on WeChat's platform and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from publish.core.html import StyledHtml


class DraftArticle(NamedTuple):
    """One article, as a draft is made of it."""

    title: str
    author: str
    digest: str
    content: StyledHtml
    """Its pictures stand at the addresses that `upload_picture` gave."""
    source_url: str
    """Behind 阅读原文; comes back with every listing, so an article is found again by it."""
    cover_id: str
    """A permanent media id, from `upload_cover`."""
    cover_crops: Mapping[str, str] = {}
    """What of the cover is shown, as `X1_Y1_X2_Y2` from 0 to 1, by `pic_crop_235_1` and `pic_crop_1_1`."""
    comments: bool = False
    fans_only: bool = False
    """Whether followers alone may comment."""


class DraftItem(NamedTuple):
    """One article, as the platform reads it back."""

    title: str
    author: str
    digest: str
    content: str
    """Filtered and rewritten by the platform; empty in a listing."""
    source_url: str
    cover_id: str
    url: str
    """A preview that expires for a draft; the published address for a publication."""


class Draft(NamedTuple):
    """A draft in the account's draft box."""

    media_id: str
    articles: tuple[DraftItem, ...]
    """None at all for a moment after it was added."""
    updated: datetime | None
    """In UTC."""


class DraftPage(NamedTuple):
    """A part of the draft box."""

    total: int
    """Drafts in the whole box."""
    drafts: tuple[Draft, ...]
    """Without content."""


class PublicationState(StrEnum):
    """What has become of a submitted draft."""

    PUBLISHED = "published"
    PENDING = "pending"
    NOT_ORIGINAL = "not-original"
    FAILED = "failed"
    REJECTED = "rejected"
    """By the platform's review."""
    REMOVED = "removed"
    """By the account, after it was out."""
    BANNED = "banned"
    """By the platform, after it was out."""
    UNKNOWN = "unknown"


class Publication(NamedTuple):
    """A submitted draft, on its way or out."""

    publish_id: str
    state: PublicationState
    article_id: str
    """Empty until it is out."""
    addresses: tuple[str, ...]
    """One an article, in order."""
    failed: tuple[int, ...]
    """Which articles kept it from going out, 1-based."""


class Published(NamedTuple):
    """A publication, as the list of publications shows it."""

    article_id: str
    articles: tuple[DraftItem, ...]
    updated: datetime | None
    """In UTC."""
    removed: bool = False
    """Whether all of its articles were taken away again."""


class PublicationPage(NamedTuple):
    """A part of the list of publications; articles sent to all followers are not in it."""

    total: int
    publications: tuple[Published, ...]
    """Without content."""
