"""Summaries of issues, and what of the others an issue is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.core.issue import LinkUse, OtherIssues


class IssueSummary(NamedTuple):
    """Data of an issue that rules about other issues need."""

    date: str  # the date in its title; empty without one
    addresses: Mapping[str, int]  # first line of each address, normalized by `identify_address`
    is_noted: bool = False  # whether it has the note on repositories
    listed: Sequence[str] = ()  # dates of the back issues in its text


def collect_summaries(summaries: Mapping[str, IssueSummary]) -> OtherIssues:
    """Return the data of all issues from their summaries by issue name."""
    titles: dict[str, tuple[str, ...]] = {}
    uses: dict[str, LinkUse] = {}
    for name, summary in sorted(summaries.items()):
        if summary.date:
            titles[summary.date] = (*titles.get(summary.date, ()), name)
        for address, line in summary.addresses.items():
            uses.setdefault(address, LinkUse(name, line))
    noted = (name for name, summary in summaries.items() if summary.is_noted)
    return OtherIssues(frozenset(summaries), titles, uses, min(noted, default=None))


def exclude(other_issues: OtherIssues, name: str) -> OtherIssues:
    """Return the data without the title of one issue, so that it is not compared with itself."""
    titles = {date: tuple(other for other in names if other != name) for date, names in other_issues.titles.items()}
    return other_issues._replace(titles=titles)


def describe_comparison(name: str, summary: IssueSummary, others: OtherIssues) -> str:
    """Return a text that changes where a rule about other issues may find something else in an issue.

    Args:
        name: The issue's name.
        summary: Its own summary.
        others: The data of all issues, itself included.
    """
    date, addresses, is_noted, listed = summary
    same = [other for other in others.titles.get(date, ()) if other != name]
    dated = (other for day, names in others.titles.items() if day > date for other in names if other < name)
    used = [(address, *others.uses[address]) for address in addresses if address in others.uses]
    earlier = [use for use in used if use[1] < name]
    missing = [day for day in listed if day not in others.names]
    is_older = others.first_noted is None or name < others.first_noted
    return repr((same, max(dated, default="") if date else "", earlier, missing, is_noted or is_older))
