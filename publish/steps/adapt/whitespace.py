"""White space: between blocks it would become content, in text a line end would become a break."""

from __future__ import annotations

import re

from publish.facts.markup import BLOCKS, VOID
from publish.model import Tree
from publish.steps.adapt.blocks import append_text

_CLOSED = VOID | {"code"}
_SPACES = re.compile(r"[ \t\r\n]+")
_PICTURE = "\ufffc"
"""Stands for a picture among characters, as in Unicode."""
_WIDE = re.compile(
    f"[{_PICTURE}\u2018-\u201f\u2026\u2014\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
# Zero-width space, byte-order mark and line separators break lines on the phone; joiners of emoji stay.
_INVISIBLE = re.compile("[\x80-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]")
_RARE = re.compile(rf"[\t\r\n{_INVISIBLE.pattern[1:-1]}]")
_LOOSE = re.compile(rf"  |^ | $|{_RARE.pattern}")
_BORDER = "\0"
"""Stands for a break or a block among characters: no text holds it."""
_LOOSE_BREAK = re.compile(rf"{_BORDER} | {_BORDER}")


def fold_whitespace(tree: Tree) -> None:
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
    last: tuple[Tree, str] | None = None
    for i, (element, place, border) in enumerate(slots):
        if border:
            _trim_end(last)
            last = None
        written = text = _read(element, place)
        if _LOOSE.search(text):
            text = _fold(_INVISIBLE.sub("", text), _char_before(last), _char_after(slots, i))
        if last is None or _read(*last).endswith(" "):
            text = text.lstrip(" ")
        if text != written:
            _write(element, place, text)
        last = (element, place) if text else last
    _trim_end(last)


def _trim_end(last: tuple[Tree, str] | None) -> None:
    """Take the spaces off the end of a run of text."""
    if last:
        _write(*last, _read(*last).rstrip(" "))


def _find_slots(block: Tree) -> list[tuple[Tree, str, bool]]:
    """Return the places of a block's own text, in order; True where a block or break stands before it."""
    slots = [(block, "text", True)]

    def visit(parent: Tree) -> None:
        for child in parent:
            if child.tag in BLOCKS or child.tag == "br":
                slots.append((child, "tail", True))
            else:
                slots.append((child, "text", False))
                visit(child)
                slots.append((child, "tail", False))

    visit(block)
    return slots


def _fold(text: str, before: str, after: str) -> str:
    """Fold white space: a line end between Chinese characters is nothing, any other is a space."""

    def fold(match: re.Match[str]) -> str:
        if "\n" not in match[0]:
            return " "
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        return "" if _WIDE.match(left) and _WIDE.match(right) else " "

    return _SPACES.sub(fold, text)


def _char_before(last: tuple[Tree, str] | None) -> str:
    return (_read(*last)[-1:] if last else "") or " "


def _char_after(slots: list[tuple[Tree, str, bool]], at: int) -> str:
    for element, place, border in slots[at + 1 :]:
        if border:
            return " "
        text = _read(element, place).lstrip()
        if text:
            return text[0]
    return " "


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


def _read(element: Tree, place: str) -> str:
    if place == "tail":
        return element.tail or ""
    return _PICTURE if element.tag == "img" else element.text or ""


def _write(element: Tree, place: str, text: str) -> None:
    if element.tag == "img" and place == "text":
        return
    if place == "text":
        element.text = text or None
    else:
        element.tail = text or None
