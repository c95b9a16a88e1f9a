"""What a difference is, and how one is carried out in a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

_CODE = frozenset({"code", "pre", "textarea"})


class Sides(NamedTuple):
    """Both renderings of a document."""

    ours: HtmlElement
    theirs: HtmlElement


class TextDifference(NamedTuple):
    """A difference carried out in a text: the document before markdown-it-py reads it, or the HTML that it writes."""

    name: str
    reason: str
    change: Callable[[str], str]


class TreeDifference(NamedTuple):
    """A difference carried out in one of the trees; `change` returns in how many places."""

    name: str
    reason: str
    change: Callable[[Sides], int]


def replace_texts(tree: HtmlElement, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> int:
    """Replace what a pattern finds in text outside code, and return how many texts it changed."""
    count = 0
    for element, attribute in find_texts(tree):
        text = getattr(element, attribute)
        written = pattern.sub(write, text)
        if written != text:
            setattr(element, attribute, written)
            count += 1
    return count


def find_texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the texts outside code: their elements, and whether they stand in or behind them."""
    for element in tree.iter():
        if any(each.tag in _CODE for each in element.iterancestors()):
            continue
        if element.text and isinstance(element.tag, str) and element.tag not in _CODE:
            yield element, "text"
        if element.tail and element is not tree:
            yield element, "tail"


def drop_all(elements: list[HtmlElement]) -> int:
    """Take elements out with all they hold, and return how many."""
    for element in elements:
        element.drop_tree()
    return len(elements)
