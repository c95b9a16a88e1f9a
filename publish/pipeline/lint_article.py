"""All problems of an issue: in its text, and in the article built from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from publish.core.article import ApiForm, Article
from publish.core.exceptions import PublishError, TimeLimitExceededError
from publish.core.issue import Issue, OtherIssues
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Settings
from publish.core.target import MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.core.urls import LinkStatus
from publish.lint import apply_rule_config, lint_body, lint_issue
from publish.newsletter.labels import WITH_KEY, parse_with_files
from publish.pipeline import finish_article
from publish.pipeline.issue_layout import lay_out
from publish.pipeline.locate_problems import explain_timeout, parse_issue_file
from publish.pipeline.styled_page import BuildInputs, build_styled_page
from publish.steps.render import render_body
from publish.steps.resolve_options import resolve_markdown_options

if TYPE_CHECKING:
    from publish.pipeline.shortened_article import SentLengths


class LintedIssue(NamedTuple):
    """An issue's problems, sorted by line, and its article."""

    problems: list[Problem]
    is_digest: bool
    built: Article | PublishError  # with the problems of its build alone; or why it cannot be built


def lint_issue_and_article(
    text: str,
    path: PurePosixPath,
    inputs: BuildInputs,
    other_issues: OtherIssues | None = None,
    statuses: Mapping[str, LinkStatus] | None = None,
) -> LintedIssue:
    """Return all problems of one issue, and the article built on the way; that none can be built is one of them.

    Without `other_issues` nothing is compared; of URLs without a status nothing is reported. Raises IssueError if the
    issue cannot be parsed, or time runs out before its lines are checked.
    """
    try:
        issue = parse_issue_file(text, path, inputs.name_issue(path), inputs.settings.newsletter)
        problems = lint_issue(issue, text, inputs.settings, other_issues, statuses)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error
    built, found = _build_and_lint(issue, text, path, inputs)
    problems += _check_with_files(issue, path, inputs)
    known = {(problem.rule, problem.line, problem.message) for problem in problems}
    problems += [problem for problem in found if (problem.rule, problem.line, problem.message) not in known]
    located = add_location(problems, path.name)
    located.sort(key=lambda problem: (problem.line or 0, problem.column or 0, problem.rule or ""))
    return LintedIssue(located, issue.is_digest, built)


def _check_with_files(issue: Issue, path: PurePosixPath, inputs: BuildInputs) -> Iterator[Problem]:
    """Yield the files that are to go out with an issue and are missing."""
    for name in parse_with_files(issue.front_matter) or ():
        if not inputs.services.issues.has_file(path.parent / name):
            yield Problem("with-missing", {"path": name}, line=issue.front_matter.lines[WITH_KEY])


def lint_fixable(issue: Issue, text: str, settings: Settings, other_issues: OtherIssues | None) -> list[Problem]:
    """Return the problems of an issue that may have a fix: all but those of its article."""
    problems = lint_issue(issue, text, settings, other_issues)
    return [*problems, *_lint_body(issue, text, settings)]


def _lint_body(issue: Issue, text: str, settings: Settings) -> list[Problem]:
    """Return the problems of a body that is rendered for them alone."""
    markdown_options, _ = resolve_markdown_options(issue.front_matter, settings)
    return lint_body(issue, text, render_body(issue, markdown_options), settings)


def _build_and_lint(
    issue: Issue, text: str, path: PurePosixPath, inputs: BuildInputs
) -> tuple[Article | PublishError, list[Problem]]:
    """Return the article or why there is none, and the problems that only a build finds."""
    settings = inputs.settings
    try:
        layout = lay_out(text, path, inputs)
        body = layout.page.body
        article = finish_article(layout, text, path, inputs)
        length = _check_length(issue, article, path, inputs)
        problems = apply_rule_config([*article.problems, *length], text, settings)
    except TimeLimitExceededError as error:
        refusal = explain_timeout(error, path)
        return refusal, list(refusal.problems)
    except PublishError as error:
        out_of_time = isinstance(error.__cause__, TimeLimitExceededError)  # no second rendering
        return error, [*error.problems, *([] if out_of_time else _lint_body(issue, text, settings))]
    return article, [*problems, *lint_body(issue, text, body, settings)]


def _check_length(issue: Issue, article: Article, path: PurePosixPath, inputs: BuildInputs) -> list[Problem]:
    """Return what becomes of an article that is too long for the draft API; of others than digests only a refusal."""
    fit, line = inputs.settings.fit, issue.title.span.line if issue.title else 1
    if article.whole_bytes < MAX_CONTENT_BYTES and article.sent.form is not ApiForm.PARTS:
        return []
    from publish.pipeline.shortened_article import measure_sent  # loads what fits an article

    found = _describe_length(measure_sent(build_styled_page(issue, path, inputs), fit), fit)
    if issue.is_digest or found.severity is Severity.ERROR:
        return [found._replace(rule="N14", line=line)]
    return []


def _describe_length(lengths: SentLengths, fit: str) -> Problem:
    """Return what becomes of an article that cannot be sent whole."""
    if fit == "strict" and lengths.fitted_chars >= MAX_CONTENT_CHARS:
        values = {"chars": lengths.fitted_chars, "limit": MAX_CONTENT_CHARS}
        return Problem("article-split", values, severity=Severity.WARNING)
    values = {"bytes": lengths.bytes, "fitted": lengths.fitted_bytes, "limit": MAX_CONTENT_BYTES}
    if fit == "off":
        return Problem("article-unfitted", values)
    if lengths.fitted_bytes < MAX_CONTENT_BYTES:
        return Problem("article-shortened", values, severity=Severity.INFO)
    return Problem("article-long", values)
