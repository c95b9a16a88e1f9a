"""Numbers of articles in a ledger, in a file and on a server."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from publish.adapters.config.newsletter_identity import Identity
from publish.adapters.ledger.location import LedgerLocation, parse_ledger_location
from publish.adapters.ledger.open import create_ledger, open_ledger
from publish.adapters.ledger.sql_ledger import SqlLedger
from publish.core.readership import ArticleTotals, DayTotals
from tests.adapters.ledger.ledgers import DELIVERY, OURS, THEIRS, now
from tests.postgres import RunningPostgres

DAY = date(2026, 11, 20)
FULL = DayTotals(DAY, 9, 8, 7, 6, 5, 4, 3, 0.25, {"朋友圈": 2})


@pytest.fixture(params=["file", "server"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> LedgerLocation:
    """Return a new ledger, with two accounts."""
    place: LedgerLocation = tmp_path / "ledger.db"
    if request.param == "server":
        postgres: RunningPostgres = request.getfixturevalue("postgres")
        postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
        place = parse_ledger_location(postgres.address(), Path())
    for appid in (OURS, THEIRS):
        create_ledger(place, appid, now)
    return place


def make_totals(*reads: int) -> tuple[DayTotals, ...]:
    """Return the totals of days in a row."""
    return tuple(DayTotals(DAY + timedelta(days=number), reads=count) for number, count in enumerate(reads))


def save_two(ledger: SqlLedger) -> tuple[int, int]:
    first = ledger.save(DELIVERY).number
    return first, ledger.save(DELIVERY._replace(issue="issues/2020-06-10")).number


def test_statistics_are_found_as_they_were_saved(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        first, second = save_two(ledger)
        kept = [
            ArticleTotals(first, 0, (FULL, *make_totals(0, 10)[1:])),
            ArticleTotals(first, 1, make_totals(3)),
            ArticleTotals(second, 0, make_totals(4)),
        ]
        ledger.save_statistics(kept[::-1], {first: DAY})

    with open_ledger(location, OURS, now) as ledger:
        assert ledger.find_statistics([first, second]) == kept
        assert ledger.find_statistics({second}) == kept[2:]
        assert ledger.find_statistics([]) == []
        assert ledger.list_counted() == {first: DAY}


def test_later_statistics_replace_those_of_the_same_days(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        number, _ = save_two(ledger)
        ledger.save_statistics([ArticleTotals(number, 0, make_totals(1, 2))], {number: DAY})
        ledger.save_statistics([ArticleTotals(number, 0, make_totals(1, 2, 3)[1:])], {number: DAY + timedelta(days=2)})

        assert ledger.find_statistics([number]) == [ArticleTotals(number, 0, make_totals(1, 2, 3))]
        assert ledger.list_counted() == {number: DAY + timedelta(days=2)}


def test_statistics_do_not_count_as_a_step(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        number, _ = save_two(ledger)
        ledger.save_statistics([ArticleTotals(number, 0, (FULL,))], {number: DAY})

        assert (ledger.steps, ledger.is_current) == (2, True)


def test_counted_days_are_those_of_one_newsletter_and_account(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now, newsletter=Identity("ours")) as ledger:
        number, _ = save_two(ledger)
        ledger.save_statistics([], {number: DAY})

    for appid, newsletter in ((OURS, "theirs"), (THEIRS, "ours")):
        with open_ledger(location, appid, now, newsletter=Identity(newsletter)) as ledger:
            assert ledger.list_counted() == {}


def test_message_of_a_delivery_is_kept(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save(DELIVERY._replace(msg_data_id="2247490098"))

    with open_ledger(location, OURS, now, writing=False) as ledger:
        [delivery] = ledger.list_deliveries()
        assert delivery.msg_data_id == "2247490098"


def test_numbers_of_a_newer_program_are_left_out(location: LedgerLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = "publish.adapters.ledger.table_schema._format_totals"
    monkeypatch.setattr(newer, lambda _: '{"reads": 9, "clicks": 3}')
    with open_ledger(location, OURS, now) as ledger:
        number, _ = save_two(ledger)
        ledger.save_statistics([ArticleTotals(number, 0, (FULL,))], {})

        assert ledger.find_statistics([number]) == [ArticleTotals(number, 0, (DayTotals(DAY, reads=9),))]
