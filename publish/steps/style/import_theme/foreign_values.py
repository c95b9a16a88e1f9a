"""Write declarations of themes for other programs as WeChat keeps them."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tinycss2 import color4

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.css_properties import find_fault
from publish.wechat.dark_mode import BRIGHT, Colour, parse_colour, write_hex

_CODE_FONT = "Menlo,Consolas,monospace"
_PIXELS = {"rem": 16.0, "pt": 4 / 3, "pc": 16.0}
_UNIT = lazy_pattern(r"(?<![\w#.-])(-?(?:\d+\.?\d*|\.\d+))(rem|pt|pc)\b")
_CALC = lazy_pattern(r"calc\(((?:[^()]|\([^()]*\))*)\)")
_LENGTH = lazy_pattern(r"(\d+\.?\d*|\.\d+)(px|em|%)")
_VAR = lazy_pattern(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)")
_COLOUR = lazy_pattern(
    r"#[0-9a-f]{3,8}\b|(?:rgb|hsl|hwb|oklch|lab)a?\([^()]*\)|(?<![\w.#(-])[a-z]{3,}(?![\w(-])", re.IGNORECASE
)
_NEGATIVE = lazy_pattern(r"(?<![\w)])-(?:\d|\.\d)")
_KEYWORDS = frozenset({
    "solid", "dashed", "dotted", "double", "none", "auto", "transparent", "inherit", "initial", "unset", "normal",
    "bold", "bolder", "lighter", "italic", "left", "center", "right", "justify", "start", "end", "block", "inline",
    "flex", "grid", "table", "underline", "collapse", "currentcolor",
})  # fmt: skip
_UNSEEN = frozenset({
    "transition", "cursor", "animation", "font-feature-settings", "-webkit-font-smoothing", "text-rendering", "content",
    "box-sizing", "user-select", "outline", "hyphens", "will-change", "quotes", "orphans", "widows", "order",
    "tab-size", "counter-increment", "counter-reset", "page-break-inside", "break-inside", "overflow-wrap",
    "word-wrap", "caption-side",
})  # fmt: skip
_OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "color": {"#000000": "#191919"},  # the editor takes black for no colour
    "text-align": {"start": "left", "end": "right"},
    "font-weight": {"bolder": "700", "lighter": "300"},
    "word-break": {"keep-all": "normal"},
}
"""Words that WeChat does not keep, with those of the same effect."""
_MAX_NESTING = 10
_MAX_CHARS = 500  # of a value; the longest of a real theme is a gradient of 300
_HEX = lazy_pattern(r"#[0-9a-f]{6}\b")
DEFAULTS = {
    "--md-primary-color": "#0f4c81", "--md-font-size": "16px", "--foreground": "0 0% 20%",
    "--blockquote-background": "#f7f7f7",
}  # fmt: skip
"""Variables that programs set beside the theme."""


class Conversion(NamedTuple):
    """A declaration as WeChat keeps it, or why there is none."""

    name: str = ""
    value: str = ""
    reason: str = ""


def convert(name: str, value: str, variables: Mapping[str, str], *, is_code: bool) -> Conversion:
    """Return a declaration as WeChat keeps it: variables, sums and colours worked out, units in pixels."""
    if name in _UNSEEN or name.startswith(("--", "-moz-", "-ms-")):
        return Conversion(reason="unseen")
    if name == "font-family":
        return Conversion(name, _CODE_FONT) if is_code else Conversion(reason="font")
    value = _resolve(value, DEFAULTS | dict(variables))
    value = _UNIT.sub(lambda found: f"{float(found[1]) * _PIXELS[found[2]]:g}px", value)
    value = re.sub(r"\s+", " ", _CALC.sub(lambda found: _add_up(found[1]), value)).strip()
    if name == "background":
        return _convert_background(value)
    value = _COLOUR.sub(lambda found: _write_colour(found[0]), value)
    value = _simplify(name, value)
    if name.startswith("border"):
        value = _HEX.sub(lambda found: _lighten_border(found[0]), value)
    if _NEGATIVE.search(value):
        return Conversion(reason="negative")
    if find_fault(name, value):
        return Conversion(reason="property" if find_fault(name, "0") == "theme-property" else "value")
    return Conversion(name, value)


def _resolve(value: str, variables: Mapping[str, str]) -> str:
    for _ in range(_MAX_NESTING):
        if len(value) > _MAX_CHARS:  # variables that hold each other several times grow without end
            return ""
        resolved = _VAR.sub(lambda found: variables.get(found[1], (found[2] or "").strip()), value)
        if resolved == value:
            break
        value = resolved
    return value


def _add_up(text: str) -> str:
    """Return the result of a sum or product of one unit; the text where it has several."""
    units = {unit for _, unit in _LENGTH.findall(text)}
    if len(units) > 1:
        return f"calc({text})"
    try:
        tree = ast.parse(_LENGTH.sub(r"\1", text).strip(), mode="eval").body
        return f"{_compute(tree):g}{''.join(units)}"
    except (SyntaxError, ValueError, ArithmeticError, RecursionError):
        return f"calc({text})"


def _compute(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_compute(node.left), _compute(node.right))
    raise ValueError(ast.dump(node))


def _convert_background(value: str) -> Conversion:
    """Return the colour of a background; its pictures and gradients are lost."""
    if "(" in re.sub(r"\b(?:rgb|hsl)a?\([^()]*\)", "", value):
        return Conversion(reason="background")
    colours = [found for part in re.findall(r"[\w-]+\([^()]*\)|\S+", value) if (found := read_colour(part))]
    if not colours:
        return (
            Conversion("background-color", "transparent")
            if value in ("none", "transparent")
            else Conversion(reason="value")
        )
    return Conversion("background-color", write_colour(colours[-1]))


def _write_colour(text: str) -> str:
    colour = None if text.lower() in _KEYWORDS else read_colour(text)
    return write_colour(colour) if colour else text


def read_colour(text: str) -> Colour | None:
    """Return any CSS colour; None for other text, or a transparent one."""
    found = None if text.lower() in ("currentcolor", "transparent") else color4.parse_color(text)
    if found is None or isinstance(found, str):
        return None
    red, green, blue, alpha = found.to("srgb")
    red, green, blue = (min(255.0, max(0.0, channel * 255)) for channel in (red, green, blue))
    return Colour(red, green, blue, alpha)


def write_colour(colour: Colour) -> str:
    """Return a colour as WeChat keeps it: in hexadecimal, or with its alpha."""
    return write_hex(colour) if colour.alpha == 1 else str(colour)


def _lighten_border(text: str) -> str:
    """Return a light colour as the transparent one that looks the same on white; dark mode would make it brighter."""
    colour = parse_colour(text)
    if colour is None or colour.brightness <= BRIGHT:
        return text
    alpha = max(1 - min(colour[:3]) / 255, 0.05)
    red, green, blue = (max(0.0, (channel - 255 * (1 - alpha)) / alpha) for channel in colour[:3])
    return write_colour(Colour(red, green, blue, round(alpha, 2)))


def _simplify(name: str, value: str) -> str:
    """Return a value in the words that WeChat keeps."""
    if name == "text-decoration":
        return next((word for word in ("underline", "line-through", "none") if word in value.split()), value)
    return _WORDS.get(name, {}).get(value, value)
