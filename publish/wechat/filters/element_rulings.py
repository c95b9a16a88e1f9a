"""What a layer makes of an element by its tag and attributes; asked once for all elements that are alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from publish.core.html import ChangeKind, ChangeTarget, Filter
from publish.core.urls import find_host
from publish.wechat.filter_table import (
    KEPT,
    Decision,
    decide_attribute,
    decide_declaration,
    decide_element,
    decide_link,
    decide_picture,
    drops_content,
    empties_style,
    is_embedded,
)
from publish.wechat.filters.change_counter import ChangeRecord, record

_SIGN = re.compile(r"[;()\"']")


class StyleDecision(NamedTuple):
    """What becomes of a style attribute."""

    style: str
    entries: tuple[ChangeRecord, ...]


@lru_cache(maxsize=4096)
def decide_style(layer: Filter, style: str) -> StyleDecision:
    """Say which declarations of a style attribute stay."""
    declarations = split_declarations(style)
    if any(empties_style(layer, name) for name, _ in declarations):
        lost = Decision(ChangeKind.LOST, "W27")
        return StyleDecision("", tuple(record(lost, ChangeTarget.DECLARATION, name) for name, _ in declarations))
    verdicts = [(name, value, decide_declaration(layer, name, value)) for name, value in declarations]
    entries = tuple(record(verdict, ChangeTarget.DECLARATION, name) for name, _, verdict in verdicts)
    if all(entry.kind is ChangeKind.KEPT for entry in entries):
        return StyleDecision(style, entries)
    left = [f"{name}:{verdict.value or value}" for name, value, verdict in verdicts if verdict.kind != ChangeKind.LOST]
    return StyleDecision(";".join(left), entries)


def split_declarations(style: str) -> list[tuple[str, str]]:
    """Return the names, in small letters, and values; a semicolon in quotes or brackets ends nothing."""
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


Attributes = tuple[tuple[str, str], ...]
_ADDRESSED = ("a", "img")
_MAX_KEPT_CHARS = 1000
"""The longest style of a theme has half of it."""
_ADDRESSES = frozenset({"src", "data-src", "href"})
"""Judged as pictures and links."""


class ElementDecision(NamedTuple):
    """What becomes of an element."""

    entries: tuple[tuple[ChangeRecord, int], ...]
    """What is kept or not of one such element, and how often."""
    unwrapped: bool = False
    removed: bool = False
    attributes: Attributes | None = None
    """Its attributes from now on; None where they stay as they are."""


def is_common(tag: str, attributes: Attributes) -> bool:
    """Return whether an element is likely to be met again as it is: one with an address of its own is not.

    What is not met again is not worth remembering; what is long takes memory for as long as the process lives.
    """
    return tag not in _ADDRESSED and sum(len(value) for _, value in attributes) <= _MAX_KEPT_CHARS


@lru_cache(maxsize=4096)
def decide_computed_element(layer: Filter, tag: str, attributes: Attributes) -> ElementDecision:
    """Say what becomes of an element, and remember it."""
    return decide_kind(layer, tag, attributes)


def decide_kind(layer: Filter, tag: str, attributes: Attributes) -> ElementDecision:
    """Say what becomes of an element."""
    known = dict(attributes)
    entries = [record(decide_element(layer, tag, known), ChangeTarget.ELEMENT, tag)]
    if entries[0].kind is ChangeKind.KEPT and tag in ("a", "img"):
        entry, moved = _rule_link(known) if tag == "a" else _rule_picture(layer, known)
        entries = [*entries, entry] if entry.kind is not ChangeKind.LOST else [entry]
        known = moved
    if entries[0].kind is ChangeKind.LOST:
        whole = drops_content(tag)
        return ElementDecision(tuple(Counter(entries).items()), unwrapped=not whole, removed=whole)
    left = _rule_attributes(layer, tag, known, entries)
    return ElementDecision(tuple(Counter(entries).items()), attributes=None if left == attributes else left)


def _rule_link(known: Mapping[str, str]) -> tuple[ChangeRecord, dict[str, str]]:
    address = known.get("href", "")
    return record(decide_link(known.get("href")), ChangeTarget.LINK, find_host(address) or address), dict(known)


def _rule_picture(layer: Filter, known: Mapping[str, str]) -> tuple[ChangeRecord, dict[str, str]]:
    """Say what becomes of a picture, and what its attributes are then; the store hides its address from browsers."""
    source = known.get("src") or known.get("data-src", "")
    embedded = is_embedded(source)
    verdict = decide_picture(layer, source)
    name = source.partition(";")[0] if embedded else find_host(source) or source
    moved = {name: value for name, value in known.items() if name not in ("src", "data-src")}
    home = "data-src" if layer is Filter.STORE or "src" not in known else "src"
    if home == "data-src" and "src" not in known and verdict.value in ("", source):
        verdict = verdict if verdict.kind is ChangeKind.LOST else KEPT
    what = ChangeTarget.EMBEDDED if embedded and layer is Filter.STORE else ChangeTarget.PICTURE
    return record(verdict, what, name), {home: verdict.value or source, **moved}


def _rule_attributes(layer: Filter, tag: str, known: Mapping[str, str], entries: list[ChangeRecord]) -> Attributes:
    """Return the attributes that stay, and enter what becomes of each."""
    left = []
    for name, value in known.items():
        if name == "style":
            style, found = decide_style(layer, value)
            entries += found
            left += [(name, style)] if style else []
        elif name in _ADDRESSES and tag in ("a", "img"):
            left.append((name, value))
        else:
            entry = record(decide_attribute(layer, tag, name, value), ChangeTarget.ATTRIBUTE, name)
            entries.append(entry)
            left += [(name, value)] if entry.kind is ChangeKind.KEPT else []
    return tuple(left)
