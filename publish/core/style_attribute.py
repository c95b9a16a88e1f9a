"""`style` attributes as mappings from property to value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern

Style = dict[str, str]  # the declarations of a style attribute, in order

_LOOSE_SEPARATOR = lazy_pattern(r"\s*([,()])\s*")


@lru_cache(maxsize=4096)
def _split(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return tuple((name.strip(), _LOOSE_SEPARATOR.sub(r"\1", value.strip())) for name, _, value in pairs if value)


def split_style(text: str) -> Style:
    """Return the declarations of a style attribute in order."""
    return dict(_split(text))


def join_style(style: Mapping[str, str]) -> str:
    """Return declarations as the text of a style attribute, without white space."""
    return ";".join([f"{name}:{value}" for name, value in style.items()])


@lru_cache(maxsize=4096)
def shorten_style(text: str) -> str:
    """Return a style attribute without white space and repeated properties."""
    return join_style(dict(_split(text)))


def get_style(element: Tree) -> Style:
    """Return an element's declarations in order."""
    return split_style(element.get("style", ""))


def set_style(element: Tree, style: Mapping[str, str]) -> None:
    """Replace an element's declarations; without any, remove the attribute."""
    if style:
        element.set("style", join_style(style))
    else:
        element.attrib.pop("style", "")


def pop_style(element: Tree, wanted: Callable[[str], bool]) -> Style:
    """Remove the declarations whose property is wanted, and return them."""
    style = get_style(element)
    popped = {name: value for name, value in style.items() if wanted(name)}
    if popped:
        set_style(element, {name: value for name, value in style.items() if name not in popped})
    return popped
