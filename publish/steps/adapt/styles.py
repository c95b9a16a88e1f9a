"""Style attributes as mappings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from publish.model import Tree

Style = dict[str, str]

_LOOSE = re.compile(r"\s*([,()])\s*")


@lru_cache(maxsize=4096)
def _split(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return tuple((name.strip(), _LOOSE.sub(r"\1", value.strip())) for name, _, value in pairs if value)


def split_style(text: str) -> Style:
    """Return the declarations of a style attribute in order."""
    return dict(_split(text))


def join_style(style: Mapping[str, str]) -> str:
    """Return declarations as short as they can be written."""
    return ";".join([f"{name}:{value}" for name, value in style.items()])


@lru_cache(maxsize=4096)
def shorten_style(text: str) -> str:
    """Return a style attribute as short as it can be written."""
    return join_style(dict(_split(text)))


def read_style(element: Tree) -> Style:
    """Return an element's declarations in order."""
    return split_style(element.get("style", ""))


def write_style(element: Tree, style: Mapping[str, str]) -> None:
    """Give an element these declarations, as short as they can be written."""
    if style:
        element.set("style", join_style(style))
    else:
        element.attrib.pop("style", "")


def take_style(element: Tree, wanted: Callable[[str], bool]) -> Style:
    """Take the wanted declarations off an element and return them."""
    style = read_style(element)
    taken = {name: value for name, value in style.items() if wanted(name)}
    write_style(element, {name: value for name, value in style.items() if name not in taken})
    return taken
