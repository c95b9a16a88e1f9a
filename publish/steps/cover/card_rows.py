"""Lines of the cards of a picture post: titles, sources and paragraphs, broken to the width of a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from publish.core.picture import FontFamily
from publish.steps.cover.card_texts import CardUnit
from publish.steps.cover.glyphs import BOLD, REGULAR, GlyphSet, load_glyphs
from publish.steps.cover.line_breaking import break_lines, cut_line, wrap_paragraph

# All lengths are pixels of a card; a phone shows three of them as one CSS pixel.
CARD_WIDTH, CARD_HEIGHT = 1080, 1440
MARGIN = 88
COLUMN = CARD_WIDTH - 2 * MARGIN

TITLE_SIZE, SOURCE_SIZE = 54, 34
TEXT_SIZES = (50, 46, 42)
_TITLE_LEADING, _TEXT_LEADING, _SOURCE_LEADING = 1.34, 1.62, 1.7
_TITLE_LINES = 3
_PARAGRAPH_GAP = 24
_ELLIPSIS, _LOOSE_ENDS = "…", "。，；：、,.;: "
_MOST_CHARS, _MOST_PARAGRAPHS = 8_000, 120  # of a unit, of which no more is looked at
_CHUNK = 3  # lines of a paragraph that no card separates


class RowStyle(StrEnum):
    """What a line of a card is."""

    TITLE = "title"
    TEXT = "text"
    SOURCE = "source"


class CardRow(NamedTuple):
    """A line of a card."""

    style: RowStyle
    text: str
    size: int
    height: float
    gap: float = 0  # above it, inside its piece


class CardFonts:
    """The glyphs that cards are written with."""

    def __init__(self, family: FontFamily | None) -> None:
        self.bold = load_glyphs(family, BOLD)
        self.regular = load_glyphs(family, REGULAR)
        self.keep_writable = cache(self.regular.keep_writable)
        self.wrap = cache(self._wrap)  # the same texts are tried on several cards

    def _wrap(self, text: str, size: int) -> list[str]:
        """Return a paragraph in lines as wide as a card."""
        return wrap_paragraph(text, COLUMN / size, self.regular.measure_em)


@lru_cache(maxsize=2)
def open_fonts(family: FontFamily | None) -> CardFonts:
    """Return the glyphs of a font family; raise OSError where it cannot be read."""
    return CardFonts(family)


def fit_line(text: str, glyphs: GlyphSet, size: int, width: float) -> str:
    """Return a text on one line, cut where it is wider than so many pixels."""
    return break_lines(text, width / size, 1, glyphs.measure_em).lines[0]


def keep_unit_writable(unit: CardUnit, fonts: CardFonts) -> CardUnit | None:
    """Return a unit without the letters that the font lacks; None where nothing is left of it."""
    section, title, source = (fonts.keep_writable(text) for text in unit[:3])
    texts = tuple(filter(None, map(fonts.keep_writable, take_beginning(unit.texts))))
    return CardUnit(section, title, source, texts) if title or texts else None


def count_left(unit: CardUnit) -> int:
    """Return the number of paragraphs that are more than a unit may need."""
    taken = list(take_beginning(unit.texts))
    return len(unit.texts) - sum(one == other for one, other in zip(taken, unit.texts, strict=False))


def take_beginning(texts: Iterable[str]) -> Iterator[str]:
    """Yield the first paragraphs, as many as a unit may need."""
    room = _MOST_CHARS
    for text in islice(texts, _MOST_PARAGRAPHS):
        if room <= 0:
            return
        yield text if len(text) <= room else f"{text[: room - 1]}{_ELLIPSIS}"
        room -= len(text)


def set_title(title: str, fonts: CardFonts) -> list[CardRow]:
    """Return the lines of a title; none without one."""
    if not title:
        return []
    lines = break_lines(title, COLUMN / TITLE_SIZE, _TITLE_LINES, fonts.bold.measure_em).lines
    return [CardRow(RowStyle.TITLE, line, TITLE_SIZE, TITLE_SIZE * _TITLE_LEADING) for line in lines]


def set_source(source: str, fonts: CardFonts) -> list[CardRow]:
    """Return the line of a source; none without one."""
    if not source:
        return []
    line = fit_line(source, fonts.regular, SOURCE_SIZE, COLUMN)
    return [CardRow(RowStyle.SOURCE, line, SOURCE_SIZE, SOURCE_SIZE * _SOURCE_LEADING)]


def set_paragraphs(texts: Iterable[str], fonts: CardFonts, size: int) -> list[CardRow]:
    """Return the lines of paragraphs."""
    rows = []
    for number, text in enumerate(texts):
        for at, line in enumerate(fonts.wrap(text, size)):
            gap = _PARAGRAPH_GAP if number and not at else 0
            rows.append(CardRow(RowStyle.TEXT, line, size, size * _TEXT_LEADING, gap))
    return rows


def cut_rows(rows: Sequence[CardRow], most: int, fonts: CardFonts) -> list[CardRow]:
    """Return at most so many lines; an ellipsis ends the last where some are left out."""
    if len(rows) <= most or not most:
        return list(rows[:most])
    return [*rows[: most - 1], end_early(rows[most - 1], fonts)]


def end_early(row: CardRow, fonts: CardFonts) -> CardRow:
    """Return the last line of a text that goes on, with an ellipsis."""
    ended = row.text.rstrip(_LOOSE_ENDS) + _ELLIPSIS
    measure, width = fonts.regular.measure_em, COLUMN / row.size
    return row._replace(text=ended if measure(ended) <= width else cut_line(ended, width, measure, _ELLIPSIS))


def split_rows(rows: Sequence[CardRow]) -> list[list[CardRow]]:
    """Return the lines of paragraphs in chunks that no card separates, none of them a single line of a longer one."""
    paragraphs: list[list[CardRow]] = []
    for row in rows:
        if row.gap or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(row)
    chunks = []
    for lines in paragraphs:
        while len(lines) > _CHUNK + 1:
            chunks.append(lines[:_CHUNK] if len(lines) - _CHUNK > 1 else lines[: _CHUNK - 1])
            lines = lines[len(chunks[-1]) :]
        chunks.append(lines)
    return chunks
