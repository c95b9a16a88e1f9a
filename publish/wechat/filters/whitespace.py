"""White space that WeChat does not pass over: between blocks it becomes content, a line end in text a break."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from publish.core.html import ChangeKind, ChangeTarget, Tree
from publish.core.text import drop_unwritable
from publish.wechat.filter_table import PRESERVED
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.filter_elements import is_block

_BLANKS = " \t\r\n\f"
_LINE_END = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup"})
_NBSP = "\u00a0"

_BETWEEN_BLOCKS = ChangeRecord(ChangeKind.REWRITTEN, ChangeTarget.TEXT, "white space between blocks", "W49")
_BETWEEN_WORDS = ChangeRecord(ChangeKind.LOST, ChangeTarget.TEXT, "space between elements", "W51")
_END_OF_LINE = ChangeRecord(ChangeKind.REWRITTEN, ChangeTarget.TEXT, "line end", "W50")


class _FilterTextSlot(NamedTuple):
    """A place where text stands."""

    element: Tree
    tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.tail else self.element.text) or ""

    @property
    def home(self) -> Tree:
        """Return the element round the text."""
        parent = self.element.getparent() if self.tail else None
        return self.element if parent is None else parent

    @property
    def neighbours(self) -> list[Tree]:
        """Return the elements before and after the text."""
        found = (self.element, self.element.getnext()) if self.tail else (next(iter(self.element), None),)
        return [element for element in found if element is not None]

    def write(self, text: str, *following: Tree) -> None:
        """Put text and elements in the place of the text."""
        if self.tail:
            self.element.tail = drop_unwritable(text) or None
        else:
            self.element.text = drop_unwritable(text) or None
        for element in reversed(following):
            self._insert(element)

    def _insert(self, element: Tree) -> None:
        if not self.tail:
            self.element.insert(0, element)
            return
        text, self.element.tail = self.element.tail, None  # a new neighbour would take it
        self.element.addnext(element)
        self.element.tail = text


def join_lines(root: Tree, tally: ChangeCounter) -> None:
    """Take the line ends out of text: the store drops them, words and all that was between grow together."""
    for slot in _find_slots(root):
        if "\n" in slot.text and slot.text.strip(_BLANKS) and slot.home.tag not in PRESERVED - {"pre"}:
            tally.add(_END_OF_LINE, slot.home)
            slot.write(_LINE_END.sub("", slot.text))


def fill_blanks(root: Tree, tally: ChangeCounter) -> None:
    """Write white space as the editor reads it."""
    for slot in _find_slots(root):
        if slot.home.tag in PRESERVED:
            continue
        if slot.text.strip(_BLANKS):
            _break_lines(slot, tally)
        else:
            _fill_blank(slot, root, tally)


def _find_slots(root: Tree) -> list[_FilterTextSlot]:
    """Return the places of texts that are blank or hold a line end."""
    slots = []
    for element in root.iter():
        text, tail = element.text, element.tail
        if text and (text[0] in _BLANKS or "\n" in text):
            slots.append(_FilterTextSlot(element, tail=False))
        if tail and (tail[0] in _BLANKS or "\n" in tail):
            slots.append(_FilterTextSlot(element, tail=True))
    return slots


def _break_lines(slot: _FilterTextSlot, tally: ChangeCounter) -> None:
    first, *others = _LINE_END.split(slot.text)
    if not others:
        return
    tally.add(_END_OF_LINE, slot.home)
    breaks = []
    for text in others:
        breaks.append(etree.Element("br"))
        breaks[-1].tail = drop_unwritable(text) or None
    slot.write(first, *breaks)


def _fill_blank(slot: _FilterTextSlot, root: Tree, tally: ChangeCounter) -> None:
    home, neighbours = slot.home, slot.neighbours
    if home.tag in _TABLE_PARTS or (home is root and len(neighbours) < 2):
        return
    if home.tag in ("ul", "ol") or any(is_block(element) for element in neighbours):
        tally.add(_BETWEEN_BLOCKS, home)
        slot.write("", _make_phantom("li" if home.tag in ("ul", "ol") else "p"))
    elif len(neighbours) == 2 and all(element.tag != "br" for element in neighbours):
        tally.add(_BETWEEN_WORDS, home)
        slot.write("")


def _make_phantom(tag: str) -> Tree:
    phantom = etree.Element(tag)
    phantom.text = _NBSP
    return phantom
