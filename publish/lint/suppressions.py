"""`<!-- check: allow N24 理由 -->`: one rule is silent on one line, for a reason that the next reader is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from publish.core.problem import Problem, Severity

_COMMENT = re.compile(r"<!--\s*check:\s*allow\s+(?P<rule>[A-Za-z]\d{1,3})\b\s*(?P<reason>[^<>]*?)\s*-->")
_MARK = "check:"


class _Suppression(NamedTuple):
    rule: str
    reason: str
    line: int
    """Where the comment stands."""
    silenced: int
    """The line it speaks of: its own, or the next one where it stands alone."""


def _find_silences(text: str) -> Iterator[_Suppression]:
    if _MARK not in text:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for found in _COMMENT.finditer(line) if _MARK in line else ():
            alone = not _COMMENT.sub("", line).strip(" \t>")
            yield _Suppression(
                found["rule"].upper(), found["reason"], number, _find_next(lines, number) if alone else number
            )


def _find_next(lines: list[str], number: int) -> int:
    """Return the line below that is no comment of this kind."""
    while number < len(lines) and _COMMENT.fullmatch(lines[number].strip()):
        number += 1
    return number + 1


def find_suppressions(text: str) -> frozenset[tuple[str | None, int | None]]:
    """Return the rules that are silent, each with the line; one without a reason is not."""
    return frozenset((found.rule, found.silenced) for found in _find_silences(text) if found.reason)


def find_invalid_suppressions(text: str, known: set[str]) -> Iterator[Problem]:
    """Yield the comments that silence nothing: without a reason, or for a rule there is none of."""
    for found in _find_silences(text):
        if found.rule not in known:
            yield Problem("silence-unknown", {"rule": found.rule}, severity=Severity.WARNING, line=found.line, column=1)
        elif not found.reason:
            yield Problem("silence-reason", {"rule": found.rule}, severity=Severity.WARNING, line=found.line, column=1)
