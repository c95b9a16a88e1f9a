"""Values of declarations: functions, units and colours, whatever the property."""

from __future__ import annotations

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.css_properties import COLOURS
from publish.wechat.dark_mode import parse_colour
from publish.wechat.limits import is_wechat_picture
from publish.wechat.rules.nodes import Declaration
from publish.wechat.rules.rule import LOST, MEDIUM, Evidence, NodeType, error, value_matches, warning

_BORDER = lazy_pattern(r"border(?:-(?:top|right|bottom|left))?(?:-width)?")
_URL = lazy_pattern(r"url\(\s*['\"]?([^'\")]*)")
_THIN = lazy_pattern(r"(?<![\d.,])0?\.\d+px")


def _shows_foreign_picture(declaration: Declaration) -> bool:
    value = declaration.value
    return "url(" in value and not all(map(is_wechat_picture, _URL.findall(value)))


def _has_variable(declaration: Declaration) -> bool:
    return "var(" in declaration.value


@error("wechat-w27", NodeType.DECLARATION, Evidence("PROBE-C TOOLS FIX", "2026-08"), editor=LOST.where(_has_variable))
def custom_property(declaration: Declaration) -> bool:
    """A definition of a variable can empty the whole style, and then no variable has a value."""
    return declaration.name.startswith("--") or _has_variable(declaration)


calculation = error(
    "wechat-w28",
    NodeType.DECLARATION,
    Evidence("PROBE-B FIX", "2026-10"),
    both=LOST.where(lambda written: "calc(" in written.value),
)(value_matches(r"\b(?:calc|min|max|clamp|env|attr)\("))
"""Declarations that calculate are deleted."""
address_in_style = error(
    "wechat-w29", NodeType.DECLARATION, Evidence("PROBE-B TOOLS", "2026-10"), both=LOST.where(_shows_foreign_picture)
)(value_matches(r"url\("))
"""A quoted address in a style costs the whole element."""


@error("wechat-w31", NodeType.DECLARATION, Evidence("SPEC FIX", "2026-08"))
def importance(declaration: Declaration) -> bool:
    """`!important` defeats the platform's styles and dark mode."""
    return "!important" in declaration.value.replace(" ", "")


quoted_font = error("wechat-w32-quotes", NodeType.DECLARATION, Evidence("SPEC PROBE-B", "2026-10"), ("font-family",))(
    value_matches("[\"']")
)
"""A style attribute is cut at a quote."""
relative_side = error("wechat-w33", NodeType.DECLARATION, Evidence("SPEC", "2026-08"), ("text-align",))(
    value_matches(r"^(?:start|end)\Z")
)
"""Platforms differ in what start and end are."""
relative_unit = error("wechat-w41", NodeType.DECLARATION, Evidence("FIX", "2026-08"))(
    value_matches(r"\d(?:rem|vw|vh|vmin|vmax|ch)\b")
)
"""Units relative to page or screen depend on the platform's page."""


@error("wechat-w44", NodeType.DECLARATION, Evidence("PROBE-D TOOLS", "2026-09", MEDIUM), COLOURS)
def doubtful_colour(declaration: Declaration) -> bool:
    """Only colours of three numeric channels are surely understood."""
    plain = declaration.value == "transparent" and declaration.name == "background-color"
    return not plain and not parse_colour(declaration.value) and "var(" not in declaration.value


@warning("wechat-w44-black", NodeType.DECLARATION, Evidence("PROBE-D TOOLS", "2026-09", MEDIUM), ("color",))
def pure_black(declaration: Declaration) -> bool:
    """The editor treats pure black as no colour."""
    colour = parse_colour(declaration.value)
    return colour is not None and not any(colour[:3]) and colour.alpha == 1


@warning("wechat-w45", NodeType.DECLARATION, Evidence("PROBE-A PROBE-D", "2026-06", MEDIUM))
def thin_border(declaration: Declaration) -> bool:
    """Borders thinner than a pixel vanish."""
    return _BORDER.fullmatch(declaration.name) is not None and _THIN.search(declaration.value) is not None
