"""What an issue's neighbours have to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.core.issue import Issue, LinkUse, OtherIssues
from publish.core.urls import identify_address
from publish.lint.context import LintContext
from publish.lint.rules.headings import parse_title_date
from publish.lint.rules.links import find_web_links


class IssueSummary(NamedTuple):
    """What others have to know of one issue."""

    day: str
    """The date in its title; empty where there is none."""
    addresses: Mapping[str, int]
    """The first line of each address, which is written as `identify_address` has it."""


def summarize_issue(issue: Issue, text: str) -> IssueSummary:
    """Return what others have to know of an issue."""
    context = LintContext(text, issue)
    addresses: dict[str, int] = {}
    for link in find_web_links(context):
        addresses.setdefault(identify_address(link.url), link.line)
    return IssueSummary(parse_title_date(context) or "", addresses)


def collect_summaries(facts: Mapping[str, IssueSummary]) -> OtherIssues:
    """Return what any of these issues, or one that is not among them, has to be compared with.

    Args:
        facts: What is known of each issue, by name.
    """
    titles: dict[str, tuple[str, ...]] = {}
    uses: dict[str, LinkUse] = {}
    for name in sorted(facts):
        day, addresses = facts[name]
        if day:
            titles[day] = (*titles.get(day, ()), name)
        for address, line in addresses.items():
            uses.setdefault(address, LinkUse(name, line))
    return OtherIssues(frozenset(facts), titles, uses)


def exclude(other_issues: OtherIssues, name: str) -> OtherIssues:
    """Return the neighbours of an issue that is one of them."""
    titles = {day: tuple(other for other in names if other != name) for day, names in other_issues.titles.items()}
    return other_issues._replace(titles=titles)
