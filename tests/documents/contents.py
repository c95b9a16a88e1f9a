"""What a person finds in a rendered document: words, headings, list items, code, table cells, pictures and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lxml.html import HtmlElement, fragment_fromstring

_LISTS = ("ul", "ol")
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
_INLINE_NAMES = """
a abbr b bdi bdo button cite code data del dfn em font i img input ins kbd label mark q s samp small span strike strong
sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())


class Contents(NamedTuple):
    """The contents of a rendered document, each in the order of the text."""

    words: list[str]
    headings: list[tuple[str, str]]  # level and text
    items: list[str]  # each without the lists in it
    code: list[str]  # lines of blocks
    cells: list[str]
    pictures: list[tuple[str, str]]  # address and alternative text
    links: list[tuple[str, str]]  # address and text


class Deviation(NamedTuple):
    """Where two renderings of a document say something else."""

    kind: str
    ours: tuple[object, ...]
    theirs: tuple[object, ...]


def parse_html(markup: str) -> HtmlElement:
    """Return HTML as a tree."""
    return fragment_fromstring(markup, create_parent="div")


def read_contents(tree: HtmlElement) -> Contents:
    """Return the contents of a rendered document."""
    return Contents(
        words=_join_words(tree).split(),
        headings=[(str(each.tag), _read_text(each)) for each in tree.iter(*_HEADINGS)],
        items=[_read_text(each, without=_LISTS) for each in tree.iter("li")],
        code=[line.rstrip() for each in tree.iter("pre") for line in _read_code(each)],
        cells=[_read_text(each) for each in tree.iter("td", "th")],
        pictures=[(each.get("src", ""), " ".join(each.get("alt", "").split())) for each in tree.iter("img")],
        links=[(each.get("href", ""), _read_text(each)) for each in tree.iterfind(".//a[@href]")],
    )


def find_deviations(ours: Contents, theirs: Contents) -> list[Deviation]:
    """Return where two contents differ."""
    found: list[Deviation] = []
    for kind in Contents._fields:
        left: Sequence[object] = getattr(ours, kind)
        right: Sequence[object] = getattr(theirs, kind)
        matcher = SequenceMatcher(None, left, right, autojunk=False) if left != right else None
        for tag, a, b, c, d in matcher.get_opcodes() if matcher else ():
            if tag != "equal":
                found.append(Deviation(kind, tuple(left[a:b]), tuple(right[c:d])))
    return found


def _read_text(element: HtmlElement, without: tuple[str, ...] = ()) -> str:
    return " ".join(_join_words(element, without).split())


def _join_words(element: HtmlElement, without: tuple[str, ...] = ()) -> str:
    """Return the text of an element with a blank at every border of a block."""
    return "".join(_walk(element, without))


def _walk(element: HtmlElement, without: tuple[str, ...]) -> Iterator[str]:
    border = "" if element.tag in _INLINE else " "
    yield border + (element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in without:
            yield from _walk(child, without)
        else:
            yield " "
        yield child.tail or ""
    yield border


def _read_code(block: HtmlElement) -> list[str]:
    """Return the lines of code; where raw HTML puts blocks into it, without empty ones."""
    blocks = [
        each for each in block.iter() if isinstance(each.tag, str) and each.tag not in _INLINE and each is not block
    ]
    for each in blocks:
        each.tail = f"\n{each.tail or ''}"
        each.text = f"\n{each.text or ''}"
    lines = str(block.text_content()).strip("\n").split("\n")
    return [line for line in lines if line.strip()] if blocks else lines
