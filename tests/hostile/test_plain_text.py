"""A plain document's words: each of them is in the article, once and in its place, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as html_parser

from tests.hostile.building import build_text

# No digit and no bullet: numbers and marks of lists are drawn as text.
LETTERS = "abcxyzABCéßЖلعअ가あ字词句文龘𠀀"
MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~，。：；！？、（）「」《》…—"
DRAWN = re.compile(r"[\s\u00a0•◦▪]|\d+\.")


class Piece(NamedTuple):
    """Markdown, and the text that a reader sees of it."""

    written: str
    seen: str


def escape(text: str) -> str:
    """Write text so that Markdown takes every character at its word."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def shape(before: str, after: str = "") -> Callable[[Piece], Piece]:
    return lambda piece: Piece(before + piece.written + after, piece.seen)


def join(mark: str) -> Callable[[list[Piece]], Piece]:
    return lambda pieces: Piece(mark.join(p.written for p in pieces), " ".join(p.seen for p in pieces))


def indent(before: str, further: str) -> Callable[[Piece], Piece]:
    """Put a piece into a quote or a list."""
    return lambda piece: Piece(before + piece.written.replace("\n", f"\n{further}"), piece.seen)


def fence(words: list[str]) -> Piece:
    text = "\n".join(words)
    return Piece(f"~~~~~~\n{text}\n~~~~~~", text)


def draw_table(cells: list[list[Piece]]) -> Piece:
    rows = ["| " + " | ".join(cell.written for cell in row) + " |" for row in cells]
    rule = "|" + "---|" * len(cells[0])
    return Piece("\n".join([rows[0], rule, *rows[1:]]), " ".join(cell.seen for row in cells for cell in row))


WORD = st.text(LETTERS, min_size=1, max_size=6)
MARKED = st.text(LETTERS + MARKS, min_size=1, max_size=12).filter(lambda text: "://" not in text)
TEXT = MARKED.map(lambda text: Piece(f"x{escape(text)}x", f"x{text}x"))
SPAN = st.one_of(
    TEXT,
    WORD.map(lambda word: Piece(word, word)),
    WORD.map(lambda word: Piece(f"**{word}**", word)),
    WORD.map(lambda word: Piece(f"*{word}*", word)),
    WORD.map(lambda word: Piece(f"`{word}`", word)),
    WORD.map(lambda word: Piece(f"<b>{word}</b>", word)),
    WORD.map(lambda word: Piece(f"[{word}](https://mp.weixin.qq.com/s/a)", word)),
)
LINE = st.lists(SPAN, min_size=1, max_size=6).map(join(" "))
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map(join("\n"))
LEAF = st.one_of(
    PARAGRAPH,
    LINE.map(shape("## ")),
    LINE.map(shape("#### ", " ##")),
    st.lists(WORD, min_size=1, max_size=4).map(fence),
    st.integers(1, 3).flatmap(
        lambda columns: st.lists(st.lists(LINE, min_size=columns, max_size=columns), min_size=1, max_size=4).map(
            draw_table
        )
    ),
    WORD.map(lambda word: Piece(f"<div>\n{word}\n</div>", word)),
)
BLOCK = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(join("\n\n")).map(indent("> ", "> ")),
        st.lists(inner.map(indent("- ", "  ")), min_size=1, max_size=3).map(join("\n\n")),
        st.lists(inner.map(indent("1. ", "   ")), min_size=1, max_size=3).map(join("\n\n")),
    ),
    max_leaves=8,
)
DOCUMENT = st.lists(BLOCK, min_size=1, max_size=6).map(join("\n\n"))


def fold(text: str) -> str:
    """Return what a reader sees, white space and the marks of lists apart."""
    return DRAWN.sub("", text)


@given(DOCUMENT)
def test_article_keeps_the_text_of_a_plain_document(document: Piece) -> None:
    built = build_text(f"开头\n\n{document.written}\n\n结尾\n")

    assert isinstance(built, str)
    assert fold(html_parser.fragment_fromstring(built).text_content()) == fold(f"开头{document.seen}结尾")
