"""What a rule is: a small function beside what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from publish.core.problem import Edit, Severity
from publish.lint.context import LintContext


class LintViolation(NamedTuple):
    """One place where a rule is broken."""

    line: int
    column: int | None = None
    """Characters from the start of the line, 1-based; None for the line as a whole."""
    values: Mapping[str, object] = {}
    """What the rule's sentence has to be told."""
    severity: Severity | None = None
    """Where it matters less or more here than the rule says."""
    edits: tuple[Edit, ...] = ()
    """What mends it; nothing where only a person can."""


Check = Callable[[LintContext], Iterable[LintViolation]]


class LintRule(NamedTuple):
    """One thing that must hold in an issue."""

    id: str
    """The number people know it by; several rules may share one."""
    message: str
    """Id of the sentence that says what is wrong and what to do."""
    severity: Severity
    example: str
    """What breaks it, in a few words of Markdown."""
    fixable: bool
    """Whether some of what it finds is repaired by itself."""
    check: Check
    asked: bool = False
    """Whether it is silent until the settings weigh it: a matter of taste."""


def error(number: str, message: str, example: str, *, fixable: bool = False) -> Callable[[Check], LintRule]:
    """Make a rule of a function; what breaks it keeps the issue from being published."""
    return lambda check: LintRule(number, message, Severity.ERROR, example, fixable, check)


def warning(number: str, message: str, example: str, *, fixable: bool = False) -> Callable[[Check], LintRule]:
    """Make a rule of a function; what breaks it is seen or missed by readers."""
    return lambda check: LintRule(number, message, Severity.WARNING, example, fixable, check)


def info(
    number: str, message: str, example: str, *, fixable: bool = False, asked: bool = False
) -> Callable[[Check], LintRule]:
    """Make a rule of a function; what breaks it may be meant. One that is `asked` is silent until it is weighed."""
    return lambda check: LintRule(number, message, Severity.INFO, example, fixable, check, asked)
