"""The length of an article."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.target import DRAFTS, MAX_CONTENT_BYTES, MAX_CONTENT_CHARS, Target
from publish.wechat.rules.nodes import Document
from publish.wechat.rules.rule import MEDIUM, Evidence, NodeType, error, hint


@error("wechat-w80", NodeType.DOCUMENT, Evidence("API", "2026-08"), (), (Target.FITTED,))
def over_documented_length(document: Document) -> Iterator[str]:
    """The documents of draft/add allow fewer characters."""
    if document.chars >= MAX_CONTENT_CHARS:
        yield str(document.chars)


@error("wechat-w80-bytes", NodeType.DOCUMENT, Evidence("PROBE-E", "2026-09"), (), DRAFTS)
def over_measured_length(document: Document) -> Iterator[str]:
    """draft/add answers 45002, whatever the number of characters."""
    if document.bytes >= MAX_CONTENT_BYTES:
        yield str(document.bytes)


@hint("wechat-w80-long", NodeType.DOCUMENT, Evidence("API PROBE-E", "2026-09", MEDIUM), (), (Target.SENT,))
def longer_than_documented(document: Document) -> Iterator[str]:
    """It was accepted each time that it was measured."""
    if document.chars >= MAX_CONTENT_CHARS and document.bytes < MAX_CONTENT_BYTES:
        yield str(document.chars)
