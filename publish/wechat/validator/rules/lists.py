"""Lists as the editor keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.elements import CELLS
from publish.wechat.validator.nodes import Attribute, ComputedStyle, ElementNode
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error


@error("wechat-w53", NodeType.ELEMENT, Evidence("ARCH PROBE-C PROBE-D TOOLS", "2026-09"), CELLS)
def several_in_cell(place: ElementNode) -> Iterator[str]:
    """The editor keeps the first unit of an item or cell and moves the rest into a new block."""
    texts = [place.element.text, *(child.tail for child in place.element)]
    if place.tags != ("section",) or any(text and not text.isspace() for text in texts):
        yield place.kind.tag


@error("wechat-w53c", NodeType.KIND, Evidence("TOOLS", "2026-08", Confidence.MEDIUM), ("ul", "ol"))
def nested_list(kind: ComputedStyle) -> Iterator[str]:
    """Inner lists are flattened or moved."""
    if "li" in kind.inside:
        yield kind.tag


@error(
    "wechat-w53d", NodeType.ATTRIBUTE, Evidence("TOOLS", "2026-08", Confidence.MEDIUM), ("start", "reversed", "type")
)
def own_numbering(attribute: Attribute) -> Iterator[str]:
    """WeChat counts lists anew."""
    if attribute.tag == "ol":
        yield f"{attribute.name}={attribute.value}"


@error("wechat-w54", NodeType.KIND, Evidence("TOOLS", "2026-06"), ("input",))
def check_box(kind: ComputedStyle) -> Iterator[str]:
    """A check box is an input, and disappears."""
    yield kind.tag
