"""SVG and formulas."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.wechat.elements import SVG_BY_ID, SVG_MOTION
from publish.wechat.validator.nodes import Attribute, ComputedStyle, ElementNode
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning

_QR = "二维码"


@error("wechat-w72", NodeType.KIND, Evidence("PROBE-A PROBE-B TOOLS", "2026-10"), SVG_BY_ID)
def drawing_by_id(kind: ComputedStyle) -> Iterator[str]:
    """What works by an id breaks, for every id goes."""
    yield kind.tag


@error("wechat-w72-url", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B TOOLS", "2026-10"))
def reference_by_id(attribute: Attribute) -> Iterator[str]:
    """A reference to an id leads nowhere."""
    if "url(#" in attribute.value:
        yield f"{attribute.name}={attribute.value}"


@warning("wechat-w73", NodeType.ELEMENT, Evidence("SPEC DM", "2026-08"), ("svg",))
def drawing_at_night(place: ElementNode) -> Iterator[str]:
    """Dark mode leaves drawings as they are."""
    written = etree.tostring(place.element, encoding="unicode", with_tail=False)
    if "currentColor" not in written and "background-color" not in place.kind.style:
        yield "svg"


@warning("wechat-w74", NodeType.KIND, Evidence("SPEC", "2026-08"), SVG_MOTION)
def moving_drawing(kind: ComputedStyle) -> Iterator[str]:
    """Motion that begins by touch begins on no desktop."""
    yield kind.tag


@error("wechat-w75", NodeType.KIND, Evidence("TOOLS", "2026-09"))
def formula(kind: ComputedStyle) -> Iterator[str]:
    """Formulas as markup are lost, or their source leaks as text."""
    if kind.tag in ("math", "annotation", "semantics") or kind.tag.startswith("mjx-"):
        yield kind.tag


@warning("wechat-w89", NodeType.ELEMENT, Evidence("SPEC", "2026-08", Confidence.LOW), ("svg",))
def drawn_qr_code(place: ElementNode) -> Iterator[str]:
    """A QR code is recognised only as a picture."""
    home = place.element.getparent()
    around = place.element if home is None or home.getparent() is None else home.getparent()
    if around is not None and _QR in "".join(str(text) for text in around.itertext()):
        yield "svg"
