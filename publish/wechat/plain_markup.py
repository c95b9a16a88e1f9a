"""One look over HTML as our articles are written: its elements, without a tree.

Whatever is not as plain as that (comments, odd white space, elements that a parser would move) is left to a parser.
"""

from __future__ import annotations

from functools import lru_cache
from html import unescape

from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import BLOCKS, CONTENTS, HOMES, INLINES, VOID

MAX_DEPTH = 100

_TAG = lazy_pattern(r"(<[^>]*>)")
_OPENING = lazy_pattern(r'<([a-z][a-z0-9]*)((?: [a-z][a-z0-9-]*(?:="[^"<>]*")?)*)>')
_ATTRIBUTE = lazy_pattern(r' ([a-z][a-z0-9-]*)(?:="([^"]*)")?')
_REFERENCE = lazy_pattern("&(?!(?:amp|lt|gt|quot);)")
# White space that is not one space between words, and characters that a rule may object to.
_ODD_TEXT = lazy_pattern("[\t\r\n\f\0-\x1f\x7f-\x9f\u200b\ufeff]")
_HOLDS_BLOCKS = frozenset({"section", "blockquote", "li", "td", "th"})
_LEAST_PARTS = 5  # an opening and a closing tag, with the texts around them
_MAX_KEPT_CHARS = 1000  # of an opening tag; a longer one holds a picture


class OpeningTag:
    """An opening tag, read; the same one for equal tags, but for very long ones."""

    __slots__ = ("attributes", "end", "holds_text", "is_long", "is_void", "tag", "written")

    def __init__(self, written: str, tag: str, attributes: tuple[tuple[str, str], ...]) -> None:
        self.written = written
        self.tag = tag
        self.attributes = attributes
        self.end = f"</{tag}>"
        self.is_long = len(written) > _MAX_KEPT_CHARS  # and not to be kept
        self.is_void = tag in VOID
        self.holds_text = tag not in CONTENTS


class PlainElement:
    """An element, and what is directly in it."""

    __slots__ = ("has_text", "has_words", "opening", "parent", "tags")

    def __init__(self, opening: OpeningTag, parent: int) -> None:
        self.opening = opening
        self.parent = parent  # its number; -1 for the outermost
        self.tags: list[str] = []  # of the elements in it
        self.has_text = self.has_words = False  # words are text that is more than spaces


class _NotPlainError(Exception):
    """HTML is not plain."""


@lru_cache(maxsize=1)  # validator and filters look at the same article one after the other
def read_plain_markup(html: str) -> list[PlainElement] | None:
    """Return the elements of HTML that is one plain element, in order; None for any other HTML."""
    parts = _TAG.split(html)
    if len(parts) < _LEAST_PARTS or parts[0] or parts[-1] or "  " in html:
        return None
    try:
        return _read_elements(parts)
    except _NotPlainError:
        return None


def _read_elements(parts: list[str]) -> list[PlainElement]:
    outermost = _read_tag(parts[1])
    if outermost.is_void or not _is_at_home(outermost.tag, "section"):
        raise _NotPlainError
    elements = [PlainElement(outermost, -1)]
    opened = [0]  # numbers of the elements that are not closed yet
    for text, tag in zip(parts[2::2], parts[3::2], strict=False):
        if not opened:
            raise _NotPlainError
        above = elements[opened[-1]]
        if text:
            _add_text(text, above)
        if tag != above.opening.end:
            _open(_read_tag(tag), elements, opened)
        elif above.tags or above.has_text:
            opened.pop()
        else:
            raise _NotPlainError
    if opened:
        raise _NotPlainError
    return elements


def _open(opening: OpeningTag, elements: list[PlainElement], opened: list[int]) -> None:
    """Add an element; raise where a parser might put it elsewhere."""
    above = elements[opened[-1]]
    if not _is_at_home(opening.tag, above.opening.tag) or len(opened) > MAX_DEPTH:
        raise _NotPlainError
    if opening.tag == "a" and any(elements[number].opening.tag == "a" for number in opened):
        raise _NotPlainError
    above.tags.append(opening.tag)
    elements.append(PlainElement(opening, opened[-1]))
    if not opening.is_void:
        opened.append(len(elements) - 1)


def _add_text(text: str, element: PlainElement) -> None:
    if text == " " or ">" in text or not element.opening.holds_text or ("&" in text and _REFERENCE.search(text)):
        raise _NotPlainError
    if not text.isprintable() and _ODD_TEXT.search(text):
        raise _NotPlainError
    element.has_text = True
    element.has_words = element.has_words or not text.isspace()


def _read_tag(written: str) -> OpeningTag:
    opening = _read_opening(written) if len(written) <= _MAX_KEPT_CHARS else _read_opening.__wrapped__(written)
    if opening is None:
        raise _NotPlainError
    return opening


@lru_cache(maxsize=4096)
def _is_at_home(tag: str, parent: str) -> bool:
    """Return whether every parser leaves an element where it is."""
    if tag in HOMES or parent in CONTENTS:
        return parent in HOMES.get(tag, ()) and tag in CONTENTS.get(parent, ())
    return parent in _HOLDS_BLOCKS if tag in BLOCKS else tag in INLINES


@lru_cache(maxsize=4096)
def _read_opening(written: str) -> OpeningTag | None:
    match = _OPENING.fullmatch(written)
    if match is None or (match[1] not in BLOCKS and match[1] not in INLINES):
        return None
    pairs = tuple((name, unescape(value)) for name, value in _ATTRIBUTE.findall(match[2]))
    return OpeningTag(written, match[1], pairs) if len(dict(pairs)) == len(pairs) else None
