"""Context of a lint run: an issue, its source lines, and the text and links that rules check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeGuard

from publish.core.article import Body, SourceText
from publish.core.issue import TEXTS, Block, BlockKind, Entry, Field, InlineSpan, Issue, Items, OtherIssues, Part, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit
from publish.core.settings import Settings
from publish.core.text import drop_unwritable
from publish.core.urls import LinkStatus
from publish.newsletter.container_names import CODE_FENCE, closes_code
from publish.newsletter.foreign_marks import FOREIGN_MARK

HIDDEN = "\0"  # replaces each character of code, addresses and HTML in the text that rules check; no issue contains it
NON_LATIN = r"[^\x00-\xff]"  # ideographs and more: a class of ideographs alone takes a millisecond to compile
LINK_TEXT = lazy_pattern(rf"\[[^\[\]]*\](?={HIDDEN})")  # the text of a link, after its address was hidden
MIN_BREAK_SPACES = 2  # trailing spaces that make a hard line break in Markdown

_CODE = lazy_pattern(r"`[^`]*`|<!--.*?(?:-->|$)")
_DESTINATION = r"\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)"
_ADDRESS_OR_TAG = lazy_pattern(rf"(?<=\]){_DESTINATION}|https?://[!-~]+|<(?:/?[A-Za-z]|!--)[^<>]*>")
LIST_MARKER = lazy_pattern(r"(?:[-*+]|\d{1,9}[.)])[ \t]+")
_RUNNING = (*TEXTS, BlockKind.LIST, BlockKind.QUOTE, BlockKind.CONTAINER)
_CODE_INDENT = 4
_LINK = lazy_pattern(
    r"(?P<image>!\[[^\[\]]*)?\]\([ \t]*(?P<url>[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+)(?:[ \t][^()]*)?\)"
    r"|(?P<bare>https?://[!#-;=?-Z_a-~]+)"
)
_MAX_BLOCK_LINES = 2000  # in which a text of a piece of Markdown is looked for
_MAX_SEARCHES = 50  # through the whole text, for all texts together
_TRAILING_PUNCTUATION = ".,;:!?'*_~"


class IssueLink(NamedTuple):
    """An address in the text of an issue."""

    line: int
    start: int  # 0-based
    url: str
    bare: bool  # whether it stands in the text without Markdown
    image: bool

    @property
    def end(self) -> int:
        """Return the end of the address, exclusive."""
        return self.start + len(self.url)


class EntryPart(NamedTuple):
    """A part of an entry with its neighbours in the same list of parts."""

    part: Part
    before: Part | Entry | None
    after: Part | None
    depth: int
    entry: Entry


class ProseLine(NamedTuple):
    """A line of running text behind its indentation and marks of quotation."""

    number: int
    start: int  # of the text in the line
    text: str
    in_entry: bool


class LintContext:
    """An issue with its lines and everything else that rules compare it with."""

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
        self.other_issues = other_issues or OtherIssues(frozenset(), {}, {})
        self.answers: Mapping[str, LinkStatus] = answers or {}
        self.rendered: Body | None = None  # without it only the issue is looked at
        self.lines = text.split("\n")
        self._visible: dict[int, str] = {}
        self.unplaced: set[int] = set()  # lines with spans whose place is not known

    def line(self, number: int) -> str:
        """Return a line by its number."""
        return self.lines[number - 1]

    def locate(self, span: InlineSpan) -> InlineSpan:
        """Return where a span of the issue stands in the line with every character that was written.

        In a line whose foreign marks were translated it is looked for; the start of one where it is not found once is
        `unplaced`.
        """
        line = self.line(span.line)
        translated = self.issue.translated_lines.get(span.line)
        if translated is not None:
            text = translated[span.start : span.end]
            if line.count(text) == 1:
                return InlineSpan(span.line, line.index(text), line.index(text) + len(text))
            self.unplaced.add(span.line)
            return InlineSpan(span.line, 0, 0)
        if drop_unwritable(line) == line:
            return span
        kept = [*(i for i, char in enumerate(line) if drop_unwritable(char)), len(line)]
        return InlineSpan(span.line, kept[span.start], kept[span.end])

    def find_in_source(self, texts: Iterable[SourceText]) -> Iterator[InlineSpan]:
        """Yield where texts stand that the parser of the body recorded; each is a part of a line."""
        ends: dict[int, InlineSpan] = {}  # the last one found, by the line of its Markdown
        budget = _MAX_SEARCHES * len(self.text)
        for text in texts:
            first = InlineSpan(text.line, 0, 0)
            for above in dict.fromkeys((ends.get(text.line, first), first)):
                span, budget = self._search(text.text, above, budget)
                if span:
                    ends[text.line] = span
                    yield span
                    break

    def _search(self, text: str, above: InlineSpan, budget: int) -> tuple[InlineSpan | None, int]:
        """Return where a text stands behind a place, and how many characters may still be searched."""
        start = above.end
        for number in range(above.line, min(above.line + _MAX_BLOCK_LINES, len(self.lines) + 1)):
            if budget <= 0:
                break
            visible = self.visible(number)
            at = visible.find(text, start)
            if at >= 0:
                return InlineSpan(number, at, at + len(text)), budget
            budget -= len(visible) + 1
            start = 0
        return None, budget

    def visible(self, number: int) -> str:
        """Return a line with code and comments hidden."""
        if number not in self._visible:
            self._visible[number] = _hide_code(self.line(number))
        return self._visible[number]

    def delete(self, numbers: Iterable[int]) -> tuple[Edit, ...]:
        """Return the edits that delete lines."""
        return tuple(Edit(number, 0, len(self.line(number)), None) for number in numbers)

    @property
    def is_digest(self) -> bool:
        """Return whether the issue was read as sections of entries."""
        return self.issue.is_digest

    @cached_property
    def content(self) -> tuple[int, ...]:
        """Return the numbers of the lines outside front matter, archive, trailer, code, formulas and comments."""
        ends = [span.line for part in (self.issue.archive, self.issue.trailer) if part for span in part.spans]
        front = self.issue.front_matter.span
        first = front.end_line + 1 if front else 1
        last = min(ends, default=len(self.lines) + 1)
        hidden = {*self.issue.code_lines, *self._find_lines(BlockKind.CODE, BlockKind.FORMULA)}
        return tuple(n for n in range(first, last) if n not in hidden and self.line(n).strip())

    def _find_lines(self, *kinds: BlockKind) -> Iterator[int]:
        """Yield the numbers of the lines of blocks outside entries."""
        for block in self._blocks:
            if is_block(block, *kinds):
                yield from range(block.span.line, block.span.end_line + 1)

    @property
    def _blocks(self) -> Iterator[object]:
        yield from self.issue.preamble
        yield from (part for section in self.issue.sections for part in section.parts)

    @cached_property
    def prose(self) -> dict[int, str]:
        """Return the content lines by number, with code, addresses, HTML and marks of other programs hidden."""
        lines = {number: _hide(self.visible(number), _ADDRESS_OR_TAG) for number in self.content}
        for number in self.issue.translated_lines.keys() & lines.keys():
            lines[number] = _hide(lines[number], FOREIGN_MARK)
        return lines

    @cached_property
    def body(self) -> dict[int, str]:
        """Return the prose without headings and notes, which have their own rules."""
        notes = {n for block in self.notes for n in range(block.span.line, block.span.end_line + 1)}
        return {n: text for n, text in self.prose.items() if not text.startswith("#") and n not in notes}

    def search_body(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the matches of a pattern in the body, each with its line number.

        One with `^` needs `re.MULTILINE`: most patterns find nothing in any line, which is known by one search.
        """
        if pattern.search(self.body_text):
            for number, text in self.body.items():
                for match in pattern.finditer(text):
                    yield number, match

    @cached_property
    def body_text(self) -> str:
        """Return the lines of the body as one text."""
        return "\n".join(self.body.values())

    @cached_property
    def text_lines(self) -> dict[int, ProseLine]:
        """Return the lines of running text by number: of paragraphs, lists, quotations and containers, without code."""
        blocks = [(block, False) for block in self._blocks] + [(placed.part, True) for placed in self.parts]
        content = frozenset(self.content)
        lines = (
            line
            for block, in_entry in blocks
            if is_block(block, *_RUNNING)
            for line in self._find_texts(block, in_entry)
        )
        return {line.number: line for line in lines if line.number in content}

    def _find_texts(self, block: Block, in_entry: bool) -> Iterator[ProseLine]:
        least, fence = _CODE_INDENT, ""
        for number in range(block.span.line, block.span.end_line + 1):
            line = self.line(number)
            start = len(line) - len(line.lstrip(" \t>"))
            text = line[start:]
            opening = CODE_FENCE.match(text)
            if fence or opening:  # fences in a quotation; the parser of issues knows the others
                fence = "" if fence and closes_code(text, fence) else fence or (opening["mark"] if opening else "")
            elif block.kind is not BlockKind.LIST or start < least or self.line(number - 1).strip():
                yield ProseLine(number, start, text, in_entry)
            marker = LIST_MARKER.match(line, start)
            least = marker.end() + _CODE_INDENT if marker else least

    @cached_property
    def links(self) -> tuple[IssueLink, ...]:
        """Return the addresses in the content, in order."""
        return tuple(link for number in self.content for link in _find_links(number, self.line(number)))

    @cached_property
    def web_links(self) -> tuple[IssueLink, ...]:
        """Return the http and https addresses in the content, in order."""
        return tuple(link for link in self.links if link.url.lower().startswith(("http://", "https://")))

    @cached_property
    def parts(self) -> tuple[EntryPart, ...]:
        """Return the parts of all entries, nested ones included, in order."""
        return tuple(part for entry in self.issue.entries for part in _walk_parts(entry.parts, entry, entry, 0))

    @cached_property
    def notes(self) -> tuple[Block, ...]:
        """Return the notes outside entries."""
        return tuple(block for block in self._blocks if is_block(block, BlockKind.NOTE))

    @cached_property
    def missing_breaks(self) -> frozenset[int]:
        """Return the numbers of the lines that Markdown would join with the next one."""
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
        """Return the position of the colon of each field and each 摘要, 0-based, by line."""
        spans = (placed.part.label_span for placed in self.parts if not isinstance(placed.part, Items))
        return {span.line: self.locate(span).end - 1 for span in spans if span}


def is_block(part: object, *kinds: BlockKind) -> TypeGuard[Block]:
    """Return whether a part is a block of one of these kinds."""
    return isinstance(part, Block) and part.kind in kinds


def is_text(part: Part | Entry) -> bool:
    """Return whether a part is a line of text: first line of an entry, field, summary or paragraph."""
    return isinstance(part, Entry | Field) or is_block(part, *TEXTS)


def find_span(part: Part | Entry) -> Span:
    """Return the lines of a part; of a list, from its first item to its last."""
    if isinstance(part, Items):
        first, last = part.items[0].parts[0], part.items[-1].parts[-1]
        return Span(find_span(first).line, find_span(last).end_line)
    return part.span


def find_entry_lines(entry: Entry) -> range:
    """Return the numbers of an entry's lines."""
    return range(entry.span.line, find_span(entry.parts[-1] if entry.parts else entry).end_line + 1)


def _walk_parts(parts: tuple[Part, ...], entry: Entry, above: Entry | None, depth: int) -> Iterator[EntryPart]:
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else above
        yield EntryPart(part, before, parts[i + 1] if i + 1 < len(parts) else None, depth, entry)
        if isinstance(part, Items):
            for item in part.items:
                yield from _walk_parts(item.parts, entry, None, depth + 1)


def _breaks(upper: str, lower: str) -> bool:
    """Return whether Markdown keeps two lines apart, or need not."""
    spaces = len(upper) - len(upper.rstrip(" "))
    return spaces >= MIN_BREAK_SPACES or upper.endswith("\\") or "<!--" in upper or not lower.strip("> \t")


def _hide_code(line: str) -> str:
    """Return a line with code and comments hidden; most lines have none, and the pattern is slow."""
    return _hide(line, _CODE) if "`" in line or "<!--" in line else line


def _hide(line: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: HIDDEN * len(match[0]), line)


def _find_links(number: int, line: str) -> Iterator[IssueLink]:
    visible = _hide_code(line)
    for match in _LINK.finditer(visible):
        if match["bare"] is None:
            yield IssueLink(number, match.start("url"), match["url"], bare=False, image=bool(match["image"]))
        elif not visible.startswith("](", match.end()):
            url = _strip_punctuation(match["bare"])
            yield IssueLink(number, match.start(), url, bare=True, image=False)


def _strip_punctuation(url: str) -> str:
    """Return a bare address without the punctuation of the sentence around it."""
    end, unopened = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in _TRAILING_PUNCTUATION or (url[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= url[end] == ")"
    return url[:end]
