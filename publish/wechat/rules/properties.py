"""Properties of declarations: which WeChat keeps, and which damage the rest."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from publish.core.html import Tree
from publish.core.target import TARGETS
from publish.core.text import is_wide
from publish.wechat.css_properties import find_fault
from publish.wechat.elements import BLOCKS
from publish.wechat.picture_width import NARROW_COLUMN
from publish.wechat.rules.nodes import (
    PAGE_FONT_SIZE,
    ComputedStyle,
    Declaration,
    ElementNode,
    parse_length,
    parse_number,
)
from publish.wechat.rules.rule import (
    LOST,
    MEDIUM,
    REWRITTEN,
    WHOLE,
    Evidence,
    NodeType,
    always,
    error,
    value_matches,
    warning,
)

MIN_LINE_HEIGHT = 1.4
COLUMN = 585  # pixels of the middle one of the screens that the platform's checker measures
_SMALL_BOX = 200  # pixels; taller boxes may overflow by more
_MAX_PIXELS = {"min-width": 320.0, "margin-left": 120.0}
_COLUMNS = ("th", "td", "col")
_TOLERATED = {
    "justify-content", "align-items", "flex", "background-image", "background-size", "background-position",
    "background-repeat", "opacity", "object-fit", "text-emphasis", "writing-mode",
}  # fmt: skip
_REQUIRED = ("color", "font-size", "line-height")
_PLATFORM_MARGINS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"}
_OFFSETS = ("position", "top", "right", "bottom", "left", "inset", "z-index")
_MOTION = (
    "animation", "animation-name", "transition", "filter", "backdrop-filter", "mix-blend-mode", "cursor",
)  # fmt: skip
_MARGINS = ("margin", "margin-top", "margin-right", "margin-bottom", "margin-left")
_SHADOWS = ("box-shadow", "text-shadow")
_UNDERLINES = ("text-decoration-thickness", "text-underline-offset")


@error("wechat-w04", NodeType.LEFTOVER, Evidence("PROBE-B PROBE-C TOOLS", "2026-10", MEDIUM))
def unknown_declaration(declaration: Declaration) -> bool:
    """One bad declaration can cost an element its whole style."""
    return declaration.name not in _TOLERATED and find_fault(declaration.name, declaration.value) is not None


@warning("wechat-w04-tolerated", NodeType.LEFTOVER, Evidence("FIX PROBE-B", "2026-10", MEDIUM), _TOLERATED)
def doubtful_declaration(declaration: Declaration) -> bool:
    """Seen in published articles, but not proved everywhere."""
    return "gradient(" not in declaration.value  # W78 checks gradients


position = error(
    "wechat-w22", NodeType.DECLARATION, Evidence("FIX PROBE-A PROBE-B PROBE-C SPEC", "2026-10"), _OFFSETS,
    store=LOST.of("position"), editor=LOST,
)(always)  # fmt: skip
"""Positions are removed."""
floating = error("wechat-w23", NodeType.DECLARATION, Evidence("PROBE-B FIX", "2026-10", MEDIUM), ("float", "clear"))(
    always
)
"""Text does not flow round a float on the phone."""


@error(
    "wechat-w24", NodeType.DECLARATION, Evidence("FIX PROBE-B", "2026-10"), ("display", "gap", "row-gap", "column-gap")
)
def grid(declaration: Declaration) -> bool:
    """Grids are kept only sometimes."""
    return declaration.name != "display" or declaration.value in ("grid", "inline-grid")


flex = warning("wechat-w24-flex", NodeType.DECLARATION, Evidence("FIX PROBE-B", "2026-10", MEDIUM), ("display",))(
    value_matches(r"^(?:inline-)?flex\Z")
)
"""Flex is kept in current clients."""
motion = error("wechat-w25", NodeType.DECLARATION, Evidence("PROBE-B PROBE-C FIX", "2026-10"), _MOTION)(always)
"""Without effect on the phone."""
transform = error(
    "wechat-w26", NodeType.DECLARATION, Evidence("FIX PROBE-B PROBE-C", "2026-10", MEDIUM), ("transform",), editor=LOST
)(always)
"""Kept for editor vendors, deleted when pasted."""
background_shorthand = error(
    "wechat-w30", NodeType.DECLARATION, Evidence("PROBE-A PROBE-C PROBE-D", "2026-08", MEDIUM), ("background",),
    editor=LOST,
)(always)  # fmt: skip
"""The shorthand was removed where the long form was kept."""


@warning("wechat-w32", NodeType.DECLARATION, Evidence("SPEC PROBE-B ENGINE", "2026-10"), ("font-family",))
def font_of_text(declaration: Declaration) -> bool:
    """A font has no effect on Chinese on the phone, and changes its size."""
    return declaration.tag not in ("code", "p", "span") or "monospace" not in declaration.value


@warning("wechat-w34", NodeType.BLOCK, Evidence("ENGINE PROBE-C", "2026-08", MEDIUM))
def justified_cell(computed: ComputedStyle) -> bool:
    """The page justifies text, which stretches lines of mixed scripts."""
    return not computed.inside.isdisjoint(("li", "td", "th")) and "text-align" not in computed.reliable


@error("wechat-w35", NodeType.WORDS, Evidence("SPEC", "2026-08"))
def overlapping_lines(computed: ComputedStyle) -> Iterator[str]:
    """Lines lower than their letters overlap."""
    if computed.line_height < 1:
        yield f"line-height {computed.line_height:.2g}"


@warning("wechat-w35-tight", NodeType.BLOCK, Evidence("SPEC", "2026-08"), ("p", "section"))
def tight_lines(computed: ComputedStyle) -> Iterator[str]:
    """Running text needs a greater line height."""
    if 1 <= computed.line_height < MIN_LINE_HEIGHT:
        yield f"line-height {computed.line_height:.2g}"


@error("wechat-w36", NodeType.KIND, Evidence("SPEC ENGINE", "2026-08"))
def fixed_width(computed: ComputedStyle) -> Iterator[str]:
    """A block of fixed width does not fit every screen."""
    width = computed.style.get("width", "")
    length = None if width.endswith("%") else parse_length(width, computed.font_size)
    wide = length is not None and length >= NARROW_COLUMN
    fixed = (wide or width.endswith(("px", "pt"))) and computed.tag not in ("img", "svg", *_COLUMNS)
    if fixed and not _is_width_ignored(computed):
        yield f"width:{width}"


@warning("wechat-w36-wide", NodeType.DECLARATION, Evidence("SPEC ENGINE", "2026-08"), _MAX_PIXELS)
def wide_block(declaration: Declaration) -> bool:
    """A wide or far indented block overflows."""
    length = parse_length(declaration.value, PAGE_FONT_SIZE)
    return length is not None and length > _MAX_PIXELS[declaration.name] and declaration.tag not in _COLUMNS


@warning("wechat-w36-margins", NodeType.KIND, Evidence("SPEC ENGINE RUN", "2026-12"))
def wide_with_margins(computed: ComputedStyle) -> Iterator[str]:
    """A share of the column with margins beside it overflows where both together are wider."""
    width = computed.style.get("width", "")
    share = parse_number(width.removesuffix("%")) if width.endswith("%") else None
    margins = sum(_list_side_margins(computed))
    if share and margins and share / 100 * NARROW_COLUMN + margins > NARROW_COLUMN and not _is_width_ignored(computed):
        yield f"width:{width} + {margins:g}px"


def _list_side_margins(computed: ComputedStyle) -> Iterator[float]:
    """Yield the margins left and right in pixels, those that make an element wider."""
    style = computed.style
    sides = style.get("margin", "").split()
    shorthand = {"margin-right": sides[1:2] or sides[:1], "margin-left": sides[3:4] or sides[1:2] or sides[:1]}
    for name, values in shorthand.items():
        written = style.get(name, values[0] if values else "")
        yield max(parse_length(written, computed.font_size) or 0, 0)


def _is_width_ignored(computed: ComputedStyle) -> bool:
    return computed.has_flag("data-ignore-width")


@warning("wechat-w37", NodeType.KIND, Evidence("SPEC PROBE-B RUN", "2026-10"))
def undeclared_scrolling(computed: ComputedStyle) -> bool:
    """A box that scrolls sideways needs `data-ignore-width`."""
    return computed.style.get("overflow-x") in ("auto", "scroll") and not _is_width_ignored(computed)


@error("wechat-w38", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("height",))
def fixed_height(declaration: Declaration) -> bool:
    """A fixed height clips or hides text."""
    return declaration.value != "auto" and declaration.tag not in ("hr", "img", "svg")


@error("wechat-w38-clipped", NodeType.ELEMENT, Evidence("SPEC ENGINE", "2026-12"), ("section", "p", "blockquote"))
def clipped_content(node: ElementNode) -> Iterator[str]:
    """Content that is taller than the fixed height round it is cut off."""
    written = node.computed.style.get("height", "")
    height = parse_length(written, node.computed.font_size) if not written.endswith("%") else None
    if height is not None:
        needed = _estimate_height(node)
        if needed > height + (5 if height <= _SMALL_BOX else 20):
            yield f"height:{written} < {needed:.0f}px"


def _estimate_height(node: ElementNode) -> float:
    """Return the least height of an element's text and pictures in pixels, as its own letters and lines are."""
    blocks = [element for element in node.element.iter() if element.tag in BLOCKS]
    texts = ("".join(map(str, _list_own_texts(block))) for block in blocks)
    size = node.computed.font_size
    lines = sum(ceil(measure_letters(text) * size / COLUMN) for text in texts if text.strip())
    pictures = sum(_find_picture_height(image) for image in node.element.iter("img"))
    return lines * size * max(node.computed.line_height, 1) + pictures


def _list_own_texts(block: Tree) -> Iterator[str]:
    """Yield the texts of a block and its inline elements."""
    yield block.text or ""
    for child in block:
        if child.tag not in BLOCKS:
            yield from _list_own_texts(child)
        yield child.tail or ""


def measure_letters(text: str) -> float:
    """Return the width of a text in Chinese characters."""
    return sum(1 if is_wide(char) else 0.5 for char in text)


def _find_picture_height(image: Tree) -> float:
    width, ratio = parse_number(image.get("data-w", "")), parse_number(image.get("data-ratio", ""))
    return min(width, COLUMN) * ratio if width and ratio else 0


@error("wechat-w39", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("opacity", "caret-color"))
def invisible(declaration: Declaration) -> bool:
    """Hidden text and carets violate the specification."""
    hidden = declaration.tag != "img" and _is_zero(declaration)
    return declaration.name == "caret-color" or hidden


@error("wechat-w39-picture", NodeType.DECLARATION, Evidence("SPEC ENGINE", "2026-12"), ("opacity",))
def invisible_picture(declaration: Declaration) -> bool:
    """A transparent picture cannot be replaced after publishing."""
    return declaration.tag == "img" and _is_zero(declaration)


@warning("wechat-w39-faint", NodeType.DECLARATION, Evidence("ENGINE RUN", "2026-12"), ("opacity",))
def faint_picture(declaration: Declaration) -> bool:
    """The platform's checker takes every opacity of a picture that begins with a zero for zero."""
    return declaration.tag == "img" and declaration.value.startswith(("0", ".")) and not _is_zero(declaration)


def _is_zero(declaration: Declaration) -> bool:
    return parse_number(declaration.value.rstrip("%")) == 0 or declaration.value == "transparent"


negative_margin = warning("wechat-w40", NodeType.DECLARATION, Evidence("PROBE-B ENGINE", "2026-10"), _MARGINS)(
    value_matches(r"(?:^|\s)-")
)
"""No content may extend beyond the column."""
kept_spaces = warning(
    "wechat-w42", NodeType.DECLARATION, Evidence("PROBE-B PROBE-C", "2026-10", MEDIUM), ("white-space",),
    editor=REWRITTEN.where(value_matches(r"^pre\Z"))._replace(value="pre-wrap"),
)(value_matches("^(?:pre|break-spaces)"))  # fmt: skip
"""The editor rewrites `pre`."""
fine_underline = error(
    "wechat-w43", NodeType.DECLARATION, Evidence("PROBE-B FIX", "2026-10", MEDIUM), _UNDERLINES, both=LOST
)(always)
"""They are deleted."""


@warning("wechat-w46", NodeType.BLOCK, Evidence("PROBE-A TOOLS", "2026-08"), (), WHOLE)
def inheriting_block(computed: ComputedStyle) -> Iterator[str]:
    """The editor's defaults come between a block and the styles of the root."""
    missing = [name for name in _REQUIRED if name not in computed.reliable]
    if missing:
        yield f"{computed.tag}: {', '.join(missing)}"


@warning("wechat-w47", NodeType.BLOCK, Evidence("FIX TOOLS", "2026-08"), (), WHOLE)
def missing_margin(computed: ComputedStyle) -> bool:
    """The platform has its own margins."""
    required = not TARGETS[computed.target].inherits or computed.tag in _PLATFORM_MARGINS
    return required and not any(name.startswith("margin") for name in computed.style)


shadow = warning("wechat-w48", NodeType.DECLARATION, Evidence("FIX PROBE-A PROBE-B DM", "2026-10"), _SHADOWS)(always)
"""Dark mode inverts shadows."""
