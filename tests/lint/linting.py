"""Every problem of an issue that the linter finds, also in its rendered body."""

from __future__ import annotations

from publish.core.issue import Issue, OtherIssues
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.lint import lint_body, lint_issue
from publish.steps.render import render_body


def lint_rendered(
    issue: Issue, text: str, settings: Settings | None = None, other_issues: OtherIssues | None = None
) -> list[Problem]:
    """Return the problems of an issue and of what the parser of its body read as markup."""
    problems = lint_issue(issue, text, settings, other_issues)
    return [*problems, *lint_body(issue, text, render_body(issue), settings)]
