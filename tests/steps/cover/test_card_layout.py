"""The layout of cards: whole entries, well filled, and nothing outside the card."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.steps.cover import CoverText
from publish.steps.cover.card_layout import BOTTOM, TOP, Card, CardPiece, find_labels, lay_cards, lay_intro
from publish.steps.cover.card_rows import CardFonts, RowStyle, open_fonts
from publish.steps.cover.card_texts import CardTexts, CardUnit
from tests.fonts import find_test_typeface

FONTS = open_fonts(find_test_typeface())
ROOM = BOTTOM - TOP
WORDS = "国简嵌入式报端侧智能周本期条业界新闻论文开源博客三星流片移动更封面题"
COVER = CoverText(("简报",), (), "", ())


def write(chars: int) -> str:
    return (WORDS * (chars // len(WORDS) + 1))[:chars]


def make_texts(*units: CardUnit, is_digest: bool = True, intro: tuple[str, ...] = ()) -> CardTexts:
    return CardTexts(COVER, (), intro, units, is_digest, "")


def make_entry(chars: int = 300, section: str = "业界新闻", title: str = "国简嵌入式报端侧") -> CardUnit:
    return CardUnit(section, title, "智能周", (write(chars),) if chars else ())


def lay(*units: CardUnit, is_digest: bool = True, most: int = 18) -> list[Card]:
    return lay_cards(make_texts(*units, is_digest=is_digest), FONTS, most).cards


def list_rows(cards: list[Card], style: RowStyle = RowStyle.TEXT) -> list[str]:
    return [row.text for card in cards for piece in card.pieces for row in piece.rows if row.style is style]


def find_fill(card: Card) -> float:
    return card.height / ROOM


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from(["业界新闻", "论文", ""]), st.integers(0, 60)), max_size=40
    ),
    st.booleans(),
    st.integers(1, 18),
)
def test_every_card_has_room_for_its_texts(shape: list[tuple[int, str, int]], is_digest: bool, most: int) -> None:
    units = [make_entry(chars, section, write(title)) for chars, section, title in shape if chars or title]

    laid = lay_cards(make_texts(*units, is_digest=is_digest), FONTS, most)

    assert len(laid.cards) <= most
    assert all(card.height <= ROOM + 1e-6 for card in laid.cards)
    assert all(card.pieces for card in laid.cards)


def test_entries_keep_their_order_and_stand_on_one_card_each() -> None:
    titles = [f"{write(8)}{number}" for number in range(18)]

    cards = lay(*(make_entry(title=title) for title in titles))

    assert list_rows(cards, RowStyle.TITLE) == titles
    assert 2 <= len(cards) <= 9


def test_texts_that_were_cut_grow_until_their_card_is_full() -> None:
    cards = lay(*(make_entry(900) for _ in range(8)))

    assert all(find_fill(card) > 0.9 for card in cards)
    assert any(row.endswith("…") for row in list_rows(cards))


def test_short_texts_are_larger_and_stand_whole() -> None:
    [card] = lay(make_entry(40), make_entry(40))

    rows = [row for piece in card.pieces for row in piece.rows if row.style is RowStyle.TEXT]
    assert {row.size for row in rows} == {50}
    assert "".join(row.text for row in rows) == write(40) * 2
    assert card.stretch > 0


def test_entries_without_room_are_counted() -> None:
    laid = lay_cards(make_texts(*(make_entry(0, title=write(50)) for _ in range(40))), FONTS, 2)

    shown = sum(len(card.pieces) for card in laid.cards)
    assert (len(laid.cards), laid.left_out) == (2, 40 - shown)
    assert shown == 6


@pytest.mark.parametrize(("units", "most", "left"), [(0, 18, 0), (3, 0, 3)])
def test_nothing_to_lay_gives_no_card(units: int, most: int, left: int) -> None:
    laid = lay_cards(make_texts(*(make_entry() for _ in range(units))), FONTS, most)

    assert (laid.cards, laid.left_out) == ([], left)


def test_unit_that_the_font_cannot_write_is_left_out() -> None:
    cards = lay(make_entry(40), CardUnit("业界新闻", "漢漢漢", "", ("漢漢漢",)))

    assert len(list_rows(cards, RowStyle.TITLE)) == 1


def test_hot_news_without_a_title_keep_two_lines_at_least() -> None:
    cards = lay(*(CardUnit("新闻", texts=(write(200),)) for _ in range(60)), most=10)

    assert all(len(piece.rows) >= 2 for card in cards for piece in card.pieces)


def test_article_runs_through_the_cards_without_lone_lines() -> None:
    text = (write(400), write(30), write(230))

    cards = lay(CardUnit(texts=text), CardUnit(title="国简", texts=text), is_digest=False)

    assert "".join(list_rows(cards)) == "".join(text) * 2
    assert all(len(piece.rows) > 1 for card in cards for piece in (card.pieces[0], card.pieces[-1]))


def test_title_of_a_section_never_ends_a_card() -> None:
    units = [CardUnit(title="国简", texts=(write(150 + 40 * number),)) for number in range(9)]

    cards = lay(*units, is_digest=False)

    assert all(card.pieces[-1].rows[-1].style is RowStyle.TEXT for card in cards)


def test_long_article_keeps_the_beginnings_of_its_sections() -> None:
    units = [CardUnit(title="国简", texts=(write(200),) * 12) for _ in range(6)]

    laid = lay_cards(make_texts(*units, is_digest=False), FONTS, 6)

    assert len(laid.cards) <= 6
    assert len(list_rows(laid.cards, RowStyle.TITLE)) == 6
    assert laid.left_out > 0
    assert sum(row.endswith("…") for row in list_rows(laid.cards)) == 6


def test_article_of_one_long_paragraph_is_shown_as_far_as_there_is_room() -> None:
    laid = lay_cards(make_texts(CardUnit(title="国简", texts=(write(7_000),)), is_digest=False), FONTS, 3)

    assert (len(laid.cards), laid.left_out > 0) == (3, True)
    assert all(find_fill(card) > 0.8 for card in laid.cards)
    assert list_rows(laid.cards)[-1].endswith("…")


def test_article_of_titles_alone_has_them_on_its_cards() -> None:
    laid = lay_cards(make_texts(*(CardUnit(title=write(50)) for _ in range(40)), is_digest=False), FONTS, 2)

    assert len(laid.cards) == 2
    assert laid.left_out == 40 - sum(len(card.pieces) for card in laid.cards)


def test_introduction_stands_on_a_card_of_its_own() -> None:
    [card] = lay_intro(make_texts(intro=(write(60), write(40))), FONTS, "本期")

    assert "".join(list_rows([card])) == write(60) + write(40)
    assert find_labels(card.pieces) == [0]


def test_long_introduction_ends_with_an_ellipsis() -> None:
    [card] = lay_intro(make_texts(intro=(write(300),) * 4), FONTS, "本期")

    assert card.height <= ROOM
    assert list_rows([card])[-1].endswith("…")


def test_introduction_is_laid_no_further_than_a_post_may_need() -> None:
    fonts = CardFonts(find_test_typeface())
    texts = make_texts(intro=tuple(write(40) + str(number) for number in range(5_000)))

    lay_intro(texts, fonts, "本期")

    assert fonts.keep_writable.cache_info().misses <= 120


def test_issue_without_introduction_has_no_card_for_it() -> None:
    assert lay_intro(make_texts(intro=("漢",)), FONTS, "本期") == []


def test_label_stands_where_the_section_changes() -> None:
    pieces = [CardPiece(section, (), 0) for section in ("甲", "甲", "", "", "乙")]

    assert [find_labels(pieces), find_labels(pieces[2:]), find_labels(())] == [[0, 4], [2], []]
    assert all(one <= other for one, other in pairwise(find_labels(pieces)))


@pytest.mark.parametrize(
    ("texts", "left"),
    [((write(9_000),), 1), (("国简",) * 130, 10), ((write(7_990), "国简", write(60), "国简"), 2), (("国简",) * 9, 0)],
)
def test_text_that_no_post_has_room_for_is_counted_before_it_is_laid(texts: tuple[str, ...], left: int) -> None:
    laid = lay_cards(make_texts(CardUnit(texts=texts), is_digest=False), FONTS, 40)

    assert laid.left_out == left
    assert bool(list_rows(laid.cards)[-1].endswith("…")) is (len(texts) < 9)


@pytest.mark.parametrize("is_digest", [True, False])
def test_units_that_no_post_has_room_for_are_counted(is_digest: bool) -> None:
    units = [CardUnit("新闻" if is_digest else "", "国简", "", (write(90), write(90))) for _ in range(1_000)]

    laid = lay_cards(make_texts(*units, is_digest=is_digest), FONTS, 18)

    shown = len(list_rows(laid.cards, RowStyle.TITLE))
    assert len(laid.cards) == 18
    assert laid.left_out >= 1_000 - shown > 800
