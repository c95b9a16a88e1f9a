"""Pictures: hosts, sizes and alternative text."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.target import DRAFTS
from publish.core.urls import find_host
from publish.wechat.limits import PICTURE_HOSTS
from publish.wechat.picture_width import find_cell_share, is_uneven
from publish.wechat.rules.nodes import ComputedStyle, ElementNode, parse_length, parse_number
from publish.wechat.rules.rule import LOST, MEDIUM, Evidence, NodeType, error, warning

# Ids of what the filters do to pictures that break no rule.
EMBEDDED_PICTURE = "W63"
REWRITTEN_ADDRESS = "W64"


@error("wechat-w62", NodeType.ELEMENT, Evidence("API PROBE-B FIX", "2026-10"), ("img",), DRAFTS, both=LOST)
def foreign_picture(node: ElementNode) -> Iterator[str]:
    """The draft API filters pictures on other hosts out."""
    source = node.element.get("src", "")
    if not source.startswith("https://") or find_host(source) not in PICTURE_HOSTS:
        yield source


@warning("wechat-w65", NodeType.KIND, Evidence("ENGINE", "2026-08", MEDIUM), ("img",))
def uncentred_picture(computed: ComputedStyle) -> bool:
    """A picture of fixed size at the side differs from screen to screen."""
    return not (_is_icon(computed) or (computed.style.get("max-width") == "100%" and _is_centred(computed)))


@warning("wechat-w65-column", NodeType.ELEMENT, Evidence("ENGINE RUN", "2026-12"), ("img",))
def uneven_picture(node: ElementNode) -> Iterator[str]:
    """A picture that fills the column of a phone and not that of a desktop stands differently in both."""
    width = _find_width(node)
    share = find_cell_share(node.element)
    meant = share is None and node.computed.has_flag("data-ignore-width")
    if width is not None and is_uneven(width, share) and not meant:
        yield f"{width:g}px"


@warning("wechat-w67", NodeType.ELEMENT, Evidence("FIX", "2026-08"), ("img",))
def missing_alt(node: ElementNode) -> Iterator[str]:
    """Every picture has an alternative text, even an empty one."""
    if node.element.get("alt") is None:
        yield node.element.get("src", "") or "img"


def _find_width(node: ElementNode) -> float | None:
    """Return the width of a picture in pixels; None for a share of the column, and where it is not known."""
    style, written = node.computed.style, node.computed.style.get("width", "auto")
    if written != "auto":
        return None if written.endswith("%") else parse_length(written, node.computed.font_size)
    if style.get("height", "auto") != "auto":
        return None
    return parse_number(node.element.get("data-w") or node.element.get("width") or "")


def _is_icon(computed: ComputedStyle) -> bool:
    """Return whether a picture is an inline icon, sized relative to its text."""
    return any(computed.style.get(name, "").endswith("em") for name in ("height", "width"))


def _is_centred(computed: ComputedStyle) -> bool:
    style = computed.style
    if style.get("display") != "block":
        return computed.inherited.get("text-align") == "center"
    sides = (style.get("margin-left", ""), style.get("margin-right", ""))
    return style.get("margin", "").split()[1:2] == ["auto"] or sides == ("auto", "auto")
