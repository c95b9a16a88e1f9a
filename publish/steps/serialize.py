"""Serialize an article's tree as HTML."""

from __future__ import annotations

from typing import cast

from lxml import etree

from publish.core.html import StyledHtml, Tree

_find_classes = etree.XPath("descendant-or-self::*/@class", smart_strings=False)
_EMPTY_ATTRIBUTE = '<section data-ignore-width=""', "<section data-ignore-width"


def serialize_html(tree: Tree) -> StyledHtml:
    """Return an article as HTML on one line."""
    html = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return StyledHtml(html.replace(*_EMPTY_ATTRIBUTE))


def count_chars(tree: Tree) -> int:
    """Return the length of an article's HTML without class attributes."""
    classes = cast("list[str]", _find_classes(tree))
    return len(serialize_html(tree)) - sum(map(len, classes)) - len(classes) * len(' class=""')
