"""How the filters rearrange white space, lists and cells.

White space between blocks becomes content, and a line end in text becomes a break or is lost.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from lxml import etree

from publish.core.html import ChangeTarget, Filter, Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import drop_unwritable
from publish.wechat.elements import CELLS, is_card
from publish.wechat.filter_table import FILLED, PRESERVED
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.filter_elements import drop_elements, is_block, remove_elements
from publish.wechat.rules.lists import nested_list, several_in_cell
from publish.wechat.rules.rule import MarkupRule
from publish.wechat.rules.structure import MAX_CHAIN, empty_element, long_chain
from publish.wechat.rules.text import line_end, lone_space, space_between_blocks

MAX_LEVELS = 2
_BLANKS = " \t\r\n\f"
_LINE_END = lazy_pattern(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_LISTS = ("ul", "ol")
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup"})
_find_hollow = etree.XPath("//*[not(*) and not(normalize-space())]")


def _record(rule: MarkupRule, what: ChangeTarget, name: str) -> ChangeRecord:
    """Return a change that the editor makes by a rule."""
    return ChangeRecord(rule.editor.kind, what, name, rule.id)


_BETWEEN_BLOCKS = _record(space_between_blocks, ChangeTarget.TEXT, "white space between blocks")
_BETWEEN_WORDS = _record(lone_space, ChangeTarget.TEXT, "space between elements")
_END_OF_LINE = _record(line_end, ChangeTarget.TEXT, "line end")


def _add(counter: ChangeCounter, rule: MarkupRule, element: Tree) -> None:
    counter.add(_record(rule, ChangeTarget.ELEMENT, str(element.tag)), element)


# --- white space ------------------------------------------------------------------------------


class _FilterTextSlot(NamedTuple):
    """The text of an element, or its tail."""

    element: Tree
    tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.tail else self.element.text) or ""

    @property
    def parent(self) -> Tree:
        """Return the element round the text."""
        parent = self.element.getparent() if self.tail else None
        return self.element if parent is None else parent

    @property
    def neighbours(self) -> list[Tree]:
        """Return the elements before and after the text."""
        found = (self.element, self.element.getnext()) if self.tail else (next(iter(self.element), None),)
        return [element for element in found if element is not None]

    def replace(self, text: str, *following: Tree) -> None:
        """Replace the text by a text and elements."""
        written = drop_unwritable(text) or None
        if not self.tail:
            self.element.text = written
            self.element[:0] = following
            return
        self.element.tail = None  # a new neighbour would take it
        for element in reversed(following):
            self.element.addnext(element)
        self.element.tail = written


def join_lines(root: Tree, counter: ChangeCounter) -> None:
    """Remove line ends from text, as the store does, without a space in their place."""
    for slot in _find_slots(root):
        if "\n" in slot.text and slot.text.strip(_BLANKS) and slot.parent.tag not in PRESERVED - {"pre"}:
            counter.add(_END_OF_LINE, slot.parent)
            slot.replace(_LINE_END.sub("", slot.text))


def fill_blanks(root: Tree, counter: ChangeCounter) -> None:
    """Rewrite white space as the editor does."""
    for slot in _find_slots(root):
        if slot.parent.tag in PRESERVED:
            continue
        if slot.text.strip(_BLANKS):
            _break_lines(slot, counter)
        else:
            _fill_blank(slot, root, counter)


def _find_slots(root: Tree) -> list[_FilterTextSlot]:
    """Return the texts that start with white space or have a line end."""
    slots = []
    for element in root.iter():
        for text, is_tail in ((element.text, False), (element.tail, True)):
            if text and (text[0] in _BLANKS or "\n" in text):
                slots.append(_FilterTextSlot(element, is_tail))
    return slots


def _break_lines(slot: _FilterTextSlot, counter: ChangeCounter) -> None:
    first, *others = _LINE_END.split(slot.text)
    if not others:
        return
    counter.add(_END_OF_LINE, slot.parent)
    breaks = [etree.Element("br") for _ in others]
    for element, text in zip(breaks, others, strict=True):
        element.tail = drop_unwritable(text) or None
    slot.replace(first, *breaks)


def _fill_blank(slot: _FilterTextSlot, root: Tree, counter: ChangeCounter) -> None:
    parent, neighbours = slot.parent, slot.neighbours
    if parent.tag in _TABLE_PARTS or (parent is root and len(neighbours) < 2):
        return
    if parent.tag in _LISTS or any(is_block(element) for element in neighbours):
        counter.add(_BETWEEN_BLOCKS, parent)
        block = etree.Element("li" if parent.tag in _LISTS else "p")
        block.text = "\u00a0"
        slot.replace("", block)
    elif len(neighbours) == 2 and all(element.tag != "br" for element in neighbours):
        counter.add(_BETWEEN_WORDS, parent)
        slot.replace("")


# --- lists and cells --------------------------------------------------------------------------


def lift_deep_items(root: Tree, counter: ChangeCounter) -> None:
    """Move the items of a list on the third or a deeper level behind their parent item."""
    deep: list[Tree] = []
    moves: list[tuple[Tree, Tree]] = []
    level, last = 0, None
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(*_LISTS, "li")):
        if event == "end":
            level -= element.tag in _LISTS
        elif element.tag in _LISTS:
            level += 1
            last = last if level > MAX_LEVELS else None
            if level > MAX_LEVELS:
                _add(counter, nested_list, element)
                deep.append(element)
        else:
            if level > MAX_LEVELS and last is not None:
                moves.append((element, last))
            last = element
    for element, last in moves:
        last.addnext(element)
    drop_elements(root, deep)


def split_cells(root: Tree, counter: ChangeCounter) -> None:
    """Leave the first inline unit of an item or cell in place and move the rest into a new block."""
    for cell in list(root.iter(*CELLS)):
        if _split_cell(cell):
            _add(counter, several_in_cell, cell)


def _split_cell(cell: Tree) -> bool:
    """Rearrange a cell; return whether that changed it."""
    children = list(cell)
    if not children or (not cell.text and len(children) == 1 and not children[0].tail):
        return False
    if not cell.text and is_block(children[0]):
        return _wrap_inlines(children)
    first = None if cell.text else children[0]
    rest = children if first is None else children[1:]
    is_one_block = len(rest) == 1 and is_block(rest[0]) and not rest[0].tail
    if is_one_block and not (first is not None and first.tail):
        return False
    block = etree.Element("section")
    if first is not None:
        block.text, first.tail = first.tail, None
    block.extend(rest)
    cell.append(block)
    return True


def _wrap_inlines(children: list[Tree]) -> bool:
    """Wrap inline content between a cell's blocks in a new block."""
    run: Tree | None = None
    changed = False
    for child in children:
        if not is_block(child):
            if run is None:
                run = etree.Element("section")
                child.addprevious(run)
            run.append(child)
            changed = True
            continue
        run = None
        if child.tail:
            text, child.tail = child.tail, None
            run = etree.Element("section")
            run.text = text
            child.addnext(run)
            changed = True
    return changed


def drop_empty(root: Tree, counter: ChangeCounter) -> None:
    """Remove the elements that hold neither text nor picture."""
    hollow = cast("list[Tree]", _find_hollow(root))
    if all(_stays(element) for element in hollow):
        return
    filled: set[Tree] = set()
    empty = []
    for element in reversed(list(root.iterdescendants())):  # children before parents
        parent = element.getparent()
        stays = element in filled or _stays(element) or _has_text(element.text)
        if not stays:
            _add(counter, empty_element, element)
            empty.append(element)
        if parent is not None and (stays or _has_text(element.tail)):
            filled.add(parent)
    remove_elements(root, empty)


def _stays(element: Tree) -> bool:
    return element.tag in FILLED or is_card(str(element.tag))


def _has_text(text: str | None) -> bool:
    return bool(text and text.strip(_BLANKS))


def prune_chains(root: Tree, counter: ChangeCounter) -> None:
    """Unwrap the elements of a chain beyond the editor's limit."""
    pruned = []
    length, above = 1, root
    for element in root.iterdescendants():
        same = element.tag == above.tag and element.getparent() is above and element.get("style") == above.get("style")
        only = len(above) == 1 and not _has_text(above.text) and not _has_text(element.tail)
        length = length + 1 if same and only else 1
        if length > MAX_CHAIN:
            _add(counter, long_chain, element)
            pruned.append(element)
        above = element
    drop_elements(root, pruned)


PASSES = {
    Filter.STORE: (join_lines,),
    Filter.EDITOR: (lift_deep_items, fill_blanks, drop_empty, split_cells, prune_chains),
}
