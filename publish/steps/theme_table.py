"""Write an article by a table: from kinds of elements, their place and opening tag, to finished tags.

The table has no rules of its own. The tree's way, which styles, transforms and serializes, writes one sample of each
kind, and every piece of an article that is no plain sequence of kinds: with a picture, a table, code, odd white space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from functools import lru_cache

from publish.core.exceptions import ArticleError
from publish.core.html import Html, StyledHtml
from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import BLOCKS

TreeWriter = Callable[[Html, Html], StyledHtml]  # of HTML, and of an article whose styles are resolved with it

MAX_DEPTH = 60  # deeper nesting is left to the tree's way, which limits it

# What an element becomes by the one that follows is a kind of both.
_ITEM, _ITEM_END = "<li><p>", "</p></li>"
_TAG = lazy_pattern(rf'(<p class="brief"><span class="marker">[^<]*</span>\u00a0|{_ITEM}|{_ITEM_END}|<[^>]*>)')
_MARKER, _BREAK = '<span class="marker">', "<br/>"
_NAME = lazy_pattern(r"<([a-z][a-z0-9]*)")
_OWN_TAG = lazy_pattern(r'<([a-z][a-z0-9]*)(?: class="[\w -]*")?(?: href="[^"]*")?/?>')  # of what the renderer writes
_INLINES = frozenset({"span", "strong", "em", "sup", "a", "code", "b", "i", "u", "s", "del", "mark", "sub", "br"})
_TEXT_BLOCKS = frozenset({"section", "blockquote", "p", "li", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_GROUPS = _LISTS | {"section", "blockquote"}
_BLOCK_NAMES = (BLOCKS - {"thead", "tbody", "tr", "th", "td"}) | {"h1", "pre", "figure", "div", "dl", "details"}

_HREF = lazy_pattern(r'(?<= href=")https?://(?:[\w:/.~?=#%+,!@*-]|&amp;)*(?=")', re.ASCII)  # written as it is
_ANY_HREF = "https://any.example/"
_REFERENCE = lazy_pattern("&(?!(?:amp|lt|gt|quot|#x27);)")
# White space that is collapsed, and characters that are removed; a zero stands for a break.
_FOLDED = lazy_pattern("[\t\r\n\x80-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]|\0 | \0")
_LOST_IN_CODE = lazy_pattern("(?<![^ ]) | $")
# A picture that stands in every issue, with the element round it.
_FRAME = lazy_pattern(r'<section class="\w+"><img src="(frame:\w+)" alt="[^"<>&]*"/></section>')
_LINE, _LISTED = lazy_pattern("<hr[^>]*>"), lazy_pattern("<li.*</li>")  # in a sample of what holds blocks
_START, _INSIDE, _END = "\ue000", "\ue001", "\ue002"  # of an element in a sample: its start, its content, its end


class _OddError(Exception):
    """A piece of an article is no plain sequence of kinds."""


class _Kind:
    """Elements with one opening tag in one place that hold text, or that hold blocks."""

    def __init__(self, above: _Kind | None, start: str, *, holds_blocks: bool) -> None:
        own = _OWN_TAG.match(start)
        self.tag = own[1] if own else ""
        self.above, self.holds_blocks = above, holds_blocks
        self.depth: int = above.depth + 1 if above else 0
        self.start, self.end = start, _ITEM_END if start == _ITEM else f"</{self.tag}>"
        self.place: str = f"{above.place if above else ''}{start}{'*' if holds_blocks else ''}"
        self.opening = self.closing = ""  # finished; `_ANY_HREF` stands for the address of a link
        self.below: dict[str, _Kind] = {}

    def wrap(self, content: str) -> str:
        """Return an article that holds nothing but content in this place."""
        return self.above.wrap(f"{self.start}{content}{self.end}") if self.above else content

    def unwrap(self, written: str) -> str:
        """Return the content of this place in a finished article that holds nothing else."""
        return _cut(self.above.unwrap(written), self.opening, self.closing) if self.above else written


class ThemeTable:
    """The finished tags of a theme's kinds."""

    def __init__(self, entries: dict[str, str]) -> None:
        self.entries = entries  # by place; empty for a kind that the table cannot write
        self.root = _Kind(None, "", holds_blocks=True)
        self.missing: list[tuple[_Kind, _Kind]] = []  # each after the kind above it

    def find(self, above: _Kind, start: str, *, holds_blocks: bool = False, inline: bool = False) -> _Kind:
        """Return the kind of an element, and note one that is missing; raise where there can be none."""
        key = f"{start}*" if holds_blocks else start
        kind = above.below.get(key)
        if kind is None:
            kind = _Kind(above, start, holds_blocks=holds_blocks)
            allowed = _INLINES if inline else _GROUPS if holds_blocks else _TEXT_BLOCKS
            entry = self.entries.get(kind.place)
            if kind.tag not in allowed or _is_irregular(kind, above) or kind.depth > MAX_DEPTH or entry == "":
                raise _OddError
            if entry:
                kind.opening, kind.closing = entry.split("\0")
            else:
                self.missing.append((above, kind))
            above.below[key] = kind
        return kind

    def add_missing(self, article: Html, write: TreeWriter) -> None:
        """Add the kinds that are missing for an article."""
        samples = [Html(above.wrap(_make_sample(kind))) for above, kind in self.missing]
        inner = (_cut(sample, article[: article.index(">") + 1], "</section>") for sample in samples)
        whole = Html(f"{article.removesuffix('</section>')}{''.join(inner)}</section>")
        for (above, kind), sample in zip(self.missing, samples, strict=True):
            try:
                kind.opening, kind.closing = _read_sample(kind, above.unwrap(write(sample, whole)))
                self.entries[kind.place] = f"{kind.opening}\0{kind.closing}"
            except _OddError:
                self.entries[kind.place] = ""
        self.forget_missing()

    def forget_missing(self) -> None:
        """Read all kinds from their entries again."""
        if self.missing:
            self.missing.clear()
            self.root.below.clear()


def _is_irregular(kind: _Kind, above: _Kind) -> bool:
    """Return whether a kind of element becomes something else by what is before or behind it."""
    is_item = kind.tag == "li"
    is_bare = kind.start in (f"<{kind.tag}>", _ITEM)
    is_misplaced = is_item != (above.tag in _LISTS) or above.tag == "code" or kind.start == _MARKER
    is_strange_link = "href=" in kind.start and _ANY_HREF not in kind.start
    return is_misplaced or is_strange_link or ((is_item or kind.tag in _LISTS) and not is_bare)


def _make_sample(kind: _Kind) -> str:
    if kind.start == _BREAK:
        return f"{_START}{_BREAK}{_END}"
    if kind.tag in _INLINES:
        return f"{_START}{kind.start}{_INSIDE}{kind.end}{_END}"
    block = f"<li>{_INSIDE}</li>" if kind.tag in _LISTS else "<hr/>"
    return f"{kind.start}{block if kind.holds_blocks else _INSIDE}{kind.end}"


def _read_sample(kind: _Kind, sample: str) -> tuple[str, str]:
    """Return the finished tags of a kind."""
    if kind.holds_blocks:
        block = (_LISTED if kind.tag in _LISTS else _LINE).search(sample)
        opening, inside, closing = sample.partition(block[0] if block else _INSIDE)
    else:
        opening, inside, closing = (_cut(sample, _START, _END) if kind.tag in _INLINES else sample).partition(_INSIDE)
    if _INSIDE in closing or (not inside and kind.start != _BREAK):
        raise _OddError
    return opening, closing


def _cut(written: str, start: str, end: str) -> str:
    if len(written) < len(start) + len(end) or not (written.startswith(start) and written.endswith(end)):
        raise _OddError
    return written[len(start) : len(written) - len(end)]


def write_by_table(html: Html, table: ThemeTable, write: TreeWriter, keys: Mapping[str, str]) -> StyledHtml | None:
    """Return an article as HTML, before its pictures are embedded; None where the table does not help.

    The article is one `section`. Kinds that the table lacks are added; `keys` is what the element of a picture that
    stands in every issue depends on, by its source.
    """
    try:
        while True:
            written = _Writer(html, table, write, keys).write()
            if not table.missing:
                return written
            table.add_missing(html, write)
    except (_OddError, ArticleError):
        return None
    finally:
        table.forget_missing()


class _Writer:
    """One article that is being written."""

    def __init__(self, html: Html, table: ThemeTable, write: TreeWriter, keys: Mapping[str, str]) -> None:
        self._html, self._table, self._write, self._keys = html, table, write, keys
        self._parts = _TAG.split(html)  # texts at even places, tags at odd ones
        self._length = len(self._parts) - 1
        self._parts += ["", "", ""]  # so that whoever looks ahead finds something
        self._out: list[str] = []

    def write(self) -> StyledHtml:
        if self._write_block(1, self._table.root) != self._length or self._parts[0] or self._parts[self._length]:
            raise _OddError
        return StyledHtml("".join(self._out))

    def _write_block(self, at: int, above: _Kind) -> int:
        """Write the block whose opening tag stands at a place; return the place of the text behind it."""
        begin = len(self._out)
        try:
            return self._write_kind(at, above)
        except _OddError:
            if above.tag != "section":
                raise
        end = self._find_end(at)
        self._out[begin:] = [self._write_piece("".join(self._parts[at:end]), above)]
        return end

    def _find_end(self, at: int) -> int:
        depth = 0
        for place in range(at, self._length, 2):
            tag = self._parts[place]
            depth += 0 if tag.endswith("/>") else tag.count("<") - 2 * tag.count("</")
            if depth <= 0:
                return place + 1
        raise _OddError

    def _write_piece(self, piece: str, above: _Kind) -> str:
        """Return what the tree's way writes for a piece; once where it is the same in every issue."""
        if self._table.missing:
            return ""  # everything is written again
        frame = _FRAME.fullmatch(piece)
        key = self._keys.get(frame[1], "") if frame else ""
        name = f"{above.place}{piece}{key}"
        written = self._table.entries.get(name) if key else None
        if written is None:
            written = above.unwrap(self._write(Html(above.wrap(piece)), self._html))
            if key:
                self._table.entries[name] = written
        return written

    def _write_kind(self, at: int, above: _Kind) -> int:
        holds_blocks = not self._parts[at + 1] and _is_block(self._parts[at + 2])
        kind = self._table.find(above, self._parts[at], holds_blocks=holds_blocks)
        self._out.append(kind.opening)
        end = (self._write_group if holds_blocks else self._write_text)(at + 1, kind)
        self._out.append(kind.closing)
        return end

    def _write_group(self, at: int, kind: _Kind) -> int:
        """Write the blocks in an element; return the place of the text behind its closing tag."""
        while not self._parts[at]:
            tag = self._parts[at + 1]
            if tag == kind.end:
                return at + 2
            if not _is_block(tag):
                break
            at = self._write_block(at + 1, kind)
        raise _OddError

    def _write_text(self, at: int, block: _Kind) -> int:
        """Write the text and inline elements in a block; return the place of the text behind its closing tag."""
        parts, out, kind = self._parts, self._out, block
        first, opened = at, list[_Kind]()
        while True:
            tag = parts[at + 1]
            if parts[at]:
                out.append(self._write_characters(at, kind))
            if tag != kind.end:
                inner = kind.below.get(tag) or self._find_inline(tag, kind)
                out.append(inner.opening)
                if tag != _BREAK:
                    opened.append(kind)
                    kind = inner
            elif opened:
                out.append(kind.closing)
                kind = opened.pop()
            else:
                break
            at += 2
        _check_text(parts[first : at + 1])
        return at + 2

    def _find_inline(self, tag: str, above: _Kind) -> _Kind:
        """Return the kind of an inline element; of a link with its own address."""
        href = _HREF.search(tag)
        kind = self._table.find(above, _HREF.sub(_ANY_HREF, tag), inline=True)
        if href and not self._table.missing:
            kind = copy(kind)
            kind.opening = kind.opening.replace(_ANY_HREF, href[0])
        return kind

    def _write_characters(self, at: int, kind: _Kind) -> str:
        """Return text as a serializer writes it; raise where it would be changed."""
        text = self._parts[at]
        if text == " " and self._parts[at - 1].startswith("</") and not self._parts[at + 1].startswith("</"):
            closing = self._out.pop()  # a space alone between two elements goes into the first of them
            if closing.count("<") > 1 or closing == "</code>":
                raise _OddError
            self._out.append(text)
            return closing
        if ("&" in text and _REFERENCE.search(text)) or (kind.tag == "code" and _LOST_IN_CODE.search(text)):
            raise _OddError
        return text.replace("&quot;", '"').replace("&#x27;", "'") if "&" in text else text


@lru_cache(maxsize=1024)
def _is_block(tag: str) -> bool:
    named = _NAME.match(tag)
    return named is not None and named[1] in _BLOCK_NAMES


def _check_text(parts: list[str]) -> None:
    """Raise where the white space of a block would be changed, or where it is no text."""
    text = "".join(parts[::2])
    if _BREAK in parts:
        text = "".join(part if at % 2 == 0 else "\0" if part == _BREAK else "" for at, part in enumerate(parts))
    is_folded = not text.isprintable() and _FOLDED.search(text)
    if not text or text[0] in " \xa0" or text[-1] == " " or "  " in text or "<" in text or ">" in text or is_folded:
        raise _OddError
