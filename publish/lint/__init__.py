"""Linter for issues: rules, configured severities, and suppressions such as `<!-- check: allow N24 理由 -->`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from publish.core.article import Body
from publish.core.issue import Block, BlockKind, Issue, OtherIssues
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.urls import LinkStatus
from publish.lint.context import LintContext
from publish.lint.rule import LintRule, LintViolation, Profile
from publish.lint.rules import entries, intro
from publish.lint.rules.front_matter import find_front_matter_problems

__all__ = ["LintRule", "apply_rule_config", "check_blocking_rules", "lint_body", "lint_issue"]

_BLOCKING = tuple(
    rule for rule in (*vars(entries).values(), *vars(intro).values()) if isinstance(rule, LintRule) and rule.id < "N04"
)
"""Rules that a build checks: readers notice what breaks them, and no later step fixes it."""
_COMMENT = lazy_pattern(r"<!--\s*check:\s*allow\s+(?P<rule>[A-Za-z]\d{1,3})\b\s*(?P<reason>[^<>]*?)\s*-->")
_COMMENT_WORD = "check:"


class _Suppression(NamedTuple):
    rule: str
    reason: str
    line: int
    suppressed_line: int  # the line of the comment, or the next one where the comment stands alone


def check_blocking_rules(issue: Issue, text: str, settings: Settings | None = None) -> list[Problem]:
    """Return the problems that a build reports: front matter, broken entries, a false count, an unwritten issue."""
    return [*_run(_BLOCKING, LintContext(text, issue, settings)), *_find_unwritten(issue)]


def _find_unwritten(issue: Issue) -> list[Problem]:
    """Return an error for an issue that has nothing but headings and notes."""
    parts = [part for section in issue.sections for part in section.parts]
    written = any(not isinstance(part, Block) or part.kind is not BlockKind.NOTE for part in parts)
    if issue.date is None or not issue.sections or issue.briefs or written:
        return []
    return [Problem("issue-unwritten", severity=Severity.ERROR, line=issue.sections[0].span.line)]


def lint_issue(
    issue: Issue,
    text: str,
    settings: Settings | None = None,
    other_issues: OtherIssues | None = None,
    link_statuses: Mapping[str, LinkStatus] | None = None,
) -> list[Problem]:
    """Return all problems of an issue, sorted by line.

    Args:
        issue: The issue.
        text: Its source.
        settings: Settings of the newsletter, with the severities of rules.
        other_issues: The other issues of the folder; without them nothing is compared.
        link_statuses: Status of each checked link, by address; other links count as alive.
    """
    from publish.lint.registry import RULES  # dozens of patterns that a build does not need

    context = LintContext(text, issue, settings, other_issues, link_statuses)
    problems = [*_run(RULES, context), *_find_invalid_suppressions(text, {rule.id for rule in RULES})]
    return sorted(problems, key=_sort_key)


def lint_body(issue: Issue, text: str, body: Body, settings: Settings | None = None) -> list[Problem]:
    """Return the problems of what the parser of an issue's body found: HTML, and bare addresses."""
    from publish.lint.registry import PARSED_RULES

    context = LintContext(text, issue, settings)
    context.rendered = body
    return _check(PARSED_RULES, context)


def apply_rule_config(problems: Iterable[Problem], text: str, settings: Settings) -> list[Problem]:
    """Return problems found outside the linter (N14, N17) with the configured severities, without suppressed ones.

    Args:
        problems: The problems.
        text: Source of the issue, with its suppression comments.
        settings: Settings with the severities of rules.
    """
    suppressed = {(comment.rule, comment.suppressed_line) for comment in _find_suppressions(text) if comment.reason}
    configured = _apply_severities(problems, settings.check)
    return [problem for problem in configured if (problem.rule, problem.line) not in suppressed]


def _run(rules: Iterable[LintRule], context: LintContext) -> list[Problem]:
    """Return the problems that rules find in an issue, after those of its front matter."""
    return [*find_front_matter_problems(context.issue), *_check(rules, context)]


def _check(rules: Iterable[LintRule], context: LintContext) -> list[Problem]:
    active = (rule for rule in rules if _is_asked(rule, context))
    problems = [_to_problem(rule, violation, context) for rule in active for violation in rule.check(context)]
    return sorted(apply_rule_config(problems, context.text, context.settings), key=_sort_key)


def _is_asked(rule: LintRule, context: LintContext) -> bool:
    """Return whether an issue is asked a rule: of a digest those about digests, of taste those with a severity set."""
    fits = rule.profile is Profile.ANY or context.is_digest
    return fits and (rule.id in context.settings.check or not rule.opt_in)


def _sort_key(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.rule or ""


def _to_problem(rule: LintRule, violation: LintViolation, context: LintContext) -> Problem:
    """Return a violation as a problem; where its place is not known, it has no fix."""
    unplaced = any(edit.line in context.unplaced for edit in violation.edits)
    return Problem(
        rule.message,
        violation.values,
        rule=rule.id,
        severity=violation.severity or rule.severity,
        line=violation.line,
        column=violation.column,
        fix=() if unplaced else violation.edits,
    )


def _apply_severities(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    for problem in problems:
        severity = severities.get(problem.rule or "")
        if severity is None:
            yield problem
        elif severity != "off":
            yield problem._replace(severity=Severity(severity))


def _find_suppressions(text: str) -> Iterator[_Suppression]:
    if _COMMENT_WORD not in text:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for comment in _COMMENT.finditer(line) if _COMMENT_WORD in line else ():
            suppressed = number
            if not _COMMENT.sub("", line).strip(" \t>"):
                while suppressed < len(lines) and _COMMENT.fullmatch(lines[suppressed].strip()):
                    suppressed += 1
                suppressed += 1
            yield _Suppression(comment["rule"].upper(), comment["reason"], number, suppressed)


def _find_invalid_suppressions(text: str, rule_ids: set[str]) -> Iterator[Problem]:
    """Yield a warning for each suppression of an unknown rule or without a reason."""
    for comment in _find_suppressions(text):
        if comment.rule not in rule_ids or not comment.reason:
            message = "silence-reason" if comment.rule in rule_ids else "silence-unknown"
            yield Problem(message, {"rule": comment.rule}, severity=Severity.WARNING, line=comment.line, column=1)
