"""Elements that WeChat unwraps, removes or takes for something else."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.elements import BLOCKS, INLINES, PHRASING, SVG_TAGS
from publish.wechat.validator.nodes import Attribute, ComputedStyle
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning

WRAPPERS = ("article", "main", "header", "footer", "aside", "nav", "hgroup")
FIGURES = ("figure", "figcaption")
REMOVED = (
    "script", "noscript", "iframe", "object", "embed", "form", "button", "select", "textarea", "video", "audio",
    "canvas", "meta", "base", "template",
)  # fmt: skip
UNPROVED = ("sub", "mark", "kbd", "ruby", "rt", "rp", "details", "summary", "dl", "dt", "dd", "abbr")
PLAIN = ("b", "i", "u", "s", "del", "font")
_IN_OTHER_CHAPTERS = (
    "html", "head", "body", "style", "link", "h1", "input", "pre", "math", "svg", "col", "annotation", "semantics",
    "#comment",
)  # fmt: skip
_KNOWN = BLOCKS | INLINES | SVG_TAGS | {"div", *WRAPPERS, *FIGURES, *REMOVED, *UNPROVED, *PLAIN, *_IN_OTHER_CHAPTERS}


@error("wechat-w06", NodeType.KIND, Evidence("FIX PROBE-B TOOLS", "2026-09"), ("div",))
def division(kind: ComputedStyle) -> Iterator[str]:
    """The editor unwraps `div`; on the phone its colour was ignored."""
    yield kind.tag


@error("wechat-w07", NodeType.KIND, Evidence("PROBE-A", "2026-06"), WRAPPERS)
def wrapper(kind: ComputedStyle) -> Iterator[str]:
    """HTML5's wrappers go, and their style with them."""
    yield kind.tag


@warning("wechat-w07-figure", NodeType.KIND, Evidence("ARCH TOOLS", "2026-06", Confidence.MEDIUM), FIGURES)
def figure(kind: ComputedStyle) -> Iterator[str]:
    """Figures were seen published, and seen unwrapped."""
    yield kind.tag


@error("wechat-w08", NodeType.KIND, Evidence("API PROBE-B TOOLS", "2026-10"), REMOVED)
def removed_element(kind: ComputedStyle) -> Iterator[str]:
    """Scripts, forms, frames and players are removed."""
    yield kind.tag


@error("wechat-w09", NodeType.ATTRIBUTE, Evidence("SPEC PROBE-B", "2026-10"), ("nodeleaf",))
def node_leaf(attribute: Attribute) -> Iterator[str]:
    """The editor's own mark of a picture; a paragraph in it vanished on the phone."""
    yield attribute.tag


@error("wechat-w09-leaf", NodeType.KIND, Evidence("SPEC", "2026-08"), BLOCKS)
def block_in_leaf(kind: ComputedStyle) -> Iterator[str]:
    """The editor's text runs hold text alone."""
    if kind.above and "leaf" in kind.above.marks and kind.parent in PHRASING:
        yield kind.tag


@error("wechat-w14", NodeType.KIND, Evidence("FIX DM ARCH", "2026-09"))
def unknown_element(kind: ComputedStyle) -> Iterator[str]:
    """Of elements that no published article holds, nothing is known."""
    if kind.tag not in _KNOWN and not kind.tag.startswith(("mjx-", "mp-")) and "svg" not in kind.inside:
        yield kind.tag


@warning("wechat-w15", NodeType.KIND, Evidence("ARCH TOOLS", "2026-06", Confidence.LOW), UNPROVED)
def unproved_element(kind: ComputedStyle) -> Iterator[str]:
    """There is too little evidence for these."""
    yield kind.tag


@warning("wechat-w16", NodeType.KIND, Evidence("TOOLS", "2024-12", Confidence.MEDIUM), PLAIN)
def plain_format(kind: ComputedStyle) -> Iterator[str]:
    """Pass as formatting, but less surely than `strong`, `em` and a styled `span`."""
    yield kind.tag


@error("wechat-w88", NodeType.KIND, Evidence("FIX ARCH PROBE-C", "2026-08", Confidence.MEDIUM))
def official_card(kind: ComputedStyle) -> Iterator[str]:
    """Cards of the platform survive only when complete, and as its editor writes them."""
    if kind.tag.startswith("mp-"):
        yield kind.tag
