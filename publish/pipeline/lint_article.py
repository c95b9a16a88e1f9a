"""All that the editor of an issue should mend: in the file, and in the article it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.exceptions import PublishError, TimeLimitExceededError
from publish.core.issue import Issue, OtherIssues
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.core.urls import LinkStatus
from publish.lint import apply_rule_config, lint_issue
from publish.pipeline.locate_problems import explain_timeout, parse_issue_file
from publish.pipeline.styled_page import build_styled_page
from publish.pipeline.variants import measure_long
from publish.steps.article_metadata import check_title
from publish.wechat.limits import MANY_CONTENT_CHARS, MAX_CONTENT_CHARS


class LintInputs(NamedTuple):
    """What an issue is made into an article with."""

    settings: Settings
    theme: Theme
    services: BuildServices


def lint_issue_and_article(
    text: str,
    path: PurePosixPath,
    desk: LintInputs,
    other_issues: OtherIssues | None = None,
    answers: Mapping[str, LinkStatus] | None = None,
) -> list[Problem]:
    """Return all that is to be mended in one issue, in the order of its lines.

    Args:
        text: The issue's Markdown.
        path: Where it lies, relative to the repository.
        desk: Settings, theme and world; where no article can be made, that is one problem more.
        other_issues: The folder's other issues; without them nothing is compared.
        answers: What its addresses answered; of those that were not asked nothing is said.

    Raises:
        IssueError: The issue cannot be read, or time ran out before its lines were judged.
    """
    try:
        issue = parse_issue_file(text, path)
        problems = lint_issue(issue, text, desk.settings, other_issues, answers)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    placed = [
        problem._replace(file=problem.file or path.name) for problem in problems + _judge(issue, text, path, desk)
    ]
    return sorted(placed, key=lambda problem: (problem.line or 0, problem.column or 0, problem.rule or ""))


def _judge(issue: Issue, text: str, path: PurePosixPath, desk: LintInputs) -> list[Problem]:
    """Return what of an issue shows only once it is an article: its length, dead emphasis, missing pictures."""
    try:
        page = build_styled_page(issue, path, *desk)
        missing = [picture.problem for picture in page.missing_pictures]
        titled = check_title(issue, desk.settings)
        measured = _measure(issue, measure_long(page.tree))
        told = [*titled, *page.idle, *page.body.problems, *missing, *measured]
    except TimeLimitExceededError as error:
        return list(explain_timeout(error, path).problems)
    except PublishError as error:
        return list(error.problems)
    return apply_rule_config(told, text, desk.settings)


def _measure(issue: Issue, chars: int) -> Iterator[Problem]:
    """Yield a problem where an article is too long for the platform's API, or nearly so, at its plainest."""
    line = issue.title.span.line if issue.title else 1
    values = {"chars": chars, "limit": MAX_CONTENT_CHARS}
    if chars >= MAX_CONTENT_CHARS:
        yield Problem("article-split", values, rule="N14", line=line)
    elif chars > MANY_CONTENT_CHARS:
        yield Problem("article-long", values, rule="N14", severity=Severity.WARNING, line=line)
