"""What is wrong, where, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """One change to one line of an issue."""

    line: int
    start: int
    """Characters before it, and before its end; 0-based, end exclusive."""
    end: int
    text: str | None
    """What is written instead; None takes the line out whole."""


class Problem(NamedTuple):
    """One thing a person should mend: where, what, and how."""

    message: str
    """Id of a sentence in `messages`."""
    values: Mapping[str, object] = {}
    rule: str | None = None
    severity: Severity = Severity.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None
    """Characters from the start of the line, 1-based."""
    excerpt: str | None = None
    element: str | None = None
    """Path of an element of the article, from its root: `section>p[3]>span`."""
    times: int = 1
    """How often it was found; the place is the first."""
    fix: tuple[Edit, ...] = ()
    """What mends it; nothing where only a person can."""
