"""`publish comments`: what readers wrote below an issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.adapters.system.host import load_zone
from publish.cli.console import Console, Outcome
from publish.cli.issue_readers import IssueReaders, load_readers, open_queries, update_readers
from publish.cli.ledger_access import LedgerContext, load_ledger_context
from publish.cli.parser import Arguments
from publish.cli.terminal_output import show_text
from publish.core.exceptions import IssueError
from publish.core.ports import ReadershipQueries
from publish.core.problem import Problem
from publish.core.readership import ReaderComment
from publish.newsletter.labels import name_issue

if TYPE_CHECKING:
    from publish.contract.delivery_results import CommentJson, CommentsResult

MAX_COMMENTS = 2_000  # of one article; a platform that tells of ever more is not asked for ever


def show_comments(arguments: Arguments, console: Console) -> Outcome[CommentsResult]:
    """Print the comments of every article of an issue.

    Raises IssueError if it is not published, or if the platform's id of it is not known.
    """
    context = load_ledger_context(arguments)
    wanted = context.find_issue(arguments.issue)
    readers = _find_message(wanted, context, arguments, console)
    delivery, queries = readers.issue.delivery, open_queries(context)
    found = [
        (position + 1, comment)
        for position in range(max(1, delivery.articles))
        for comment in _list_all(queries, delivery.msg_data_id, position)
    ]
    _print(found, readers, context, console)
    console.tell("comments-count", count=len(found))
    return Outcome({"comments": [_describe(number, comment) for number, comment in found]})


def _print(
    found: list[tuple[int, ReaderComment]], readers: IssueReaders, context: LedgerContext, console: Console
) -> None:
    translate, several = console.translator.translate, readers.issue.delivery.articles > 1
    zone = load_zone(context.settings.schedule.timezone)
    for number, comment in found:
        at = f"{comment.at.astimezone(zone):%Y-%m-%d %H:%M}" if comment.at else ""
        title = show_text(readers.find_title(number - 1))
        article = translate("stats-article", number=number, title=title) if several else ""
        chosen = translate("comments-chosen") if comment.chosen else ""
        console.print(" · ".join(filter(None, [at, article, show_text(comment.author), chosen])))
        console.print(f"  {show_text(comment.text)}")
        if comment.reply:
            console.print(f"  ↳ {show_text(comment.reply)}")


def _find_message(wanted: str, context: LedgerContext, arguments: Arguments, console: Console) -> IssueReaders:
    """Return an issue whose message is known, if need be from the statistics."""
    readers = load_readers(context, wanted, 1)
    if readers and not readers[0].issue.delivery.msg_data_id:
        update_readers(context, readers, arguments, console)
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


def _describe(number: int, comment: ReaderComment) -> CommentJson:
    return {
        "article": number,
        "id": comment.id,
        "author": comment.author,
        "text": comment.text,
        "at": comment.at.isoformat() if comment.at else None,
        "chosen": comment.chosen,
        "reply": comment.reply,
    }
