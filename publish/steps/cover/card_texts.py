"""The texts of the cards of a picture post: what stands on the first, the 导读, and entries or sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from publish.core.picture_post import TextBlock, TextKind
from publish.steps.cover import CoverText

_READ = (TextKind.PARAGRAPH, TextKind.ITEM)
_ELSEWHERE = {TextKind.CODE: "（代码见全文）", TextKind.ROW: "（表格见全文）"}
_HEADINGS = (TextKind.SECTION, TextKind.HEADING, TextKind.ENTRY)


class CardUnit(NamedTuple):
    """What belongs together on the cards: an entry, a line of hot news, or a section of an article."""

    section: str = ""  # its section; empty where the title is the section's name
    title: str = ""
    source: str = ""
    texts: tuple[str, ...] = ()  # paragraphs


class CardTexts(NamedTuple):
    """The texts of all cards."""

    cover: CoverText
    contents: tuple[str, ...]  # titles of what is inside
    intro: tuple[str, ...]  # paragraphs of the 导读
    units: tuple[CardUnit, ...]
    is_digest: bool
    account: str  # whose QR code stands on the last card


def choose_card_texts(blocks: Sequence[TextBlock], cover: CoverText, account: str, *, is_digest: bool) -> CardTexts:
    """Return the texts of the cards of an issue with these blocks of text; code and tables are only pointed to."""
    units = _collect_entries(blocks) if is_digest else _collect_sections(blocks)
    units = [unit for unit in units if unit.title or unit.texts]
    intro = tuple(block.text for block in blocks if block.kind is TextKind.INTRO)
    contents = tuple(unit.title for unit in units if unit.title)
    return CardTexts(cover, contents, intro, tuple(units), is_digest, account)


def _collect_entries(blocks: Sequence[TextBlock]) -> list[CardUnit]:
    """Return the hot news and the entries of a digest."""
    units: list[CardUnit] = []
    section = ""
    for kind, text in blocks:
        if kind in (TextKind.SECTION, TextKind.HEADING):
            section = text.rstrip("：: ")
            units.append(CardUnit(section))
        elif kind is TextKind.ENTRY:
            units.append(CardUnit(section, text))
        elif kind is TextKind.BRIEF:
            units.append(CardUnit(section, "", "", (text,)))
        elif kind is TextKind.SOURCE and units:
            units[-1] = units[-1]._replace(source=text)
        elif kind in _READ and units:
            units[-1] = units[-1]._replace(texts=(*units[-1].texts, *text.split("\n")))
    return units


def _collect_sections(blocks: Sequence[TextBlock]) -> list[CardUnit]:
    """Return the sections of an article, each with its paragraphs."""
    units = [CardUnit()]
    for kind, text in blocks:
        if kind in _HEADINGS:
            units.append(CardUnit(title=text))
        elif kind in _READ:
            units[-1] = units[-1]._replace(texts=(*units[-1].texts, *text.split("\n")))
        elif kind in _ELSEWHERE:
            units[-1] = _point_elsewhere(units[-1], _ELSEWHERE[kind])
    return units


def _point_elsewhere(unit: CardUnit, words: str) -> CardUnit:
    """Return a unit whose last paragraph ends with the words that stand for code or a table."""
    *texts, last = unit.texts or ("",)
    return unit if last.endswith(words) else unit._replace(texts=(*texts, last + words))
