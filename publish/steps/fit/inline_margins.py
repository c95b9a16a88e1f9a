"""Write a space where an inline element loses the margin that kept it apart."""

from __future__ import annotations

from publish.core.html import Tree
from publish.core.style_attribute import Style

_SPACE = "\u3000"


def replace_margins_by_spaces(element: Tree, style: Style) -> None:
    """Write a space in place of each margin that separates an inline element from its neighbours.

    Args:
        element: The inline element.
        style: Its declarations before it lost the margin.
    """
    before, after, parent = element.getprevious(), element.getnext(), element.getparent()
    if _has_margin(style, "left", 3) and before is not None and (before.tail or before.tag != "br"):
        before.tail = _end_with_space(before.tail or "")
    elif _has_margin(style, "left", 3) and before is None and parent is not None and parent.text:
        parent.text = _end_with_space(parent.text)
    if _has_margin(style, "right", 1) and (element.tail or (after is not None and after.tag != "br")):
        element.tail = _end_with_space((element.tail or "")[::-1])[::-1]


def _has_margin(style: Style, side: str, position: int) -> bool:
    """Return whether the margin of a side, at a position of the shorthand, is greater than zero."""
    parts = style.get("margin", "0").split()
    default = parts[position] if position < len(parts) else parts[min(1, len(parts) - 1)]
    return style.get(f"margin-{side}", default)[:1] in "123456789"


def _end_with_space(text: str) -> str:
    return text if text[-1:].isspace() else text + _SPACE
