"""Elements that a layer takes away or unwraps, and attributes it takes off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lxml import etree

from publish.core.html import ChangeKind, ChangeTarget, Filter, Tree
from publish.core.text import drop_unwritable
from publish.wechat.elements import BLOCKS
from publish.wechat.filter_table import REMOVED, WRAPPERS
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.element_rulings import Attributes, decide_computed_element, decide_kind, is_common

_GONE = "publish-gone"
"""What an element is called that is about to be taken away."""
_HOMES = frozenset({"html", "section", "blockquote", "li", "td", "th", *WRAPPERS})
"""Where a paragraph may stand."""


def filter_elements(root: Tree, layer: Filter, tally: ChangeCounter) -> None:
    """Take away what a layer does not keep, by tag and attributes alone."""
    _remove_comments(root, tally)
    _remove_whole(root, tally)
    kinds: dict[tuple[str, Attributes], list[Tree]] = {}
    for element in root.iterdescendants():
        kinds.setdefault((element.tag, cast("Attributes", tuple(element.items()))), []).append(element)
    gone, loose = [], []
    for (tag, attributes), members in kinds.items():
        ruling = (
            decide_computed_element(layer, tag, attributes)
            if is_common(tag, attributes)
            else decide_kind(layer, tag, attributes)
        )
        for entry, count in ruling.entries:
            tally.add(entry, members[0], count * len(members))
        if ruling.removed:
            gone += members
        elif ruling.unwrapped:
            loose += members
        elif ruling.attributes is not None:
            for element in members:
                _write_attributes(element, ruling.attributes)
    unwrap_elements(root, loose)
    remove_elements(root, gone)


def remove_elements(root: Tree, elements: Iterable[Tree]) -> None:
    """Take elements away with all they hold."""
    if _mark(elements):
        etree.strip_elements(root, _GONE, with_tail=False)


def drop_elements(root: Tree, elements: Iterable[Tree]) -> None:
    """Take elements away and leave what they hold."""
    if _mark(elements):
        etree.strip_tags(root, _GONE)


def _mark(elements: Iterable[Tree]) -> bool:
    found = False
    for element in elements:
        element.tag = _GONE
        found = True
    return found


def unwrap_elements(root: Tree, elements: Iterable[Tree]) -> None:
    """Take elements away and leave what they hold; text that was a block by itself becomes a paragraph."""
    paragraphs: list[Tree] = []
    others: list[Tree] = []
    for element in elements:
        (paragraphs if _is_paragraph(element) else others).append(element)
    for element in paragraphs:
        element.tag = "p"
        element.attrib.clear()
    drop_elements(root, others)


def _is_paragraph(element: Tree) -> bool:
    parent = element.getparent()
    if element.tag not in WRAPPERS or parent is None or parent.tag not in _HOMES:
        return False
    return (len(element) > 0 or bool(element.text)) and not any(is_block(child) for child in element)


def is_block(element: Tree) -> bool:
    """Say whether an element stands on lines of its own."""
    return element.tag in BLOCKS or element.tag in WRAPPERS or element.tag in ("h1", "pre")


def _remove_comments(root: Tree, tally: ChangeCounter) -> None:
    comments = list(root.iter(etree.Comment, etree.ProcessingInstruction))
    for _ in comments:
        tally.add(ChangeRecord(ChangeKind.LOST, ChangeTarget.COMMENT, "", "W01"), root)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)


def _remove_whole(root: Tree, tally: ChangeCounter) -> None:
    found = list(root.iter(*REMOVED))
    for element in found:
        tally.add(
            ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, str(element.tag), REMOVED[str(element.tag)]), element
        )
    if found:
        etree.strip_elements(root, *REMOVED, with_tail=False)


def _write_attributes(element: Tree, attributes: Attributes) -> None:
    element.attrib.clear()
    for name, value in attributes:
        element.set(name, drop_unwritable(value))
