"""Findings for people: the place, the sentence, the line with a caret, and a table of all files."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TextIO

from publish.cli.commands.check.lint_file import FileReport
from publish.core.problem import Problem, Severity
from publish.i18n.messages import Translator

MAX_SHOWN = 20
"""Of one rule in one file; a file with thousands of findings stays readable."""
_SHOWN_COLUMNS = 96
_COLUMNS_BEFORE = 60
_WIDE_SPACE = "\u3000"
_RESET = "\x1b[0m"
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_DIFF_COLOURS = {"-": _COLOURS[Severity.ERROR], "+": "\x1b[32m", "@": _COLOURS[Severity.INFO]}


def is_coloured(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Say whether a stream is a terminal whose owner has nothing against colours (https://no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


class AnsiStyle:
    """Colours, or none."""

    def __init__(self, *, coloured: bool) -> None:
        self._coloured = coloured

    def style(self, text: str, colour: str) -> str:
        """Return a text in a colour."""
        return f"{colour}{text}{_RESET}" if self._coloured and text else text


def render_findings(report: FileReport, translator: Translator, painter: AnsiStyle) -> Iterator[str]:
    """Yield the lines that tell of one issue."""
    shown: Counter[str] = Counter()
    for problem in report.problems:
        name = problem.rule or problem.message
        shown[name] += 1
        if shown[name] <= MAX_SHOWN:
            yield _render_head(problem, translator, painter)
            yield from _render_line(problem, report.lines, painter)
    for name, count in shown.items():
        if count > MAX_SHOWN:
            yield f"{report.file}: {translator.translate('check-more', count=count - MAX_SHOWN, rule=name)}"


def _render_head(problem: Problem, translator: Translator, painter: AnsiStyle) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    word = translator.translate(f"rules-{problem.severity}").strip()
    rule = f" {problem.rule}" if problem.rule else ""
    where = f"{painter.style(make_printable(place), _BOLD)}: " if place else ""
    head = f"{where}{painter.style(word + rule, _COLOURS[problem.severity])}"
    return f"{head} {translator.explain(problem)}"


def _render_line(problem: Problem, lines: Sequence[str], painter: AnsiStyle) -> Iterator[str]:
    """Yield the line of an issue and, where the column is known, a caret below it."""
    if problem.line is None or not 1 <= problem.line <= len(lines):
        return
    line, column = lines[problem.line - 1], problem.column or 1
    start = _find_start(line, column)
    end = _find_end(line, start)
    cut = line[start:end]
    if not cut.strip():
        return
    before, after = "…" if start else "", "" if end == len(line) or line[end:].isspace() else "…"
    yield f"    {before}{make_printable(cut).rstrip()}{after}"
    if problem.column is not None:
        blank = "".join(map(_make_blank, before + cut[: column - 1 - start]))
        yield f"    {blank}{painter.style('^', _COLOURS[problem.severity])}"


def _find_start(line: str, column: int) -> int:
    """Return where to begin to show a line, so that the column is seen."""
    return 0 if _find_end(line, 0) >= column else _step_back(line[: column - 1])


def _step_back(head: str) -> int:
    width, start = 0, len(head)
    while start and width < _COLUMNS_BEFORE:
        start -= 1
        width += measure_width(head[start])
    return start


def _find_end(line: str, start: int) -> int:
    width = 0
    for end in range(start, len(line)):
        if width >= _SHOWN_COLUMNS:
            return end
        width += _measure_char(line[end])
    return len(line)


@lru_cache(maxsize=4096)
def _make_blank(char: str) -> str:
    """Return a blank as wide as a character."""
    if char == "\t":
        return char
    if unicodedata.combining(char):
        return ""
    return _WIDE_SPACE if unicodedata.east_asian_width(char) in ("W", "F") else " "


def make_printable(text: str) -> str:
    """Return a text in which nothing steers the terminal or hides; each such character is one that is seen."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in "\t\u3000\u00a0\u2002" else "\ufffd" for char in text)


def render_difference(report: FileReport, painter: AnsiStyle) -> Iterator[str]:
    """Yield what mending changes, as a unified diff."""
    before, after = report.before.splitlines(), report.after.splitlines()
    name = make_printable(report.file)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="", n=1):
        yield painter.style(make_printable(line), _DIFF_COLOURS.get(line[:1], ""))


# --- all files --------------------------------------------------------------------------------


def render_summary(issues: Sequence[FileReport], translator: Translator, painter: AnsiStyle) -> Iterator[str]:
    """Yield a table of how much was found in which file, and the sum."""
    counted = [translator.translate(f"check-column-{name}") for name in ("error", "warning", "info", "mendable")]
    heads = [translator.translate("column-issue"), *counted]
    rows = [[make_printable(issue.file), *map(str, _count(issue))] for issue in issues]
    if len(issues) > 1:
        sums = [sum(column) for column in zip(*map(_count, issues), strict=True)]
        rows.append([translator.translate("check-column-sum"), *map(str, sums)])
    widths = [max(measure_width(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    yield painter.style(_render_row(heads, widths), _DIM)
    yield from (_render_row(row, widths) for row in rows)


def _count(issue: FileReport) -> list[int]:
    return [*(issue.count(severity) for severity in Severity), issue.fixable]


def _render_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    missing_pictures = [width - measure_width(cell) for cell, width in zip(cells, widths, strict=True)]
    first = cells[0] + " " * missing_pictures[0]
    return "  ".join(
        [first, *(" " * missing + cell for missing, cell in zip(missing_pictures[1:], cells[1:], strict=True))]
    )


def measure_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_measure_char, text))


@lru_cache(maxsize=4096)  # of tens of thousands of findings every character of a line is measured
def _measure_char(char: str) -> int:
    blank = _make_blank(char)
    return 2 if blank == _WIDE_SPACE else len(blank)
