"""An issue, parsed into its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from datetime import date as date_  # the field of an issue has its name
from enum import Enum, StrEnum, auto
from typing import Literal, NamedTuple, TypeAlias

IssueKind: TypeAlias = Literal["auto", "digest", "article"]
"""How an issue is read: as sections of entries, with 导读 and counts, or as plain Markdown; `auto`: as it looks."""
AiUse: TypeAlias = Literal["text", "pictures", "both", "none"]
"""What of an article a machine made."""


class Span(NamedTuple):
    """The source lines of a node, 1-based and inclusive."""

    line: int
    end_line: int


class InlineSpan(NamedTuple):
    """Characters of one source line, without those that no article can hold."""

    line: int  # 1-based
    start: int  # 0-based; `end` is exclusive
    end: int


class BlockKind(StrEnum):
    """Kinds of Markdown blocks that the line scanner distinguishes."""

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


TEXTS = frozenset({BlockKind.PARAGRAPH, BlockKind.SUMMARY})  # blocks of an author's own running text


class Block(NamedTuple):
    """A block of Markdown that keeps its position."""

    kind: BlockKind
    text: str  # Markdown without the prefix of its kind (`> `, `摘要：`)
    span: Span
    label_span: InlineSpan | None = None  # of the `摘要：` of a summary; None if its colon is wrapped
    text_span: InlineSpan | None = None  # of a note's text, if it is on one line


class Field(NamedTuple):
    """A `标签：值` line of an entry."""

    label: str
    text: str  # Markdown
    span: Span
    label_span: InlineSpan | None  # of the label with its colon; None if that is wrapped


class Item(NamedTuple):
    """One item of a list inside an entry."""

    parts: tuple[Part, ...]


class Items(NamedTuple):
    """A list inside an entry."""

    ordered: bool
    start: int
    items: tuple[Item, ...]


Part = Block | Field | Items  # a part of an entry below its first line


class Brief(NamedTuple):
    """A hot-news line before the first section."""

    subject: str | None  # the text before the first colon, where it is short enough for a name
    text: str
    span: Span


class Intro(NamedTuple):
    """The 导读 of an issue."""

    lines: tuple[str, ...]  # one paragraph for each source line, without the label
    span: Span


class EntrySpans(NamedTuple):
    """Parts of an entry's first line; None for one that is missing, or not written in one piece."""

    title: InlineSpan | None
    tags: tuple[InlineSpan, ...]  # with their brackets
    separator: InlineSpan | None = None  # between title and source, with the space around it
    source: InlineSpan | None = None
    stray: InlineSpan | None = None  # the second of two equal addresses


class Entry(NamedTuple):
    """One `- ` item of a section."""

    title: str  # Markdown, without tags, source and address
    url: str | None  # destination of the first inline link
    source: str | None
    tags: tuple[str, ...]
    extra: str  # Markdown after the link on the first line
    parts: tuple[Part, ...]
    flaws: tuple[str, ...]  # faults of the first line: `no-link`, `empty-url`…
    span: Span  # the first line alone
    inline: EntrySpans

    @property
    def texts(self) -> tuple[Block, ...]:
        """Return the blocks of running text, those in lists included, without fields."""
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
    parts: tuple[Entry | Block, ...]
    span: Span

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries."""
        return tuple(part for part in self.parts if isinstance(part, Entry))


class Archive(NamedTuple):
    """The handwritten 往期回顾 of an issue."""

    url: str | None
    dates: tuple[str, ...]
    blocks: tuple[Block, ...]  # blocks that are neither a row nor a line of back issues
    spans: tuple[Span, ...]
    date_spans: tuple[InlineSpan, ...] = ()  # of the dates with their brackets


class Contact(NamedTuple):
    """One way to reach the newsletter: `Editor`, `https://…`."""

    label: str
    value: str


class Trailer(NamedTuple):
    """The recurring end of every issue: QR code, contacts, licence."""

    qr: str | None  # path of the QR picture, as written
    contacts: tuple[Contact, ...]
    licence_url: str | None
    blocks: tuple[Block, ...]  # unknown parts
    spans: tuple[Span, ...]
    licence_line: int | None = None  # the last line that is recognised by the address of a licence


class Title(NamedTuple):
    """The first heading of an issue."""

    text: str
    name: str  # the text before the date
    subtitle: str
    span: Span
    date: str = ""  # as written, even one that is not in the calendar
    separator_span: InlineSpan | None = None  # between date and subtitle


class FrontMatterSyntax(Enum):
    """How a front matter is written."""

    YAML = auto()  # between two `---`
    TOML = auto()  # between two `+++`
    METADATA = auto()  # `Key: value` lines without a fence


class FrontMatter(NamedTuple):
    """The keys and values at the top of a file."""

    values: Mapping[str, str]
    span: Span | None
    lines: Mapping[str, int] = {}  # the line of each key
    others: Mapping[str, int] = {}  # the line of each key that belongs to another program
    comments: Mapping[str, str] = {}  # what stands behind a value as a comment
    syntax: FrontMatterSyntax = FrontMatterSyntax.YAML
    tags: tuple[str, ...] = ()  # and categories


class Footnote(NamedTuple):
    """A footnote: `[^key]: text`."""

    key: str  # in lower case
    text: str
    line: int


class RemovedMark(NamedTuple):
    """A mark of another generator that no article can hold, or a link that Markdown cannot read."""

    line: int
    text: str  # as written
    message: str  # id of what the author is told


class Issue(NamedTuple):
    """One Markdown file of the newsletter."""

    name: str  # the file name without suffix; a date for an issue of the newsletter
    date: date | None  # in its name
    front_matter: FrontMatter
    title: Title | None
    intro: Intro | None
    claimed: int | None  # N of `本期N条`
    claim_span: InlineSpan | None  # of that number
    preamble: tuple[Block | Brief | Intro, ...]
    sections: tuple[Section, ...]
    archive: Archive | None
    trailer: Trailer | None
    footnotes: tuple[Footnote, ...] = ()  # the first of each key
    code_lines: frozenset[int] = frozenset()  # of fenced code blocks and of HTML comments over several lines
    is_digest: bool = False  # read as sections of entries rather than as plain Markdown
    top_level: int = 2  # of the headings that begin sections; 1 where no heading is the title
    removed_marks: tuple[RemovedMark, ...] = ()
    day: date_ | None = None  # `date`, else that of the front matter
    translated_lines: Mapping[int, str] = {}  # by number, the lines that held foreign marks, as inline spans count them
    inner_definitions: tuple[str, ...] = ()  # link definitions inside lists and quotations, which hold everywhere
    open_fence: int | None = None  # the line of a code block without an end

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def briefs(self) -> tuple[Brief, ...]:
        """Return the hot-news lines."""
        return tuple(part for part in self.preamble if isinstance(part, Brief))


class LinkUse(NamedTuple):
    """The use of an address in an issue."""

    issue: str
    line: int


class OtherIssues(NamedTuple):
    """The other issues of an issue's folder, for comparisons."""

    names: frozenset[str]  # of all issues, itself included
    titles: Mapping[str, tuple[str, ...]]  # names of the other issues by the date in their title
    uses: Mapping[str, LinkUse]
    """The first use of each address in any issue, itself included; addresses normalised by `identify_address`."""
    first_noted: str | None = None  # the first issue with the note on repositories
