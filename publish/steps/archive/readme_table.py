"""The table of issues in a README, between two marker lines that its owner wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.steps.archive.json_index import IndexEntry, sort_newest_first

BEGIN = "<!-- archive -->"
END = "<!-- /archive -->"
_LINK = lazy_pattern(r"\[([^\[\]\n]+)\]\(([^()\s]*)\)")
_MAX_NAMED = 5
_COLUMNS = 4
_UNDATED = "往期回顾"  # in place of a year
_ALIGNMENT = "|:---:|:---:|:---:|:---:|"


class TableRange(NamedTuple):
    """The lines of a README between the two markers, 0-based, end exclusive."""

    start: int
    end: int


def find_table(lines: Sequence[str]) -> TableRange | Problem:
    """Return the lines of the table, or why they cannot be found."""
    begins = [i for i, line in enumerate(lines) if line.strip() == BEGIN]
    ends = [i for i, line in enumerate(lines) if line.strip() == END]
    if not begins and not ends:
        return Problem("archive-unmarked", {"begin": BEGIN, "end": END})
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        line = (ends if len(ends) > 1 or not begins else begins)[-1] + 1
        return Problem("archive-marks", {"begin": BEGIN, "end": END}, line=line)
    return TableRange(begins[0] + 1, ends[0])


def put_table(text: str, location: TableRange, table: Sequence[str]) -> str:
    """Return a README with the table between the markers and empty lines, its line endings unchanged."""
    lines = text.split("\n")
    ending = "\r" if lines[location.start - 1].endswith("\r") else ""
    between = [f"{line}{ending}" for line in ("", *table, "")]
    return "\n".join([*lines[: location.start], *between, *lines[location.end :]])


def compare_table(before: Sequence[str], expected: Sequence[str]) -> Iterator[Problem]:
    """Yield how the lines between the markers differ from the expected table."""
    links, expected_links = _parse_links(before), _parse_links(expected)
    differences = {
        "archive-lacks": [day for day in expected_links if day not in links],
        "archive-extra": [day for day in links if day not in expected_links],
        "archive-elsewhere": [day for day, url in expected_links.items() if links.get(day, url) != url],
    }
    for message, days in differences.items():
        if days:
            named = [*days[:_MAX_NAMED], *(["…"] if len(days) > _MAX_NAMED else [])]
            yield Problem(message, {"count": len(days), "days": ", ".join(named)})
    if not any(differences.values()) and [line.strip() for line in before if line.strip()] != list(expected):
        yield Problem("archive-otherwise")


def _parse_links(lines: Sequence[str]) -> dict[str, str]:
    return {day: url for line in lines for day, url in _LINK.findall(line)}


def render_table(issues: Iterable[IndexEntry]) -> list[str]:
    """Return the lines of the table, the newest issue first; each links to the article, else to its file."""
    newest_first = sort_newest_first(issues)
    years = groupby(newest_first, lambda entry: f"{entry.file.day.year:04}" if entry.file.day else _UNDATED)
    rows = [row for year, entries in years for row in _render_year(year, list(entries))]
    return [*rows[:1], _ALIGNMENT, *rows[1:]]


def _render_year(year: str, issues: Sequence[IndexEntry]) -> Iterator[str]:
    yield _render_row(year)
    for start in range(0, len(issues), _COLUMNS):
        cells = [f"[{entry.file.name}]({entry.published or entry.path})" for entry in issues[start : start + _COLUMNS]]
        yield _render_row([*cells, *[""] * (_COLUMNS - len(cells))])


def _render_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
