"""`publish comments`: what readers wrote below an issue."""

from __future__ import annotations

from collections.abc import Iterator

from publish.adapters.system.host import load_zone
from publish.cli.issue_readers import IssueReaders, load_readers, open_queries, update_readers
from publish.cli.ledger_access import LedgerContext, load_ledger_context
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_json, print_message, show_text
from publish.core.exceptions import IssueError
from publish.core.ports import ReadershipQueries
from publish.core.problem import Problem
from publish.core.readership import ReaderComment
from publish.i18n.translator import Translator
from publish.newsletter.labels import name_issue

MAX_COMMENTS = 2_000  # of one article; a platform that tells of ever more is not asked for ever


def show_comments(arguments: Arguments, translator: Translator) -> int:
    """Print the comments of every article of an issue, and return the exit code.

    Raises IssueError if it is not published, or if the platform's id of it is not known.
    """
    context = load_ledger_context(arguments)
    wanted = context.find_issue(arguments.issue)
    readers = _find_message(wanted, context, translator, arguments)
    delivery, queries = readers.issue.delivery, open_queries(context)
    found = [
        (position + 1, comment)
        for position in range(max(1, delivery.articles))
        for comment in _list_all(queries, delivery.msg_data_id, position)
    ]
    if arguments.json:
        print_json([_describe(number, comment) for number, comment in found])
        return EXIT_DONE
    zone = load_zone(context.settings.schedule.timezone)
    for number, comment in found:
        at = f"{comment.at.astimezone(zone):%Y-%m-%d %H:%M}" if comment.at else ""
        title = show_text(readers.find_title(number - 1))
        article = translator.translate("stats-article", number=number, title=title) if delivery.articles > 1 else ""
        chosen = translator.translate("comments-chosen") if comment.chosen else ""
        print(" · ".join(filter(None, [at, article, show_text(comment.author), chosen])))
        print(f"  {show_text(comment.text)}")
        if comment.reply:
            print(f"  ↳ {show_text(comment.reply)}")
    if not arguments.quiet:
        print_message("comments-count", translator, count=len(found))
    return EXIT_DONE


def _find_message(wanted: str, context: LedgerContext, translator: Translator, arguments: Arguments) -> IssueReaders:
    """Return an issue whose message is known, if need be from the statistics."""
    readers = load_readers(context, wanted, 1)
    if readers and not readers[0].issue.delivery.msg_data_id:
        update_readers(context, readers, arguments, translator)
        readers = load_readers(context, wanted, 1)
    if not readers:
        raise IssueError(Problem("stats-unpublished", {"issue": name_issue(wanted)}))
    if not readers[0].issue.delivery.msg_data_id:
        raise IssueError(Problem("comments-unknown", {"issue": name_issue(wanted)}))
    return readers[0]


def _list_all(queries: ReadershipQueries, msg_data_id: str, position: int) -> Iterator[ReaderComment]:
    """Yield the comments of an article, page by page."""
    begin = 0
    while begin < MAX_COMMENTS:
        page = queries.list_comments(msg_data_id, position, begin)
        yield from page.comments
        begin += len(page.comments)
        if not page.comments or begin >= page.total:
            return


def _describe(number: int, comment: ReaderComment) -> dict[str, object]:
    return {"article": number, **comment._asdict(), "at": comment.at.isoformat() if comment.at else None}
