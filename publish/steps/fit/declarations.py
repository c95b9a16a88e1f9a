"""Write declarations in the shortest form of the same meaning."""

from __future__ import annotations

from functools import lru_cache

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import join_style, split_style

ATTRIBUTE_CHARS = len(' style=""')

_ZERO = lazy_pattern(r"(?<![\w.#])0(?:px|em|%)(?!\w)")
_FRACTION = lazy_pattern(r"(?<![\w.#])0(?=\.\d)")
_DOUBLED_HEX = lazy_pattern(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3$")
_FONT_WEIGHTS = {"bold": "700", "normal": "400"}
_LEAST_BOLD = 600
_SIDES = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}
_BOXES = ("margin", "padding")


def shorten_declarations(tree: Tree) -> None:
    """Write every declaration in the shortest equivalent form."""
    for element in tree.iter():
        style = element.get("style")
        if style:
            element.set("style", shorten_equally(style))


@lru_cache(maxsize=4096)
def shorten_equally(text: str) -> str:
    """Return the shortest style attribute of the same meaning."""
    return join_style({name: _shorten_value(name, value) for name, value in split_style(text).items()})


def _shorten_value(name: str, value: str) -> str:
    value = _FRACTION.sub("", _ZERO.sub("0", value))
    if name in _BOXES:
        return shorten_box(value)
    if name == "font-weight":
        return _FONT_WEIGHTS.get(value, value)
    return " ".join(_DOUBLED_HEX.sub(r"#\1\2\3", part) for part in value.split(" "))


def expand_box(value: str) -> list[str]:
    """Return top, right, bottom and left of a margin or padding; nothing for a value of another form."""
    sides = value.split()
    return [sides[side] for side in _SIDES[len(sides)]] if len(sides) in _SIDES else []


def is_bold(weight: str) -> bool:
    """Return whether a font weight, in its shortest form, is bold."""
    return weight.isdigit() and int(weight) >= _LEAST_BOLD


def shorten_box(value: str) -> str:
    """Return the sides of a margin or padding without those that repeat another."""
    sides = value.split(" ")
    for side, opposite in ((3, 1), (2, 0), (1, 0)):
        if len(sides) == side + 1 and sides[side] == sides[opposite]:
            sides.pop()
    return " ".join(sides)
