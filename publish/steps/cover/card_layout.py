"""Layout of the cards of a picture post: which lines stand on which card, in what size, and where."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from math import ceil, inf
from typing import NamedTuple

from publish.steps.cover.card_rows import (
    CARD_HEIGHT,
    TEXT_SIZES,
    CardFonts,
    CardRow,
    count_left,
    cut_rows,
    end_early,
    keep_unit_writable,
    set_paragraphs,
    set_source,
    set_title,
    split_rows,
    take_beginning,
)
from publish.steps.cover.card_texts import CardTexts, CardUnit

TOP, BOTTOM = 92, CARD_HEIGHT - 132  # of the text; below it stands the foot
LABEL_HEIGHT, LABEL_GAP = 64, 44
UNIT_GAP, _TITLE_GAP = 64, 16
_LARGEST_GAP = 120
_ROOM = BOTTOM - TOP
_MOST_PIECES = 340  # so many lines of the smallest text fill 19 cards; no post has room for more pieces

_PREFERRED_CARDS, _PREFERRED_SHARE = 12, 0.5
"""More cards, or more for each entry, are made only where entries would be left out; their texts give way before."""
_LINES = (10, 8, 6, 5, 4, 3, 2, 1, 0)
_LEAST_LINES = 2  # that an entry keeps for the sake of fewer cards


class CardPiece(NamedTuple):
    """Lines that stand on one card."""

    section: str
    rows: tuple[CardRow, ...]
    gap: float  # above it, where it is not the first of its card
    is_cut: bool = False  # whether its text has more lines

    @property
    def height(self) -> float:
        """Return the height of its lines."""
        return sum(row.height + row.gap for row in self.rows)


class Card(NamedTuple):
    """One card with text."""

    pieces: tuple[CardPiece, ...]

    @property
    def height(self) -> float:
        """Return the height of its labels, lines and gaps."""
        labels = sum(LABEL_HEIGHT + LABEL_GAP for _ in find_labels(self.pieces))
        return labels + sum(piece.height for piece in self.pieces) + sum(piece.gap for piece in self.pieces[1:])

    @property
    def stretch(self) -> float:
        """Return the height that is added to each gap between two pieces, so that the card is filled."""
        gaps = [piece.gap for piece in self.pieces[1:] if piece.gap == UNIT_GAP]
        return min((_ROOM - self.height) / len(gaps), _LARGEST_GAP - UNIT_GAP) if gaps else 0


def find_labels(pieces: Sequence[CardPiece]) -> list[int]:
    """Return the numbers of the pieces above which the name of their section stands."""
    first = [0] if pieces and pieces[0].section else []
    return [
        *first,
        *(n for n, (one, other) in enumerate(pairwise(pieces), 1) if other.section not in ("", one.section)),
    ]


class LaidCards(NamedTuple):
    """The cards with text, and how many units have no room on them."""

    cards: list[Card]
    left_out: int = 0


def lay_cards(texts: CardTexts, fonts: CardFonts, most: int) -> LaidCards:
    """Return the cards of the units of a post, at most so many."""
    kept = (keep_unit_writable(unit, fonts) for unit in texts.units[:_MOST_PIECES])
    units = [unit for unit in kept if unit is not None]
    if not units or most < 1:
        return LaidCards([], len(texts.units))
    if texts.is_digest:
        laid, left_out = _lay_entries(units, fonts, most), 0
    else:
        laid, left_out = _lay_sections(units, fonts, most), sum(map(count_left, texts.units[:_MOST_PIECES]))
    return laid._replace(left_out=laid.left_out + left_out + len(texts.units[_MOST_PIECES:]))


def lay_intro(texts: CardTexts, fonts: CardFonts, name: str) -> list[Card]:
    """Return the card of the 导读, under its name; none without one."""
    paragraphs = tuple(filter(None, map(fonts.keep_writable, take_beginning(texts.intro))))
    if not paragraphs:
        return []
    for size in TEXT_SIZES:
        rows = set_paragraphs(paragraphs, fonts, size)
        if _is_room(rows, name):
            break
    shown = next(count for count in range(len(rows), 0, -1) if _is_room(rows[:count], name))
    return [Card((CardPiece(name, tuple(cut_rows(rows, shown, fonts)), 0),))]


def _is_room(rows: Sequence[CardRow], name: str) -> bool:
    """Return whether lines fit on one card."""
    return Card((CardPiece(name, tuple(rows), 0),)).height <= _ROOM


def _lay_entries(units: Sequence[CardUnit], fonts: CardFonts, most: int) -> LaidCards:
    """Return cards with whole entries, the text of each as long as its card has room."""

    def lay(lines: int, size: int) -> list[CardPiece]:
        return [_set_entry(unit, fonts, size, lines) for unit in units]

    lines = _choose_lines(lambda lines: _count(lay(lines, TEXT_SIZES[-1])), len(units), most)
    size = _choose_size(lambda size: lay(lines, size), most)
    number, grown = 0, []
    for card in _balance(_take_first(lay(lines, size), most)):
        grown.append(_grow(card, lines, partial(_lay_again, units[number:], fonts, size)))
        number += len(card.pieces)
    return LaidCards(grown, len(units) - number)


def _choose_size(lay: Callable[[int], list[CardPiece]], most: int) -> int:
    """Return the largest size of text that needs no more cards than the smallest; that one, where it needs too many."""
    *larger, smallest = TEXT_SIZES
    fewest = min(most, _count(lay(smallest)))
    return next((size for size in larger if _count(lay(size)) <= fewest), smallest)


def _count(pieces: Sequence[CardPiece]) -> float:
    """Return the number of cards that pieces fill; infinite where one of them is too large for a card."""
    if len(pieces) > _MOST_PIECES:
        return inf
    cards = _balance(pieces)
    return len(cards) if all(card.height <= _ROOM for card in cards) else inf


def _take_first(pieces: Sequence[CardPiece], most: int) -> Sequence[CardPiece]:
    """Return as many of the first pieces as have room on so many cards."""
    pieces = pieces[:_MOST_PIECES]
    return pieces[: bisect(range(1, len(pieces) + 1), most, key=lambda count: len(_balance(pieces[:count])))]


def _lay_again(units: Sequence[CardUnit], fonts: CardFonts, size: int, number: int, lines: int) -> CardPiece:
    return _set_entry(units[number], fonts, size, lines)


def _choose_lines(count: Callable[[int], float], units: int, most: int) -> int:
    """Return how many lines of text each of so many entries has, so that there are not too many cards."""
    preferred = min(most, _PREFERRED_CARDS, max(1, ceil(units * _PREFERRED_SHARE)))
    few = [lines for lines in _LINES if lines >= _LEAST_LINES and count(lines) <= preferred]
    return few[0] if few else next((lines for lines in _LINES if count(lines) <= most), 0)


def _grow(card: Card, lines: int, lay: Callable[[int, int], CardPiece]) -> Card:
    """Return a card with more lines of the texts that were cut, one after the other, as long as there is room."""
    limits = [lines] * len(card.pieces)
    growing = [number for number, piece in enumerate(card.pieces) if piece.is_cut]
    while growing:
        number = min(growing, key=lambda each: limits[each])
        piece = lay(number, limits[number] + 1)
        larger = Card((*card.pieces[:number], piece, *card.pieces[number + 1 :]))
        if larger.height > _ROOM:
            growing.remove(number)
            continue
        card, limits[number] = larger, limits[number] + 1
        if not piece.is_cut:
            growing.remove(number)
    return card


def _lay_sections(units: Sequence[CardUnit], fonts: CardFonts, most: int) -> LaidCards:
    """Return cards through which the text of an article runs; where it is too long, its sections are shortened."""

    def lay(paragraphs: int, size: int) -> list[CardPiece]:
        return [piece for unit in units for piece in _set_section(unit, fonts, size, paragraphs)]

    longest = max(len(unit.texts) for unit in units)
    kept = next((count for count in range(longest, 0, -1) if _count(lay(count, TEXT_SIZES[-1])) <= most), 1)
    pieces = lay(kept, _choose_size(lambda size: lay(kept, size), most))
    shown = list(_take_first(pieces, most))
    if len(shown) < len(pieces):
        *rows, last = shown[-1].rows
        shown[-1] = shown[-1]._replace(rows=(*rows, end_early(last, fonts)))
    left_out = sum(len(unit.texts[kept:]) for unit in units) + len(pieces) - len(shown)
    return LaidCards(_balance(shown), left_out)


def _set_entry(unit: CardUnit, fonts: CardFonts, size: int, lines: int) -> CardPiece:
    rows = [*set_title(unit.title, fonts), *set_source(unit.source, fonts)]
    text = set_paragraphs(unit.texts, fonts, size)
    most = lines if unit.title else max(lines, 2)
    shown = cut_rows(text, most, fonts)
    if shown and rows:
        shown[0] = shown[0]._replace(gap=_TITLE_GAP)
    return CardPiece(unit.section, (*rows, *shown), UNIT_GAP, len(text) > len(shown))


def _set_section(unit: CardUnit, fonts: CardFonts, size: int, paragraphs: int) -> list[CardPiece]:
    """Return the pieces of a section: its title with the first lines, then lines that no card separates."""
    rows = set_paragraphs(unit.texts[:paragraphs], fonts, size)
    if len(unit.texts) > paragraphs and rows:
        rows = [*rows[:-1], end_early(rows[-1], fonts)]
    chunks = split_rows(rows)
    title = set_title(unit.title, fonts)
    if title:
        first = chunks.pop(0) if chunks else []
        first = [first[0]._replace(gap=_TITLE_GAP + 8), *first[1:]] if first else []
        chunks.insert(0, [*title, *first])
    pieces = [CardPiece("", (chunk[0]._replace(gap=0), *chunk[1:]), chunk[0].gap) for chunk in chunks]
    return [pieces[0]._replace(gap=UNIT_GAP), *pieces[1:]] if pieces else []


def _balance(pieces: Sequence[CardPiece]) -> list[Card]:
    """Return as few cards as hold the pieces, filled as evenly as can be."""
    # For each number of pieces from the first on: how many cards they fill, how unevenly, and where the last begins.
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        found = None
        for start in range(end - 1, -1, -1):
            height = Card(tuple(pieces[start:end])).height
            if found and height > _ROOM:
                break
            cost = (best[start][0] + 1, best[start][1] + (_ROOM - height) ** 2, start)
            found = min(found, cost) if found else cost
        best.append(found or (0, 0.0, 0))
    cards: list[Card] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        cards.insert(0, Card(tuple(pieces[start:end])))
        end = start
    return cards
