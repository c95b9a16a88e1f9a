"""Automatic fixes: apply the edits of problems to the lines of a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit, Problem

_LINE = lazy_pattern(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class SourceLine(NamedTuple):
    """A line of a file with its line ending."""

    text: str
    end: str


def split_lines(text: str) -> list[SourceLine]:
    """Return the lines of a file, whatever their line endings."""
    lines = [SourceLine(line[1], line[2]) for line in _LINE.finditer(text)]
    return lines[:-1] if len(lines) > 1 and lines[-2].end == "" else lines


def join_lines(lines: Iterable[SourceLine]) -> str:
    """Return the text of a file from its lines."""
    return "".join(line.text + line.end for line in lines)


def apply_fixes(lines: list[SourceLine], problems: Iterable[Problem]) -> list[SourceLine]:
    """Apply the edits of problems; where two overlap, only the first, and the next run finds the other again."""
    accepted: dict[int, list[Edit]] = {}
    for problem in problems:
        if not any(_overlap(edit, other) for edit in problem.fix for other in accepted.get(edit.line, ())):
            for edit in problem.fix:
                accepted.setdefault(edit.line, []).append(edit)
    fixed = (_edit_line(line, accepted.get(number, [])) for number, line in enumerate(lines, 1))
    return [line for line in fixed if line is not None]


def _overlap(edit: Edit, other: Edit) -> bool:
    return edit.text is None or other.text is None or (edit.start <= other.end and other.start <= edit.end)


def _edit_line(line: SourceLine, edits: list[Edit]) -> SourceLine | None:
    text = line.text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        if edit.text is None:
            return None
        # A line break in an edit takes the line ending of the file.
        text = text[: edit.start] + edit.text.replace("\n", line.end or "\n") + text[edit.end :]
    return SourceLine(text, line.end)
