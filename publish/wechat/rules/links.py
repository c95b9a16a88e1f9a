"""Links that WeChat removes."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.urls import is_web_address, is_wechat_article
from publish.wechat.rules.nodes import Attribute
from publish.wechat.rules.rule import UNWRAPPED, Evidence, NodeType, error


def _is_outer(attribute: Attribute) -> bool:
    url = attribute.value.strip()
    return attribute.tag == "a" and is_web_address(url) and not is_wechat_article(url)


def _is_inner(attribute: Attribute) -> bool:
    return attribute.tag == "a" and not is_web_address(attribute.value.strip())


_outer_lost, _inner_lost = UNWRAPPED.where(_is_outer), UNWRAPPED.where(_is_inner)


@error("wechat-w68", NodeType.ATTRIBUTE, Evidence("API PROBE-A TOOLS", "2026-08"), ("href",), both=_outer_lost)
def outer_link(attribute: Attribute) -> Iterator[str]:
    """Only links to WeChat articles are kept; draft/add answers 45166 to others."""
    if is_web_address(attribute.value) and not is_wechat_article(attribute.value):
        yield attribute.value


@error("wechat-w70", NodeType.ATTRIBUTE, Evidence("TOOLS PROBE-D", "2026-09"), ("href",), both=_inner_lost)
def inner_link(attribute: Attribute) -> Iterator[str]:
    """Anchors, mail and relative links are removed; an anchor has made saving fail."""
    if not is_web_address(attribute.value) and not attribute.value.lower().startswith("javascript:"):
        yield attribute.value or 'href=""'
