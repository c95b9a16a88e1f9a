"""SVG and formulas."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.wechat.elements import SVG_BY_ID, SVG_MOTION
from publish.wechat.rules.nodes import Attribute, ComputedStyle, ElementNode
from publish.wechat.rules.rule import LOST, LOW, Evidence, NodeType, always, error, warning

_QR = "二维码"

drawing_by_id = error("wechat-w72", NodeType.KIND, Evidence("PROBE-A PROBE-B TOOLS", "2026-10"), SVG_BY_ID)(always)
"""Elements that work by an id break, for every id is deleted."""


@error("wechat-w72-url", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B TOOLS", "2026-10"))
def reference_by_id(attribute: Attribute) -> bool:
    """A reference to a deleted id is broken."""
    return "url(#" in attribute.value


@warning("wechat-w73", NodeType.ELEMENT, Evidence("SPEC DM", "2026-08"), ("svg",))
def unadapted_drawing(node: ElementNode) -> bool:
    """Dark mode leaves drawings as they are."""
    source = etree.tostring(node.element, encoding="unicode", with_tail=False)
    return "currentColor" not in source and "background-color" not in node.computed.style


moving_drawing = warning("wechat-w74", NodeType.KIND, Evidence("SPEC", "2026-08"), SVG_MOTION)(always)
"""Motion that starts by touch never starts on a desktop."""


@error("wechat-w75", NodeType.KIND, Evidence("TOOLS", "2026-09"), both=LOST.of("math").where(always))
def formula(computed: ComputedStyle) -> bool:
    """Formulas as markup are lost, or their source leaks as text."""
    return computed.tag in ("math", "annotation", "semantics") or computed.tag.startswith("mjx-")


@warning("wechat-w89", NodeType.ELEMENT, Evidence("SPEC", "2026-08", LOW), ("svg",))
def drawn_qr_code(node: ElementNode) -> Iterator[str]:
    """WeChat recognises a QR code only in a picture."""
    parent = node.element.getparent()
    around = node.element if parent is None or parent.getparent() is None else parent.getparent()
    if around is not None and _QR in "".join(str(text) for text in around.itertext()):
        yield "svg"
