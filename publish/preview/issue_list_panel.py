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


class DueTime(NamedTuple):
    """When an issue is due, and what runs will do with it then."""

    day: str  # in the newsletter's time zone, as `2020-06-17`
    clock: str  # as `08:00`
    zone: str  # as `Asia/Shanghai`
    action: str = ""  # `draft`, `release` or `hold`; empty where nothing is left to do
    is_past: bool = False


class IssueRow(NamedTuple):
    """One issue of the list."""

    name: str
    title: str
    state: str  # `published`, `drafted`, `uncertain`, or empty if unknown
    problems: ProblemCount | None = None  # None if they are not counted yet
    days: tuple[DayTotals, ...] = ()  # what it came to by the end of each day; empty where that is unknown
    due: DueTime | None = None  # None where it has no publish time


def render_issues(rows: Sequence[IssueRow], current: str, token: str, translator: Translator) -> str:
    """Return the list of issues; `current` is the shown one, `token` a part of every address."""
    items = "".join(_render_row(row, row.name == current, token, translator) for row in rows)
    return f'<ul class="issues">{items}</ul>'


def _render_row(row: IssueRow, is_current: bool, token: str, translator: Translator) -> str:
    translate = translator.translate
    state = f'<span class="tag {row.state}">{translate(f"page-state-{row.state}")}</span>' if row.state else ""
    reads = f"{translate('page-read-by', count=row.days[-1].reads)}{draw_reads(row.days)}" if row.days else ""
    readers = f'<small class="reads">{reads}</small>' if reads else ""
    marks = ' aria-current="page"' if is_current else ""
    name = escape(row.name)
    head = f'<a href="/?issue={quote(row.name)}&amp;token={quote(token)}" data-name="{name}"{marks}>'
    title = f"<small>{escape(row.title)}</small>" if row.title else ""
    text = escape(f"{row.name} {row.title} {row.due.day if row.due else ''}".lower())
    scheduled = " data-scheduled" if row.due and row.due.action else ""
    return (
        f'<li class="{_choose_mark(row)}" data-issue data-state="{row.state}" data-text="{text}"{scheduled}>'
        f"{head}{state}<b>{name}</b>{title}{readers}{_render_count(row.problems, translator)}</a></li>"
    )


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


def render_due(rows: Sequence[IssueRow], token: str, translator: Translator) -> str:
    """Return what is due when: what is still to come first, the nearest first, then what has passed."""
    translate = translator.translate
    due = sorted((row for row in rows if row.due), key=lambda row: (row.due, row.name))
    coming = [row for row in due if row.due and (row.due.action or not row.due.is_past)]
    past = [row for row in reversed(due) if row not in coming]
    if not due:
        return f'<p class="clean">{translate("page-due-none")}</p>'
    zone = next(row.due.zone for row in due if row.due)
    parts = [("page-due-coming", coming), ("page-due-past", past)]
    lists = "".join(_render_due_part(translate(title), part, token, translator) for title, part in parts if part)
    return f'{lists}<p class="zone">{translate("page-due-zone", zone=escape(zone))}</p>'


def _render_due_part(title: str, rows: Sequence[IssueRow], token: str, translator: Translator) -> str:
    items = "".join(_render_due_row(row, token, translator) for row in rows)
    return f'<h2>{title}<span class="count">{len(rows)}</span></h2><ol class="due">{items}</ol>'


def _render_due_row(row: IssueRow, token: str, translator: Translator) -> str:
    translate, due = translator.translate, row.due or DueTime("", "", "")
    done = f"page-state-{row.state}" if row.state else "page-due-nothing"
    what = translate(f"page-due-{due.action}" if due.action else done)
    mark = "hold" if due.action == "hold" or (row.problems and row.problems.is_broken and due.action) else row.state
    broken = f" · {translate('page-broken')}" if row.problems and row.problems.is_broken and due.action else ""
    return (
        f'<li><a href="/?issue={quote(row.name)}&amp;token={quote(token)}" data-name="{escape(row.name)}">'
        f"<time>{due.day} {due.clock}</time><b>{escape(row.title or row.name)}</b>"
        f'<small class="{mark}">{what}{broken}</small></a></li>'
    )
