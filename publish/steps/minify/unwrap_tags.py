"""Elements that say nothing, without which every box stays where it is."""

from __future__ import annotations

import re

from publish.core.html import Tree
from publish.wechat.css_properties import join_style, split_style
from publish.wechat.elements import BLOCKS, CELLS

_PIXELS = re.compile(r"(\d+)(?:px)?$")
_MARKS = ("target", "data-linktype")


def drop_bare_tags(tree: Tree) -> None:
    """Unwrap spans without a style, and sections that only space out the blocks inside them."""
    for span in list(tree.iter("span")):
        if not span.attrib.get("style"):
            unwrap(span)
    for section in reversed(list(tree.iter("section"))):
        if section is not tree and _only_spaces_out(section):
            _pass_on_margins(section)
            unwrap(section)
    for section in tree.iter("section"):
        style = split_style(section.get("style", ""))
        if style.get("margin") == "0":  # what a section has anyway
            del style["margin"]
            _write(section, style)


def drop_link_marks(tree: Tree) -> None:
    """Take off links the marks that the editor gives them itself."""
    for link in tree.iter("a"):
        for mark in _MARKS:
            link.attrib.pop(mark, "")


def unwrap(element: Tree) -> None:
    """Put what an element holds into its place."""
    home = element.getparent()
    if home is None:
        return
    _append_before(element, home, element.text or "")
    last = None
    for child in list(element):
        element.addprevious(child)
        last = child
    if last is None:
        _append_before(element, home, element.tail or "")
    else:
        last.tail = ((last.tail or "") + (element.tail or "")) or None
    home.remove(element)


def _append_before(element: Tree, home: Tree, text: str) -> None:
    """Put text right before an element."""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = ((previous.tail or "") + text) or None
    else:
        home.text = ((home.text or "") + text) or None


def _only_spaces_out(section: Tree) -> bool:
    """Say whether a section holds blocks alone and gives them nothing but space above and below."""
    home = section.getparent()
    style = split_style(section.get("style", ""))
    if home is None or home.tag in CELLS or style.keys() - {"margin"} or section.get("data-ignore-width") is not None:
        return False
    if section.text or not len(section) or any(child.tag not in BLOCKS or child.tail for child in section):
        return False
    sides = _read_margin(style.get("margin", "0"))
    ends = [_read_outer_margin(child) for child in (section[0], section[-1])]
    return sides is not None and None not in ends and sides[1] == sides[3] == 0


def _pass_on_margins(section: Tree) -> None:
    """Give the first and the last block the space that the section had: margins collapse to the larger."""
    top, _, bottom, _ = _read_margin(split_style(section.get("style", "")).get("margin", "0")) or (0, 0, 0, 0)
    for child, side, space in ((section[0], 0, top), (section[-1], 2, bottom)):
        style = split_style(child.get("style", ""))
        sides = list(_read_margin(style["margin"]) or (0, 0, 0, 0))
        sides[side] = max(sides[side], space)
        style["margin"] = _write_margin(sides)
        _write(child, style)


def _read_outer_margin(block: Tree) -> tuple[int, int, int, int] | None:
    """Return the margin of a block; None where it would not collapse with that of what holds the block."""
    style = split_style(block.get("style", ""))
    return None if style.get("display", "block") != "block" else _read_margin(style.get("margin", ""))


def _read_margin(written: str) -> tuple[int, int, int, int] | None:
    """Return top, right, bottom and left in pixels; None for any other unit."""
    found = [_PIXELS.match(part) for part in written.split()]
    sides = [int(match[1]) for match in found if match]
    if not sides or len(sides) < len(found):
        return None
    top = sides[0]
    right = sides[1] if len(sides) > 1 else top
    bottom = sides[2] if len(sides) > 2 else top
    return top, right, bottom, sides[3] if len(sides) > 3 else right


def _write_margin(sides: list[int]) -> str:
    top, right, bottom, left = (f"{side}px" if side else "0" for side in sides)
    if right != left:
        return f"{top} {right} {bottom} {left}"
    if top != bottom:
        return f"{top} {right} {bottom}"
    return f"{top} {right}" if top != right else top


def _write(element: Tree, style: dict[str, str]) -> None:
    if style:
        element.set("style", join_style(style))
    else:
        element.attrib.pop("style", "")
