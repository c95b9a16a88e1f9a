"""Rules about the title, section headings and the entries below them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from publish.core.issue import BlockKind, Entry
from publish.core.lazy_pattern import lazy_pattern
from publish.lint.context import LintContext, find_entry_lines, is_block
from publish.lint.rule import LintViolation, Profile, error, info, replacement, warning
from publish.newsletter.labels import is_impossible_date, parse_issue_date

_SPACES = lazy_pattern(r"(?<!\s)\s+$")
_ASIDES = (BlockKind.NOTE, BlockKind.HTML, BlockKind.DEFINITION)


@error("N05", "section-empty", "## 博文（其后没有条目）", Profile.DIGEST)
def find_empty_sections(context: LintContext) -> Iterator[LintViolation]:
    """Yield the headings with nothing but notes below them."""
    for section in context.issue.sections:
        if all(is_block(part, *_ASIDES) for part in section.parts):
            yield LintViolation(section.span.line, 1, {"section": section.name})


@error("N16", "title-undated", "# 简报", Profile.DIGEST)
def find_undated_title(context: LintContext) -> Iterator[LintViolation]:
    """Yield a title without a date, or line 1 where there is no title, in an issue named by its date."""
    title = context.issue.title
    if context.issue.date and not _find_written_date(context):
        yield LintViolation(title.span.line if title else 1)


@error("N16", "title-no-day", "# 简报 (2021-02-30)", Profile.DIGEST)
def find_impossible_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield a title whose date is not in the calendar."""
    title, written = context.issue.title, _find_written_date(context)
    if title and written and is_impossible_date(written):
        yield LintViolation(title.span.line, 1, {"said": written})


@error("N16", "title-date-other", "# 简报 (2020-06-18)（文件名 2020-06-17.md）", Profile.DIGEST)
def find_other_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield a title whose date is not that of the file name."""
    day, issue = parse_title_date(context), context.issue
    if day and issue.title and issue.date and day != issue.date.isoformat():
        yield LintViolation(issue.title.span.line, 1, {"said": day, "file": issue.name})


@error("N16", "title-date-twice", "# 简报 (2020-06-17)（另一期也是这一天）", Profile.DIGEST)
def find_taken_date(context: LintContext) -> Iterator[LintViolation]:
    """Yield a title whose date another issue has."""
    day, title = parse_title_date(context), context.issue.title
    others = context.other_issues.titles.get(day or "")
    if title and others:
        yield LintViolation(title.span.line, 1, {"said": day, "others": ", ".join(others)})


@error("N16", "title-order", "# 简报 (2020-05-01)（文件排在 2020-06-03 之后）", Profile.DIGEST)
def find_wrong_order(context: LintContext) -> Iterator[LintViolation]:
    """Yield a title with an earlier date than that of an issue whose file name sorts before."""
    day, issue = parse_title_date(context), context.issue
    if day and issue.title and issue.date:
        later = [name for other, names in context.other_issues.titles.items() if other > day for name in names]
        before = max((name for name in later if name < issue.name), default=None)
        if before:
            yield LintViolation(issue.title.span.line, 1, {"said": day, "before": before})


def parse_title_date(context: LintContext) -> str | None:
    """Return the date in an issue's title; None without one."""
    day = parse_issue_date(_find_written_date(context))
    return day.isoformat() if day else None


def _find_written_date(context: LintContext) -> str:
    """Return the date as written in the title, even one that is not in the calendar."""
    title = context.issue.title
    return title.date if title and title.date.isascii() else ""


@warning("N21", "title-colon", "# 简报 (2020-06-17)：", Profile.DIGEST, fixable=True)
def find_unused_colon(context: LintContext) -> Iterator[LintViolation]:
    """Yield the colon after the date where no subtitle follows."""
    title = context.issue.title
    if title and title.separator_span and not title.subtitle:
        span = context.locate(title.separator_span)
        line = context.line(span.line)
        if line[span.start : span.end].strip():
            yield replacement(span.line, span.start, len(line), "")


@warning("N21", "title-separator", "# 简报 (2020-06-17) 副标题", Profile.DIGEST, fixable=True)
def find_unusual_separator(context: LintContext) -> Iterator[LintViolation]:
    """Yield the separator between date and subtitle other than `：`."""
    title = context.issue.title
    if title and title.separator_span and title.subtitle:
        span = context.locate(title.separator_span)
        if context.line(span.line)[span.start : span.end] != "：":
            yield replacement(*span, "：")


@warning("N21", "title-space", "# 简报 (2020-06-17)␣␣", Profile.DIGEST, fixable=True)
def find_title_space(context: LintContext) -> Iterator[LintViolation]:
    """Yield the trailing spaces of a newsletter's title; N56 finds those of others."""
    title = context.issue.title
    spaces = _SPACES.search(context.line(title.span.line)) if title else None
    if title and spaces:
        yield replacement(title.span.line, *spaces.span(), "")


@info("N57", "list-loose", "- [甲](网址)⏎⏎- [乙](网址)", Profile.DIGEST, fixable=True)
def find_loose_lists(context: LintContext) -> Iterator[LintViolation]:
    """Yield the blank lines between the entries of a section."""
    for section in context.issue.sections:
        for upper, lower in pairwise(section.parts):
            if isinstance(upper, Entry) and isinstance(lower, Entry):
                blank = range(find_entry_lines(upper).stop, lower.span.line)
                if blank:
                    yield LintViolation(blank[0], edits=context.delete(blank))
