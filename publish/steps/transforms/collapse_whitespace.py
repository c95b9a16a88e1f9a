"""Collapse white space: between blocks it would become content, in text a line end would become a break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from publish.core.html import Tree, append_text
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_wide
from publish.wechat.elements import BLOCKS, VOID

_CLOSED = VOID | {"code"}
_PICTURE = "图"  # character in place of a picture: as wide as one
_SPACES = lazy_pattern(r"[ \t\r\n]+")
# Zero-width space, byte-order mark and line separators break lines on the phone; joiners of emoji stay.
_INVISIBLE = lazy_pattern("[\x80-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]")
_RARE = lazy_pattern(rf"[\t\r\n{_INVISIBLE.pattern[1:-1]}]")
_LOOSE = lazy_pattern(rf"  |^ | $|{_RARE.pattern}")
_BORDER = "\0"  # character in place of a break or block; no text contains it
_LOOSE_BREAK = lazy_pattern(rf"{_BORDER} | {_BORDER}")


class _TextSlot(NamedTuple):
    """The text or tail of an element."""

    element: Tree
    name: str  # `text` or `tail`
    border: bool  # whether a block or a break comes before it

    def read(self) -> str:
        """Return the text; a character for a picture."""
        if self.name == "tail":
            return self.element.tail or ""
        return _PICTURE if self.element.tag == "img" else self.element.text or ""

    def write(self, text: str) -> None:
        """Replace the text; a picture stays."""
        if self.name == "tail" or self.element.tag != "img":
            setattr(self.element, self.name, text or None)


def collapse_whitespace(tree: Tree) -> None:
    """Write every text on one line, with nothing between blocks."""
    for block in tree.iter(*BLOCKS):
        if _may_need_collapse(block):
            _collapse_block(block)
    _move_lone_spaces(tree)


def _may_need_collapse(block: Tree) -> bool:
    """Return whether a block may contain white space to collapse; few do, and collapsing is slow."""
    texts: list[str] = []
    _gather_texts(block, texts)
    run = "".join(texts)
    if not run:
        return False
    if "  " in run or run[0] == " " or run[-1] == " ":
        return True
    return not run.isprintable() and (_RARE.search(run) or _LOOSE_BREAK.search(run)) is not None


def _gather_texts(element: Tree, texts: list[str]) -> None:
    """Gather the characters of a block outside its inner blocks."""
    if element.text:
        texts.append(element.text)
    for child in element:
        if child.tag == "br" or child.tag in BLOCKS:
            texts.append(_BORDER)
        else:
            _gather_texts(child, texts)
        if child.tail:
            texts.append(child.tail)


def _collapse_block(block: Tree) -> None:
    """Collapse the white space of a block outside its inner blocks."""
    slots = [_TextSlot(block, "text", border=True), *_find_slots(block)]
    last: _TextSlot | None = None
    for slot, after in zip(slots, _find_next_chars(slots), strict=True):
        if slot.border:
            _trim_end(last)
            last = None
        written = text = slot.read()
        if _LOOSE.search(text):
            text = _collapse(_INVISIBLE.sub("", text), last.read()[-1] if last else " ", after)
        if last is None or last.read().endswith(" "):
            text = text.lstrip(" ")
        if text != written:
            slot.write(text)
        last = slot if text else last
    _trim_end(last)


def _trim_end(last: _TextSlot | None) -> None:
    if last:
        last.write(last.read().rstrip(" "))


def _find_slots(parent: Tree) -> Iterator[_TextSlot]:
    """Yield the slots of text inside an element and outside its inner blocks, in order."""
    for child in parent:
        border = child.tag in BLOCKS or child.tag == "br"
        if not border:
            yield _TextSlot(child, "text", border=False)
            yield from _find_slots(child)
        yield _TextSlot(child, "tail", border=border)


def _find_next_chars(slots: list[_TextSlot]) -> list[str]:
    """Return the first character after each slot, a space where nothing follows."""
    found = []
    after = " "
    for slot in reversed(slots):
        found.append(after)
        text = slot.read().lstrip()
        after = " " if slot.border else text[0] if text else after
    return found[::-1]


def _collapse(text: str, before: str, after: str) -> str:
    """Remove line ends between wide characters; write any other white space as one space."""

    def replace(match: re.Match[str]) -> str:
        if "\n" not in match[0]:
            return " "
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        return "" if is_wide(left) and is_wide(right) else " "

    return _SPACES.sub(replace, text)


def _move_lone_spaces(tree: Tree) -> None:
    """Move a space alone between two elements into one of them: the editor loses it."""
    for child in tree.iterdescendants():
        if child.tail != " ":
            continue
        following = child.getnext()
        if following is None or child.tag in BLOCKS or following.tag in BLOCKS:
            continue
        child.tail = None
        if child.tag not in _CLOSED:
            append_text(child, " ")
        elif following.tag not in _CLOSED:
            following.text = " " + (following.text or "")
        else:
            child.tail = "\u00a0"
