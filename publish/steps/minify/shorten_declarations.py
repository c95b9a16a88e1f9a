"""The same styles in fewer characters."""

from __future__ import annotations

import re
from functools import lru_cache

from publish.core.html import Tree
from publish.wechat.css_properties import join_style, split_style

_ZERO = re.compile(r"(?<![\w.#])0(?:px|em|%)(?!\w)")
_FRACTION = re.compile(r"(?<![\w.#])0(?=\.\d)")
_TWINS = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3$")
_WORDS = {"bold": "700", "normal": "400"}
_BOXES = ("margin", "padding")


def shorten_declarations(tree: Tree) -> None:
    """Write every declaration as short as an equal one can be."""
    for element in tree.iter():
        style = element.get("style")
        if style:
            element.set("style", shorten_equally(style))


@lru_cache(maxsize=4096)
def shorten_equally(written: str) -> str:
    """Return a style attribute that means the same in fewer characters."""
    return join_style({name: _shorten_value(name, value) for name, value in split_style(written).items()})


def _shorten_value(name: str, value: str) -> str:
    value = _FRACTION.sub("", _ZERO.sub("0", value))
    if name in _BOXES:
        return _shorten_box(value)
    if name == "font-weight":
        return _WORDS.get(value, value)
    return " ".join(_TWINS.sub(r"#\1\2\3", part) for part in value.split(" "))


def _shorten_box(value: str) -> str:
    """Return the sides of a box without those that follow from the others."""
    sides = value.split(" ")
    if len(sides) == 4 and sides[3] == sides[1]:
        sides.pop()
    if len(sides) == 3 and sides[2] == sides[0]:
        sides.pop()
    if len(sides) == 2 and sides[1] == sides[0]:
        sides.pop()
    return " ".join(sides)
