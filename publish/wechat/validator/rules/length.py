"""How long an article may be."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.html import Target
from publish.wechat.limits import MANY_CONTENT_CHARS, MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.wechat.validator.nodes import Document
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning


@error("wechat-w80", NodeType.DOCUMENT, Evidence("API", "2026-08"), (), (Target.API,))
def long_draft(document: Document) -> Iterator[str]:
    """draft/add answers 45002."""
    if _is_too_long(document):
        yield str(document.chars)


@warning("wechat-w80-near", NodeType.DOCUMENT, Evidence("API", "2026-08"), (), (Target.API,))
def growing_draft(document: Document) -> Iterator[str]:
    """Uploaded pictures have longer addresses than local ones."""
    if document.chars >= MANY_CONTENT_CHARS and not _is_too_long(document):
        yield str(document.chars)


@warning("wechat-w80-paste", NodeType.DOCUMENT, Evidence("API", "2026-08", Confidence.MEDIUM), (), (Target.PASTE,))
def long_article(document: Document) -> Iterator[str]:
    """The editor takes more than draft/add does."""
    if _is_too_long(document):
        yield str(document.chars)


def _is_too_long(document: Document) -> bool:
    return document.chars >= MAX_CONTENT_CHARS or document.bytes >= MAX_CONTENT_BYTES
