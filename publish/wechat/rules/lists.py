"""Lists, and the content of list items and cells."""

from __future__ import annotations

from publish.wechat.elements import CELLS
from publish.wechat.rules.nodes import Attribute, ComputedStyle, ElementNode
from publish.wechat.rules.rule import LOST, MEDIUM, REWRITTEN, Evidence, NodeType, always, error


@error("wechat-w53", NodeType.ELEMENT, Evidence("ARCH PROBE-C PROBE-D TOOLS", "2026-09"), CELLS, editor=REWRITTEN)
def several_in_cell(node: ElementNode) -> bool:
    """The editor keeps the first unit of an item or cell and moves the rest into a new block."""
    texts = [node.element.text, *(child.tail for child in node.element)]
    return node.tags != ("section",) or any(text and not text.isspace() for text in texts)


@error("wechat-w53c", NodeType.KIND, Evidence("TOOLS", "2026-08", MEDIUM), ("ul", "ol"), editor=REWRITTEN)
def nested_list(computed: ComputedStyle) -> bool:
    """Inner lists are flattened or moved."""
    return "li" in computed.inside


@error(
    "wechat-w53d", NodeType.ATTRIBUTE, Evidence("TOOLS", "2026-08", MEDIUM), ("start", "reversed", "type"), editor=LOST
)
def own_numbering(attribute: Attribute) -> bool:
    """WeChat renumbers lists."""
    return attribute.tag == "ol"


check_box = error("wechat-w54", NodeType.KIND, Evidence("TOOLS", "2026-06"), ("input",), both=LOST)(always)
"""A check box is an input, which is removed."""
