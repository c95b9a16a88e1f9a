"""Properties of declarations: which WeChat keeps, and which damage the rest."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.target import TARGETS
from publish.wechat.css_properties import find_fault
from publish.wechat.rules.nodes import PAGE_FONT_SIZE, ComputedStyle, Declaration, parse_length
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
    fixed = width.endswith(("px", "pt")) and computed.tag not in ("img", "svg", *_COLUMNS)
    if fixed and not computed.has_flag("data-ignore-width"):
        yield f"width:{width}"


@warning("wechat-w36-wide", NodeType.DECLARATION, Evidence("SPEC ENGINE", "2026-08"), _MAX_PIXELS)
def wide_block(declaration: Declaration) -> bool:
    """A wide or far indented block overflows."""
    length = parse_length(declaration.value, PAGE_FONT_SIZE)
    return length is not None and length > _MAX_PIXELS[declaration.name] and declaration.tag not in _COLUMNS


@warning("wechat-w37", NodeType.KIND, Evidence("SPEC PROBE-B RUN", "2026-10"))
def undeclared_scrolling(computed: ComputedStyle) -> bool:
    """A box that scrolls sideways needs `data-ignore-width`."""
    return computed.style.get("overflow-x") in ("auto", "scroll") and not computed.has_flag("data-ignore-width")


@error("wechat-w38", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("height",))
def fixed_height(declaration: Declaration) -> bool:
    """A fixed height clips or hides text."""
    return declaration.value != "auto" and declaration.tag not in ("hr", "img", "svg")


@error("wechat-w39", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("opacity", "caret-color"))
def invisible(declaration: Declaration) -> bool:
    """Hidden pictures and carets violate the specification."""
    return declaration.name == "caret-color" or declaration.value.rstrip("%") in ("0", "0.0", "transparent")


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
