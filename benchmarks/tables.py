"""Tables of results: what a row module returns, and how a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.spread import Spread

MET, MISSED = "✓", "✗ missed"

_MIN_WIDTH = 2  # what marks a column of numbers


@dataclass(frozen=True, slots=True)
class Table:
    """One question and its answer."""

    title: str
    columns: Sequence[str]
    """The first column is text, all others are numbers."""
    rows: Sequence[Sequence[str]]
    note: str = ""


def render_table(table: Table) -> str:
    """Return a table as Markdown whose columns stand in line."""
    lines = [table.columns, *table.rows]
    widths = [max(_MIN_WIDTH, *(len(line[column]) for line in lines)) for column in range(len(table.columns))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    written = [_render_line(line, widths) for line in (table.columns, rule, *table.rows)]
    return "\n".join([f"## {table.title}", "", *([table.note, ""] if table.note else []), *written, ""])


def _render_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"


def judge(value: float, limit: float) -> str:
    """Return whether a value is within its limit."""
    return MET if value <= limit else MISSED


def show_ms(seconds: float) -> str:
    """Return seconds as milliseconds, three digits that count."""
    value = seconds * 1000
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # as many digits as the note says


def show_mib(size: float) -> str:
    """Return bytes as MiB."""
    return f"{size / 1024 / 1024:.1f}"


def show_ratio(value: float) -> str:
    """Return how often one thing holds another."""
    return f"{value:.0f} x" if value >= 100 else f"{value:.3g} x"  # as above


def show_spread(ratio: Spread) -> str:
    """Return a ratio with the values between which half of the rounds lie."""
    return f"{show_ratio(ratio.median)} ({ratio.low:.3g}–{ratio.high:.3g})"
