"""White space: between blocks it would become content, in text a line end would become a break."""

from __future__ import annotations

import re
from typing import NamedTuple

from publish.core.html import Tree
from publish.core.text import is_wide
from publish.steps.transforms.block_structure import append_text
from publish.wechat.elements import BLOCKS, VOID

_CLOSED = VOID | {"code"}
_PICTURE = "图"
"""Stands for a picture among characters: as wide as one."""
_SPACES = re.compile(r"[ \t\r\n]+")
# Zero-width space, byte-order mark and line separators break lines on the phone; joiners of emoji stay.
_INVISIBLE = re.compile("[\x80-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]")
_RARE = re.compile(rf"[\t\r\n{_INVISIBLE.pattern[1:-1]}]")
_LOOSE = re.compile(rf"  |^ | $|{_RARE.pattern}")
_BORDER = "\0"
"""Stands for a break or a block among characters: no text holds it."""
_LOOSE_BREAK = re.compile(rf"{_BORDER} | {_BORDER}")


class _TextSlot(NamedTuple):
    """A place where text may stand."""

    element: Tree
    place: str
    """`text` or `tail`."""
    border: bool
    """Whether a block or a break stands before it."""


def collapse_whitespace(tree: Tree) -> None:
    """Write every text on one line, with nothing between blocks."""
    for block in tree.iter(*BLOCKS):
        if _may_be_loose(block):
            _fold_block(block)
    _keep_lone_spaces(tree)


def _may_be_loose(block: Tree) -> bool:
    """Say whether a block may hold white space to fold; nearly none does, and folding is slow."""
    texts: list[str] = []
    _gather_texts(block, texts)
    run = "".join(texts)
    if not run:
        return False
    if "  " in run or run[0] == " " or run[-1] == " ":
        return True
    return not run.isprintable() and (_RARE.search(run) or _LOOSE_BREAK.search(run)) is not None


def _gather_texts(element: Tree, texts: list[str]) -> None:
    """Gather the characters of a block that stand in no block inside it."""
    if element.text:
        texts.append(element.text)
    for child in element:
        if child.tag == "br" or child.tag in BLOCKS:
            texts.append(_BORDER)
        else:
            _gather_texts(child, texts)
        if child.tail:
            texts.append(child.tail)


def _fold_block(block: Tree) -> None:
    """Fold the text that stands in this block and in no block inside it."""
    slots = _find_slots(block)
    last: _TextSlot | None = None
    for slot, after in zip(slots, _find_next_chars(slots), strict=True):
        if slot.border:
            _trim_end(last)
            last = None
        written = text = _read(slot)
        if _LOOSE.search(text):
            text = _fold(_INVISIBLE.sub("", text), _read(last)[-1] if last else " ", after)
        if last is None or _read(last).endswith(" "):
            text = text.lstrip(" ")
        if text != written:
            _write(slot, text)
        last = slot if text else last
    _trim_end(last)


def _trim_end(last: _TextSlot | None) -> None:
    """Take the spaces off the end of a run of text."""
    if last:
        _write(last, _read(last).rstrip(" "))


def _find_slots(block: Tree) -> list[_TextSlot]:
    """Return the places of a block's own text, in order."""
    slots = [_TextSlot(block, "text", border=True)]

    def visit(parent: Tree) -> None:
        for child in parent:
            if child.tag in BLOCKS or child.tag == "br":
                slots.append(_TextSlot(child, "tail", border=True))
            else:
                slots.append(_TextSlot(child, "text", border=False))
                visit(child)
                slots.append(_TextSlot(child, "tail", border=False))

    visit(block)
    return slots


def _find_next_chars(slots: list[_TextSlot]) -> list[str]:
    """Return the first character of what follows each place, a space where nothing does."""
    found = []
    after = " "
    for slot in reversed(slots):
        found.append(after)
        text = _read(slot).lstrip()
        after = " " if slot.border else text[0] if text else after
    return found[::-1]


def _fold(text: str, before: str, after: str) -> str:
    """Fold white space: a line end between Chinese characters is nothing, any other is a space."""

    def fold(match: re.Match[str]) -> str:
        if "\n" not in match[0]:
            return " "
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        return "" if is_wide(left) and is_wide(right) else " "

    return _SPACES.sub(fold, text)


def _keep_lone_spaces(tree: Tree) -> None:
    """Move a space that stands alone between two elements into one of them: the editor loses it."""
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


def _read(slot: _TextSlot) -> str:
    if slot.place == "tail":
        return slot.element.tail or ""
    return _PICTURE if slot.element.tag == "img" else slot.element.text or ""


def _write(slot: _TextSlot, text: str) -> None:
    if slot.place == "tail":
        slot.element.tail = text or None
    elif slot.element.tag != "img":
        slot.element.text = text or None
