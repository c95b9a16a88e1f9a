"""Values: functions, units and colours, whatever the property."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.wechat.dark_mode import parse_colour
from publish.wechat.validator.nodes import Declaration
from publish.wechat.validator.rule import Confidence, Evidence, NodeType, error, warning

_COLOURS = (
    "color", "background-color", "border-color", "border-top-color", "border-right-color", "border-bottom-color",
    "border-left-color",
)  # fmt: skip
_MATHS = re.compile(r"\b(?:calc|min|max|clamp|env|attr)\(")
_UNIT = re.compile(r"\d(?:rem|vw|vh|vmin|vmax|ch)\b")
_BORDER = re.compile(r"border(?:-(?:top|right|bottom|left))?(?:-width)?")
_THIN = re.compile(r"(?<![\d.,])0?\.\d+px")


def _show(declaration: Declaration) -> str:
    return f"{declaration.name}:{declaration.value}"


@error("wechat-w27", NodeType.DECLARATION, Evidence("PROBE-C TOOLS FIX", "2026-08"))
def custom_property(declaration: Declaration) -> Iterator[str]:
    """Definitions of variables can empty a style, and then nothing has a value."""
    if declaration.name.startswith("--") or "var(" in declaration.value:
        yield _show(declaration)


@error("wechat-w28", NodeType.DECLARATION, Evidence("PROBE-B FIX", "2026-10"))
def calculation(declaration: Declaration) -> Iterator[str]:
    """Declarations that calculate are deleted."""
    if _MATHS.search(declaration.value):
        yield _show(declaration)


@error("wechat-w29", NodeType.DECLARATION, Evidence("PROBE-B TOOLS", "2026-10"))
def address_in_style(declaration: Declaration) -> Iterator[str]:
    """With quotes, an address in a style costs the whole element."""
    if "url(" in declaration.value:
        yield _show(declaration)


@error("wechat-w31", NodeType.DECLARATION, Evidence("SPEC FIX", "2026-08"))
def importance(declaration: Declaration) -> Iterator[str]:
    """Defeats the platform's styles and dark mode."""
    if "!important" in declaration.value.replace(" ", ""):
        yield _show(declaration)


@error("wechat-w32-quotes", NodeType.DECLARATION, Evidence("SPEC PROBE-B", "2026-10"), ("font-family",))
def quoted_font(declaration: Declaration) -> Iterator[str]:
    """Quotes in a style attribute are cut short."""
    if '"' in declaration.value or "'" in declaration.value:
        yield _show(declaration)


@error("wechat-w33", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("text-align",))
def relative_side(declaration: Declaration) -> Iterator[str]:
    """Each platform has its own idea of start and end."""
    if declaration.value in ("start", "end"):
        yield _show(declaration)


@error("wechat-w41", NodeType.DECLARATION, Evidence("FIX", "2026-08"))
def relative_unit(declaration: Declaration) -> Iterator[str]:
    """Units that follow the page or the screen are not ours."""
    if _UNIT.search(declaration.value):
        yield _show(declaration)


@error("wechat-w44", NodeType.DECLARATION, Evidence("PROBE-D TOOLS", "2026-09", Confidence.MEDIUM), _COLOURS)
def doubtful_colour(declaration: Declaration) -> Iterator[str]:
    """Only numbers of three channels are sure to be understood."""
    plain = declaration.value == "transparent" and declaration.name == "background-color"
    if not plain and not parse_colour(declaration.value) and "var(" not in declaration.value:
        yield _show(declaration)


@warning("wechat-w44-black", NodeType.DECLARATION, Evidence("PROBE-D TOOLS", "2026-09", Confidence.MEDIUM), ("color",))
def pure_black(declaration: Declaration) -> Iterator[str]:
    """The editor takes pure black for no colour."""
    colour = parse_colour(declaration.value)
    if colour is not None and not any(colour[:3]) and colour.alpha == 1:
        yield _show(declaration)


@warning("wechat-w45", NodeType.DECLARATION, Evidence("PROBE-A PROBE-D", "2026-06", Confidence.MEDIUM))
def thin_border(declaration: Declaration) -> Iterator[str]:
    """Borders thinner than a pixel vanish."""
    if _BORDER.fullmatch(declaration.name) and _THIN.search(declaration.value):
        yield _show(declaration)
