"""Rules about links, paragraphs and summaries that an issue has twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from publish.core.issue import TEXTS, Block, BlockKind, Brief, Entry, Issue, Span
from publish.core.problem import Severity
from publish.core.urls import identify_address
from publish.lint.context import LintContext, find_entry_lines, is_block
from publish.lint.rule import LintViolation, Profile, error, warning
from publish.newsletter.labels import PAPERS

_MIN_REPEATED_CHARS = 20  # shorter paragraphs may repeat
_MIN_REPEATED_PROSE = 60  # in files other than newsletters, where lead-ins, formulas and pictures recur
_NO_PROSE = ("![", "[!", "$", "|", ":::")
_LEAD_IN_ENDS = ("：", ":")  # they introduce what follows, and may do so again
_SENTENCE_ENDS = ("。", "！", "？", ".", "!", "?")


@error("N08", "link-twice", "- [甲](https://a.example)⏎- [乙](https://a.example)", Profile.DIGEST)
def find_repeated_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries with the address of an earlier one; two papers may share an article."""
    seen: dict[str, Entry] = {}
    for section in context.issue.sections:
        for entry in section.entries:
            first = seen.setdefault(identify_address(entry.url), entry) if entry.url else entry
            if first is not entry:
                differ = section.name == PAPERS and (first.title, first.tags) != (entry.title, entry.tags)
                yield LintViolation(entry.span.line, 1, {"line": first.span.line}, Severity.WARNING if differ else None)


@error("N09", "paragraph-twice", "摘要：……（与前面某段完全相同）", fixable=True)
def find_repeated_paragraphs(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs that equal an earlier one."""
    owners = {number: entry.span.line for entry in context.issue.entries for number in find_entry_lines(entry)}
    seen: dict[str, Span] = {}
    for part in _find_texts(context.issue):
        first = seen.setdefault(part.text, part.span) if _is_unique(part.text, context) else part.span
        if first is not part.span:
            # Where a whole entry was pasted twice, only a person can decide which one goes.
            together = owners.get(first.line) is not None and owners.get(first.line) == owners.get(part.span.line)
            edits = context.delete(range(part.span.line, part.span.end_line + 1)) if together else ()
            severity = None if context.is_digest else Severity.WARNING
            yield LintViolation(part.span.line, 1, {"line": first.line}, severity, edits)


def _is_unique(text: str, context: LintContext) -> bool:
    """Return whether a text is long enough that nobody writes it twice."""
    if text.startswith(_NO_PROSE) or text.endswith(_LEAD_IN_ENDS):
        return False
    if context.is_digest:
        return len(text) >= _MIN_REPEATED_CHARS
    return len(text) >= _MIN_REPEATED_PROSE and text.endswith(_SENTENCE_ENDS)


@warning("N09", "paragraph-inside", "甲乙丙。⏎甲乙丙。……（下一段里也有）", fixable=True)
def find_inner_paragraphs(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs that stand inside the one before or behind."""
    for above, below in pairwise(_find_texts(context.issue)):
        part, whole = sorted((above, below), key=lambda text: len(text.text))
        inside = part.text in whole.text and part.text != whole.text
        if inside and is_block(part, BlockKind.PARAGRAPH) and _is_unique(part.text, context):
            edits = context.delete(range(part.span.line, part.span.end_line + 1))
            yield LintViolation(part.span.line, 1, {"line": whole.span.line}, edits=edits)


def _find_texts(issue: Issue) -> Iterator[Block | Brief]:
    """Yield the paragraphs and hot-news lines, those in lists included."""
    for part in chain(issue.preamble, *(section.parts for section in issue.sections)):
        if isinstance(part, Entry):
            yield from part.texts
        elif isinstance(part, Brief) or is_block(part, *TEXTS):
            yield part


@error("N09", "summary-twice", "- [题](网址)⏎摘要：甲。⏎摘要：乙。", Profile.DIGEST)
def find_second_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the second 摘要 of an entry."""
    for entry in context.issue.entries:
        summaries = [part for part in entry.parts if is_block(part, BlockKind.SUMMARY)]
        for part in summaries[1:]:
            yield LintViolation(part.span.line, 1, {"line": summaries[0].span.line})
