"""The text of a picture post: what a reader sees of an article's body, as plain text within WeChat's limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from publish.core.html import Html, Tree
from publish.core.picture_post import TextBlock, TextKind
from publish.core.text import cut_text, drop_unwritable, is_wide

_SKIPPED = frozenset({"toc", "promise", "swipe", "bar", "line-number", "count", "ref", "marker"})
"""Classes of what a reader of plain text has no use for."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"a", "b", "strong", "em", "i", "u", "s", "del", "mark", "code", "span", "sup", "sub", "img", "br"})
_LEAST_CUT = 40  # characters that a paragraph must keep to be cut rather than left out


_KINDS = {
    "brief": TextKind.BRIEF,
    "meta": TextKind.SOURCE,
    "field": TextKind.FIELD,
    "tagline": TextKind.ASIDE,
    "note": TextKind.ASIDE,
    "lead-in": TextKind.HEADING,
}
_TIGHT = (TextKind.ITEM, TextKind.ROW, TextKind.FIELD, TextKind.BRIEF)


def read_blocks(body: Html) -> list[TextBlock]:
    """Return the text blocks of a rendered body; pictures and captions are none."""
    if not body.strip():
        return []
    root = etree.fromstring(f"<body>{body}</body>", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    blocks = (block._replace(text=drop_unwritable(block.text).strip()) for block in _read_children(root[0]))
    return [block for block in blocks if block.text]


def _read_children(element: Tree, *, kind: TextKind = TextKind.PARAGRAPH, mark: str = "") -> Iterator[TextBlock]:
    """Yield the blocks of an element; a mark stands before the first of them."""
    loose = element.text or ""
    for child in element:
        if child.tag in _INLINE:
            loose += _read_inline(child) + (child.tail or "")
            continue
        if loose.strip():
            yield TextBlock(kind, mark + _join_lines(loose))
            mark = ""
        for block in _read_block(child, kind):
            yield block._replace(text=mark + block.text)
            mark = ""
        loose = child.tail or ""
    if loose.strip():
        yield TextBlock(kind, mark + _join_lines(loose))


def _read_block(element: Tree, kind: TextKind) -> Iterator[TextBlock]:
    """Yield the blocks of a block element; `kind` is that of the text around it."""
    classes = set((element.get("class") or "").split())
    if classes & _SKIPPED or element.tag == "figure" or not isinstance(element.tag, str):
        return
    if element.tag in _HEADINGS:
        yield TextBlock(_find_heading_kind(element, classes), _join_lines(_read_inline(element)))
    elif element.tag == "pre":
        yield TextBlock(TextKind.CODE, _read_inline(element).strip("\n"))
    elif element.tag in ("ul", "ol"):
        yield from _read_list(element)
    elif element.tag == "tr":
        cells = (_join_lines(_read_inline(cell)) for cell in element)
        yield TextBlock(TextKind.ROW, " · ".join(filter(None, cells)))
    else:
        named = next((_KINDS[name] for name in sorted(classes) if name in _KINDS), kind)
        yield from _read_children(element, kind=TextKind.INTRO if "intro" in classes else named)


def _find_heading_kind(element: Tree, classes: set[str]) -> TextKind:
    if "title" in classes:
        return TextKind.ENTRY
    return TextKind.SECTION if element.tag in ("h1", "h2") else TextKind.HEADING


def _read_list(element: Tree) -> Iterator[TextBlock]:
    for number, item in enumerate(element, int(element.get("start") or 1)):
        mark = f"{number}. " if element.tag == "ol" else "· "
        yield from _read_children(item, kind=TextKind.ITEM, mark=mark)


def _read_inline(element: Tree) -> str:
    """Return the text inside an element; a formula is its TeX, any other picture is left out."""
    if set((element.get("class") or "").split()) & _SKIPPED or not isinstance(element.tag, str):
        return ""
    if element.tag == "br":
        return "\n\n"
    if element.tag == "img":
        return element.get("alt") or "" if "inline-formula" in (element.get("class") or "") else ""
    inner = "".join(_read_inline(child) + (child.tail or "") for child in element)
    text = f"{element.text or ''}{inner}"
    return f"{text}：" if element.get("class") == "mark" else text


def _join_lines(text: str) -> str:
    """Return text whose line ends are only those that the article has, too."""
    return "\n".join(_join_soft(line) for line in text.split("\n\n") if line.strip())


def _join_soft(text: str) -> str:
    text = text.replace("： ", "：")
    joined = ""
    for line in filter(None, (" ".join(line.split()) for line in text.split("\n"))):
        tight = not joined or (is_wide(joined[-1]) and is_wide(line[0]))
        joined += line if tight else f" {line}"
    return joined


class PostText(NamedTuple):
    """The text of a picture post."""

    text: str
    chars: int  # of all that the text and the cards should hold


def write_post_text(blocks: Sequence[TextBlock], limit: int, *, is_digest: bool, has_cards: bool = False) -> PostText:
    """Return the text of a post: of a digest its 导读 and the titles of its entries, else the whole body.

    What is too long is cut: the 导读 of a digest first, which stands on one of the cards if it has any, and the last
    paragraphs or titles.
    """
    lines = list(_write_digest(blocks) if is_digest else _write_body(blocks))
    whole = _join(lines)
    if len(whole) <= limit:
        return PostText(whole, len(whole))
    if is_digest:
        lines = [line for line in lines if not line.is_intro]
        whole = _join(lines) if has_cards else whole
    return PostText(_join(_take_first(lines, limit, cuts=not is_digest)), len(whole))


def _take_first(lines: Sequence[_PostLine], limit: int, *, cuts: bool) -> list[_PostLine]:
    """Return the paragraphs that fit; `cuts` tells whether the next one is shortened to the room that is left."""
    shown: list[_PostLine] = []
    room = limit
    for line in lines:
        room -= len(_join_to(line)) if shown else 0
        if len(line.text) > room:
            if cuts and room >= _LEAST_CUT:
                shown.append(line._replace(text=cut_text(line.text, room)))
            break
        shown.append(line)
        room -= len(line.text)
    while len(shown) > 1 and shown[-1].is_heading:
        shown.pop()
    return shown


class _PostLine(NamedTuple):
    """A paragraph of a post's text."""

    text: str
    is_tight: bool = False  # whether no empty line stands before it
    is_heading: bool = False
    is_intro: bool = False  # which is left out before anything else


def _join(lines: Sequence[_PostLine]) -> str:
    return "".join(_join_to(line) + line.text for line in lines).strip("\n")


def _join_to(line: _PostLine) -> str:
    """Return what stands before a paragraph that is not the first."""
    return "\n" if line.is_tight else "\n\n"


def _write_body(blocks: Sequence[TextBlock]) -> Iterator[_PostLine]:
    before = None
    for block in blocks:
        is_heading = block.kind in (TextKind.SECTION, TextKind.HEADING, TextKind.ENTRY)
        tight = block.kind is before and block.kind in _TIGHT
        yield _PostLine(f"【{block.text}】" if block.kind is TextKind.SECTION else block.text, tight, is_heading)
        before = block.kind


def _write_digest(blocks: Sequence[TextBlock]) -> Iterator[_PostLine]:
    number, section, before = 0, "", None
    for block in blocks:
        if block.kind is TextKind.SECTION:
            section = block.text
        elif block.kind is TextKind.ENTRY:
            number += 1
            if section:
                yield _PostLine(f"【{section}】", is_heading=True)
                section = ""
            yield _PostLine(f"{number}. {block.text}", is_tight=True)
        elif block.kind is TextKind.INTRO:
            yield _PostLine(block.text, is_intro=True)
        elif block.kind is TextKind.BRIEF:
            yield _PostLine(f"· {block.text}", is_tight=before is TextKind.BRIEF)
        before = block.kind
