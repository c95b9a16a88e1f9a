"""Write inherited text styles on every text block, since the editor may drop containers; strip other attributes."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import join_style, split_style
from publish.wechat.css_properties import INHERITED
from publish.wechat.elements import ATTRIBUTES, BLOCKS, HEADINGS, PROFILE_CARD, VOID
from publish.wechat.profile_card import CARD_CLASS

MARKER = ("color", "font-size", "line-height")
"""Properties that the marker of a list item takes from the item, not from the section in it."""
# The platform gives these margins of its own where the style has none.
_WITH_MARGIN = HEADINGS | {"p", "ul", "ol", "blockquote"}
_SPAN = lazy_pattern(r"[1-9]\d?")
_RELATIVE = {"em": 1.0, "%": 0.01}
# Attributes that our own steps leave behind, stripped in one call; all others are looked up.
_OWN_ATTRIBUTES = ("class", "start", "title")
_STYLE_ALONE = ["style"]
_KEEP_TEXT_STYLE = frozenset({"td", "th"})


def push_down_inherited_styles(tree: Tree) -> None:
    """Write inherited text styles on each text block and remove them from blocks that only contain blocks."""
    _push_down(tree, "")


def _push_down(element: Tree, above: str) -> None:
    inner = []
    holds_text = bool(element.text and element.text.strip(" \n"))
    for child in element:
        tag, tail = child.tag, child.tail
        if tag in BLOCKS:
            inner.append(child)
            holds_text = holds_text or "inline-block" in child.get("style", "")  # it stands in a line of its parent's
        elif tag not in VOID:
            holds_text = True
        if tail and not holds_text:
            holds_text = bool(tail.strip(" \n"))
    written = element.get("style", "")
    style, passed = _resolve(written, above, str(element.tag), holds_text)
    if style and style != written:
        element.set("style", style)
    elif written and not style:
        del element.attrib["style"]
    for child in inner:
        _push_down(child, passed)


@lru_cache(maxsize=4096)
def _resolve(written: str, above: str, tag: str, holds_text: bool) -> tuple[str, str]:
    """Return the style of a block, and the text styles that its children inherit."""
    own, inherited = split_style(written), split_style(above)
    if "font-size" in own:
        own["font-size"] = _resolve_size(own["font-size"], inherited.get("font-size", ""))
    passed = inherited | {name: own[name] for name in INHERITED if name in own}
    if holds_text:
        own |= {name: value for name, value in passed.items() if name not in own}
    elif tag == "li":
        marker = {name: own.pop(name, passed.get(name)) for name in MARKER}
        own |= {name: value for name, value in marker.items() if value}
    elif tag not in _KEEP_TEXT_STYLE:
        own = {name: value for name, value in own.items() if name not in INHERITED}
    if (tag in _WITH_MARGIN or holds_text) and not any(name.startswith("margin") for name in own):
        own["margin"] = "0"
    return join_style(own), join_style(passed)


def _resolve_size(size: str, above: str) -> str:
    """Return a font size in pixels where it is relative to a size in pixels."""
    unit = next((unit for unit in _RELATIVE if size.endswith(unit)), "")
    if unit and above.endswith("px"):
        return f"{float(size.removesuffix(unit)) * _RELATIVE[unit] * float(above[:-2]):g}px"
    return size


def strip_attributes(tree: Tree) -> None:
    """Remove the attributes that WeChat does not keep."""
    etree.strip_attributes(tree, *_OWN_ATTRIBUTES)
    for element in tree.iter():
        names = element.keys()
        if names and names != _STYLE_ALONE:
            allowed = ATTRIBUTES.get(str(element.tag), frozenset())
            for name in names:
                # no table on a phone has more than 99 columns or rows
                huge = name in ("colspan", "rowspan") and _SPAN.fullmatch(str(element.get(name))) is None
                if name != "style" and (name not in allowed or huge):
                    del element.attrib[name]
    for card in tree.iter(PROFILE_CARD):  # the only class that is not ours
        card.set("class", CARD_CLASS)
