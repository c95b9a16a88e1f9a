"""A problem as the contract writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:  # only their names are needed
    from publish.contract.reply_types import EditJson, ProblemJson


def describe_problem(problem: Problem, translator: Translator) -> ProblemJson:
    """Return a problem as JSON, with its sentence in the translator's language."""
    fix: list[EditJson] = [
        {"line": edit.line, "start": edit.start, "end": edit.end, "text": edit.text} for edit in problem.fix
    ]
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "id": problem.message,
        "message": translator.explain(problem),
        "remedy": translator.split_sentence(problem)[1],
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "element": problem.element,
        "times": problem.times,
        "fix": fix,
    }
