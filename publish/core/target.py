"""The targets that an article is written for: what each keeps, its limits, and how pictures and links are written."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from publish.core.html import Filter
from publish.core.urls import is_wechat_article

MAX_CONTENT_CHARS = 20_000  # documented, with markup; for the API, not for pasting
FITTED_CHARS = 19_900  # addresses of uploaded pictures differ in length
MAX_CONTENT_BYTES = 600_000
"""Of UTF-8: two public series of September 2026 had 682,000 accepted and 688,000 refused (45002), whatever the number
of characters; this leaves room for what the platform counts besides."""
UNMEASURED_CHARS = 60_000
"""Above it nothing is known of how publishing, the editor and phones take an article."""


class Target(StrEnum):
    """What an article is written for."""

    PASTE = "paste"  # a person pastes it into WeChat's editor
    SENT = "sent"  # it goes whole through the draft API
    FITTED = "fitted"  # it goes shortened through the draft API, below the documented length


class PictureForm(StrEnum):
    """How an article refers to its pictures."""

    EMBEDDED = "embedded"  # in `data:` addresses
    UPLOADED = "uploaded"  # by their addresses on the platform; placeholders until they are uploaded


class FramePart(StrEnum):
    """A part of an article: the issue's own text, and what stands round it."""

    SUBTITLE = "subtitle"
    BODY = "body"
    REFERENCES = "references"
    ARCHIVE = "archive"
    FOLLOW = "follow"
    LICENCE = "licence"


ALL_PARTS = frozenset(FramePart)


class TargetTraits(NamedTuple):
    """What a target keeps, and how an article is written for it."""

    pictures: PictureForm
    filters: tuple[Filter, ...]  # WeChat's filters that it passes, in order
    inherits: bool  # whether a block keeps the text styles of its containers
    max_chars: int | None = None  # an article has fewer
    max_bytes: int | None = None  # of UTF-8
    keeps_link: Callable[[str], bool] = is_wechat_article  # all other links become numbered references
    parts: frozenset[FramePart] = ALL_PARTS


TARGETS = {
    Target.PASTE: TargetTraits(PictureForm.EMBEDDED, (Filter.EDITOR,), inherits=False),
    Target.SENT: TargetTraits(PictureForm.UPLOADED, (Filter.STORE,), inherits=True, max_bytes=MAX_CONTENT_BYTES),
    Target.FITTED: TargetTraits(
        PictureForm.UPLOADED,
        (Filter.STORE,),
        inherits=True,
        max_chars=MAX_CONTENT_CHARS,
        max_bytes=MAX_CONTENT_BYTES,
    ),
}
DRAFTS = frozenset(target for target, traits in TARGETS.items() if traits.pictures is PictureForm.UPLOADED)
"""The targets that go through the draft API."""
