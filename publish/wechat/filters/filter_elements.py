"""Filtering of elements by tag and attributes; equal elements are decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree

from publish.core.html import ChangeKind, ChangeTarget, Filter, Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import drop_unwritable
from publish.core.urls import find_host
from publish.wechat import filter_table
from publish.wechat.elements import BLOCKS
from publish.wechat.filter_table import KEPT, REMOVED, STYLE_LOST, Decision
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.limits import is_embedded
from publish.wechat.rules.elements import UNWRAPPED_BLOCKS
from publish.wechat.rules.structure import page_shell

Attributes = tuple[tuple[str, str], ...]

MAX_NAME_CHARS = 40
_REMOVED_TAG = "publish-gone"  # temporary tag of elements to be removed
_PARAGRAPH_PARENTS = frozenset({"html", "section", "blockquote", "li", "td", "th", *UNWRAPPED_BLOCKS})
_SIGN = lazy_pattern(r"[;()\"']")
_LINKING = ("a", "img")
_MAX_CACHED_CHARS = 1000  # the longest style of a theme has half of it
_ADDRESSES = frozenset({"src", "data-src", "href"})  # decided as pictures and links


class ElementDecision(NamedTuple):
    """A filter's decision on an element."""

    changes: tuple[tuple[ChangeRecord, int], ...]  # with their counts
    unwrapped: bool = False
    removed: bool = False
    attributes: Attributes | None = None  # the new attributes; None where they stay


def filter_elements(root: Tree, filter_: Filter, counter: ChangeCounter) -> None:
    """Remove and rewrite what a filter does not keep."""
    _remove_comments(root, counter)
    _remove_with_content(root, REMOVED[filter_], counter)
    groups: dict[tuple[str, Attributes], list[Tree]] = {}
    for element in root.iterdescendants():
        groups.setdefault((element.tag, cast("Attributes", tuple(element.items()))), []).append(element)
    removed, unwrapped = [], []
    for (tag, attributes), elements in groups.items():
        decision = decide_all(filter_, tag, attributes)
        for change, count in decision.changes:
            counter.add(change, elements[0], count * len(elements))
        if decision.removed:
            removed += elements
        elif decision.unwrapped:
            unwrapped += elements
        elif decision.attributes is not None:
            for element in elements:
                _set_attributes(element, decision.attributes)
    _unwrap_elements(root, unwrapped)
    remove_elements(root, removed)


def remove_elements(root: Tree, elements: list[Tree]) -> None:
    """Remove elements with their content."""
    for element in elements:
        element.tag = _REMOVED_TAG
    if elements:
        etree.strip_elements(root, _REMOVED_TAG, with_tail=False)


def drop_elements(root: Tree, elements: list[Tree]) -> None:
    """Remove elements and keep their content."""
    for element in elements:
        element.tag = _REMOVED_TAG
    if elements:
        etree.strip_tags(root, _REMOVED_TAG)


def _unwrap_elements(root: Tree, elements: list[Tree]) -> None:
    """Remove elements and keep their content; a block of bare text becomes a paragraph."""
    paragraphs = {element for element in elements if _is_paragraph(element)}
    for element in paragraphs:
        element.tag = "p"
        element.attrib.clear()
    drop_elements(root, [element for element in elements if element not in paragraphs])


def _is_paragraph(element: Tree) -> bool:
    parent = element.getparent()
    if element.tag not in UNWRAPPED_BLOCKS or parent is None or parent.tag not in _PARAGRAPH_PARENTS:
        return False
    return (len(element) > 0 or bool(element.text)) and not any(is_block(child) for child in element)


def is_block(element: Tree) -> bool:
    """Return whether an element is a block."""
    return element.tag in BLOCKS or element.tag in UNWRAPPED_BLOCKS or element.tag in ("h1", "pre")


def _remove_comments(root: Tree, counter: ChangeCounter) -> None:
    comments = list(root.iter(etree.Comment, etree.ProcessingInstruction))
    if comments:
        counter.add(ChangeRecord(ChangeKind.LOST, ChangeTarget.COMMENT, "", page_shell.id), root, len(comments))
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)


def _remove_with_content(root: Tree, rules: Mapping[str, str], counter: ChangeCounter) -> None:
    found = list(root.iter(*rules))
    for element in found:
        tag = str(element.tag)
        counter.add(ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, tag, rules[tag]), element)
    if found:
        etree.strip_elements(root, *rules, with_tail=False)


def _set_attributes(element: Tree, attributes: Attributes) -> None:
    element.attrib.clear()
    for name, value in attributes:
        element.set(name, drop_unwritable(value))


def _is_cacheable(tag: str, attributes: Attributes) -> bool:
    """Return whether an equal element is likely to follow, in memory of acceptable size; links and pictures differ."""
    return tag not in _LINKING and sum(len(value) for _, value in attributes) <= _MAX_CACHED_CHARS


def decide_all(filter_: Filter, tag: str, attributes: Attributes) -> ElementDecision:
    """Return the decision on an element with its attributes."""
    decide = _decide_all if _is_cacheable(tag, attributes) else _decide_all.__wrapped__
    return decide(filter_, tag, attributes)


@lru_cache(maxsize=4096)
def _decide_all(filter_: Filter, tag: str, attributes: Attributes) -> ElementDecision:
    values: Mapping[str, str] = dict(attributes)
    element = filter_table.decide_element(filter_, tag, values)
    changes = [_record(element, ChangeTarget.ELEMENT, tag)]
    if element.kind is ChangeKind.KEPT and tag in _LINKING:
        change, values = (_decide_link if tag == "a" else _decide_picture)(filter_, values)
        changes = [*changes, change] if change.kind is not ChangeKind.LOST else [change]
    if changes[0].kind is ChangeKind.LOST:
        removed = tag == "img" or (element.kind is ChangeKind.LOST and not element.unwrapped)
        return ElementDecision(tuple(Counter(changes).items()), unwrapped=not removed, removed=removed)
    left = _filter_attributes(filter_, tag, values, changes)
    return ElementDecision(tuple(Counter(changes).items()), attributes=None if left == attributes else left)


def _record(decision: Decision, what: ChangeTarget, name: str) -> ChangeRecord:
    """Return a decision on a target as a change."""
    if decision.kind is ChangeKind.KEPT:
        return ChangeRecord(decision.kind, what)
    return ChangeRecord(decision.kind, what, name[:MAX_NAME_CHARS], decision.rule)


def _decide_link(filter_: Filter, values: Mapping[str, str]) -> tuple[ChangeRecord, Mapping[str, str]]:
    address = values.get("href", "")
    decision = filter_table.decide_link(filter_, values.get("href"))
    return _record(decision, ChangeTarget.LINK, find_host(address) or address), values


def _decide_picture(filter_: Filter, values: Mapping[str, str]) -> tuple[ChangeRecord, Mapping[str, str]]:
    """Return the change of a picture and its new attributes; the store moves its address to `data-src`."""
    source = values.get("src") or values.get("data-src", "")
    embedded = is_embedded(source)
    decision = filter_table.decide_picture(filter_, source)
    name = source.partition(";")[0] if embedded else find_host(source) or source
    others = {name: value for name, value in values.items() if name not in ("src", "data-src")}
    attribute = "data-src" if filter_ is Filter.STORE or "src" not in values else "src"
    if attribute == "data-src" and "src" not in values and decision.value in ("", source):
        decision = decision if decision.kind is ChangeKind.LOST else KEPT
    what = ChangeTarget.EMBEDDED if embedded and filter_ is Filter.STORE else ChangeTarget.PICTURE
    return _record(decision, what, name), {attribute: decision.value or source, **others}


def _filter_attributes(filter_: Filter, tag: str, values: Mapping[str, str], changes: list[ChangeRecord]) -> Attributes:
    """Return the attributes that a filter keeps, and add its changes to the list."""
    left = []
    for name, value in values.items():
        if name == "style":
            style, found = _filter_style(filter_, tag, value)
            changes += found
            left += [(name, style)] if style else []
        elif name in _ADDRESSES and tag in _LINKING:
            left.append((name, value))
        else:
            decide = _decide_attribute if len(value) <= MAX_NAME_CHARS else filter_table.decide_attribute
            change = _record(decide(filter_, tag, name, value), ChangeTarget.ATTRIBUTE, name)
            changes.append(change)
            left += [(name, value)] if change.kind is ChangeKind.KEPT else []
    return tuple(left)


_decide_attribute = lru_cache(maxsize=4096)(filter_table.decide_attribute)


@lru_cache(maxsize=4096)
def _filter_style(filter_: Filter, tag: str, style: str) -> tuple[str, tuple[ChangeRecord, ...]]:
    """Return what a filter leaves of a style attribute, and its changes."""
    declarations = _split_declarations(style)
    if "--" in style and any(filter_table.empties_style(filter_, name) for name, _ in declarations):
        return "", tuple(_record(STYLE_LOST, ChangeTarget.DECLARATION, name) for name, _ in declarations)
    decisions = [(*pair, filter_table.decide_declaration(filter_, tag, *pair)) for pair in declarations]
    changes = tuple(_record(decision, ChangeTarget.DECLARATION, name) for name, _, decision in decisions)
    if all(change.kind is ChangeKind.KEPT for change in changes):
        return style, changes
    left = [f"{name}:{found.value or value}" for name, value, found in decisions if found.kind != ChangeKind.LOST]
    return ";".join(left), changes


def _split_declarations(style: str) -> list[tuple[str, str]]:
    """Return names, in lower case, and values; a semicolon in quotes or brackets separates nothing."""
    pieces = style.split(";") if "(" not in style else _split_at_semicolons(style)
    pairs = (piece.partition(":") for piece in pieces)
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs if name.strip() and value.strip()]


def _split_at_semicolons(style: str) -> list[str]:
    pieces, start, closing = [], 0, ""
    for sign in _SIGN.finditer(style):
        if closing:
            closing = "" if sign[0] == closing else closing
        elif sign[0] == ";":
            pieces.append(style[start : sign.start()])
            start = sign.end()
        elif sign[0] != ")":
            closing = ")" if sign[0] == "(" else sign[0]
    return [*pieces, style[start:]]
