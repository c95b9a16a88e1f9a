"""What issues came to is asked as seldom as possible, and kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState
from publish.core.exceptions import NotSentError
from publish.core.problem import Problem
from publish.delivery.count_readers import (
    Counted,
    count_readers,
    find_days,
    find_last_day,
    is_final,
    keep_counted,
    plan_days,
)
from publish.delivery.match_statistics import SentIssue
from tests.delivery.readership import ADDRESS, DAY, count, issue, publish
from tests.fakes import MemoryLedger, MemoryReadership, refuse


def later(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), date(2026, 11, 19)),  # 07:59 in China
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), date(2026, 11, 19)),  # 23:59 in China
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), date(2026, 11, 19)),
    ],
)
def test_numbers_of_yesterday_are_known_from_eight_in_china(now: datetime, last: date) -> None:
    assert find_last_day(now) == last


def event(state: DeliveryState, day: int) -> DeliveryEvent:
    return DeliveryEvent(datetime(2026, 11, day, 17, tzinfo=UTC), state, "", "", None)


@pytest.mark.parametrize(
    ("delivery", "days"),
    [
        (publish(released=datetime(2026, 11, 20, 17, tzinfo=UTC)), (date(2026, 11, 21), date(2026, 11, 23))),
        (publish(released=datetime(2026, 11, 22, 17, tzinfo=UTC)), (date(2026, 11, 23),)),
        (publish(released=None), (DAY, date(2026, 11, 23))),
        (publish(2, released=None), (date(2026, 11, 23),)),
        (publish(day=date(2026, 11, 23), released=None), (date(2026, 11, 23),)),
    ],
    ids=["handed in", "handed in and out on a day", "by hand", "by hand, without a date", "by hand on its day"],
)
def test_find_days_returns_when_an_issue_may_have_been_published(delivery: Delivery, days: tuple[date, ...]) -> None:
    events = [event(DeliveryState.DRAFTED, 19), event(DeliveryState.PUBLISHED, 22), event(DeliveryState.PUBLISHED, 25)]

    assert find_days(delivery, events) == days


def test_find_days_returns_none_where_nothing_tells() -> None:
    assert find_days(publish(2, released=None), []) == ()


# --- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "last", "asked"),
    [
        (None, later(1), [DAY]),
        (later(0), later(1), [DAY]),
        (later(1), later(1), []),
        (later(29), later(40), [DAY]),
        (later(30), later(40), []),
        (None, later(400), [DAY]),
        (None, later(-1), []),
    ],
    ids=["never asked", "a new day", "known to yesterday", "not final", "final", "old and never asked", "of today"],
)
def test_plan_days_asks_only_for_what_may_have_changed(known: date | None, last: date, asked: list[date]) -> None:
    through = {1: known} if known else {}

    assert plan_days([issue(publish())], through, last) == asked


def test_plan_days_asks_once_for_issues_of_one_day_and_for_none_before_the_statistics_begin() -> None:
    issues = [issue(publish()), issue(publish(2)), issue(publish(3), later(1)), issue(publish(4), date(2025, 10, 31))]

    assert plan_days(issues, {}, later(5)) == [later(1), DAY]


@pytest.mark.parametrize(("through", "final"), [(None, False), (later(29), False), (later(30), True)])
def test_numbers_are_final_thirty_days_after_publication(through: date | None, final: bool) -> None:
    assert is_final(issue(publish()), through) is final
    assert not is_final(SentIssue(publish(), "", ()), through)


def test_count_readers_is_asked_no_more_on_the_same_day() -> None:
    issues, queries = [issue(publish())], MemoryReadership([count()])

    first = count_readers(issues, {}, queries, later(2))
    second = count_readers(issues, first.through, queries, later(2))

    assert (queries.asked, first.through) == ([DAY], {1: later(2)})
    assert (second.through, second.messages) == ({}, {})


def test_count_readers_asks_again_for_numbers_that_were_late() -> None:
    queries = MemoryReadership([count()], is_current=False)

    assert count_readers([issue(publish())], {}, queries, later(2)).through == {1: later(1)}


def test_count_readers_stops_at_the_first_refusal_and_keeps_what_it_has() -> None:
    issues = [issue(publish(), later(1)), issue(publish(2), DAY)]
    queries = MemoryReadership([count(published=later(1))], refusals=[refuse(48001, "datacube")])
    queries.refusals.insert(0, NotSentError(Problem("api-slow-asked")))

    counted = count_readers(issues, {}, queries, later(2))

    assert (queries.asked, counted.through, counted.refusal) == ([later(1)], {}, counted.refusal)
    assert counted.refusal is not None
    assert counted.refusal.problems == refuse(48001, "datacube").problems


def test_count_readers_knows_an_issue_once_each_of_its_days_was_asked() -> None:
    by_hand = issue(publish(released=None), DAY, later(20))
    queries = MemoryReadership([count(published=later(20))])

    early = count_readers([by_hand], {}, queries, later(5)).through
    late = count_readers([by_hand], early, queries, later(35)).through
    end = count_readers([by_hand], {1: later(45)}, queries, later(52)).through
    over = count_readers([by_hand], end, queries, later(60))

    assert queries.asked == [DAY, later(20), DAY, later(20)]
    assert (early, late, end, over.through) == ({1: later(5)}, {1: later(35)}, {1: later(52)}, {})


# --- what is kept -------------------------------------------------------------------------------


def keep(delivery: Delivery, *articles: object) -> tuple[MemoryLedger, list[Delivery]]:
    ledger = MemoryLedger(saved=[delivery])
    queries = MemoryReadership([*articles])  # type: ignore[list-item]  # every one is an article
    counted = count_readers([issue(delivery)], {}, queries, later(2))
    return ledger, keep_counted(counted, ledger)


def test_keep_counted_saves_the_numbers_of_every_article_of_a_message() -> None:
    ledger, _ = keep(publish(articles=2), count(), count(position=1, title="简报（续）"))

    kept = ledger.find_statistics([1])
    assert [(each.position, [totals.reads for totals in each.totals]) for each in kept] == [
        (0, [100, 101]),
        (1, [100, 101]),
    ]
    assert ledger.list_counted() == {1: later(2)}


def test_keep_counted_records_id_and_address_of_a_mass_send() -> None:
    ledger, found = keep(publish(clientmsgid="k"), count())

    [saved] = found
    assert ledger.find(saved.issue) == saved
    assert (saved.state, saved.msg_data_id, saved.addresses) == (DeliveryState.PUBLISHED, "100", (ADDRESS,))


@pytest.mark.parametrize(
    ("delivery", "saved"),
    [
        (publish(addresses=("https://mp.weixin.qq.com/s/short",)), 2),
        (publish(addresses=(ADDRESS,), msg_data_id="100"), 1),
        (publish(title="别的"), 1),
    ],
    ids=["a new id", "nothing new", "not found"],
)
def test_keep_counted_keeps_an_address_that_is_known(delivery: Delivery, saved: int) -> None:
    ledger, found = keep(delivery, count())

    assert (found, len(ledger.saved), ledger.saved[-1].addresses) == ([], saved, delivery.addresses)


@pytest.mark.parametrize("meanwhile", [[], [publish(state=DeliveryState.REMOVED)]], ids=["lost", "changed"])
def test_keep_counted_leaves_a_delivery_that_changed_meanwhile(meanwhile: list[Delivery]) -> None:
    counted = count_readers([issue(publish())], {}, MemoryReadership([count()]), later(2))
    ledger = MemoryLedger(saved=meanwhile)

    assert keep_counted(counted, ledger) == []
    assert ledger.saved == meanwhile


def test_keep_counted_keeps_nothing_of_no_answer() -> None:
    ledger = MemoryLedger()

    assert keep_counted(Counted(), ledger) == []
    assert (ledger.totals, ledger.counted) == ({}, {})
