"""Line breaks, lists and markers: where Markdown reads something else than was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publish.core.issue import Block, BlockKind, Brief, Items
from publish.core.problem import Edit
from publish.lint.context import MIN_BREAK_SPACES, LintContext, find_items, find_span, is_text
from publish.lint.rule import LintViolation, error, info, warning

_INDENT = re.compile(r"[ \t]*")
_NUMBER = re.compile(r"(\d{1,2})\.(?=[^\s\d.])")
_DASH = re.compile(r"[–—•·][ \t]+(?=\S)")
_BULLET = re.compile(r"[ \t]*(?:[·•][ \t]*|[–—][ \t]+)(?=[^\s–—])")
_SPACES = re.compile(r"(?<=[^ ]) +$")


@warning("N10", "break-lost", "- [题](网址)（行末没有两个空格）⏎摘要：甲。", fixable=True)
def find_lost_breaks(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that elsewhere than here are glued to the next."""
    for number in sorted(context.lost_breaks):
        yield LintViolation(number, len(context.line(number).rstrip()) or 1, edits=(_end(context, number),))


def _end(context: LintContext, number: int) -> Edit:
    """Return the edit that makes a line end where its author ended it."""
    line = context.line(number)
    spaces = " " * MIN_BREAK_SPACES if number in context.lost_breaks else ""
    return Edit(number, len(line.rstrip(" ")), len(line), spaces)


@error("N11", "text-swallowed", "  - 列表项⏎列表之后的一段。", fixable=True)
def find_swallowed_texts(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs right below a list, which elsewhere than here belong to its last item."""
    for placed in context.parts:
        if not isinstance(placed.before, Items) or not is_text(placed.part):
            continue
        number = find_span(placed.part).line
        if placed.depth == 0 and number == find_span(placed.before).end_line + 1:
            edit = Edit(number, 0, _measure_indent(context.line(number)), "\n  ")
            yield LintViolation(number, edit.end + 1, edits=(edit,))


def _measure_indent(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0


@error("N12", "list-split", "- [题](网址)⏎1. 顶格的列表项", fixable=True)
def find_split_lists(context: LintContext) -> Iterator[LintViolation]:
    """Yield the numbered lists inside an entry that stand at the very left and so end it."""
    for entry in context.issue.entries:
        for items in find_items(entry.parts):
            numbers = [find_span(item.parts[0]).line for item in items.items]
            left = [number for number in numbers if not _measure_indent(context.line(number))]
            if items.ordered and left:
                yield LintViolation(left[0], 1, edits=tuple(Edit(number, 0, 0, "  ") for number in left))


@error("N13", "marker-brief", "– 热身新闻；", fixable=True)
def find_wrong_marks(context: LintContext) -> Iterator[LintViolation]:
    """Yield the hot-news lines with a marker that Markdown does not know."""
    for brief in context.issue.briefs:
        mark = _DASH.match(context.line(brief.span.line))
        if mark:
            yield LintViolation(brief.span.line, 1, edits=(Edit(brief.span.line, 0, mark.end(), "- "),))


@error("N13", "marker-bullet", "- [题](网址)⏎· 一项", fixable=True)
def find_wrong_bullets(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of an entry that begin with a typed bullet."""
    for number, line in _find_paragraph_lines(context):
        mark = _BULLET.match(line)
        if mark:
            yield LintViolation(number, _measure_indent(line) + 1, edits=(Edit(number, 0, mark.end(), "  - "),))


@error("N13", "marker-number", "1.甲⏎2.乙", fixable=True)
def find_wrong_numbers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the numbered lines that lack the space behind their number; one alone may be a version."""
    numbered = {
        number: int(mark[1])
        for number, line in _find_paragraph_lines(context)
        if (mark := _NUMBER.match(line.lstrip()))
    }
    for number, ordinal in numbered.items():
        if numbered.get(number - 1) == ordinal - 1 or numbered.get(number + 1) == ordinal + 1:
            indent = _measure_indent(context.line(number))
            end = indent + len(str(ordinal)) + 1
            yield LintViolation(number, indent + 1, edits=(Edit(number, 0, end, f"  {ordinal}. "),))


def _find_paragraph_lines(context: LintContext) -> Iterator[tuple[int, str]]:
    for placed in context.parts:
        part = placed.part
        if isinstance(part, Block) and part.kind is BlockKind.PARAGRAPH and placed.before is not None:
            yield part.span.line, context.line(part.span.line)


@error("N13", "marker-missing", "- 甲；⏎乙；⏎- 丙。")
def find_missing_marks(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines without a marker between two hot-news lines."""
    parts = context.issue.preamble
    for (above, part), (_, below) in pairwise(pairwise(parts)):
        lone = isinstance(part, Block) and part.kind is BlockKind.PARAGRAPH
        if not (lone and isinstance(above, Brief) and isinstance(below, Brief)):
            continue
        if part.span.line == above.span.end_line + 1 and below.span.line == part.span.end_line + 1:
            yield LintViolation(part.span.line, 1)


@info("N56", "space-trailing", "甲乙丙␣", fixable=True)
def find_trailing_spaces(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines that end with one space, or with more than a line break needs."""
    title = context.issue.title
    for number in context.content:
        line = context.line(number)
        spaces = _SPACES.search(line)
        if not spaces or len(spaces[0]) == MIN_BREAK_SPACES or (title and number == title.span.line):
            continue
        edit = _end(context, number)
        if len(spaces[0]) > MIN_BREAK_SPACES and not line.startswith("#"):
            edit = edit._replace(text=" " * MIN_BREAK_SPACES)
        yield LintViolation(number, spaces.start() + 1, edits=(edit,))
