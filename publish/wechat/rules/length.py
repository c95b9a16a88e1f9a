"""The length of an article."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.html import Target
from publish.wechat.limits import MANY_CONTENT_CHARS, MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.wechat.rules.nodes import Document
from publish.wechat.rules.rule import MEDIUM, Evidence, NodeType, error, warning


def long_article(document: Document) -> Iterator[str]:
    """Yield the number of characters of an article that is too long."""
    if document.chars >= MAX_CONTENT_CHARS or document.bytes >= MAX_CONTENT_BYTES:
        yield str(document.chars)


long_draft = error("wechat-w80", NodeType.DOCUMENT, Evidence("API", "2026-08"), (), (Target.API,))(long_article)
"""draft/add answers 45002."""


@warning("wechat-w80-near", NodeType.DOCUMENT, Evidence("API", "2026-08"), (), (Target.API,))
def growing_draft(document: Document) -> Iterator[str]:
    """Uploaded pictures have longer addresses than local ones."""
    if document.chars >= MANY_CONTENT_CHARS and not any(long_article(document)):
        yield str(document.chars)


long_paste = warning("wechat-w80-paste", NodeType.DOCUMENT, Evidence("API", "2026-08", MEDIUM), (), (Target.PASTE,))(
    long_article
)
"""The editor accepts more than draft/add does."""
