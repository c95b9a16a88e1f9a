"""Rules about entries that have no address or a broken bracket; a build checks them, too."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.problem import Edit, Severity
from publish.lint.context import LintContext, find_entry_lines
from publish.lint.rule import Check, LintViolation, Profile, error


def _find_flaw(flaw: str) -> Check:
    """Return a check for entries with a flaw."""

    def check(context: LintContext) -> Iterator[LintViolation]:
        flawed = (entry for entry in context.issue.entries if flaw in entry.flaws)
        return (LintViolation(entry.span.line, 1, {"title": entry.title}) for entry in flawed)

    return check


def _find_missing_link(flaw: str) -> Check:
    """Return a check for entries without an address; another address below the first line makes it a warning."""

    def check(context: LintContext) -> Iterator[LintViolation]:
        for entry in context.issue.entries:
            if flaw in entry.flaws:
                below = range(entry.span.end_line + 1, find_entry_lines(entry).stop)
                severity = Severity.WARNING if any("://" in context.line(number) for number in below) else None
                yield LintViolation(entry.span.line, 1, {"title": entry.title}, severity)

    return check


NO_LINK = error("N01", "entry-no-link", "- 题 | 来源", Profile.DIGEST)(_find_missing_link("no-link"))
EMPTY_URL = error("N01", "entry-empty-url", "- [题]()", Profile.DIGEST)(_find_missing_link("empty-url"))
UNCLOSED_BRACKET = error("N02", "entry-unclosed-bracket", "- [题 | 来源", Profile.DIGEST)(
    _find_flaw("unclosed-bracket")
)
BRACKET_WITHOUT_URL = error("N02", "entry-bracket-without-url", "- [题 | 来源]", Profile.DIGEST)(
    _find_flaw("bracket-without-url")
)


@error("N02", "entry-stray-url", "- [题](网址)(网址)", Profile.DIGEST, fixable=True)
def find_stray_addresses(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries whose address is written twice in a row."""
    for entry in context.issue.entries:
        if "stray-url" in entry.flaws:
            edits = (Edit(*context.locate(entry.inline.stray), ""),) if entry.inline.stray else ()
            yield LintViolation(entry.span.line, 1, {"title": entry.title}, edits=edits)
