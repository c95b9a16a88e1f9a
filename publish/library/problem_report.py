"""Problems as other programs get them: in words, with their places and their fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from publish.core.exceptions import PublishError
from publish.core.problem import Edit, Problem, Severity
from publish.i18n.translator import Translator

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReport:
    """A problem: what is wrong, where, and what to do."""

    rule: str | None
    """The id of a rule, as `publish rules` lists them; None where no rule found it."""
    severity: Severity
    id: str
    """What is wrong, in every language and version alike: `picture-missing`."""
    message: str
    """What is wrong and what to do."""
    remedy: str
    """What to do, without what is wrong; empty where the message leaves it at that."""
    file: str | None
    """Relative to the folder that was given, or else absolute; None for a text."""
    line: int | None
    column: int | None
    element: str | None
    """The path of an element of the article: `section>p[3]>span`."""
    times: int
    """How often it occurs; the place is the first."""
    fix: tuple[Edit, ...]
    """Edits of the issue that repair it; empty where only a person can."""
    _line: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Return it on one line, as `publish check` prints it."""
        return self._line


def report_problems_in(language: Language, problems: Iterable[Problem]) -> tuple[ProblemReport, ...]:
    """Return problems in words of a language."""
    translator = Translator(language)
    return tuple(_describe(problem, translator) for problem in problems)


def _describe(problem: Problem, translator: Translator) -> ProblemReport:
    return ProblemReport(
        rule=problem.rule,
        severity=problem.severity,
        id=problem.message,
        message=translator.explain(problem),
        remedy=translator.split_sentence(problem)[1],
        file=problem.file,
        line=problem.line,
        column=problem.column,
        element=problem.element,
        times=problem.times,
        fix=problem.fix,
        _line=translator.report(problem),
    )


def explain(error: PublishError, language: Language = "en") -> tuple[ProblemReport, ...]:
    """Return the problems that an error carries, in words of a language."""
    return report_problems_in(language, error.problems)
