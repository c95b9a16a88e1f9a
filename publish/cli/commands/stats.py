"""`publish stats`: what published issues came to, by issue or by day, from the ledger and the platform."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.issue_readers import IssueReaders, load_readers, update_readers
from publish.cli.ledger_access import load_ledger_context
from publish.cli.parser import Arguments
from publish.cli.terminal_output import show_text
from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.core.readership import DayTotals
from publish.core.text import cut_text
from publish.newsletter.labels import name_issue

if TYPE_CHECKING:
    from publish.contract.delivery_results import DayJson, IssueReadersJson, StatsResult

NEWEST = 12  # issues of the table: one call for each day on which they were published, the first time
_MAX_TITLE_CHARS = 30
_COUNTS = (
    "stats-reads",
    "stats-shares",
    "stats-likes",
    "stats-recommendations",
    "stats-comments",
    "stats-finish",
)
_NOTHING = "–"


def show_stats(arguments: Arguments, console: Console) -> Outcome[StatsResult]:
    """Print the numbers of the newest issues, or of each day of one."""
    context = load_ledger_context(arguments)
    wanted = context.find_issue(arguments.issue) if arguments.issue else None
    readers, code = load_readers(context, wanted, NEWEST), EXIT_DONE
    if wanted and not readers:
        raise IssueError(Problem("stats-unpublished", {"issue": name_issue(wanted)}))
    if not arguments.offline and readers:
        code = update_readers(context, readers, arguments, console)
        readers = load_readers(context, wanted, NEWEST)
    if wanted:
        _print_days(readers[0], console)
        _print_state(readers[0], console)
    else:
        rows = [_make_row(each) for each in readers]
        _print(("column-issue", "stats-published", "page-title"), rows, console)
    return Outcome({"issues": [_describe(each) for each in readers]}, code)


def _make_row(readers: IssueReaders) -> list[str]:
    title = cut_text(show_text(readers.issue.title), _MAX_TITLE_CHARS)
    published = readers.published.isoformat() if readers.published else _NOTHING
    return [readers.name, published, title, *_format(readers.days[-1] if readers.days else None)]


def _print_days(readers: IssueReaders, console: Console) -> None:
    """Print what each day added to the reads, and the totals at its end, of each article of a message."""
    for article in readers.articles or (None,):
        if len(readers.articles) > 1 and article is not None:
            title = show_text(readers.find_title(article.position))
            console.print(console.translator.translate("stats-article", number=article.position + 1, title=title))
        totals = article.totals if article else ()
        days = pairwise((DayTotals(totals[0].day), *totals)) if totals else ()
        rows = [[after.day.isoformat(), f"{after.reads - before.reads:+d}", *_format(after)] for before, after in days]
        _print(("stats-day", "stats-new"), rows, console, more=1)
        sources = totals[-1].sources if totals else {}
        if sources:
            parts = [f"{show_text(name)} {count}" for name, count in sorted(sources.items(), key=lambda one: -one[1])]
            console.print(console.translator.translate("stats-sources", sources=", ".join(parts)))


def _print(heads: Sequence[str], rows: Sequence[Sequence[str]], console: Console, *, more: int = 0) -> None:
    """Print a table of counts; `more` columns before them are numbers, too."""
    console.print_table([*heads, *_COUNTS], rows, empty="stats-none", numbers=len(_COUNTS) + more)


def _format(totals: DayTotals | None) -> list[str]:
    """Return the counts of a row; dashes where nothing is known."""
    if totals is None:
        return [_NOTHING] * len(_COUNTS)
    counts = (totals.reads, totals.shares, totals.likes, totals.recommendations, totals.comments)
    finished = _NOTHING if totals.finish_rate is None else f"{totals.finish_rate:.0%}"
    return [*map(str, counts), finished]


def _print_state(readers: IssueReaders, console: Console) -> None:
    """Print how far the numbers reach, to standard error."""
    if readers.is_final:
        console.tell("stats-final")
    elif readers.through is not None:
        console.tell("stats-through", day=readers.through.isoformat())


def _describe(readers: IssueReaders) -> IssueReadersJson:
    delivery = readers.issue.delivery
    return {
        "issue": delivery.issue,
        "title": readers.issue.title,
        "published": readers.published.isoformat() if readers.published else None,
        "addresses": [*delivery.addresses],
        "through": readers.through.isoformat() if readers.through else None,
        "final": readers.is_final,
        "articles": [
            {
                "number": article.position + 1,
                "title": readers.find_title(article.position),
                "days": [_describe_day(totals) for totals in article.totals],
            }
            for article in readers.articles
        ],
    }


def _describe_day(totals: DayTotals) -> DayJson:
    return {
        "day": totals.day.isoformat(),
        "reads": totals.reads,
        "shares": totals.shares,
        "likes": totals.likes,
        "recommendations": totals.recommendations,
        "comments": totals.comments,
        "favourites": totals.favourites,
        "follows": totals.follows,
        "finish_rate": totals.finish_rate,
        "sources": {**totals.sources},
    }
