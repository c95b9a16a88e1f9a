"""Remove elements and attributes that change nothing in how an article looks."""

from __future__ import annotations

import re

from publish.core.html import Tree, unwrap
from publish.core.style_attribute import get_style, pop_style, set_style
from publish.steps.minify.shorten import shorten_box
from publish.wechat.elements import BLOCKS, CELLS

_PIXELS = re.compile(r"(\d+)(?:px)?$")
_EDITOR_ATTRIBUTES = ("target", "data-linktype")


def drop_bare_tags(tree: Tree) -> None:
    """Unwrap spans without a style, and sections that only add vertical margins to their blocks."""
    unwrap(tree, *[span for span in tree.iter("span") if not span.get("style")])
    for section in reversed(list(tree.iter("section"))):
        if section is not tree and _only_adds_margins(section):
            _pass_on_margins(section)
            unwrap(section.getparent(), section)  # type: ignore[arg-type]  # only the root has no parent
    for section in tree.iter("section"):
        if get_style(section).get("margin") == "0":  # the default
            pop_style(section, lambda name: name == "margin")


def drop_link_attributes(tree: Tree) -> None:
    """Remove the attributes of links that the editor adds itself."""
    for link in tree.iter("a"):
        for name in _EDITOR_ATTRIBUTES:
            link.attrib.pop(name, "")


def _only_adds_margins(section: Tree) -> bool:
    """Return whether a section contains only blocks and gives them only vertical margins."""
    parent = section.getparent()
    style = get_style(section)
    if (
        parent is None
        or parent.tag in CELLS
        or style.keys() - {"margin"}
        or section.get("data-ignore-width") is not None
    ):
        return False
    if section.text or not len(section) or any(child.tag not in BLOCKS or child.tail for child in section):
        return False
    sides = _parse_margin(style.get("margin", "0"))
    ends = [_parse_collapsing_margin(child) for child in (section[0], section[-1])]
    return sides is not None and None not in ends and sides[1] == sides[3] == 0


def _pass_on_margins(section: Tree) -> None:
    """Give the section's vertical margins to its first and last block: margins collapse to the larger."""
    top, _, bottom, _ = _parse_margin(get_style(section).get("margin", "0")) or (0, 0, 0, 0)
    for child, side, space in ((section[0], 0, top), (section[-1], 2, bottom)):
        style = get_style(child)
        sides = list(_parse_margin(style["margin"]) or (0, 0, 0, 0))
        sides[side] = max(sides[side], space)
        style["margin"] = shorten_box(" ".join(f"{side}px" if side else "0" for side in sides))
        set_style(child, style)


def _parse_collapsing_margin(block: Tree) -> tuple[int, int, int, int] | None:
    """Return the margin of a block; None where it would not collapse with its parent's."""
    style = get_style(block)
    return None if style.get("display", "block") != "block" else _parse_margin(style.get("margin", ""))


def _parse_margin(text: str) -> tuple[int, int, int, int] | None:
    """Return top, right, bottom and left in pixels; None for any other unit."""
    matches = [_PIXELS.match(part) for part in text.split()]
    sides = [int(match[1]) for match in matches if match]
    if not sides or len(sides) < len(matches):
        return None
    top = sides[0]
    right = sides[1] if len(sides) > 1 else top
    bottom = sides[2] if len(sides) > 2 else top
    return top, right, bottom, sides[3] if len(sides) > 3 else right
