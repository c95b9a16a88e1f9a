"""What readers did with published issues: read from the ledger, which is brought up to date from the platform."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.adapters.system.host import SystemClock
from publish.cli.account_access import open_account_client
from publish.cli.build_context import load_build_context
from publish.cli.build_task import find_file
from publish.cli.console import Console
from publish.cli.delivery_context import record_publications
from publish.cli.ledger_access import LedgerContext, find_ledger
from publish.cli.parser import Arguments
from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import PublishError
from publish.core.ports import Ledger, ReadershipQueries
from publish.core.readership import ArticleTotals, DayTotals
from publish.delivery.count_readers import (
    count_readers,
    find_days,
    find_last_day,
    is_final,
    keep_counted,
    plan_days,
)
from publish.delivery.match_statistics import SentIssue
from publish.delivery.publication_outcome import list_publications
from publish.wechat.api_errors import NOT_AUTHORISED


class IssueReaders(NamedTuple):
    """A published issue, and what the ledger knows of its readers."""

    issue: SentIssue
    articles: tuple[ArticleTotals, ...] = ()  # of its message, by position
    through: date | None = None  # the last day whose numbers are known for good

    @property
    def name(self) -> str:
        """Return the issue's name."""
        return PurePosixPath(self.issue.delivery.issue).name

    @property
    def published(self) -> date | None:
        """Return the day of publication in China; a guess where there are no numbers yet, None without one."""
        counted = [article.totals[0].day for article in self.articles if article.totals]
        return next(iter([*counted, *self.issue.days]), None)

    @property
    def days(self) -> tuple[DayTotals, ...]:
        """Return the totals of its first article."""
        return next((article.totals for article in self.articles if article.position == 0), ())

    def find_title(self, position: int) -> str:
        """Return the title of an article of its message."""
        delivery = self.issue.delivery
        behind = position - (delivery.articles - len(delivery.others))  # the issue itself may have two parts
        return delivery.others[behind].title if 0 <= behind < len(delivery.others) else self.issue.title

    @property
    def is_final(self) -> bool:
        """Return whether its numbers change no more."""
        return is_final(self.issue, self.through)


def load_readers(context: LedgerContext, wanted: str | None, most: int) -> list[IssueReaders]:
    """Return the newest published issues, the newest first, or a wanted one or the one with which it went out.

    Raises LedgerError as opening the ledger does.
    """
    with context.ledger.read() as ledger:
        if ledger is None:
            return []
        deliveries = [each for each in ledger.list_deliveries() if each.state is DeliveryState.PUBLISHED]
        chosen = [each for each in deliveries if wanted is None or wanted in _list_names(each)]
        newest = sorted(chosen, key=lambda each: (each.released or each.started, each.issue), reverse=True)[:most]
        issues = [_describe_issue(delivery, context, ledger) for delivery in newest]
        through = ledger.list_counted()
        articles = ledger.find_statistics([delivery.number for delivery in newest])
    return [_join(issue, articles, through.get(issue.delivery.number)) for issue in issues]


def _list_names(delivery: Delivery) -> list[str]:
    """Return the names in the ledger of an issue, and of what went out with it."""
    return [delivery.issue, *(other.name for other in delivery.others)]


def _describe_issue(delivery: Delivery, context: LedgerContext, ledger: Ledger) -> SentIssue:
    # An issue that was not sent from here has its title in its file alone.
    title = delivery.fingerprint.title or context.folder.find_title(PurePosixPath(delivery.issue).name)
    return SentIssue(delivery, title, find_days(delivery, ledger.list_events(delivery.issue)))


def _join(issue: SentIssue, articles: Iterable[ArticleTotals], through: date | None) -> IssueReaders:
    own = tuple(article for article in articles if article.delivery == issue.delivery.number)
    return IssueReaders(issue, own, through)


def update_readers(
    context: LedgerContext, readers: Sequence[IssueReaders], arguments: Arguments, console: Console
) -> int:
    """Ask the platform for numbers that may have changed, keep them, and return the exit code.

    A refusal is told in one line; addresses that become known are written to `publications.json`.
    """
    last = find_last_day(SystemClock().now())
    through = {each.issue.delivery.number: each.through for each in readers if each.through is not None}
    issues = [each.issue for each in readers]
    if not plan_days(issues, through, last):
        return 0
    counted = count_readers(issues, through, open_queries(context), last)
    if counted.through or counted.messages:
        with context.ledger.lock(), context.ledger.connect() as ledger:
            for delivery in keep_counted(counted, ledger):
                _record_address(delivery, ledger, arguments, console)
    return _report_refusal(counted.refusal, console) if counted.refusal else 0


def open_queries(context: LedgerContext) -> ReadershipQueries:
    """Return the queries of the account; nothing is sent yet."""
    from publish.adapters.wechat_api.readership_queries import Readership  # loads TLS and its certificates

    return Readership(open_account_client(context.ledger.account, context.settings))


def _report_refusal(refusal: PublishError, console: Console) -> int:
    """Report why numbers are missing; an account without the right to them is no failure of the command."""
    console.report(refusal.problems[:1])
    if getattr(refusal, "code", None) == NOT_AUTHORISED:
        return 0
    console.note_failure(refusal)
    return refusal.exit_code


def _record_address(delivery: Delivery, ledger: Ledger, arguments: Arguments, console: Console) -> None:
    """Write the address of an issue that was found in the statistics to `publications.json`, and say so."""
    context = load_build_context(arguments, console.translator)
    account = find_ledger(arguments.account, context.settings, context.repository).account
    publications = list_publications(delivery, ledger, SystemClock())
    recorded = record_publications(account, publications, find_file(delivery.issue, context), context)
    message = "stats-address-recorded" if recorded else "stats-address"
    publication = publications[delivery.issue]
    console.tell(message, title=publication.title or delivery.issue, address=publication.url)
