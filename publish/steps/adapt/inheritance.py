"""Styles on every text block: nothing an article needs may depend on its container surviving."""

from __future__ import annotations

import re
from functools import lru_cache

from publish.facts.css import INHERITED
from publish.facts.markup import ATTRIBUTES, BLOCKS, HEADINGS, VOID
from publish.model import Tree
from publish.steps.adapt.styles import join_style, shorten_style, split_style

# The platform gives these margins of its own unless told.
_WITH_MARGIN = HEADINGS | {"p", "ul", "ol", "blockquote"}
_NO_TEXT = BLOCKS | VOID
_SPAN = re.compile(r"[1-9]\d?")
_RELATIVE = {"em": 1.0, "%": 0.01}
_KEEP_TEXT_STYLE = frozenset({"li", "td", "th"})


def spread_styles(tree: Tree) -> None:
    """Write inherited text styles on each text block and take them off what only contains blocks."""
    _spread(tree, "")


def _spread(element: Tree, above: str) -> None:
    style, passed = _resolve(element.get("style", ""), above, str(element.tag), _holds_text(element))
    if style:
        element.set("style", style)
    else:
        element.attrib.pop("style", "")
    for child in element:
        if child.tag in BLOCKS:
            _spread(child, passed)


@lru_cache(maxsize=4096)
def _resolve(written: str, above: str, tag: str, holds_text: bool) -> tuple[str, str]:
    """Return the style of a block, and the text styles that its children inherit."""
    own, inherited = split_style(written), split_style(above)
    if "font-size" in own:
        own["font-size"] = _resolve_size(own["font-size"], inherited.get("font-size", ""))
    passed = inherited | {name: own[name] for name in INHERITED if name in own}
    if holds_text:
        own |= {name: value for name, value in passed.items() if name not in own}
    elif tag not in _KEEP_TEXT_STYLE:
        own = {name: value for name, value in own.items() if name not in INHERITED}
    if (tag in _WITH_MARGIN or holds_text) and not any(name.startswith("margin") for name in own):
        own["margin"] = "0"
    return join_style(own), join_style(passed)


def _holds_text(element: Tree) -> bool:
    """Say whether text stands in this block and in no block inside it."""
    if (element.text or "").strip(" \n"):
        return True
    return any((child.tail or "").strip(" \n") or child.tag not in _NO_TEXT for child in element)


def _resolve_size(size: str, above: str) -> str:
    """Return a font size in pixels where it was given relative to a known one."""
    unit = next((unit for unit in _RELATIVE if size.endswith(unit)), "")
    if unit and above.endswith("px"):
        return f"{float(size.removesuffix(unit)) * _RELATIVE[unit] * float(above[:-2]):g}px"
    return size


def strip_attributes(tree: Tree) -> None:
    """Leave only the attributes that WeChat keeps, each style as short as it can be written."""
    for element in tree.iter():
        style = element.get("style")
        if style:
            element.set("style", shorten_style(style))
        if len(element.attrib) > (style is not None):
            allowed = ATTRIBUTES.get(str(element.tag), frozenset())
            for name in list(element.attrib):
                if name != "style" and (name not in allowed or _is_wild_span(str(name), str(element.get(name)))):
                    del element.attrib[name]


def _is_wild_span(name: str, value: str) -> bool:
    """Say whether a cell claims columns or rows that no table on a phone has."""
    return name in ("colspan", "rowspan") and _SPAN.fullmatch(value) is None
