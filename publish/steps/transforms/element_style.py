"""Style attributes as mappings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.core.html import Tree
from publish.wechat.css_properties import Style, join_style, split_style

MARKER = ("color", "font-size", "line-height")
"""What the number or dot of a list item takes from the item, not from the section in it."""


def get_style(element: Tree) -> Style:
    """Return an element's declarations in order."""
    return split_style(element.get("style", ""))


def set_style(element: Tree, style: Mapping[str, str]) -> None:
    """Give an element these declarations, as short as they can be written."""
    if style:
        element.set("style", join_style(style))
    else:
        element.attrib.pop("style", "")


def pop_style(element: Tree, wanted: Callable[[str], bool]) -> Style:
    """Take the wanted declarations off an element and return them."""
    style = get_style(element)
    taken = {name: value for name, value in style.items() if wanted(name)}
    set_style(element, {name: value for name, value in style.items() if name not in taken})
    return taken
