"""An issue, as its author wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """The source lines that one thing owns, 1-based and inclusive."""

    line: int
    end_line: int


class BlockKind(StrEnum):
    """What a run of Markdown is, as far as the line scanner can tell."""

    PARAGRAPH = "paragraph"
    SUMMARY = "summary"
    TAGLINE = "tagline"
    NOTE = "note"
    LEAD_IN = "lead-in"
    HEADING = "heading"
    RULE = "rule"
    QUOTE = "quote"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    HTML = "html"
    DEFINITION = "definition"
    FOOTNOTE = "footnote"
    CONTAINER = "container"
    TERMS = "terms"
    FORMULA = "formula"


TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.SUMMARY})
"""What an author says in so many words."""


class Block(NamedTuple):
    """A run of Markdown that stays where it stood."""

    kind: BlockKind
    text: str
    """Markdown without the mark that made it this kind (`> `, `摘要：`)."""
    span: Span


class Field(NamedTuple):
    """A `标签：值` line of an entry."""

    label: str
    text: str
    """The value, as Markdown."""
    span: Span


class Item(NamedTuple):
    """One item of a list inside an entry."""

    parts: tuple[Part, ...]


class Items(NamedTuple):
    """A list inside an entry."""

    ordered: bool
    start: int
    items: tuple[Item, ...]


Part = Block | Field | Items
"""What stands below an entry's first line, in the author's order."""


class Brief(NamedTuple):
    """A hot-news line before the first section."""

    subject: str | None
    """What stands before the first colon, when it is short enough to be a name."""
    text: str
    span: Span


class Intro(NamedTuple):
    """The 导读 of an issue."""

    lines: tuple[str, ...]
    """One paragraph a line of the author, without the label."""
    span: Span


class Entry(NamedTuple):
    """One `- ` item of a section."""

    title: str
    """Markdown of the title, without tags, source and address."""
    url: str | None
    """Destination of the first inline link."""
    source: str | None
    tags: tuple[str, ...]
    extra: str
    """Markdown that follows the entry's link on its first line."""
    parts: tuple[Part, ...]
    flaws: tuple[str, ...]
    """What keeps the first line from being a clean entry, in a word: `no-link`, `empty-url`…."""
    span: Span
    """The first line alone; the parts own the others."""

    @property
    def texts(self) -> tuple[Block, ...]:
        """Return what it says in its own words, those in lists included, fields left out."""
        return tuple(_find_texts(self.parts))


def _find_texts(parts: Iterable[Part]) -> Iterator[Block]:
    for part in parts:
        if isinstance(part, Items):
            for item in part.items:
                yield from _find_texts(item.parts)
        elif isinstance(part, Block) and part.kind in TEXTS:
            yield part


class Section(NamedTuple):
    """A `## ` part of an issue."""

    name: str
    """Markdown of the heading."""
    parts: tuple[Entry | Block, ...]
    span: Span
    """The heading alone."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries in order."""
        return tuple(part for part in self.parts if isinstance(part, Entry))


class Archive(NamedTuple):
    """The hand-kept 往期回顾 of an issue."""

    url: str | None
    dates: tuple[str, ...]
    blocks: tuple[Block, ...]
    """What is neither a row nor a line of back issues."""
    spans: tuple[Span, ...]


class Contact(NamedTuple):
    """One way to reach the newsletter: `Editor`, `https://…`."""

    label: str
    value: str


class Trailer(NamedTuple):
    """What the account repeats at the end of every issue."""

    qr: str | None
    """Path of the QR picture, as written."""
    contacts: tuple[Contact, ...]
    licence_url: str | None
    blocks: tuple[Block, ...]
    """What is no known part of a trailer."""
    spans: tuple[Span, ...]


class Title(NamedTuple):
    """The first heading of an issue, taken apart."""

    text: str
    """The whole heading."""
    name: str
    """What stands before the date."""
    subtitle: str
    span: Span


class FrontMatter(NamedTuple):
    """The `key: value` lines between the two `---` at the top."""

    values: Mapping[str, str]
    span: Span | None
    lines: Mapping[str, int] = {}
    """Where each key stands."""


class Footnote(NamedTuple):
    """What an author says at the foot: `[^key]: text`."""

    key: str
    """In small letters."""
    text: str
    line: int


class Issue(NamedTuple):
    """One Markdown file of the newsletter."""

    name: str
    """The file's name without its ending; a date for an issue of the newsletter."""
    date: date | None
    front_matter: FrontMatter
    title: Title | None
    intro: Intro | None
    claimed: int | None
    """N of `本期N条`."""
    preamble: tuple[Block | Brief | Intro, ...]
    sections: tuple[Section, ...]
    archive: Archive | None
    trailer: Trailer | None
    footnotes: tuple[Footnote, ...] = ()
    """The first of each key."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def briefs(self) -> tuple[Brief, ...]:
        """Return the hot-news lines."""
        return tuple(part for part in self.preamble if isinstance(part, Brief))


class LinkUse(NamedTuple):
    """Where an address was used."""

    issue: str
    line: int


class OtherIssues(NamedTuple):
    """What an issue has to be compared with: the other issues of its folder."""

    names: frozenset[str]
    """Of every issue there is."""
    titles: Mapping[str, tuple[str, ...]]
    """Names of the other issues by the date in their title."""
    uses: Mapping[str, LinkUse]
    """The first use of each address in any issue, itself included; addresses as `identify_address` has them."""
