"""Repair what a rule repairs by itself: edits in, lines out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from publish.core.problem import Edit, Problem

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class SourceLine(NamedTuple):
    """A line of a file and what ends it."""

    text: str
    end: str


def split_lines(text: str) -> list[SourceLine]:
    """Return the lines of a file, however they are ended."""
    lines = [SourceLine(found[1], found[2]) for found in _LINE.finditer(text)]
    return lines[:-1] if len(lines) > 1 and lines[-2].end == "" else lines


def join_lines(lines: Iterable[SourceLine]) -> str:
    """Return the file that consists of lines."""
    return "".join(line.text + line.end for line in lines)


def apply_fixes(lines: list[SourceLine], problems: Iterable[Problem]) -> list[SourceLine]:
    """Apply what mends problems; where two meet, the first alone, and the other is found again."""
    taken: dict[int, list[Edit]] = {}
    for problem in problems:
        if not any(_meets(edit, other) for edit in problem.fix for other in taken.get(edit.line, ())):
            for edit in problem.fix:
                taken.setdefault(edit.line, []).append(edit)
    fixed = (_mend_line(line, taken.get(number, [])) for number, line in enumerate(lines, 1))
    return [line for line in fixed if line is not None]


def _meets(edit: Edit, other: Edit) -> bool:
    if edit.text is None or other.text is None:
        return True
    return edit.start <= other.end and other.start <= edit.end


def _mend_line(line: SourceLine, edits: list[Edit]) -> SourceLine | None:
    text = line.text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        if edit.text is None:
            return None
        # An edit that breaks a line ends it as the file ends its lines.
        text = text[: edit.start] + edit.text.replace("\n", line.end or "\n") + text[edit.end :]
    return SourceLine(text, line.end)
