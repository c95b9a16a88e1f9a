"""Problems for people: location, sentence, line with a caret, diff of the fixes, and a table of all files."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TextIO

from publish.cli.commands.check.lint_file import FileReport
from publish.core.problem import Problem, Severity
from publish.i18n.translator import Translator

MAX_SHOWN = 5  # of one rule in one file; of more, one line says how many and where the first stand
MAX_FILES = 5  # issues whose warnings and hints are told; of more, the table counts them
MAX_LINES = 5  # about one article, more only where there are more kinds of errors
_MAX_PLACES = 3  # of problems told in one line
_IDLE = frozenset({"link-external", "article-shortened"})
"""Hints that there is nothing to do about, which an article is not told of unless every problem is asked for."""
_SHOWN_COLUMNS = 96
_COLUMNS_BEFORE = 60
_WIDE_SPACE = "\u3000"
_RESET = "\x1b[0m"
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_DIFF_COLOURS = {"-": _COLOURS[Severity.ERROR], "+": "\x1b[32m", "@": _COLOURS[Severity.INFO]}


def supports_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether a stream is a terminal whose user wants colours (https://no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


class AnsiStyle:
    """ANSI colours, or none."""

    def __init__(self, *, coloured: bool) -> None:
        self._coloured = coloured

    def style(self, text: str, colour: str) -> str:
        """Return a text with a colour."""
        return f"{colour}{text}{_RESET}" if self._coloured and text else text


def render_problems(
    report: FileReport, translator: Translator, style: AnsiStyle, *, every: bool = False
) -> Iterator[str]:
    """Yield the lines about one issue: of a rule with many problems one line, of an article the gravest in few lines.

    With `every`, each problem with its line.
    """
    alike = _group_alike(report.problems)
    if not (every or report.is_digest):
        yield from _render_briefly(report, alike, translator, style)
        return
    told = set()
    for problem in report.problems:
        same = problem.message, problem.severity
        if every or len(alike[same]) <= MAX_SHOWN:
            yield _render_head(problem, translator, style)
            yield from _render_line(problem, report.lines, style)
        elif same not in told:
            told.add(same)
            yield _render_group(alike[same], translator, style)


def render_errors(report: FileReport, translator: Translator, style: AnsiStyle) -> Iterator[str]:
    """Yield one line for each kind of error of an issue, where many issues are told of."""
    for (_, severity), group in _group_alike(report.problems).items():
        if severity is Severity.ERROR:
            yield _render_group(group, translator, style)


_Alike = Mapping[tuple[str, Severity], list[Problem]]


def _group_alike(problems: Sequence[Problem]) -> _Alike:
    """Return problems by message and severity."""
    alike: dict[tuple[str, Severity], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.message, problem.severity), []).append(problem)
    return alike


def _render_briefly(report: FileReport, alike: _Alike, translator: Translator, style: AnsiStyle) -> Iterator[str]:
    """Yield one line for each kind of error, for the kinds of warnings there is room for, and for what is left."""
    kinds = {severity: [group for (_, weight), group in alike.items() if weight is severity] for severity in Severity}
    errors, warnings = kinds[Severity.ERROR], kinds[Severity.WARNING]
    hints = [group for group in kinds[Severity.INFO] if group[0].message not in _IDLE]
    room = max(MAX_LINES - len(errors), 0)
    if hints or len(warnings) > room:
        room = max(room - 1, 0)
    for group in (*errors, *warnings[:room]):
        yield _render_group(group, translator, style)
    untold = {"warnings": sum(map(len, warnings[room:])), "hints": sum(map(len, hints))}
    if any(untold.values()):
        message = "check-untold" if untold["warnings"] else "check-untold-hints"
        yield f"{style.style(make_printable(report.file), _BOLD)}: {translator.translate(message, **untold)}"


def _render_group(alike: Sequence[Problem], translator: Translator, style: AnsiStyle) -> str:
    """Return the line about problems of one kind: the first, and where the next ones are."""
    head = _render_head(alike[0], translator, style)
    lines = list(dict.fromkeys(problem.line or 1 for problem in alike))
    if len(alike) == 1:
        return head
    if len(lines) == 1:
        return f"{head} {translator.translate('check-same-line', count=len(alike))}"
    shown = translator.join(map(str, lines[:_MAX_PLACES]))
    return f"{head} {translator.translate('check-many', count=len(alike), lines=shown)}"


def _render_head(problem: Problem, translator: Translator, style: AnsiStyle) -> str:
    location = ":".join(
        str(part) for part in (problem.file, problem.line, problem.column, problem.element) if part is not None
    )
    word = translator.translate(f"rules-{problem.severity}").strip()
    rule = f" {problem.rule}" if problem.rule else ""
    prefix = f"{style.style(make_printable(location), _BOLD)}: " if location else ""
    head = f"{prefix}{style.style(word + rule, _COLOURS[problem.severity])}"
    return f"{head} {translator.explain(problem)}"


def _render_line(problem: Problem, lines: Sequence[str], style: AnsiStyle) -> Iterator[str]:
    """Yield the line of an issue and, if the column is known, a caret below it."""
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
        yield f"    {blank}{style.style('^', _COLOURS[problem.severity])}"


def _find_start(line: str, column: int) -> int:
    """Return the index from which a line is shown so that the column is visible."""
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
    """Return white space as wide as a character."""
    if char == "\t":
        return char
    if unicodedata.combining(char):
        return ""
    return _WIDE_SPACE if unicodedata.east_asian_width(char) in ("W", "F") else " "


def make_printable(text: str) -> str:
    """Return a text with control and invisible characters replaced by a visible one."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in "\t\u3000\u00a0\u2002" else "\ufffd" for char in text)


def render_difference(report: FileReport, style: AnsiStyle) -> Iterator[str]:
    """Yield the fixes as a unified diff."""
    before, after = report.before.splitlines(), report.after.splitlines()
    name = make_printable(report.file)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="", n=1):
        yield style.style(make_printable(line), _DIFF_COLOURS.get(line[:1], ""))


# --- all files --------------------------------------------------------------------------------


def render_summary(reports: Sequence[FileReport], translator: Translator, style: AnsiStyle) -> Iterator[str]:
    """Yield a table with the number of problems of each file, and the sum."""
    counted = [translator.translate(f"check-column-{name}") for name in ("error", "warning", "info", "mendable")]
    heads = [translator.translate("column-issue"), *counted]
    rows = [[make_printable(report.file), *map(str, _count(report))] for report in reports]
    if len(reports) > 1:
        sums = [sum(column) for column in zip(*map(_count, reports), strict=True)]
        rows.append([translator.translate("check-column-sum"), *map(str, sums)])
    widths = [max(measure_width(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    yield style.style(_render_row(heads, widths), _DIM)
    yield from (_render_row(row, widths) for row in rows)


def _count(report: FileReport) -> list[int]:
    return [*(report.count(severity) for severity in Severity), report.fixable]


def _render_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = [" " * (width - measure_width(cell)) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([cells[0] + first, *(pad + cell for pad, cell in zip(others, cells[1:], strict=True))])


def measure_width(text: str) -> int:
    """Return the width of a text in terminal columns."""
    return len(text) if text.isascii() else sum(map(_measure_char, text))


@lru_cache(maxsize=4096)  # every character of every shown line is measured, tens of thousands of times
def _measure_char(char: str) -> int:
    blank = _make_blank(char)
    return 2 if blank == _WIDE_SPACE else len(blank)
