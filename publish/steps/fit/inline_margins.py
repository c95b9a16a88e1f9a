"""Write a space where an inline element loses the margin that kept it apart."""

from __future__ import annotations

from publish.core.html import Tree
from publish.core.style_attribute import Style
from publish.steps.fit.declarations import expand_box
from publish.wechat.rules.nodes import PAGE_FONT_SIZE, parse_length

_SPACE = "\u3000"
_SIDES = {"right": 1, "left": 3}  # positions in the shorthand


def replace_margins_by_spaces(element: Tree, style: Style, left: Style) -> None:
    """Write a space in place of each lost margin that separated an inline element from its neighbours.

    Args:
        element: The inline element.
        style: Its declarations before it lost margins.
        left: Its declarations since.
    """
    lost = {side for side in _SIDES if _has_margin(style, side) and not _has_margin(left, side)}
    before, after, parent = element.getprevious(), element.getnext(), element.getparent()
    if "left" in lost and before is not None and (before.tail or before.tag != "br"):
        before.tail = _end_with_space(before.tail or "")
    elif "left" in lost and before is None and parent is not None and parent.text:
        parent.text = _end_with_space(parent.text)
    if "right" in lost and (element.tail or (after is not None and after.tag != "br")):
        element.tail = _end_with_space((element.tail or "")[::-1])[::-1]


def _has_margin(style: Style, side: str) -> bool:
    """Return whether the margin of a side is greater than zero."""
    sides = expand_box(style.get("margin", "0"))
    margin = style.get(f"margin-{side}", sides[_SIDES[side]] if sides else "")
    return (parse_length(margin, PAGE_FONT_SIZE) or 0) > 0


def _end_with_space(text: str) -> str:
    return text if text[-1:].isspace() else text + _SPACE
