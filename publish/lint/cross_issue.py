"""Summarize issues for the rules that compare them."""

from __future__ import annotations

from publish.core.issue import Issue
from publish.core.urls import identify_address
from publish.lint.context import LintContext
from publish.lint.rules.boilerplate import has_repository_note
from publish.lint.rules.headings import parse_title_date
from publish.newsletter.issue_summary import IssueSummary


def summarize_issue(issue: Issue, text: str) -> IssueSummary:
    """Return the summary of an issue."""
    context = LintContext(text, issue)
    addresses: dict[str, int] = {}
    for link in context.web_links:
        addresses.setdefault(identify_address(link.url), link.line)
    listed = issue.archive.dates if issue.archive else ()
    return IssueSummary(parse_title_date(context) or "", addresses, has_repository_note(context), tuple(listed))
