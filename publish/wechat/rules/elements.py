"""Elements that WeChat unwraps, removes or mistakes for others."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.elements import BLOCKS, INLINES, PHRASING, PROFILE_CARD, SVG_TAGS
from publish.wechat.profile_card import find_card_faults
from publish.wechat.rules.nodes import Attribute, ComputedStyle, ElementNode
from publish.wechat.rules.rule import LOST, LOW, MEDIUM, UNWRAPPED, Evidence, NodeType, always, error, warning

WRAPPERS = ("article", "main", "header", "footer", "aside", "nav", "hgroup")
FIGURES = ("figure", "figcaption")
REMOVED = (
    "script", "noscript", "iframe", "object", "embed", "form", "button", "select", "textarea", "video", "audio",
    "canvas", "meta", "base", "template",
)  # fmt: skip
_UNPROVED_BLOCKS = ("details", "summary", "dl", "dt", "dd")
UNPROVED = ("sub", "mark", "kbd", "ruby", "rt", "rp", "abbr", *_UNPROVED_BLOCKS)
PLAIN = ("b", "i", "u", "s", "del", "font")
_IN_OTHER_GROUPS = (
    "html", "head", "body", "style", "link", "h1", "input", "pre", "math", "svg", "col", "annotation", "semantics",
    "#comment",
)  # fmt: skip
UNWRAPPED_BLOCKS = frozenset({"div", *WRAPPERS, *FIGURES, *_UNPROVED_BLOCKS, "center", "address", "fieldset"})
"""Blocks that the editor unwraps: their content stays, in a paragraph if it is bare text."""
# Without frames, which may be WeChat's own videos, and with elements that W14 and W72 report.
_ALWAYS_REMOVED = {*REMOVED, "title", "frame", "frameset", "applet", "foreignobject"} - {"iframe"}
_KNOWN = BLOCKS | INLINES | SVG_TAGS | {"div", *WRAPPERS, *FIGURES, *REMOVED, *UNPROVED, *PLAIN, *_IN_OTHER_GROUPS}

division = error("wechat-w06", NodeType.KIND, Evidence("FIX PROBE-B TOOLS", "2026-09"), ("div",), editor=UNWRAPPED)(
    always
)
"""The editor unwraps `div`; on the phone its colour was ignored."""
wrapper = error("wechat-w07", NodeType.KIND, Evidence("PROBE-A", "2026-06"), WRAPPERS, editor=UNWRAPPED)(always)
"""HTML5's wrappers are removed together with their style."""
figure = warning(
    "wechat-w07-figure", NodeType.KIND, Evidence("ARCH TOOLS", "2026-06", MEDIUM), FIGURES, editor=UNWRAPPED
)(always)
"""Figures were seen published, and seen unwrapped."""
removed_element = error(
    "wechat-w08", NodeType.KIND, Evidence("API PROBE-B TOOLS", "2026-10"), REMOVED, both=LOST.of(*_ALWAYS_REMOVED)
)(always)
"""Scripts, forms, frames and players are removed."""


@error("wechat-w09", NodeType.ATTRIBUTE, Evidence("SPEC PROBE-B", "2026-10"), ("nodeleaf",))
def node_leaf(attribute: Attribute) -> Iterator[str]:
    """The editor's own attribute for a picture; a paragraph in it vanished on the phone."""
    yield attribute.tag


@error("wechat-w09-leaf", NodeType.KIND, Evidence("SPEC", "2026-08"), BLOCKS)
def block_in_leaf(computed: ComputedStyle) -> bool:
    """The editor's text runs hold only text."""
    return computed.above is not None and "leaf" in computed.above.flags and computed.parent in PHRASING


@error("wechat-w14", NodeType.KIND, Evidence("FIX DM ARCH", "2026-09"))
def unknown_element(computed: ComputedStyle) -> bool:
    """There is no evidence for elements that no published article has."""
    tag = computed.tag
    return tag not in _KNOWN and not tag.startswith(("mjx-", "mp-")) and "svg" not in computed.inside


unproved_element = warning(
    "wechat-w15", NodeType.KIND, Evidence("ARCH TOOLS", "2026-06", LOW), UNPROVED, editor=UNWRAPPED
)(always)
"""There is too little evidence for these; the editor unwraps every other unknown element, too."""
plain_format = warning("wechat-w16", NodeType.KIND, Evidence("TOOLS", "2024-12", MEDIUM), PLAIN)(always)
"""They work as formatting, but less surely than `strong`, `em` and a styled `span`."""


@error("wechat-w88", NodeType.KIND, Evidence("FIX ARCH PROBE-C", "2026-08", MEDIUM))
def official_card(computed: ComputedStyle) -> bool:
    """Cards of the platform are kept only as its editor writes them; of these, only an account's is known."""
    return computed.tag.startswith("mp-") and computed.tag != PROFILE_CARD


@error(
    "wechat-w88-incomplete", NodeType.ELEMENT, Evidence("FIX ARCH DM", "2026-08", MEDIUM), (PROFILE_CARD,), both=LOST
)
def incomplete_card(node: ElementNode) -> Iterator[str]:
    """A card without all that the editor writes does not show."""
    attributes = {str(name): str(value) for name, value in node.element.items()}
    faults = find_card_faults(attributes)
    if faults:
        yield ", ".join(faults)
