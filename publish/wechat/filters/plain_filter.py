"""The simulation of a filter for plain markup whose elements all stay: once for each kind of element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from lxml import etree

from publish.core.html import Filter, FilterReport
from publish.core.text import drop_unwritable
from publish.wechat.elements import CELLS
from publish.wechat.filter_table import REMOVED
from publish.wechat.filters.change_counter import ChangeCounter, write_path
from publish.wechat.filters.filter_elements import Attributes, decide_all
from publish.wechat.filters.html_tree import write_html
from publish.wechat.plain_markup import OpeningTag, PlainElement
from publish.wechat.rules.structure import MAX_CHAIN

_LISTS = frozenset({"ul", "ol"})


def report_plain(html: str, elements: Sequence[PlainElement], filter_: Filter) -> FilterReport | None:
    """Return the report of a filter on plain markup; None where that is not enough to know what it does."""
    if filter_ is Filter.EDITOR and not _keeps_structure(elements):
        return None
    counter = ChangeCounter()
    rewritten: dict[str, str] = {}
    for opening, number in Counter(element.opening for element in elements).items():
        decision = decide_all(filter_, opening.tag, opening.attributes)
        if decision.removed or decision.unwrapped or opening.tag in REMOVED[filter_]:
            return None
        if decision.attributes is not None:
            rewritten[opening.written] = _write_tag(opening.tag, decision.attributes)
        for change, count in decision.changes:
            counter.add(change, partial(_describe_path, elements, opening), count * number)
    if counter.changed and (filter_ is Filter.EDITOR or not _is_canonical(html, elements)):
        return None  # what is left would be joined, or written in other words
    return FilterReport(_replace_all(html, rewritten) if counter.changed else html, counter.list_changes())


def _replace_all(html: str, rewritten: Mapping[str, str]) -> str:
    for written, instead in rewritten.items():
        html = html.replace(written, instead)
    return html


def _keeps_structure(elements: Sequence[PlainElement]) -> bool:
    """Return whether the editor moves, splits and prunes no element: no inner list, one block in a cell, no chain."""
    lists, chains = ([0] * (len(elements) + 1) for _ in "ab")  # the last is that of what holds the outermost
    for number, element in enumerate(elements):
        opening, parent = element.opening, element.parent
        lists[number] = lists[parent] + (opening.tag in _LISTS)
        chains[number] = chains[parent] + 1 if elements[parent].opening is opening and parent >= 0 else 1
        is_split = opening.tag in CELLS and (element.has_text or len(element.tags) > 1)
        if is_split or lists[number] > 1 or chains[number] >= MAX_CHAIN:
            return False
    return True


def _is_canonical(html: str, elements: Sequence[PlainElement]) -> bool:
    """Return whether HTML is as a serializer would write it."""
    openings = {element.opening for element in elements}
    return "&quot;" not in html and all(map(_is_written_so, openings))


@lru_cache(maxsize=1024)
def _is_written_so(opening: OpeningTag) -> bool:
    return opening.written == _write_tag(opening.tag, opening.attributes)


def _write_tag(tag: str, attributes: Attributes) -> str:
    """Return an opening tag as a serializer writes it."""
    element = etree.Element(tag, {name: drop_unwritable(value) for name, value in attributes})
    return write_html(element).removesuffix(f"</{tag}>")


def _describe_path(elements: Sequence[PlainElement], opening: OpeningTag) -> str:
    """Return the path of the first element with a tag."""
    number = next(number for number, element in enumerate(elements) if element.opening is opening)
    tags = []
    while number >= 0:
        tags.append(elements[number].opening.tag)
        number = elements[number].parent
    return write_path(tags)
