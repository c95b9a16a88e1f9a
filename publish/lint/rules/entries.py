"""What keeps an entry from being one: no address, a broken bracket. A build tells of these, too."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.issue import Entry
from publish.core.problem import Edit, Severity
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, error


def _find_flawed(context: LintContext, flaw: str) -> Iterator[Entry]:
    return (entry for entry in context.issue.entries if flaw in entry.flaws)


def _name(entry: Entry, severity: Severity | None = None, edits: tuple[Edit, ...] = ()) -> LintViolation:
    return LintViolation(entry.span.line, 1, {"title": entry.title}, severity, edits)


def _weigh(context: LintContext, entry: Entry) -> Severity | None:
    """Say that it matters less where some other part of the entry leads somewhere."""
    below = range(entry.span.end_line + 1, context.find_end(entry) + 1)
    return Severity.WARNING if any("://" in context.line(number) for number in below) else None


@error("N01", "entry-no-link", "- 题 | 来源")
def find_unlinked(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries without a link."""
    return (_name(entry, _weigh(context, entry)) for entry in _find_flawed(context, "no-link"))


@error("N01", "entry-empty-url", "- [题]()")
def find_missing_urls(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries whose link leads nowhere."""
    return (_name(entry, _weigh(context, entry)) for entry in _find_flawed(context, "empty-url"))


@error("N02", "entry-unclosed-bracket", "- [题 | 来源")
def find_unclosed(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries whose title never ends."""
    return (_name(entry) for entry in _find_flawed(context, "unclosed-bracket"))


@error("N02", "entry-bracket-without-url", "- [题 | 来源]")
def find_unlinked_brackets(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries with brackets round the title and no address behind."""
    return (_name(entry) for entry in _find_flawed(context, "bracket-without-url"))


@error("N02", "entry-stray-url", "- [题](网址)(网址)", fixable=True)
def find_stray_addresses(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries whose address is written twice in a row."""
    for entry in _find_flawed(context, "stray-url"):
        twice = f"({entry.url})({entry.url})"
        start = context.line(entry.span.line).find(twice) + len(twice) // 2
        edit = Edit(entry.span.line, start, start + len(twice) // 2, "")
        yield _name(entry, edits=(edit,) if start >= len(twice) // 2 else ())
