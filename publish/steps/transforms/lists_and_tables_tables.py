"""Tables that a phone can scroll."""

from __future__ import annotations

from lxml import etree

from publish.core.html import Tree
from publish.steps.transforms.block_structure import SCROLL
from publish.steps.transforms.element_style import read_style, take_style, write_style


def frame_tables(tree: Tree) -> None:
    """Give every table a body and a section to scroll in, which takes over its margin."""
    for table in list(tree.iter("table")):
        _gather_rows(table)
        if table.get("class") == "gallery":
            _share_width(table)
        parent = table.getparent()
        if parent is None or parent.get("data-ignore-width") is not None:
            continue
        frame = etree.Element("section")
        frame.set("data-ignore-width", "")
        write_style(frame, take_style(table, lambda name: name.startswith("margin")) | SCROLL)
        frame.tail, table.tail = table.tail, None
        parent.replace(table, frame)
        frame.append(table)


def _share_width(table: Tree) -> None:
    """Make pictures that stand side by side equally wide."""
    for row in table.iter("tr"):
        for cell in row:
            write_style(cell, {"width": f"{100 // len(row)}%"} | read_style(cell))


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
