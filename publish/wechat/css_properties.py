"""The CSS that WeChat keeps in a `style` attribute, and functions for style attributes.

This is an allow list, for one bad declaration can cost an element its whole style.
Source: probes of the editor and of the draft API, 2026-04 to 2026-10.
"""

from __future__ import annotations

from publish.core.lazy_pattern import lazy_pattern

_SIDES = ("top", "right", "bottom", "left")

PROPERTIES = frozenset({
    "color", "background-color",
    "font-size", "font-weight", "font-style", "font-family", "line-height", "letter-spacing",
    "text-indent", "text-align", "text-decoration", "vertical-align",
    "margin", *(f"margin-{side}" for side in _SIDES),
    "padding", *(f"padding-{side}" for side in _SIDES),
    "border", "border-width", "border-style", "border-color", "border-radius",
    *(f"border-{side}" for side in _SIDES),
    *(f"border-{side}-{part}" for side in _SIDES for part in ("width", "style", "color")),
    "border-collapse", "border-spacing", "table-layout",
    "width", "max-width", "height", "display", "box-sizing",
    "overflow-x", "-webkit-overflow-scrolling", "white-space", "word-break", "overflow-wrap",
    "list-style-type",
})  # fmt: skip

INHERITED = ("color", "font-size", "line-height", "letter-spacing", "text-align")
"""Properties that each text block needs itself: the editor inserts its defaults between it and the root."""

LETTER_FORMS = ("font-weight", "font-style", "font-family", "white-space", "word-break", "overflow-wrap")
"""Text properties that both parts of a split element need."""

_FUNCTIONS = frozenset({"rgb", "rgba"})
_UNITS = frozenset({"px", "em", "%"})
_LINES = frozenset({"solid", "dashed", "dotted", "double", "none"})
_AUTO = frozenset({"auto"})
_WORDS = {
    "background-color": frozenset({"transparent"}),
    "font-weight": frozenset({"normal", "bold"}),
    "font-style": frozenset({"normal", "italic"}),
    "font-family": frozenset({"menlo", "consolas", "monospace"}),
    "text-align": frozenset({"left", "center", "right", "justify"}),
    "text-decoration": frozenset({"none", "underline", "line-through"}),
    "vertical-align": frozenset({"top", "middle", "baseline", "super"}),
    **dict.fromkeys(("margin", *(f"margin-{side}" for side in _SIDES)), _AUTO),
    **dict.fromkeys(("border", "border-style"), _LINES),
    **dict.fromkeys((f"border-{side}{part}" for side in _SIDES for part in ("", "-style")), _LINES),
    "border-collapse": frozenset({"collapse"}),
    **dict.fromkeys(("table-layout", "width", "max-width", "height", "overflow-x"), _AUTO),
    "display": frozenset({"block", "inline", "inline-block"}),
    "box-sizing": frozenset({"border-box"}),
    "-webkit-overflow-scrolling": frozenset({"touch"}),
    "white-space": frozenset({"normal", "nowrap"}),
    "word-break": frozenset({"normal", "break-all", "break-word"}),
    "overflow-wrap": frozenset({"normal", "break-word"}),
    "list-style-type": frozenset({"disc", "circle", "square", "decimal", "none"}),
}
_PART = lazy_pattern(r"[^\s,()]+\([^()]*\)|[^\s,]+")
_FUNCTION = lazy_pattern(r"([a-z-]+)\(")
_DIMENSION = lazy_pattern(r"(?<![\w#.-])[+-]?(?:\d+\.?\d*|\.\d+)([a-z%]+)")
_LENGTH = lazy_pattern(r"(?:\d+\.?\d*|\.\d+)(?:px|em|%)?")
_CHANNELS = r"\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*"
_COLOUR = lazy_pattern(
    rf"#(?:[0-9a-f]{{3}}|[0-9a-f]{{6}})|rgb{_CHANNELS}\)|rgba{_CHANNELS},\s*(?:[01](?:\.\d*)?|\.\d+)\s*\)"
)
COLOURS = frozenset({name for name in PROPERTIES if name.endswith("color")})
"""Properties whose value is a colour, in numbers: named colours depend on a list of names."""


def find_fault(name: str, value: str) -> str | None:
    """Return the message id of a declaration's fault; None where WeChat keeps it."""
    value = value.lower()
    parts = _PART.findall(value)
    others = [part for part in parts if part not in _WORDS.get(name, ())]
    allows_colour = "color" in name or name.startswith("border")
    no_colours = [part for part in others if not (allows_colour and _COLOUR.fullmatch(part))]
    faults = {
        "theme-property": name not in PROPERTIES,
        "theme-function": any(function not in _FUNCTIONS for function in _FUNCTION.findall(value)),
        "theme-unit": any(unit not in _UNITS for unit in _DIMENSION.findall(value)),
        "theme-colour": any(part.startswith("#") or name in COLOURS for part in no_colours),
        "theme-value": not parts or any(not _LENGTH.fullmatch(part) for part in no_colours),
    }
    return next((message for message, found in faults.items() if found), None)
