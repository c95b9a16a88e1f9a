"""Problems found in an issue, an article or the settings, with their fixes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Severity of a problem."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Terms(NamedTuple):
    """A value of a problem that its sentence lists in its own language."""

    messages: tuple[str, ...]  # ids


class Edit(NamedTuple):
    """One change to one line of an issue."""

    line: int
    start: int  # character offset in the line, 0-based; `end` is exclusive
    end: int
    text: str | None  # the replacement; None deletes the whole line


class Problem(NamedTuple):
    """A problem for a person to fix: its message, location and fix."""

    message: str  # id of a sentence in `messages`
    values: Mapping[str, object] = {}
    rule: str | None = None
    severity: Severity = Severity.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None  # 1-based
    excerpt: str | None = None
    element: str | None = None  # path of an element of the article: `section>p[3]>span`
    times: int = 1  # number of occurrences; the location is the first
    fix: tuple[Edit, ...] = ()  # edits that fix it; empty where only a person can


def add_location(
    problems: Iterable[Problem], file: str | None = None, line: int | None = None, *, alias: str | None = None
) -> list[Problem]:
    """Return problems with their file and line, sorted by line; those of another file keep theirs.

    `alias` is another name by which problems may call the file.
    """
    located = (
        problem
        if file and problem.file not in (None, alias)
        else problem._replace(file=file or problem.file, line=problem.line if line is None else line)
        for problem in problems
    )
    return sorted(located, key=lambda problem: problem.line or 0)
