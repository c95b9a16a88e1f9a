"""Lists as the editor keeps them: one native level, one section an item, the rest drawn with text markers."""

from __future__ import annotations

import re

from lxml import etree

from publish.core.html import Tree
from publish.steps.transforms.block_structure import SCROLL, append_text, wrap_runs
from publish.steps.transforms.element_style import MARKER, get_style, pop_style, set_style
from publish.wechat.css_properties import INHERITED, LETTER_FORMS
from publish.wechat.elements import BLOCKS, CELLS

_TEXT = frozenset({*INHERITED, *LETTER_FORMS})
_BULLETS = ("•", "◦", "▪")
_DRAWN_INDENT = "16px"
_START = re.compile(r"-?\d{1,9}")


def gather_items(tree: Tree) -> None:
    """Let a list hold items alone, and lists alone hold items."""
    for element in list(tree.iter("ul", "ol")):
        _gather_strays(element)
    for item in tree.iter("li"):
        home = item.getparent()
        if home is None or home.tag not in ("ul", "ol"):
            item.tag = "section"


def _gather_strays(element: Tree) -> None:
    """Put what stands between a list's items into the item before it."""
    strays = etree.Element("li")
    home = strays
    append_text(home, element.text or "")
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        if child.tag == "li":
            home = child
        else:
            home.append(child)
        append_text(home, tail or "")
    if len(strays) or (strays.text or "").strip():
        element.insert(0, strays)


def flatten_lists(tree: Tree) -> None:
    """Draw what a native list would lose: inner lists, a number other than 1 at the start, items of several blocks."""
    for element in reversed(list(tree.iter("ul", "ol"))):
        level = sum(1 for above in element.iterancestors("ul", "ol"))
        task = element.tag == "ul" and any(item.get("class") == "task" for item in element)
        if level or _must_be_drawn(element):
            _draw_list(element, level)
        elif task:
            _draw_bullets(element)


def _draw_bullets(element: Tree) -> None:
    """Write the marks of a task list as text: its boxes are text, too."""
    set_style(element, get_style(element) | {"list-style-type": "none", "padding": "0"})
    for item in element:
        if item.get("class") != "task":
            _mark_item(item, _BULLETS[0])


def _must_be_drawn(element: Tree) -> bool:
    if element.tag == "ul":
        return False
    several = any(sum(child.tag in BLOCKS for child in item) > 1 for item in element)
    return several or _find_start(element) != 1


def _find_start(element: Tree) -> int:
    """Return the number of a list's first item."""
    start = element.get("start", "")
    return int(start) if _START.fullmatch(start) else 1


def _draw_list(element: Tree, level: int) -> None:
    start = _find_start(element)
    ordered = element.tag == "ol"
    element.tag = "section"
    style = {name: value for name, value in get_style(element).items() if not name.startswith(("list", "padding"))}
    set_style(element, style | ({"padding": f"0 0 0 {_DRAWN_INDENT}"} if level else {}))
    for i, item in enumerate(element):
        bullet = "" if item.get("class") == "task" else _BULLETS[min(level, len(_BULLETS) - 1)]
        _draw_item(item, f"{start + i}." if ordered else bullet)


def _draw_item(item: Tree, marker: str) -> None:
    """Make an item a section that begins with its marker."""
    item.tag = "section"
    _mark_item(item, marker)
    for block in item.iterchildren("p"):
        set_style(block, get_style(block) | {"padding": f"0 0 0 {_DRAWN_INDENT}"})


def _mark_item(item: Tree, marker: str) -> None:
    """Write a text marker before an item's first words."""
    _lift_first_paragraph(item)
    if marker:
        item.text = f"{marker}\u00a0{(item.text or '').lstrip()}"


def wrap_cells(tree: Tree) -> None:
    """Put all that a list item or table cell holds into exactly one section."""
    for cell in list(tree.iter(*CELLS)):
        style = pop_style(cell, lambda name: name in _TEXT)
        kept = MARKER if cell.tag == "li" else ("color",)
        set_style(cell, get_style(cell) | {name: style[name] for name in kept if name in style})
        section = _enclose(cell)
        _lift_first_paragraph(section)
        own = get_style(section)
        if not len(section) and not (section.text or "").strip():
            section.text = "\u00a0"  # what is empty is taken out
        inherited = {"margin": "0"} | style
        set_style(section, own | {name: inherited[name] for name in inherited if name not in own})


def _enclose(cell: Tree) -> Tree:
    """Return the section that holds all of a cell; where there is none, put one in."""
    if len(cell) == 1 and cell[0].tag == "section" and not f"{cell.text or ''}{cell[0].tail or ''}".strip():
        cell.text = cell[0].tail = None
        return cell[0]
    section = etree.Element("section")
    section.text, cell.text = cell.text, None
    section.extend(list(cell))
    cell.append(section)
    return section


def _lift_first_paragraph(home: Tree) -> None:
    """Let an item's text begin in the item itself; a paragraph there would fall below its marker."""
    if not any(child.tag in BLOCKS for child in home):
        return
    wrap_runs(home)
    while len(home) and home[0].tag == "p" and not (home.text or "").strip():
        first = home[0]
        home.text = first.text
        for i, child in enumerate(list(first)):
            home.insert(i, child)
        home.remove(first)


def wrap_tables(tree: Tree) -> None:
    """Give every table a body and a section to scroll in, which takes over its margin."""
    for table in list(tree.iter("table")):
        _gather_rows(table)
        if table.get("class") == "gallery":
            _share_width(table)
        parent = table.getparent()
        if parent is None or parent.get("data-ignore-width") is not None:
            continue
        wrapper = etree.Element("section")
        wrapper.set("data-ignore-width", "")
        set_style(wrapper, pop_style(table, lambda name: name.startswith("margin")) | SCROLL)
        wrapper.tail, table.tail = table.tail, None
        parent.replace(table, wrapper)
        wrapper.append(table)


def _share_width(table: Tree) -> None:
    """Make pictures that stand side by side equally wide."""
    for row in table.iter("tr"):
        for cell in row:
            set_style(cell, {"width": f"{100 // len(row)}%"} | get_style(cell))


def _gather_rows(table: Tree) -> None:
    """Put rows that stand in the table itself into a body."""
    body = None
    for child in list(table):
        if child.tag != "tr":
            body = None
            continue
        if body is None:
            body = etree.Element("tbody")
            child.addprevious(body)
        child.tail = None
        body.append(child)
