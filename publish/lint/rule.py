"""Lint rules and the violations that their checks yield."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from publish.core.problem import Edit, Severity
from publish.lint.context import LintContext


class LintViolation(NamedTuple):
    """A place where an issue breaks a rule."""

    line: int
    column: int | None = None  # 1-based; None means the whole line
    values: Mapping[str, object] = {}  # values for the placeholders of the rule's message
    severity: Severity | None = None  # overrides the severity of the rule
    edits: tuple[Edit, ...] = ()  # the automatic fix; empty where only a person can fix it


def replacement(line: int, start: int, end: int, text: str, **values: object) -> LintViolation:
    """Return a violation that is fixed by replacing the characters from `start` to `end`, 0-based."""
    return LintViolation(line, start + 1, values, edits=(Edit(line, start, end, text),))


Check = Callable[[LintContext], Iterable[LintViolation]]


class Profile(StrEnum):
    """The newsletters that a rule is about."""

    ANY = "any"
    DIGEST = "digest"  # only issues that are read as sections of entries, with the conventions of such a newsletter


class LintRule(NamedTuple):
    """A rule with the function that checks it."""

    id: str  # several rules may share one
    message: str  # id of the message that says what is wrong and what to do
    severity: Severity
    example: str  # Markdown that breaks the rule
    check: Check
    fixable: bool = False  # whether some of its violations have edits
    opt_in: bool = False  # whether it runs only where the settings give it a severity: a matter of taste
    profile: Profile = Profile.ANY


def _rule(
    severity: Severity,
    rule_id: str,
    message: str,
    example: str,
    profile: Profile = Profile.ANY,
    **flags: bool,
) -> Callable[[Check], LintRule]:
    """Return a decorator that turns a check into a rule."""
    return lambda check: LintRule(rule_id, message, severity, example, check, profile=profile, **flags)


error = partial(_rule, Severity.ERROR)
warning = partial(_rule, Severity.WARNING)
info = partial(_rule, Severity.INFO)
