"""Ask what published issues came to, as seldom as possible: what is final or known to yesterday is not asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.ports import Ledger, ReadershipQueries
from publish.core.readership import ArticleTotals, CountedArticle
from publish.delivery.match_statistics import (
    Message,
    SentIssue,
    find_addresses,
    group_messages,
    match_messages,
)
from publish.newsletter.labels import parse_issue_date

CHINA = timezone(timedelta(hours=8))  # days of the platform begin at midnight there
FIRST_DAY = date(2025, 11, 1)  # the statistics begin with it
COUNTED_DAYS = 30  # an article is counted for so many days after that of its publication
_READY_HOUR = 8  # in China, when the numbers of yesterday are known


class Counted(NamedTuple):
    """The answers of the platform."""

    issues: tuple[SentIssue, ...] = ()
    messages: Mapping[int, Message] = {}  # what each issue became, by the number of its delivery
    through: Mapping[int, date] = {}  # the last day whose numbers are known for good, likewise
    refusal: PlatformError | NotSentError | UncertainError | None = None  # why some days are missing


def find_last_day(now: datetime) -> date:
    """Return the last day whose numbers the platform knows."""
    return (now.astimezone(CHINA) - timedelta(hours=_READY_HOUR)).date() - timedelta(days=1)


def find_days(delivery: Delivery, events: Iterable[DeliveryEvent]) -> tuple[date, ...]:
    """Return the days in China on which an issue may have been published.

    It was so when it was handed in, or when the review was over; by hand on its own date, or when that was recorded.
    """
    recorded = [event.at for event in events if event.state is DeliveryState.PUBLISHED][:1]
    days = [at.astimezone(CHINA).date() for at in (delivery.released, *recorded) if at is not None]
    own = parse_issue_date(delivery.issue.rpartition("/")[2])
    return tuple(dict.fromkeys([own, *days] if own and delivery.released is None else days))


def plan_days(issues: Iterable[SentIssue], through: Mapping[int, date], last: date) -> list[date]:
    """Return the days to ask for, the newest first: those of publication whose numbers may have changed since."""
    days = set()
    for each in issues:
        known = through.get(each.delivery.number, date.min)
        days |= {day for day in _list_askable(each, last) if known < min(_find_end(day), last)}
    return sorted(days, reverse=True)


def is_final(issue: SentIssue, through: date | None) -> bool:
    """Return whether the numbers of an issue change no more."""
    return through is not None and bool(issue.days) and through >= _find_end(max(issue.days))


def count_readers(
    issues: Sequence[SentIssue], through: Mapping[int, date], queries: ReadershipQueries, last: date
) -> Counted:
    """Return what the platform says of issues, day by day of publication; a refusal ends the questions.

    Args:
        issues: The issues.
        through: The last day whose numbers are known for good, by the number of the delivery.
        queries: The platform.
        last: The last day whose numbers the platform knows.
    """
    articles: list[CountedArticle] = []
    answered: dict[date, date] = {}
    refusal = None
    for day in plan_days(issues, through, last):
        try:
            counted = queries.count_articles(day)
        except (PlatformError, NotSentError, UncertainError) as error:
            refusal = error
            break
        articles += counted.articles
        answered[day] = last if counted.is_current else last - timedelta(days=1)
    reached = {
        each.delivery.number: _find_through(each, answered, through.get(each.delivery.number, date.min), last)
        for each in issues
        if answered.keys() & set(each.days)
    }
    known = {number: day for number, day in reached.items() if day > through.get(number, date.min)}
    return Counted(tuple(issues), match_messages(group_messages(articles), issues), known, refusal)


def _find_through(issue: SentIssue, answered: Mapping[date, date], known: date, last: date) -> date:
    """Return the day to which an issue's numbers are known, whichever of its days it was published on."""
    reached = [answered.get(day, last if known >= _find_end(day) else known) for day in _list_askable(issue, last)]
    return min(reached, default=known)


def _list_askable(issue: SentIssue, last: date) -> list[date]:
    return [day for day in issue.days if FIRST_DAY <= day <= last]


def keep_counted(counted: Counted, ledger: Ledger) -> list[Delivery]:
    """Record the answers in the ledger; return the deliveries whose address became known."""
    kept = [
        ArticleTotals(number, position, article.totals)
        for number, message in counted.messages.items()
        for position, article in sorted(message.articles.items())
    ]
    ledger.save_statistics(kept, counted.through)
    named = (_keep_message(each, counted.messages.get(each.delivery.number), ledger) for each in counted.issues)
    return [delivery for delivery in named if delivery is not None]


def _keep_message(issue: SentIssue, message: Message | None, ledger: Ledger) -> Delivery | None:
    """Record id and address of an issue's message where they are new; return the delivery if its address is."""
    current = ledger.find(issue.delivery.issue)
    if message is None or current is None or current != issue.delivery:  # it changed meanwhile
        return None
    addresses = current.addresses or find_addresses(message, current)
    changed = current._replace(msg_data_id=message.msg_data_id, addresses=addresses)
    if changed == current:
        return None
    saved = ledger.save(changed)
    return saved if addresses != current.addresses else None


def _find_end(day: date) -> date:
    """Return the last day on which an article that was published on a day is counted."""
    return day + timedelta(days=COUNTED_DAYS)
