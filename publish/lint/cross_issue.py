"""Summaries of issues, which rules compare an issue with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.core.issue import Issue, LinkUse, OtherIssues
from publish.core.urls import identify_address
from publish.lint.context import LintContext
from publish.lint.rules.boilerplate import has_repository_note
from publish.lint.rules.headings import parse_title_date


class IssueSummary(NamedTuple):
    """Data of an issue that rules about other issues need."""

    date: str  # the date in its title; empty without one
    addresses: Mapping[str, int]  # first line of each address, normalized by `identify_address`
    is_noted: bool = False  # whether it has the note on repositories


def summarize_issue(issue: Issue, text: str) -> IssueSummary:
    """Return the summary of an issue."""
    context = LintContext(text, issue)
    addresses: dict[str, int] = {}
    for link in context.web_links:
        addresses.setdefault(identify_address(link.url), link.line)
    return IssueSummary(parse_title_date(context) or "", addresses, has_repository_note(context))


def collect_summaries(summaries: Mapping[str, IssueSummary]) -> OtherIssues:
    """Return the data of all issues from their summaries by issue name."""
    titles: dict[str, tuple[str, ...]] = {}
    uses: dict[str, LinkUse] = {}
    for name, (date, addresses, _) in sorted(summaries.items()):
        if date:
            titles[date] = (*titles.get(date, ()), name)
        for address, line in addresses.items():
            uses.setdefault(address, LinkUse(name, line))
    noted = (name for name, summary in summaries.items() if summary.is_noted)
    return OtherIssues(frozenset(summaries), titles, uses, min(noted, default=None))


def exclude(other_issues: OtherIssues, name: str) -> OtherIssues:
    """Return the data without the title of one issue, so that it is not compared with itself."""
    titles = {date: tuple(other for other in names if other != name) for date, names in other_issues.titles.items()}
    return other_issues._replace(titles=titles)
