"""Write the markers of lists into the text again: two boxes side by side take some 150 characters an item."""

from __future__ import annotations

from publish.core.html import Tree
from publish.core.style_attribute import get_style, set_style
from publish.newsletter.class_names import MARKER_BOX
from publish.wechat.elements import BLOCKS

_BOX = frozenset({"display", "vertical-align", "width", "margin"})
_INDENT = {"padding": "0 0 0 16px"}  # of an inner list


def join_markers(tree: Tree) -> bool:
    """Write each marker beside an item at the beginning of the item's text; return whether there was any."""
    items = [section for section in tree.iter("section") if _holds_boxes(section)]
    for item in items:
        inner_list = item.getparent()
        if inner_list is not None and any(above.tag == "li" or above in items for above in inner_list.iterancestors()):
            set_style(inner_list, get_style(inner_list) | _INDENT)
        marker, content = item
        _prepend(marker, content[0] if len(content) and not content.text and content[0].tag in BLOCKS else content)
        own = {name: value for name, value in get_style(content).items() if name not in _BOX}
        set_style(item, own | get_style(item))
        item[:] = list(content)
        item.text = content.text
        if not any(child.tag in BLOCKS for child in item):
            item.tag = "p"
    return bool(items)


def _holds_boxes(section: Tree) -> bool:
    """Return whether a section holds a marker and its text, rather than two boxes of the author's own."""
    return len(section) == 2 and section[0].get("class") == MARKER_BOX


def _prepend(marker: Tree, block: Tree) -> None:
    """Move the text and elements of a marker to the beginning of a block."""
    if len(marker):
        marker[-1].tail = (marker[-1].tail or "") + (block.text or "")
        block.text = marker.text
        block[:0] = list(marker)
    else:
        block.text = (marker.text or "") + (block.text or "")
