"""Rules about line breaks, lists and list markers that Markdown reads differently."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from publish.core.issue import BlockKind, Brief, Items
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit
from publish.lint.context import MIN_BREAK_SPACES, LintContext, find_span, is_block, is_text
from publish.lint.rule import LintViolation, Profile, error, info, replacement, warning

_NUMBER = lazy_pattern(r"(\d{1,2})\.(?=[^\s\d.])")
_DASH = lazy_pattern(r"[–—•·][ \t]+(?=\S)")
_BULLET = lazy_pattern(r"[ \t]*(?:[·•][ \t]*|[–—][ \t]+)(?=[^\s–—])")
_SPACES = lazy_pattern(r"(?<=[^ ]) +$")


@warning("N10", "break-lost", "- [题](网址)（行末没有两个空格）⏎摘要：甲。", Profile.DIGEST, fixable=True)
def find_missing_breaks(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that other Markdown programs join with the next."""
    for number in sorted(context.missing_breaks):
        yield LintViolation(number, len(context.line(number).rstrip()) or 1, edits=(_fix_end(context, number),))


def _fix_end(context: LintContext, number: int) -> Edit:
    """Return the edit that gives a line the trailing spaces it needs."""
    line = context.line(number)
    spaces = " " * MIN_BREAK_SPACES if number in context.missing_breaks else ""
    return Edit(number, len(line.rstrip(" ")), len(line), spaces)


@warning("N11", "text-swallowed", "  - 列表项⏎列表之后的一段。", Profile.DIGEST, fixable=True)
def find_swallowed_texts(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs right below a list, which other Markdown programs add to its last item."""
    for placed in context.parts:
        if not isinstance(placed.before, Items) or not is_text(placed.part):
            continue
        number = find_span(placed.part).line
        if placed.depth == 0 and number == find_span(placed.before).end_line + 1:
            edit = Edit(number, 0, _measure_indent(context.line(number)), "\n  ")
            yield LintViolation(number, edit.end + 1, edits=(edit,))


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


@error("N12", "list-split", "- [题](网址)⏎1. 顶格的列表项", Profile.DIGEST, fixable=True)
def find_split_lists(context: LintContext) -> Iterator[LintViolation]:
    """Yield the numbered lists without indentation, which end their entry."""
    for placed in context.parts:
        if isinstance(placed.part, Items) and placed.part.ordered:
            numbers = [find_span(item.parts[0]).line for item in placed.part.items]
            left = [number for number in numbers if not _measure_indent(context.line(number))]
            if left:
                yield LintViolation(left[0], 1, edits=tuple(Edit(number, 0, 0, "  ") for number in left))


@error("N13", "marker-brief", "– 热身新闻；", Profile.DIGEST, fixable=True)
def find_wrong_brief_markers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the hot-news lines with a marker that Markdown does not know."""
    for brief in context.issue.briefs:
        marker = _DASH.match(context.line(brief.span.line))
        if marker:
            yield replacement(brief.span.line, 0, marker.end(), "- ")


@error("N13", "marker-bullet", "- [题](网址)⏎· 一项", Profile.DIGEST, fixable=True)
def find_typed_bullets(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of an entry that begin with a typed bullet."""
    for number, line in _find_paragraph_lines(context):
        bullet = _BULLET.match(line)
        if bullet:
            yield LintViolation(number, _measure_indent(line) + 1, edits=(Edit(number, 0, bullet.end(), "  - "),))


@error("N13", "marker-number", "1.甲⏎2.乙", Profile.DIGEST, fixable=True)
def find_glued_numbers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the numbered lines without a space after the number; a single one may be a version."""
    numbered = {
        number: int(match[1])
        for number, line in _find_paragraph_lines(context)
        if (match := _NUMBER.match(line.lstrip()))
    }
    for number, ordinal in numbered.items():
        if numbered.get(number - 1) == ordinal - 1 or numbered.get(number + 1) == ordinal + 1:
            indent = _measure_indent(context.line(number))
            end = indent + len(str(ordinal)) + 1
            yield LintViolation(number, indent + 1, edits=(Edit(number, 0, end, f"  {ordinal}. "),))


def _find_paragraph_lines(context: LintContext) -> Iterator[tuple[int, str]]:
    for placed in context.parts:
        if is_block(placed.part, BlockKind.PARAGRAPH) and placed.before is not None:
            yield placed.part.span.line, context.line(placed.part.span.line)


@error("N13", "marker-missing", "- 甲；⏎乙；⏎- 丙。", Profile.DIGEST)
def find_missing_markers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines without a marker between two hot-news lines."""
    for (above, part), (_, below) in pairwise(pairwise(context.issue.preamble)):
        between = isinstance(above, Brief) and isinstance(below, Brief)
        adjacent = part.span.line == above.span.end_line + 1 and below.span.line == part.span.end_line + 1
        if between and adjacent and is_block(part, BlockKind.PARAGRAPH):
            yield LintViolation(part.span.line, 1)


@info("N56", "space-trailing", "甲乙丙␣", fixable=True)
def find_trailing_spaces(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that end with one space, or with more than a line break needs."""
    title = context.issue.title if context.is_digest else None
    for number in context.content:
        line = context.line(number)
        spaces = _SPACES.search(line)
        if not spaces or len(spaces[0]) == MIN_BREAK_SPACES or (title and number == title.span.line):
            continue
        edit = _fix_end(context, number)
        if len(spaces[0]) > MIN_BREAK_SPACES and not line.startswith("#"):
            edit = edit._replace(text=" " * MIN_BREAK_SPACES)
        yield LintViolation(number, spaces.start() + 1, edits=(edit,))
