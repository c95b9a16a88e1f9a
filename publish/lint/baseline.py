"""The baseline of the check: the problems that a newsletter had when its team began, which are left out since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from publish.core.problem import Problem, Severity

_BLOCKING = frozenset({"N01", "N02", "N03", "N14", "N17"})
_WEB_PREFIX = "L"


class KnownProblem(NamedTuple):
    """What stays the same of a problem while the lines round it move."""

    file: str  # in the repository
    rule: str  # of a problem without a rule the id of its message
    text: str  # of its line, without the white space round it


Baseline: TypeAlias = Counter[KnownProblem]


class Filtered(NamedTuple):
    """The problems of a file that its baseline does not hold."""

    problems: list[Problem]
    unmatched: Baseline  # what the baseline holds of the file, and no problem is


def collect_known(problems: Iterable[Problem], file: str, lines: Sequence[str]) -> Baseline:
    """Return the problems of a file that a baseline may hold."""
    return Counter(_identify(problem, file, lines) for problem in problems if _may_be_known(problem))


def filter_known(problems: Iterable[Problem], file: str, lines: Sequence[str], baseline: Baseline) -> Filtered:
    """Return the problems of a file that a baseline does not hold; of two alike it may hold one."""
    unmatched = Counter({known: count for known, count in baseline.items() if known.file == file})
    new = []
    for problem in problems:
        known = _identify(problem, file, lines)
        if _may_be_known(problem) and unmatched[known] > 0:
            unmatched[known] -= 1
        else:
            new.append(problem)
    return Filtered(new, +unmatched)


def _may_be_known(problem: Problem) -> bool:
    """Return whether a baseline may hold a problem: not an error that stops a build or draft, nor one of the web."""
    blocking = problem.severity is Severity.ERROR and (problem.rule is None or problem.rule in _BLOCKING)
    return not blocking and not (problem.rule or "").startswith(_WEB_PREFIX)


def _identify(problem: Problem, file: str, lines: Sequence[str]) -> KnownProblem:
    text = lines[problem.line - 1] if problem.line and problem.line <= len(lines) else ""
    return KnownProblem(file, problem.rule or problem.message, text.strip())
