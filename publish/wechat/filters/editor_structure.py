"""Lists and cells as the editor arranges them."""

from __future__ import annotations

from typing import cast

from lxml import etree

from publish.core.html import ChangeKind, ChangeTarget, Tree
from publish.wechat.elements import CELLS
from publish.wechat.filter_table import FILLED, is_card
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.filter_elements import drop_elements, is_block, remove_elements

MAX_LEVELS = 2
_LISTS = ("ul", "ol")


def lift_deep_items(root: Tree, tally: ChangeCounter) -> None:
    """Move the items of a list on the third level, and of any deeper one, behind the item it stands in."""
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
                tally.add(ChangeRecord(ChangeKind.REWRITTEN, ChangeTarget.ELEMENT, str(element.tag), "W53c"), element)
                deep.append(element)
        else:
            if level > MAX_LEVELS and last is not None:
                moves.append((element, last))
            last = element
    for element, last in moves:
        last.addnext(element)
    drop_elements(root, deep)


def split_cells(root: Tree, tally: ChangeCounter) -> None:
    """Leave a cell's first inline unit where it is and move what follows into a block of its own."""
    for cell in list(root.iter(*CELLS)):
        if _split_cell(cell):
            tally.add(ChangeRecord(ChangeKind.REWRITTEN, ChangeTarget.ELEMENT, str(cell.tag), "W53"), cell)


def _split_cell(cell: Tree) -> bool:
    """Rearrange a cell and say whether that changed anything."""
    children = list(cell)
    if not children or (not cell.text and len(children) == 1 and not children[0].tail):
        return False
    if not cell.text and is_block(children[0]):
        return _wrap_runs(children)
    first = None if cell.text else children[0]
    rest = children if first is None else children[1:]
    if _is_one_block(rest) and not (first is not None and first.tail):
        return False
    block = etree.Element("section")
    if first is not None:
        block.text, first.tail = first.tail, None
    block.extend(rest)
    cell.append(block)
    return True


def _is_one_block(elements: list[Tree]) -> bool:
    return len(elements) == 1 and is_block(elements[0]) and not elements[0].tail


def _wrap_runs(children: list[Tree]) -> bool:
    """Give what is inline between a cell's blocks a block of its own."""
    run: Tree | None = None
    changed = False
    for child in children:
        if not is_block(child):
            run = _open_run(child) if run is None else run
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


def _open_run(before: Tree) -> Tree:
    run = etree.Element("section")
    before.addprevious(run)
    return run


MAX_CHAIN = 10
"""Elements of one tag and style, each the only thing in the one before."""
_BLANKS = " \t\r\n\f"
_find_hollow = etree.XPath("//*[not(*) and not(normalize-space())]")


def drop_empty(root: Tree, tally: ChangeCounter) -> None:
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
            tally.add(ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, str(element.tag), "W12"), element)
            empty.append(element)
        if parent is not None and (stays or _holds(element.tail)):
            filled.add(parent)
    remove_elements(root, empty)


def _stays(element: Tree) -> bool:
    return element.tag in FILLED or is_card(str(element.tag))


def _holds(text: str | None) -> bool:
    return bool(text and text.strip(_BLANKS))


def prune_chains(root: Tree, tally: ChangeCounter) -> None:
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
            tally.add(ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, str(element.tag), "W13"), element)
            pruned.append(element)
        above = element
    drop_elements(root, pruned)


def _is_only_thing(element: Tree, parent: Tree) -> bool:
    return len(parent) == 1 and not _holds(parent.text) and not _holds(element.tail)
