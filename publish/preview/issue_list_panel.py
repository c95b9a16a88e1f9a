"""The list of issues on the preview page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from publish.core.readership import DayTotals
from publish.i18n.translator import Translator
from publish.preview.readers_panel import draw_reads


class ProblemCount(NamedTuple):
    """How many problems an issue has."""

    errors: int = 0
    warnings: int = 0
    is_broken: bool = False  # whether it cannot be built


class IssueRow(NamedTuple):
    """One issue of the list."""

    name: str
    title: str
    state: str  # `published`, `drafted`, `uncertain`, or empty if unknown
    problems: ProblemCount | None = None  # None if they are not counted yet
    days: tuple[DayTotals, ...] = ()  # what it came to by the end of each day; empty where that is unknown


def render_issues(rows: Sequence[IssueRow], current: str, token: str, translator: Translator) -> str:
    """Return the list of issues; `current` is the shown one, `token` a part of every address."""
    items = "".join(f"<li>{_render_row(row, row.name == current, token, translator)}</li>" for row in rows)
    return f'<h2>{translator.translate("page-issues")}</h2><ul class="issues">{items}</ul>'


def _render_row(row: IssueRow, is_current: bool, token: str, translator: Translator) -> str:
    translate = translator.translate
    state = f'<span class="tag {row.state}">{translate(f"page-state-{row.state}")}</span>' if row.state else ""
    reads = f"{translate('page-read-by', count=row.days[-1].reads)}{draw_reads(row.days)}" if row.days else ""
    readers = f'<small class="reads">{reads}</small>' if reads else ""
    marks = ' aria-current="page"' if is_current else ""
    marks += f' class="{_choose_mark(row)}"'
    head = f'<a href="/?issue={quote(row.name)}&amp;token={quote(token)}"{marks}>'
    title = f"<small>{escape(row.title)}</small>" if row.title else ""
    return f"{head}{state}<b>{escape(row.name)}</b>{title}{readers}{_render_count(row.problems, translator)}</a>"


def _choose_mark(row: IssueRow) -> str:
    """Return the class of a row: red is what an editor has to mend before it can go out."""
    if row.problems is None or row.state == "published":
        return "calm"
    return "broken" if row.problems.is_broken else "error" if row.problems.errors else "calm"


def _render_count(problems: ProblemCount | None, translator: Translator) -> str:
    translate = translator.translate
    if problems is None:
        return f"<small>{translate('page-counting')}</small>"
    found = problems.errors + problems.warnings
    count = translate("page-found", count=found) if found else ""
    broken = translate("page-broken") if problems.is_broken else ""
    text = " · ".join(filter(None, (broken, count)))
    return f'<small class="found">{text}</small>' if text else ""
