"""Title and section headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from publish.core.issue import BlockKind, Entry, Section
from publish.core.problem import Edit
from publish.lint.context import LintContext, find_span
from publish.lint.rule import LintViolation, error, info, warning
from publish.newsletter.labels import TITLE_DATE, is_impossible_date, parse_issue_date

_DATED = re.compile(r".*?[(（]\d{4}-\d{2}-\d{2}[)）]")
_BORDER = re.compile(r"\s*[：:]?\s*")
_ASIDES = frozenset({BlockKind.NOTE, BlockKind.HTML, BlockKind.DEFINITION})


@error("N05", "section-empty", "## 博文（其后没有条目）")
def find_empty_sections(context: LintContext) -> Iterator[LintViolation]:
    """Yield the headings with nothing below them but notes."""
    for section in context.issue.sections:
        if context.dated and _is_empty(section):
            yield LintViolation(section.span.line, 1, {"section": section.name})


def _is_empty(section: Section) -> bool:
    return all(not isinstance(part, Entry) and part.kind in _ASIDES for part in section.parts)


@error("N16", "title-undated", "# 简报")
def find_undated_title(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title that has no date, or the place where there is none at all."""
    title = context.issue.title
    if context.dated and not _find_written_date(context):
        yield LintViolation(title.span.line if title else 1)


@error("N16", "title-no-day", "# 简报 (2021-02-30)")
def find_impossible_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title whose date no calendar has."""
    title, said = context.issue.title, _find_written_date(context)
    if title and said and is_impossible_date(said):
        yield LintViolation(title.span.line, 1, {"said": said})


@error("N16", "title-date-other", "# 简报 (2020-06-18)（文件名 2020-06-17.md）")
def find_other_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title whose date is not the file's."""
    said, issue = parse_title_date(context), context.issue
    if said and issue.title and issue.date and said != issue.date.isoformat():
        yield LintViolation(issue.title.span.line, 1, {"said": said, "file": issue.name})


@error("N16", "title-date-twice", "# 简报 (2020-06-17)（另一期也是这一天）")
def find_taken_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title whose date another issue has."""
    said, title = parse_title_date(context), context.issue.title
    others = context.neighbours.titles.get(said, ()) if context.neighbours and said else ()
    if title and others:
        yield LintViolation(title.span.line, 1, {"said": said, "others": ", ".join(others)})


@error("N16", "title-order", "# 简报 (2020-05-01)（文件排在 2020-06-03 之后）")
def find_wrong_order(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title that is dated before an issue whose file comes first."""
    said, issue = parse_title_date(context), context.issue
    if not (said and issue.title and issue.date and context.neighbours):
        return
    earlier = [name for day, names in context.neighbours.titles.items() if day > said for name in names]
    before = max((name for name in earlier if name < issue.name), default=None)
    if before:
        yield LintViolation(issue.title.span.line, 1, {"said": said, "before": before})


def parse_title_date(context: LintContext) -> str | None:
    """Return the date in an issue's title; None where there is none."""
    day = parse_issue_date(_find_written_date(context))
    return day.isoformat() if day else None


def _find_written_date(context: LintContext) -> str:
    """Return what is written as a date in an issue's title, whether there is such a day or not."""
    title = context.issue.title
    match = TITLE_DATE.match(title.text) if title else None
    return match["date"] if match and match["date"].isascii() else ""


class _TitleParts(NamedTuple):
    """The line of a title, taken apart."""

    number: int
    line: str
    end: int
    """Where the date ends."""
    border: str
    """What stands between date and subtitle."""
    subtitle: str


def _split_title(context: LintContext) -> _TitleParts | None:
    title = context.issue.title
    line = context.line(title.span.line) if title else ""
    dated = _DATED.match(line)
    if title is None or dated is None or not line.startswith("#"):
        return None
    border = _BORDER.match(line, dated.end())
    after = border[0] if border else ""
    return _TitleParts(title.span.line, line, dated.end(), after, line[dated.end() + len(after) :].rstrip())


@warning("N21", "title-colon", "# 简报 (2020-06-17)：", fixable=True)
def find_unused_colon(context: LintContext) -> Iterator[LintViolation]:
    """Yield the colon behind a date that no subtitle follows."""
    head = _split_title(context)
    if head and not head.subtitle and head.border.strip():
        yield LintViolation(head.number, head.end + 1, edits=(Edit(head.number, head.end, len(head.line), ""),))


@warning("N21", "title-separator", "# 简报 (2020-06-17) 副标题", fixable=True)
def find_other_separator(context: LintContext) -> Iterator[LintViolation]:
    """Yield what stands between date and subtitle and is no `：`."""
    head = _split_title(context)
    if head and head.subtitle and head.border != "：":
        edit = Edit(head.number, head.end, head.end + len(head.border), "：")
        yield LintViolation(head.number, head.end + 1, edits=(edit,))


@warning("N21", "title-space", "# 简报 (2020-06-17)␣␣", fixable=True)
def find_title_space(context: LintContext) -> Iterator[LintViolation]:
    """Yield the spaces at the end of the title."""
    title = context.issue.title
    line = context.line(title.span.line) if title else ""
    end = len(line.rstrip())
    if title and end < len(line):
        yield LintViolation(title.span.line, end + 1, edits=(Edit(title.span.line, end, len(line), ""),))


@info("N57", "list-loose", "- [甲](网址)⏎⏎- [乙](网址)", fixable=True)
def find_loose_lists(context: LintContext) -> Iterator[LintViolation]:
    """Yield the blank lines between the entries of one section."""
    for section in context.issue.sections:
        for upper, lower in pairwise(section.parts):
            if isinstance(upper, Entry) and isinstance(lower, Entry):
                blank = range(max(context.find_end(upper), find_span(upper).end_line) + 1, lower.span.line)
                if blank:
                    edits = tuple(Edit(number, 0, len(context.line(number)), None) for number in blank)
                    yield LintViolation(blank[0], edits=edits)
