"""Where a problem is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publish.model import Problem

SETTINGS_FILE = "publish.toml"


def place_problems(problems: Iterable[Problem], file: str) -> list[Problem]:
    """Return problems with their file, in the order of its lines."""
    return sorted((replace(problem, file=file) for problem in problems), key=lambda problem: problem.line or 0)
