"""Rewrite lists and tables as the editor keeps them.

A list has one native level with one section per item; in every other list, as in the hot news, the marker and the text
of an item are two boxes side by side, so that its lines begin below each other. A table scrolls in a section.
"""

from __future__ import annotations

from lxml import etree

from publish.core.html import Tree, append_text, unwrap
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import get_style, pop_style, set_style
from publish.newsletter.class_names import MARKER_BOX
from publish.steps.transforms.block_structure import SCROLL, wrap_runs
from publish.steps.transforms.inherited_styles import MARKER
from publish.wechat.css_properties import INHERITED, LETTER_FORMS
from publish.wechat.elements import BLOCKS, CELLS

_TEXT = frozenset({*INHERITED, *LETTER_FORMS})
_BULLETS = ("•", "◦", "▪")
_BOX = {"display": "inline-block", "vertical-align": "top"}
_BRIEF_SHARE = "94%"
_TEXT_SHARES = ((1, "90%"), (2, "88%"), (3, "85%"))
_LEAST_TEXT_SHARE = "80%"
"""How much of a line the text box takes, beside a marker of so many characters in a list: the rest holds the marker on
the narrowest phones, 320 px wide, three levels deep. WeChat's page overrides `max-width`."""
_START = lazy_pattern(r"-?\d{1,9}")


def gather_items(tree: Tree) -> None:
    """Move everything else in a list into its items; items outside a list become sections."""
    for element in list(tree.iter("ul", "ol")):
        _gather_strays(element)
    for item in tree.iter("li"):
        parent = item.getparent()
        if parent is None or parent.tag not in ("ul", "ol"):
            item.tag = "section"


def _gather_strays(element: Tree) -> None:
    """Move content between a list's items into the item before it."""
    strays = etree.Element("li")
    item = strays
    append_text(item, element.text or "")
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        if child.tag == "li":
            item = child
        else:
            item.append(child)
        append_text(item, tail or "")
    if len(strays) or (strays.text or "").strip():
        element.insert(0, strays)


def flatten_lists(tree: Tree) -> None:
    """Write text markers where a native list loses: inner lists, a start other than 1, items of several blocks."""
    for element in reversed(list(tree.iter("ul", "ol"))):
        level = sum(1 for _ in element.iterancestors("ul", "ol"))
        written = str(element.get("start", ""))
        start = int(written) if _START.fullmatch(written) else 1
        if level or (element.tag == "ol" and (start != 1 or _has_item_of_several_blocks(element))):
            _flatten_list(element, level, start)
        elif element.tag == "ul" and any(item.get("class") == "task" for item in element):
            _write_bullets(element)


def _has_item_of_several_blocks(element: Tree) -> bool:
    return any(sum(child.tag in BLOCKS for child in item) > 1 for item in element)


def _write_bullets(element: Tree) -> None:
    """Write the bullets of a task list as text, as its boxes are text, too."""
    set_style(element, get_style(element) | {"list-style-type": "none", "padding": "0"})
    for item in element:
        if item.get("class") != "task":
            _add_marker(item, _BULLETS[0])


def _flatten_list(element: Tree, level: int, start: int) -> None:
    """Turn a list and its items into sections that begin with their markers."""
    ordered = element.tag == "ol"
    element.tag = "section"
    pop_style(element, lambda name: name.startswith(("list", "padding")))
    for i, item in enumerate(element):
        item.tag = "section"
        bullet = "" if item.get("class") == "task" else _BULLETS[min(level, len(_BULLETS) - 1)]
        _add_marker(item, f"{start + i}." if ordered else bullet)


def _add_marker(item: Tree, text: str) -> None:
    """Put a text marker beside an item."""
    _lift_first_paragraph(item)
    if text:
        marker = etree.Element("section")
        marker.text = text
        item.text = (item.text or "").lstrip()
        share = next((share for most, share in _TEXT_SHARES if len(text) <= most), _LEAST_TEXT_SHARE)
        _set_beside(item, marker, share)


def hang_briefs(tree: Tree) -> None:
    """Put the marker of each line of the hot news beside its text."""
    for brief in list(tree.iter("p")):
        if brief.get("class") == "brief" and len(brief) and brief[0].get("class") == "marker":
            marker = etree.Element("section")
            brief.tag, brief.text = "section", brief[0].tail
            brief[0].tail = None
            marker.append(brief[0])
            brief.text = (brief.text or "").lstrip("\u00a0 ")
            _set_beside(brief, marker, _BRIEF_SHARE)


def _set_beside(item: Tree, marker: Tree, width: str) -> None:
    """Turn an item into two boxes: a marker, and all its content in a share of the width."""
    content = etree.Element("section")
    content.text, item.text = item.text, None
    content.extend(list(item))
    marker.set("class", MARKER_BOX)
    set_style(marker, dict(_BOX))
    set_style(content, {**_BOX, "width": width})
    append_text(marker, "\u00a0")
    item.extend([marker, content])


def wrap_cells(tree: Tree) -> None:
    """Put the content of each list item and table cell into exactly one section."""
    for cell in list(tree.iter(*CELLS)):
        style = pop_style(cell, _TEXT.__contains__)
        kept = MARKER if cell.tag == "li" else ("color",)
        set_style(cell, get_style(cell) | {name: style[name] for name in kept if name in style})
        section = _enclose(cell)
        _lift_first_paragraph(section)
        own = get_style(section)
        if not len(section) and not (section.text or "").strip():
            section.text = "\u00a0"  # the editor removes empty elements
        inherited = {"margin": "0"} | style
        set_style(section, own | {name: inherited[name] for name in inherited if name not in own})


def _enclose(cell: Tree) -> Tree:
    """Return the section around all content of a cell, added where it is missing."""
    if len(cell) == 1 and cell[0].tag == "section" and not f"{cell.text or ''}{cell[0].tail or ''}".strip():
        cell.text = cell[0].tail = None
        return cell[0]
    section = etree.Element("section")
    section.text, cell.text = cell.text, None
    section.extend(list(cell))
    cell.append(section)
    return section


def _lift_first_paragraph(item: Tree) -> None:
    """Move a first paragraph's content into the item: a paragraph would fall below the marker."""
    if not any(child.tag in BLOCKS for child in item):
        return
    wrap_runs(item)
    while len(item) and item[0].tag == "p" and not (item.text or "").strip():
        item.text = None
        unwrap(item, item[0])


def wrap_tables(tree: Tree) -> None:
    """Give every table a body, and a scrolling section that takes over its margin."""
    for table in list(tree.iter("table")):
        _gather_rows(table)
        if table.get("class") == "gallery":
            for row in table.iter("tr"):
                for cell in row:
                    set_style(cell, {"width": f"{100 // len(row)}%"} | get_style(cell))
        parent = table.getparent()
        if parent is None or parent.get("data-ignore-width") is not None:
            continue
        wrapper = etree.Element("section")
        wrapper.set("data-ignore-width", "")
        set_style(wrapper, pop_style(table, lambda name: name.startswith("margin")) | SCROLL)
        wrapper.tail, table.tail = table.tail, None
        parent.replace(table, wrapper)
        wrapper.append(table)


def _gather_rows(table: Tree) -> None:
    """Move rows that are the table's own children into a body."""
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
