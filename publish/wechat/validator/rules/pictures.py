"""Pictures that arrive, and fit."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.html import Target
from publish.core.urls import find_host
from publish.wechat.validator.nodes import ComputedStyle, ElementNode
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning

HOSTS = {"mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn"}


@error("wechat-w62", NodeType.ELEMENT, Evidence("API PROBE-B FIX", "2026-10"), ("img",), (Target.API,))
def foreign_picture(place: ElementNode) -> Iterator[str]:
    """Pictures on other hosts are filtered out of a draft."""
    source = place.element.get("src", "")
    if not source.startswith("https://") or find_host(source) not in HOSTS:
        yield source


@warning("wechat-w65", NodeType.KIND, Evidence("ENGINE", "2026-08", Confidence.MEDIUM), ("img",))
def loose_picture(kind: ComputedStyle) -> Iterator[str]:
    """A picture of fixed size at the side differs from screen to screen."""
    if not (_is_icon(kind) or (kind.style.get("max-width") == "100%" and _is_centred(kind))):
        yield "img"


@warning("wechat-w67", NodeType.ELEMENT, Evidence("FIX", "2026-08"), ("img",))
def wordless_picture(place: ElementNode) -> Iterator[str]:
    """A picture says in words what it shows, be it nothing."""
    if place.element.get("alt") is None:
        yield place.element.get("src", "") or "img"


def _is_icon(kind: ComputedStyle) -> bool:
    """Say whether a picture stands in a line, as high as its text."""
    return any(kind.style.get(name, "").endswith("em") for name in ("height", "width"))


def _is_centred(kind: ComputedStyle) -> bool:
    margins = kind.style.get("margin", "").split()
    sides = (kind.style.get("margin-left", ""), kind.style.get("margin-right", ""))
    block = kind.style.get("display") == "block"
    return (block and (margins[1:2] == ["auto"] or sides == ("auto", "auto"))) or (
        not block and kind.inherited.get("text-align") == "center"
    )
