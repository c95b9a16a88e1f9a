"""Where the table stands in a README: between two lines that its owner put there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from publish.core.problem import Problem
from publish.steps.archive.json_index import IndexEntry

BEGIN = "<!-- archive -->"
END = "<!-- /archive -->"
_LINK = re.compile(r"\[(\d{4}-\d{2}-\d{2})\]\(([^()\s]*)\)")
_MOST_NAMED = 5


class TableRange(NamedTuple):
    """The lines of a README between the two marks, 0-based, end exclusive."""

    start: int
    end: int


def find_table(lines: Sequence[str]) -> TableRange | Problem:
    """Return where the table stands, or what keeps it from being found."""
    begins = [at for at, line in enumerate(lines) if line.strip() == BEGIN]
    ends = [at for at, line in enumerate(lines) if line.strip() == END]
    if not begins and not ends:
        return Problem("archive-unmarked", {"begin": BEGIN, "end": END})
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        line = (ends if len(ends) > 1 or not begins else begins)[-1] + 1
        return Problem("archive-marks", {"begin": BEGIN, "end": END}, line=line)
    return TableRange(begins[0] + 1, ends[0])


def put_table(text: str, place: TableRange, table: Sequence[str]) -> str:
    """Return a README with the table between the marks, its line ends kept; an empty line stands above and below."""
    lines = text.split("\n")
    ending = "\r" if lines[place.start - 1].endswith("\r") else ""
    between = [f"{line}{ending}" for line in ("", *table, "")]
    return "\n".join([*lines[: place.start], *between, *lines[place.end :]])


def compare_table(before: Sequence[str], wanted: Sequence[str]) -> Iterator[Problem]:
    """Yield in what a table differs from the issues there are; nothing where it is the one wanted.

    Args:
        before: The lines between the marks.
        wanted: The table that would be written.
    """
    there, due = _read_links(before), _read_links(wanted)
    differences = {
        "archive-lacks": [day for day in due if day not in there],
        "archive-extra": [day for day in there if day not in due],
        "archive-elsewhere": [day for day in due if there.get(day, due[day]) != due[day]],
    }
    for message, days in differences.items():
        if days:
            yield Problem(message, {"count": len(days), "days": _name_some(days)})
    if not any(differences.values()) and [line.strip() for line in before if line.strip()] != list(wanted):
        yield Problem("archive-otherwise")


def _read_links(lines: Sequence[str]) -> Mapping[str, str]:
    return {day: address for line in lines for day, address in _LINK.findall(line)}


def _name_some(days: Sequence[str]) -> str:
    return ", ".join([*days[:_MOST_NAMED], *(["…"] if len(days) > _MOST_NAMED else [])])


_WIDTH = 4
_ALIGNED = "|:---:|:---:|:---:|:---:|"


def render_table(issues: Iterable[IndexEntry]) -> list[str]:
    """Return the lines of the table, the newest issue first; each leads to the article, else to its file."""
    newest_first = sorted(issues, key=lambda listed: listed.day, reverse=True)
    rows = [row for year, same in groupby(newest_first, _find_year) for row in _render_year(year, list(same))]
    return [*rows[:1], _ALIGNED, *rows[1:]]


def _find_year(listed: IndexEntry) -> str:
    return f"{listed.day.year:04}"


def _render_year(year: str, issues: Sequence[IndexEntry]) -> Iterator[str]:
    yield _render_row(year)
    for start in range(0, len(issues), _WIDTH):
        cells = [f"[{listed.day}]({listed.published or listed.path})" for listed in issues[start : start + _WIDTH]]
        yield _render_row([*cells, *[""] * (_WIDTH - len(cells))])


def _render_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
