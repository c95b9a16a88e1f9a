"""Properties: which survive, and which damage the rest."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.html import Target
from publish.wechat.css_properties import find_fault
from publish.wechat.validator.nodes import PAGE_FONT_SIZE, ComputedStyle, Declaration, parse_length
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning

LEAST_LINE_SHARE = 1.4
_MOST = {"min-width": 320.0, "margin-left": 120.0}
_COLUMNS = ("th", "td", "col")
_TOLERATED = {
    "justify-content", "align-items", "flex", "background-image", "background-size", "background-position",
    "background-repeat", "opacity", "object-fit", "text-emphasis", "writing-mode",
}  # fmt: skip
_MUST_SAY = ("color", "font-size", "line-height")
_PLATFORM_MARGINS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"}
_OFFSETS = ("position", "top", "right", "bottom", "left", "inset", "z-index")
_MOTION = (
    "animation", "animation-name", "transition", "filter", "backdrop-filter", "mix-blend-mode", "cursor",
)  # fmt: skip
_MARGINS = ("margin", "margin-top", "margin-right", "margin-bottom", "margin-left")


def _show(declaration: Declaration) -> str:
    return f"{declaration.name}:{declaration.value}"


@error("wechat-w04", NodeType.LEFTOVER, Evidence("PROBE-B PROBE-C TOOLS", "2026-10", Confidence.MEDIUM))
def unknown_declaration(declaration: Declaration) -> Iterator[str]:
    """One bad declaration can cost an element its whole style."""
    if declaration.name not in _TOLERATED and find_fault(declaration.name, declaration.value):
        yield _show(declaration)


@warning("wechat-w04-tolerated", NodeType.LEFTOVER, Evidence("FIX PROBE-B", "2026-10", Confidence.MEDIUM), _TOLERATED)
def doubtful_declaration(declaration: Declaration) -> Iterator[str]:
    """Seen in published articles, but not proved everywhere."""
    if "gradient(" not in declaration.value:  # dark mode has the last word on those
        yield _show(declaration)


@error("wechat-w22", NodeType.DECLARATION, Evidence("FIX PROBE-A PROBE-B PROBE-C SPEC", "2026-10"), _OFFSETS)
def position(declaration: Declaration) -> Iterator[str]:
    """Positions do not reach the page."""
    yield _show(declaration)


@error("wechat-w23", NodeType.DECLARATION, Evidence("PROBE-B FIX", "2026-10", Confidence.MEDIUM), ("float", "clear"))
def floating(declaration: Declaration) -> Iterator[str]:
    """Text does not flow round a float on the phone."""
    yield _show(declaration)


@error(
    "wechat-w24", NodeType.DECLARATION, Evidence("FIX PROBE-B", "2026-10"), ("display", "gap", "row-gap", "column-gap")
)
def grid(declaration: Declaration) -> Iterator[str]:
    """Grids survive sometimes."""
    if declaration.name != "display" or declaration.value in ("grid", "inline-grid"):
        yield _show(declaration)


@warning("wechat-w24-flex", NodeType.DECLARATION, Evidence("FIX PROBE-B", "2026-10", Confidence.MEDIUM), ("display",))
def flex(declaration: Declaration) -> Iterator[str]:
    """Flex survives in current clients."""
    if declaration.value in ("flex", "inline-flex"):
        yield _show(declaration)


@error("wechat-w25", NodeType.DECLARATION, Evidence("PROBE-B PROBE-C FIX", "2026-10"), _MOTION)
def motion(declaration: Declaration) -> Iterator[str]:
    """Inert on the phone."""
    yield _show(declaration)


@error(
    "wechat-w26", NodeType.DECLARATION, Evidence("FIX PROBE-B PROBE-C", "2026-10", Confidence.MEDIUM), ("transform",)
)
def transform(declaration: Declaration) -> Iterator[str]:
    """Kept for editor vendors, deleted when pasted."""
    yield _show(declaration)


@error(
    "wechat-w30",
    NodeType.DECLARATION,
    Evidence("PROBE-A PROBE-C PROBE-D", "2026-08", Confidence.MEDIUM),
    ("background",),
)
def background_shorthand(declaration: Declaration) -> Iterator[str]:
    """The shorthand was dropped where the long form stayed."""
    yield _show(declaration)


@warning("wechat-w32", NodeType.DECLARATION, Evidence("SPEC PROBE-B ENGINE", "2026-10"), ("font-family",))
def font_of_text(declaration: Declaration) -> Iterator[str]:
    """A font does nothing for Chinese on the phone, and changes its size."""
    if declaration.tag not in ("code", "p", "span") or "monospace" not in declaration.value:
        yield _show(declaration)


@warning("wechat-w34", NodeType.BLOCK, Evidence("ENGINE PROBE-C", "2026-08", Confidence.MEDIUM))
def justified_cell(kind: ComputedStyle) -> Iterator[str]:
    """The page justifies, and tears mixed lines apart."""
    if not kind.inside.isdisjoint(("li", "td", "th")) and "text-align" not in kind.promised:
        yield kind.tag


@error("wechat-w35", NodeType.WORDS, Evidence("SPEC", "2026-08"))
def overlapping_lines(kind: ComputedStyle) -> Iterator[str]:
    """Lines lower than their letters overlap."""
    if kind.line_share < 1:
        yield f"line-height {kind.line_share:.2g}"


@warning("wechat-w35-tight", NodeType.BLOCK, Evidence("SPEC", "2026-08"), ("p", "section"))
def tight_lines(kind: ComputedStyle) -> Iterator[str]:
    """Lines of running text need air."""
    if 1 <= kind.line_share < LEAST_LINE_SHARE:
        yield f"line-height {kind.line_share:.2g}"


@error("wechat-w36", NodeType.KIND, Evidence("SPEC ENGINE", "2026-08"))
def fixed_width(kind: ComputedStyle) -> Iterator[str]:
    """A block of fixed width does not fit every screen."""
    width = kind.style.get("width", "")
    fixed = width.endswith(("px", "pt")) and kind.tag not in ("img", "svg", *_COLUMNS)
    if fixed and not kind.has_flag("data-ignore-width"):
        yield f"width:{width}"


@warning("wechat-w36-wide", NodeType.DECLARATION, Evidence("SPEC ENGINE", "2026-08"), _MOST)
def wide_block(declaration: Declaration) -> Iterator[str]:
    """What is wide or far in overflows."""
    length = parse_length(declaration.value, PAGE_FONT_SIZE)
    if length is not None and length > _MOST[declaration.name] and declaration.tag not in _COLUMNS:
        yield _show(declaration)


@warning("wechat-w37", NodeType.KIND, Evidence("SPEC PROBE-B RUN", "2026-10"))
def undeclared_scrolling(kind: ComputedStyle) -> Iterator[str]:
    """What scrolls sideways says so."""
    if kind.style.get("overflow-x") in ("auto", "scroll") and not kind.has_flag("data-ignore-width"):
        yield kind.tag


@error("wechat-w38", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("height",))
def fixed_height(declaration: Declaration) -> Iterator[str]:
    """A fixed height clips text, or hides it."""
    if declaration.value != "auto" and declaration.tag not in ("hr", "img", "svg"):
        yield _show(declaration)


@error("wechat-w39", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("opacity", "caret-color"))
def invisible(declaration: Declaration) -> Iterator[str]:
    """Hidden pictures and carets are violations."""
    hidden = declaration.value.rstrip("%") in ("0", "0.0", "transparent")
    if hidden or declaration.name == "caret-color":
        yield _show(declaration)


@warning("wechat-w40", NodeType.DECLARATION, Evidence("PROBE-B ENGINE", "2026-10"), _MARGINS)
def negative_margin(declaration: Declaration) -> Iterator[str]:
    """Nothing reaches beyond the column."""
    if any(part.startswith("-") for part in declaration.value.split()):
        yield _show(declaration)


@warning(
    "wechat-w42", NodeType.DECLARATION, Evidence("PROBE-B PROBE-C", "2026-10", Confidence.MEDIUM), ("white-space",)
)
def kept_spaces(declaration: Declaration) -> Iterator[str]:
    """`pre` is rewritten."""
    if declaration.value.startswith(("pre", "break-spaces")):
        yield _show(declaration)


@error(
    "wechat-w43",
    NodeType.DECLARATION,
    Evidence("PROBE-B FIX", "2026-10", Confidence.MEDIUM),
    ("text-decoration-thickness", "text-underline-offset"),
)
def fine_underline(declaration: Declaration) -> Iterator[str]:
    """Deleted."""
    yield _show(declaration)


@warning("wechat-w46", NodeType.BLOCK, Evidence("PROBE-A TOOLS", "2026-08"))
def leaning_block(kind: ComputedStyle) -> Iterator[str]:
    """The editor puts its defaults between a block and the root."""
    missing = [name for name in _MUST_SAY if name not in kind.promised]
    if missing:
        yield f"{kind.tag}: {', '.join(missing)}"


@warning("wechat-w47", NodeType.BLOCK, Evidence("FIX TOOLS", "2026-08"))
def unstated_margin(kind: ComputedStyle) -> Iterator[str]:
    """The platform has margins of its own."""
    asked = kind.profile is Target.PASTE or kind.tag in _PLATFORM_MARGINS
    if asked and not any(name.startswith("margin") for name in kind.style):
        yield kind.tag


@warning(
    "wechat-w48", NodeType.DECLARATION, Evidence("FIX PROBE-A PROBE-B DM", "2026-10"), ("box-shadow", "text-shadow")
)
def shadow(declaration: Declaration) -> Iterator[str]:
    """Dark mode inverts shadows."""
    yield _show(declaration)
