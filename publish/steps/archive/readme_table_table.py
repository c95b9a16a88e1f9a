"""The 往期回顾 table as the newsletter has always had it: four issues a row, a year spelt over four cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from publish.steps.archive.json_index_listed import Listed

_WIDTH = 4
_ALIGNED = "|:---:|:---:|:---:|:---:|"


def render_table(issues: Iterable[Listed]) -> list[str]:
    """Return the lines of the table, the newest issue first; each leads to the article, else to its file."""
    newest_first = sorted(issues, key=lambda listed: listed.day, reverse=True)
    rows = [row for year, same in groupby(newest_first, _find_year) for row in _render_year(year, list(same))]
    return [*rows[:1], _ALIGNED, *rows[1:]]


def _find_year(listed: Listed) -> str:
    return f"{listed.day.year:04}"


def _render_year(year: str, issues: Sequence[Listed]) -> Iterator[str]:
    yield _render_row(year)
    for start in range(0, len(issues), _WIDTH):
        cells = [f"[{listed.day}]({listed.published or listed.path})" for listed in issues[start : start + _WIDTH]]
        yield _render_row([*cells, *[""] * (_WIDTH - len(cells))])


def _render_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
