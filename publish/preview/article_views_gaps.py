"""A box with the reason where a picture is missing."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from publish.core.html import Tree
from publish.newsletter.missing_pictures import GAP

_BOX = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:12px 16px;border:2px dashed #d14343;"
    "color:#d14343;font-size:14px;line-height:1.6;text-align:left"
)


def box_gaps(html: str, reasons: Mapping[str, str]) -> str:
    """Return an article with every gap boxed and its reason told.

    Args:
        html: The article.
        reasons: Why a picture is missing, by what the words in the article call it.
    """
    page = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    root = page[0][0]
    for element in list(root.iter(etree.Element)):
        _box_tail(element, reasons)
        _box_text(element, reasons)
    return etree.tostring(root, method="html", encoding="unicode", with_tail=False)


def _box_text(element: Tree, reasons: Mapping[str, str]) -> None:
    before, boxes = _split(element.text or "", reasons)
    if boxes:
        element.text = before
        element[:0] = boxes


def _box_tail(element: Tree, reasons: Mapping[str, str]) -> None:
    parent = element.getparent()
    before, boxes = _split(element.tail or "", reasons)
    if boxes and parent is not None:
        element.tail = before
        place = parent.index(element) + 1
        parent[place:place] = boxes


def _split(text: str, reasons: Mapping[str, str]) -> tuple[str, list[Tree]]:
    """Return the text before the first gap, and a box for each gap with the text behind it."""
    boxes: list[Tree] = []
    before, start = text, 0
    for gap in GAP.finditer(text):
        if gap["name"] not in reasons:
            continue
        if not boxes:
            before = text[: gap.start()]
        else:
            boxes[-1].tail = text[start : gap.start()]
        boxes.append(_draw_box(gap[0], reasons[gap["name"]]))
        start = gap.end()
        boxes[-1].tail = text[start:]
    return before, boxes


def _draw_box(words: str, reason: str) -> Tree:
    box = etree.Element("span", style=_BOX)
    box.text = words
    etree.SubElement(box, "br").tail = reason
    return box
