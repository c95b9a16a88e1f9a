"""What the editor of the newsletter should mend in an issue; nothing here stops a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from publish.core.issue import Block, BlockKind, Issue, OtherIssues
from publish.core.link_status import LinkStatus
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.lint.context import LintContext
from publish.lint.rule import LintRule, LintViolation
from publish.lint.rules import entries, intro
from publish.lint.rules.front_matter import find_unused_lines
from publish.lint.suppressions import find_invalid_suppressions, find_suppressions

__all__ = ["LintRule", "apply_rule_config", "check_blocking_rules", "lint_issue"]

_GRAVE = tuple(
    rule
    for module in (entries, intro)
    for rule in vars(module).values()
    if isinstance(rule, LintRule) and rule.id < "N04"
)
"""What readers stumble over, and no step after this one repairs."""


def check_blocking_rules(issue: Issue, text: str, settings: Settings | None = None) -> list[Problem]:
    """Return what is worth a build's time: a useless front matter, broken entries, a 导读 that miscounts them."""
    return [*_ask(_GRAVE, LintContext(text, issue, settings)), *_find_unwritten(issue)]


def _find_unwritten(issue: Issue) -> list[Problem]:
    """Return an error where headings and notes are all there is: such an issue was begun, and must not go out."""
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
    answers: Mapping[str, LinkStatus] | None = None,
) -> list[Problem]:
    """Return all that is to be mended, in the order of its lines.

    Args:
        issue: The issue.
        text: The lines it was read from.
        settings: What the newsletter says of itself, how much each rule matters to it included.
        other_issues: The folder's other issues; without them nothing is compared.
        answers: What its addresses answered, by address; of those that were not asked nothing is said.
    """
    from publish.lint.registry import RULES  # dozens of patterns, of use to no build

    context = LintContext(text, issue, settings, other_issues, answers)
    problems = [*_ask(RULES, context), *find_invalid_suppressions(text, {rule.id for rule in RULES})]
    return sorted(problems, key=_find_place)


def apply_rule_config(problems: Iterable[Problem], text: str, settings: Settings) -> list[Problem]:
    """Return what was found in the article as settings and issue want it told; N14 and N17 are found there.

    Args:
        problems: What was found.
        text: The issue, whose comments may silence a rule.
        settings: How much each rule matters.
    """
    return _silence(_weigh(problems, settings.severities), text)


def _ask(rules: Iterable[LintRule], context: LintContext) -> list[Problem]:
    weighed = context.settings.severities
    wanted = (rule for rule in rules if rule.id in weighed or not rule.asked)
    found = [_report(rule, finding) for rule in wanted for finding in rule.check(context)]
    told = _silence(_weigh(found, weighed), context.text)
    return [*find_unused_lines(context.issue), *sorted(told, key=_find_place)]


def _find_place(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.rule or ""


def _report(rule: LintRule, finding: LintViolation) -> Problem:
    return Problem(
        rule.message,
        finding.values,
        rule=rule.id,
        severity=finding.severity or rule.severity,
        line=finding.line,
        column=finding.column,
        fix=finding.edits,
    )


def _weigh(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    """Yield problems as severe as the settings have it; those that are off are left out."""
    for problem in problems:
        said = severities.get(problem.rule or "")
        if said is None:
            yield problem
        elif said != "off":
            yield problem._replace(severity=Severity(said))


def _silence(problems: Iterable[Problem], text: str) -> list[Problem]:
    """Return problems without those that a comment in the issue allows."""
    silenced = find_suppressions(text)
    return [problem for problem in problems if (problem.rule, problem.line) not in silenced]
