"""Whatever goes wrong with whichever call: never two drafts, never two publications, one line that says what to do."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.adapters.ledger.open import open_ledger
from publish.adapters.ledger.sql_ledger import SqlLedger
from publish.core.api_types import Submission
from publish.core.article import BuiltArticle
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import LedgerError, UncertainError
from publish.core.ports import DeliveryServices
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.push_draft import push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft
from tests.delivery.scenarios import ISSUE
from tests.harness.families import family
from tests.release.fault_grid import CASES, Case, try_case
from tests.release.harness import Harness, make_real_article, now, spawn, wait_for_end
from tests.sandbox.server import VERIFIED

EVERY = 37
"""No divisor of the grid's sides: every fault, call and habit is tried; `make soak` tries them all."""


@family("case", CASES, CASES[::EVERY])
def test_fault_duplicates_nothing_and_is_reported_in_one_line(harness: Harness, case: Case) -> None:
    verdict = try_case(case, harness)

    assert verdict.flaws == []


@pytest.mark.parametrize("axis", range(3))
def test_grid_covers_every_fault_call_and_behaviour(axis: int) -> None:
    assert {case[axis] for case in CASES[::EVERY]} == {case[axis] for case in CASES}


def test_checker_detects_a_careless_client(harness: Harness) -> None:
    """Submit again whatever got no answer, as a general retry does."""
    harness.sandbox.control.post("settings", published_draft="kept")
    harness.sandbox.control.fail("freepublish/submit", "reset", when="after")
    with open_ledger(harness.ledger, VERIFIED, now) as ledger:
        services = harness.make_services(ledger)
        pushed = push_draft(prepare_draft_contents(BuiltArticle(ISSUE, make_real_article())), services)
        for _ in range(2):
            try:
                services.platform.submit(pushed.delivery.media_id)
            except UncertainError:
                continue

    assert harness.made == (1, 2)


# --- a disk that is full, or may only be read ------------------------------------------------------------


def deliver_with(harness: Harness, spoil: Callable[[SqlLedger, DeliveryServices], None]) -> None:
    """Push a draft, let something happen to the ledger, and release it."""
    contents = prepare_draft_contents(BuiltArticle(ISSUE, make_real_article()))
    with open_ledger(harness.ledger, VERIFIED, now) as ledger:
        services = harness.make_services(ledger)
        push_draft(contents, services)
        spoil(ledger, services)
        release_draft(ISSUE, services, ReleaseOptions(contents.content))


def forbid_writing(ledger: SqlLedger) -> None:
    ledger._connection.exec_driver_sql("PRAGMA query_only = ON")
    ledger._connection.rollback()


@pytest.mark.parametrize("room", range(4))
def test_full_disk_stops_before_submission(harness: Harness, room: int) -> None:
    def fill_up(ledger: SqlLedger, services: DeliveryServices) -> None:
        delivery = ledger.find(ISSUE)
        assert delivery is not None
        with ledger._connection.begin():
            pages = ledger._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            ledger._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        for _ in range(500):  # every act takes a little more
            services.ledger.save(delivery)

    with pytest.raises(LedgerError, match="ledger-unwritable"):
        deliver_with(harness, fill_up)

    submitted = harness.sandbox.control.calls("freepublish/submit")
    assert (submitted, harness.rerun().code, harness.made) == ([], 0, (1, 1))


def test_unwritable_ledger_stops_before_submission(harness: Harness) -> None:
    with pytest.raises(LedgerError, match="ledger-unwritable"):
        deliver_with(harness, lambda ledger, _: forbid_writing(ledger))

    assert (harness.sandbox.control.calls("freepublish/submit"), harness.rerun().code) == ([], 0)


def test_file_size_limit_stops_before_sending(harness: Harness) -> None:
    def act() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        raise SystemExit(harness.deliver().code)

    assert wait_for_end(spawn(act)) == LedgerError.exit_code
    assert harness.sandbox.control.calls() == []


SPOILED: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:9000]),
    "garbage": lambda path: path.write_bytes(b"\xa5" * 30_000),
    "no database": lambda path: path.write_text("notes\n" * 999, "utf-8"),
    "everybody's": lambda path: path.chmod(0o666),
}


@pytest.mark.parametrize("name", SPOILED)
def test_invalid_ledger_makes_no_call(harness: Harness, name: str) -> None:
    assert isinstance(harness.ledger, Path)
    SPOILED[name](harness.ledger)

    ended = harness.deliver()

    assert (ended.code, len(ended.problems), harness.sandbox.control.calls()) == (3, 1, [])


def test_unrecorded_submission_is_found_by_the_next_run(harness: Harness) -> None:
    def fill_up_on_submission(ledger: SqlLedger, services: DeliveryServices) -> None:
        submit = services.platform.submit

        def submit_and_fill_up(media_id: str) -> Submission:
            submission = submit(media_id)
            forbid_writing(ledger)
            return submission

        services.platform.submit = submit_and_fill_up  # type: ignore[method-assign]

    with pytest.raises(LedgerError):
        deliver_with(harness, fill_up_on_submission)
    assert harness.state is DeliveryState.RELEASE_INTENT

    assert (harness.rerun().code, harness.made) == (0, (1, 1))
