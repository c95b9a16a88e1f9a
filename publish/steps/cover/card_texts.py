"""The texts of the cards of a picture post: what stands on the first, the 导读, and entries or sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from publish.core.picture_post import TextBlock, TextKind
from publish.steps.cover import CoverText

_READ = (TextKind.PARAGRAPH, TextKind.ITEM)
_ELSEWHERE = {TextKind.CODE: "（代码见全文）", TextKind.ROW: "（表格见全文）"}
_HEADINGS = (TextKind.SECTION, TextKind.HEADING, TextKind.ENTRY)
_MAX_CHARS = 240  # of a name, title or source: more than has room; the rest is not even measured


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
    opened = _collect_entries(blocks) if is_digest else _collect_sections(blocks)
    units = tuple(each.close() for each in opened if each.title or each.texts)
    intro = tuple(block.text for block in blocks if block.kind is TextKind.INTRO)
    contents = tuple(unit.title for unit in units if unit.title)
    return CardTexts(cover, contents, intro, units, is_digest, account)


@dataclass
class _OpenUnit:
    """A unit to which texts are added."""

    section: str = ""
    title: str = ""
    source: str = ""
    texts: list[str] = field(default_factory=list)

    def close(self) -> CardUnit:
        """Return the unit, its short texts cut to what may have room."""
        section, title, source = (text[:_MAX_CHARS] for text in (self.section, self.title, self.source))
        return CardUnit(section, title, source, tuple(self.texts))

    def point_elsewhere(self, words: str) -> None:
        """End the last paragraph with the words that stand for code or a table."""
        if not self.texts:
            self.texts.append(words)
        elif not self.texts[-1].endswith(words):
            self.texts[-1] += words


def _collect_entries(blocks: Sequence[TextBlock]) -> list[_OpenUnit]:
    """Return the hot news and the entries of a digest."""
    units: list[_OpenUnit] = []
    section = ""
    for kind, text in blocks:
        if kind in (TextKind.SECTION, TextKind.HEADING):
            section = text.rstrip("：: ")
            units.append(_OpenUnit(section))
        elif kind is TextKind.ENTRY:
            units.append(_OpenUnit(section, text))
        elif kind is TextKind.BRIEF:
            units.append(_OpenUnit(section, texts=[text]))
        elif kind is TextKind.SOURCE and units:
            units[-1].source = text
        elif kind in _READ and units:
            units[-1].texts += text.split("\n")
    return units


def _collect_sections(blocks: Sequence[TextBlock]) -> list[_OpenUnit]:
    """Return the sections of an article, each with its paragraphs."""
    units = [_OpenUnit()]
    for kind, text in blocks:
        if kind in _HEADINGS:
            units.append(_OpenUnit(title=text))
        elif kind in _READ:
            units[-1].texts += text.split("\n")
        elif kind in _ELSEWHERE:
            units[-1].point_elsewhere(_ELSEWHERE[kind])
    return units
