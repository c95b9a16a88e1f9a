"""`publish stats`: what published issues came to, by issue or by day, from the ledger and the platform."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from publish.cli.issue_readers import IssueReaders, load_readers, update_readers
from publish.cli.ledger_access import load_ledger_context
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_json, print_message, print_table, show_text
from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.core.readership import DayTotals
from publish.core.text import cut_text
from publish.i18n.translator import Translator
from publish.newsletter.labels import name_issue

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


def show_stats(arguments: Arguments, translator: Translator) -> int:
    """Print the numbers of the newest issues, or of each day of one, and return the exit code."""
    context = load_ledger_context(arguments)
    wanted = context.find_issue(arguments.issue) if arguments.issue else None
    readers, code = load_readers(context, wanted, NEWEST), EXIT_DONE
    if wanted and not readers:
        raise IssueError(Problem("stats-unpublished", {"issue": name_issue(wanted)}))
    if not arguments.offline and readers:
        code = update_readers(context, readers, arguments, translator)
        readers = load_readers(context, wanted, NEWEST)
    if arguments.json:
        print_json([_describe(each) for each in readers])
    elif wanted:
        _print_days(readers[0], translator)
    else:
        rows = [_make_row(each) for each in readers]
        _print(("column-issue", "stats-published", "page-title"), rows, translator)
    if not arguments.quiet and wanted:
        _print_state(readers[0], translator)
    return code


def _make_row(readers: IssueReaders) -> list[str]:
    title = cut_text(show_text(readers.issue.title), _MAX_TITLE_CHARS)
    published = readers.published.isoformat() if readers.published else _NOTHING
    return [readers.name, published, title, *_format(readers.days[-1] if readers.days else None)]


def _print_days(readers: IssueReaders, translator: Translator) -> None:
    """Print what each day added to the reads, and the totals at its end, of each article of a message."""
    for article in readers.articles or (None,):
        if len(readers.articles) > 1 and article is not None:
            title = show_text(readers.find_title(article.position))
            print(translator.translate("stats-article", number=article.position + 1, title=title))
        totals = article.totals if article else ()
        days = pairwise((DayTotals(totals[0].day), *totals)) if totals else ()
        rows = [[after.day.isoformat(), f"{after.reads - before.reads:+d}", *_format(after)] for before, after in days]
        _print(("stats-day", "stats-new"), rows, translator, more=1)
        sources = totals[-1].sources if totals else {}
        if sources:
            parts = [f"{show_text(name)} {count}" for name, count in sorted(sources.items(), key=lambda one: -one[1])]
            print(translator.translate("stats-sources", sources=", ".join(parts)))


def _print(heads: Sequence[str], rows: Sequence[Sequence[str]], translator: Translator, *, more: int = 0) -> None:
    """Print a table of counts; `more` columns before them are numbers, too."""
    print_table([*heads, *_COUNTS], rows, translator, empty="stats-none", numbers=len(_COUNTS) + more)


def _format(totals: DayTotals | None) -> list[str]:
    """Return the counts of a row; dashes where nothing is known."""
    if totals is None:
        return [_NOTHING] * len(_COUNTS)
    counts = (totals.reads, totals.shares, totals.likes, totals.recommendations, totals.comments)
    finished = _NOTHING if totals.finish_rate is None else f"{totals.finish_rate:.0%}"
    return [*map(str, counts), finished]


def _print_state(readers: IssueReaders, translator: Translator) -> None:
    """Print how far the numbers reach, to standard error."""
    if readers.is_final:
        print_message("stats-final", translator)
    elif readers.through is not None:
        print_message("stats-through", translator, day=readers.through.isoformat())


def _describe(readers: IssueReaders) -> dict[str, object]:
    delivery = readers.issue.delivery
    return {
        "issue": delivery.issue,
        "title": readers.issue.title,
        "published": readers.published.isoformat() if readers.published else None,
        "addresses": delivery.addresses,
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


def _describe_day(totals: DayTotals) -> dict[str, object]:
    return {**totals._asdict(), "day": totals.day.isoformat()}
