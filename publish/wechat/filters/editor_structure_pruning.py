"""What the editor prunes: empty elements, and chains of elements that say nothing new."""

from __future__ import annotations

from typing import cast

from lxml import etree

from publish.core.filter_report import ChangeKind, Thing
from publish.core.html import Tree
from publish.wechat.filter_table import FILLED, is_card
from publish.wechat.filters.change_counter import Entry, Tally
from publish.wechat.filters.filter_elements import drop_elements, remove_elements

MAX_CHAIN = 10
"""Elements of one tag and style, each the only thing in the one before."""
_BLANKS = " \t\r\n\f"
_find_hollow = etree.XPath("//*[not(*) and not(normalize-space())]")


def drop_empty(root: Tree, tally: Tally) -> None:
    """Drop the elements that hold neither text nor picture."""
    hollow = cast("list[Tree]", _find_hollow(root))
    if all(_stays(element) for element in hollow):
        return
    filled: set[Tree] = set()
    empty = []
    for element in reversed(list(root.iterdescendants())):  # what is inside comes first
        parent = element.getparent()
        stays = element in filled or _stays(element) or _holds(element.text)
        if not stays:
            tally.add(Entry(ChangeKind.LOST, Thing.ELEMENT, str(element.tag), "W12"), element)
            empty.append(element)
        if parent is not None and (stays or _holds(element.tail)):
            filled.add(parent)
    remove_elements(root, empty)


def _stays(element: Tree) -> bool:
    return element.tag in FILLED or is_card(str(element.tag))


def _holds(text: str | None) -> bool:
    return bool(text and text.strip(_BLANKS))


def prune_chains(root: Tree, tally: Tally) -> None:
    """Unwrap what stands deeper in a chain than the editor lets it."""
    pruned = []
    length, above = 1, root
    for element in root.iterdescendants():
        same = element.tag == above.tag and element.getparent() is above
        if same and element.get("style") == above.get("style") and _is_only_thing(element, above):
            length += 1
        else:
            length = 1
        if length > MAX_CHAIN:
            tally.add(Entry(ChangeKind.LOST, Thing.ELEMENT, str(element.tag), "W13"), element)
            pruned.append(element)
        above = element
    drop_elements(root, pruned)


def _is_only_thing(element: Tree, parent: Tree) -> bool:
    return len(parent) == 1 and not _holds(parent.text) and not _holds(element.tail)
