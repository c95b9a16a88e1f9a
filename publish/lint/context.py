"""An issue as an editor reads it: what the parse says, beside the lines it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from publish.core.issue import (
    TEXTS,
    Block,
    BlockKind,
    Brief,
    Entry,
    Field,
    Intro,
    Issue,
    Items,
    OtherIssues,
    Part,
    Span,
)
from publish.core.link_status import LinkStatus
from publish.core.settings import Settings
from publish.newsletter.labels import TITLE_DATE

HIDDEN = "\0"
"""What stands for a character that is no text: of code, of an address, of HTML. No issue holds it."""

_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}(?=[^`]*$)|~{3,})")
_CODE = re.compile(r"`[^`]*`|<!--.*?(?:-->|$)")
_DESTINATION = r"\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)"
_UNREAD = re.compile(rf"(?<=\]){_DESTINATION}|https?://[!-~]+|<(?:/?[A-Za-z]|!--)[^<>]*>")
_LINK = re.compile(
    r"(?P<image>!\[[^\[\]]*)?\]\([ \t]*(?P<url>[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+)(?:[ \t][^()]*)?\)"
    r"|(?P<bare>https?://[!-;=?-Z^-~]+)"
)
_COLON = re.compile(r"[：:]")
_LOOSE_ENDS = ".,;:!?*_"
MIN_BREAK_SPACES = 2
"""So many spaces at the end of a line make Markdown break it."""


class IssueLink(NamedTuple):
    """An address in an issue's text."""

    line: int
    start: int
    """Where the address begins, 0-based, as an edit counts."""
    url: str
    bare: bool
    """Whether it stands in the text as it is."""
    image: bool

    @property
    def end(self) -> int:
        """Return where the address ends, exclusive."""
        return self.start + len(self.url)


class EntryPart(NamedTuple):
    """A part of an entry with what stands before it in the same list of parts."""

    part: Part
    before: Part | Entry | None
    after: Part | None
    depth: int
    entry: Entry


class LintContext:
    """An issue and its lines."""

    def __init__(
        self,
        text: str,
        issue: Issue,
        settings: Settings | None = None,
        other_issues: OtherIssues | None = None,
        answers: Mapping[str, LinkStatus] | None = None,
    ) -> None:
        self.text = text
        self.issue = issue
        self.settings = settings or Settings()
        self.neighbours = other_issues
        self.answers: Mapping[str, LinkStatus] = answers or {}
        self.lines = text.split("\n")

    def line(self, number: int) -> str:
        """Return a line by its number."""
        return self.lines[number - 1]

    @cached_property
    def dated(self) -> bool:
        """Say whether this is an issue of the newsletter rather than any Markdown."""
        issue = self.issue
        titled = issue.title is not None and TITLE_DATE.match(issue.title.text) is not None
        return issue.date is not None or titled or issue.intro is not None

    @cached_property
    def content(self) -> tuple[int, ...]:
        """Return the numbers of the lines that are the issue's own text: no front matter, archive, trailer or code."""
        ends = [span.line for part in (self.issue.archive, self.issue.trailer) if part for span in part.spans]
        front = self.issue.front_matter.span
        first = front.end_line + 1 if front else 1
        last = min(ends, default=len(self.lines) + 1)
        return tuple(n for n in range(first, last) if n not in self._closed and self.line(n).strip())

    @cached_property
    def prose(self) -> dict[int, str]:
        """Return the lines of the issue's own text by number, with all that is no text hidden."""
        return {number: _hide(_hide_code(self.line(number)), _UNREAD) for number in self.content}

    @cached_property
    def body(self) -> dict[int, str]:
        """Return the prose without headings and notes, which have rules of their own."""
        return {n: text for n, text in self.prose.items() if not text.startswith("#") and n not in self._note_lines}

    @cached_property
    def links(self) -> tuple[IssueLink, ...]:
        """Return every address of the issue's own text, in order."""
        return tuple(link for number in self.content for link in _find_links(number, self.line(number)))

    @cached_property
    def parts(self) -> tuple[EntryPart, ...]:
        """Return every part of every entry, those of nested items included, in order."""
        return tuple(placed for entry in self.issue.entries for placed in _place(entry.parts, entry, entry, 0))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks that stand in no entry."""
        preamble = [part for part in self.issue.preamble if isinstance(part, Block)]
        return (*preamble, *(p for section in self.issue.sections for p in section.parts if isinstance(p, Block)))

    @cached_property
    def lost_breaks(self) -> frozenset[int]:
        """Return the numbers of the lines that Markdown would glue to the next."""
        intro = self.issue.intro
        pairs = [
            (find_span(placed.before).end_line, find_span(placed.part).line)
            for placed in self.parts
            if placed.before and is_text(placed.before) and is_text(placed.part)
        ]
        if intro:
            pairs += [(n, n + 1) for n in range(intro.span.line, intro.span.end_line)]
        return frozenset(
            upper for upper, lower in pairs if lower == upper + 1 and not _breaks(self.line(upper), self.line(lower))
        )

    @cached_property
    def label_colons(self) -> dict[int, int]:
        """Return where the colon of each field and each 摘要 stands, 0-based, by line."""
        labelled = (placed.part for placed in self.parts)
        lines = [
            part.span.line
            for part in labelled
            if isinstance(part, Field) or (isinstance(part, Block) and part.kind is BlockKind.SUMMARY)
        ]
        return {n: found.start() for n in lines if (found := _COLON.search(self.line(n)))}

    def find_end(self, entry: Entry) -> int:
        """Return the last line of an entry."""
        return max((find_span(part).end_line for part in entry.parts), default=entry.span.end_line)

    @cached_property
    def _note_lines(self) -> frozenset[int]:
        notes = (block.span for block in self.blocks if block.kind is BlockKind.NOTE)
        return frozenset(number for span in notes for number in range(span.line, span.end_line + 1))

    @cached_property
    def _closed(self) -> frozenset[int]:
        """Return the numbers of the lines in code blocks and in HTML comments of several lines."""
        closed = set()
        mark = None
        for number, line in enumerate(self.lines, 1):
            if mark is None:
                mark = _open(line)
                if mark:
                    closed.add(number)
                continue
            closed.add(number)
            if mark in line if mark == "-->" else _ends_fence(line, mark):
                mark = None
        return frozenset(closed)


def is_text(part: Part | Entry) -> bool:
    """Say whether this is a line of text: an entry's first, a field, a summary, a paragraph."""
    return isinstance(part, Entry | Field) or (isinstance(part, Block) and part.kind in TEXTS)


def find_span(part: Part | Entry) -> Span:
    """Return the lines of a part; of a list, from its first item to its last."""
    if isinstance(part, Items):
        spans = [find_span(inner) for item in part.items for inner in item.parts]
        return Span(spans[0].line, spans[-1].end_line)
    return part.span


def find_items(parts: Iterable[Part]) -> Iterator[Items]:
    """Yield the lists among parts, nested ones included."""
    for part in parts:
        if isinstance(part, Items):
            yield part
            for item in part.items:
                yield from find_items(item.parts)


def find_texts(issue: Issue) -> Iterator[Block | Brief]:
    """Yield the paragraphs and hot-news lines of an issue, those in lists included."""
    yield from (part for part in issue.preamble if not isinstance(part, Intro) and _is_paragraph(part))
    for section in issue.sections:
        for part in section.parts:
            if isinstance(part, Entry):
                yield from part.texts
            elif _is_paragraph(part):
                yield part


def _is_paragraph(part: Block | Brief) -> bool:
    return isinstance(part, Brief) or part.kind in TEXTS


def _place(parts: tuple[Part, ...], entry: Entry, above: Entry | None, depth: int) -> Iterator[EntryPart]:
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else above
        yield EntryPart(part, before, parts[i + 1] if i + 1 < len(parts) else None, depth, entry)
        if isinstance(part, Items):
            for item in part.items:
                yield from _place(item.parts, entry, None, depth + 1)


def _breaks(upper: str, lower: str) -> bool:
    """Say whether Markdown keeps two lines apart, or they are one anyway."""
    spaces = len(upper) - len(upper.rstrip(" "))
    return spaces >= MIN_BREAK_SPACES or upper.endswith("\\") or "<!--" in upper or not lower.strip("> \t")


def _open(line: str) -> str | None:
    """Return what closes the code block or comment that a line opens."""
    fence = _FENCE.match(line)
    if fence:
        return fence[1]
    _, comment, hidden = line.rpartition("<!--")
    return "-->" if comment and "-->" not in hidden else None


def _ends_fence(line: str, mark: str) -> bool:
    text = line.strip()
    return text.startswith(mark) and not text.strip(mark[0])


def _hide_code(line: str) -> str:
    """Return a line with code and comments hidden; most hold none, and looking takes long."""
    return _hide(line, _CODE) if "`" in line or "<!--" in line else line


def _hide(line: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: HIDDEN * len(found[0]), line)


def _find_links(number: int, line: str) -> Iterator[IssueLink]:
    shown = _hide_code(line)
    for found in _LINK.finditer(shown):
        if found["bare"] is None:
            yield IssueLink(number, found.start("url"), found["url"], bare=False, image=bool(found["image"]))
        elif not shown.startswith("](", found.end()):
            url = _trim(found["bare"])
            yield IssueLink(number, found.start(), url, bare=True, image=False)


def _trim(url: str) -> str:
    """Return a bare address without the punctuation of the sentence round it."""
    end, unopened = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in _LOOSE_ENDS or (url[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= url[end] == ")"
    return url[:end]
