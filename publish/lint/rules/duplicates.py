"""What stands in an issue twice."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.issue import Block, BlockKind, Entry, Span
from publish.core.problem import Edit, Severity
from publish.core.urls import identify_address
from publish.lint.context import LintContext, find_texts
from publish.lint.rule import LintViolation, error
from publish.newsletter.labels import PAPERS

MIN_REPEATED_CHARS = 20
"""What is shorter may well be said twice."""


@error("N08", "link-twice", "- [甲](https://a.example)⏎- [乙](https://a.example)")
def find_repeated_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries that lead where an earlier one leads; two papers may share an article."""
    seen: dict[str, Entry] = {}
    for section in context.issue.sections:
        for entry in section.entries:
            first = seen.setdefault(identify_address(entry.url), entry) if entry.url else entry
            if first is not entry:
                differ = section.name == PAPERS and (first.title, first.tags) != (entry.title, entry.tags)
                yield LintViolation(entry.span.line, 1, {"line": first.span.line}, Severity.WARNING if differ else None)


@error("N09", "paragraph-twice", "摘要：……（与前面某段完全相同）", fixable=True)
def find_repeated_paragraphs(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs that are the very same as an earlier one."""
    owners = {
        number: entry.span.line
        for entry in context.issue.entries
        for number in range(entry.span.line, context.find_end(entry) + 1)
    }
    seen: dict[str, Span] = {}
    for part in find_texts(context.issue):
        first = seen.setdefault(part.text, part.span) if len(part.text) >= MIN_REPEATED_CHARS else part.span
        if first is not part.span:
            # The whole of an entry is pasted twice by mistake, too; which of the two is to go is not for us to say.
            together = owners.get(first.line) is not None and owners.get(first.line) == owners.get(part.span.line)
            edits = _take_out(context, part.span) if together else ()
            yield LintViolation(part.span.line, 1, {"line": first.line}, edits=edits)


def _take_out(context: LintContext, span: Span) -> tuple[Edit, ...]:
    lines = range(span.line, span.end_line + 1)
    return tuple(Edit(number, 0, len(context.line(number)), None) for number in lines)


@error("N09", "summary-twice", "- [题](网址)⏎摘要：甲。⏎摘要：乙。")
def find_second_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the second 摘要 of an entry."""
    for entry in context.issue.entries:
        told = [part for part in entry.parts if isinstance(part, Block) and part.kind is BlockKind.SUMMARY]
        for part in told[1:]:
            yield LintViolation(part.span.line, 1, {"line": told[0].span.line})
