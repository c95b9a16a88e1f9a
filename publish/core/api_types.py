"""Drafts and publications, as the platform's API takes and returns them; every time is in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from publish.core.html import StyledHtml


class DraftArticle(NamedTuple):
    """One article of a new draft."""

    title: str
    author: str
    digest: str
    content: StyledHtml  # its pictures have the addresses that `upload_picture` returned
    source_url: str  # of 阅读原文; every listing returns it, which identifies the article
    cover_id: str
    cover_crops: Mapping[str, str] = {}
    """Visible part of the cover, as `X1_Y1_X2_Y2` from 0 to 1: of news by `pic_crop_235_1` and `pic_crop_1_1`, of a
    picture post by `2.35_1`, `1_1` and `16_9`."""
    comments: bool = False
    fans_only: bool = False
    picture_ids: tuple[str, ...] = ()
    """Media ids of the pictures of a picture post, whose content is plain text; the first, `cover_id`, is its cover.
    Empty for news."""

    @property
    def media_ids(self) -> tuple[str, ...]:
        """Return the material that it uses: its cover, and the pictures of a picture post."""
        return (self.cover_id, *self.picture_ids)


class DraftItem(NamedTuple):
    """One article, as the platform returns it."""

    title: str
    author: str
    digest: str
    content: str  # filtered and rewritten by the platform; empty in a listing
    source_url: str
    cover_id: str
    url: str  # of a draft, a preview that expires; of a publication, the published address
    picture_ids: tuple[str, ...] = ()  # of a picture post; empty for news


class Draft(NamedTuple):
    """A draft in the account's draft box."""

    media_id: str
    articles: tuple[DraftItem, ...]  # empty for a moment after it was added
    updated: datetime | None


class DraftPage(NamedTuple):
    """One page of the draft box, without content; `total` counts the whole box."""

    total: int
    drafts: tuple[Draft, ...]


class PublicationState(StrEnum):
    """The state of a submitted draft."""

    PUBLISHED = "published"
    PENDING = "pending"
    NOT_ORIGINAL = "not-original"
    FAILED = "failed"
    REJECTED = "rejected"  # by the platform's review
    REMOVED = "removed"  # by the account, after it was published
    BANNED = "banned"  # by the platform, after it was published
    UNKNOWN = "unknown"


class Submission(NamedTuple):
    """A draft that was accepted for publishing, or for sending to every follower."""

    id: str  # by which its state is polled: its publish id, or the id of its message
    msg_data_id: str = ""  # of its message in statistics and comments; empty where WeChat does not tell


class Publication(NamedTuple):
    """A submitted draft, published or not yet."""

    publish_id: str
    state: PublicationState
    article_id: str  # empty until it is published
    addresses: tuple[str, ...]  # one for each article, in order
    failed: tuple[int, ...]  # numbers of the articles that prevented publishing, from 1


class Published(NamedTuple):
    """An entry of the list of publications."""

    article_id: str
    articles: tuple[DraftItem, ...]
    updated: datetime | None
    removed: bool = False  # whether all of its articles were deleted


class PublicationPage(NamedTuple):
    """One page of the list of publications, without content; mass sends are not in it."""

    total: int
    publications: tuple[Published, ...]
