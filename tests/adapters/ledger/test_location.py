"""Contents of a ledger, the same in a file and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from publish.adapters.config.newsletter_identity import Identity
from publish.adapters.ledger.location import LedgerLocation, parse_ledger_location
from publish.adapters.ledger.open import adopt_ledger, create_ledger, open_ledger
from publish.adapters.ledger.sql_ledger import SqlLedger
from publish.core.delivery_record import DeliveryEvent, DeliveryState, StateReason, UploadKind
from publish.core.exceptions import LedgerError
from tests.adapters.ledger.ledgers import DELIVERY, OURS, THEIRS, TIME, now
from tests.postgres import RunningPostgres


@pytest.fixture(params=["file", "server"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LedgerLocation]:
    """Return a place where no ledger is."""
    if request.param == "file":
        yield tmp_path / "ledger.db"
    else:
        postgres: RunningPostgres = request.getfixturevalue("postgres")
        postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
        yield parse_ledger_location(postgres.address(), tmp_path)


@pytest.fixture
def location(empty: LedgerLocation) -> LedgerLocation:
    create_ledger(empty, OURS, now)
    return empty


# --- what it keeps ------------------------------------------------------------------------------


def test_find_returns_the_saved_attempt(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        saved = ledger.save(DELIVERY)

    with open_ledger(location, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) == saved == DELIVERY._replace(number=1)


def test_find_returns_the_last_attempt_of_an_issue(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save(DELIVERY._replace(state=DeliveryState.REMOVED))
        second = ledger.save(DELIVERY._replace(started=TIME + timedelta(days=1)))
        ledger.save(DELIVERY._replace(issue="another"))

        assert ledger.find(DELIVERY.issue) == second


def test_save_new_saves_attempts_like_save(location: LedgerLocation) -> None:
    issues = [f"issues/{number}" for number in range(1500)]

    with open_ledger(location, OURS, now) as ledger:
        ledger.save_new([DELIVERY._replace(issue=issue) for issue in issues])

        known = sorted(ledger.list_deliveries(), key=lambda delivery: delivery.number)
        assert [delivery.issue for delivery in known] == issues
        assert known[7] == DELIVERY._replace(issue=issues[7], number=8)
        assert [act.state for act in ledger.list_events(issues[-1])] == [DELIVERY.state]


def test_save_new_without_attempts_changes_nothing(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save_new([])

        assert ledger.list_deliveries() == []


def test_save_new_saves_nothing_when_one_attempt_fails(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        with pytest.raises(LedgerError):
            ledger.save_new([DELIVERY._replace(media_id="same"), DELIVERY._replace(issue="other", media_id="same")])

        assert ledger.list_deliveries() == []


def test_find_returns_all_fields_of_a_release(location: LedgerLocation) -> None:
    held = DELIVERY._replace(
        state=DeliveryState.HELD,
        publish_id="2247483650",
        clientmsgid="i" * 32,
        addresses=("https://mp.weixin.qq.com/s/a", "https://mp.weixin.qq.com/s/b"),
        reason=StateReason("release-held", {"title": "简报"}),
        released=TIME + timedelta(hours=1),
    )

    with open_ledger(location, OURS, now) as ledger:
        saved = ledger.save(held)
        assert ledger.find(DELIVERY.issue) == saved == held._replace(number=1)


def test_list_deliveries_returns_the_last_attempt_of_each_issue(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        other = ledger.save(DELIVERY._replace(issue="z"))
        ledger.save(DELIVERY._replace(issue="a", state=DeliveryState.REMOVED))
        last = ledger.save(DELIVERY._replace(issue="a"))

        assert ledger.list_deliveries() == [last, other]


def test_list_events_returns_events_of_all_attempts_in_order(location: LedgerLocation) -> None:
    reason = StateReason("draft-gone", {"title": "简报"})
    with open_ledger(location, OURS, now) as ledger:
        first = ledger.save(DELIVERY)
        ledger.save(first._replace(state=DeliveryState.REMOVED, media_id="m", reason=reason))
        ledger.save(DELIVERY._replace(issue="another"))
        ledger.save(DELIVERY._replace(publish_id="p"))

        assert ledger.list_events(DELIVERY.issue) == [
            DeliveryEvent(TIME, DeliveryState.DRAFT_INTENT, "", "", None),
            DeliveryEvent(TIME, DeliveryState.REMOVED, "m", "", reason),
            DeliveryEvent(TIME, DeliveryState.DRAFT_INTENT, "", "p", None),
        ]


def test_save_fails_when_another_attempt_has_the_draft(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save(DELIVERY._replace(media_id="m"))

        with pytest.raises(LedgerError):
            ledger.save(DELIVERY._replace(media_id="m"))

        assert ledger.list_media_ids() == {"m"}


def test_ledger_separates_accounts(location: LedgerLocation) -> None:
    create_ledger(location, THEIRS, now)
    with open_ledger(location, OURS, now) as ledger:
        ledger.save(DELIVERY._replace(media_id="m"))
        ledger.save_upload(UploadKind.COVER, "d", "p")

    with open_ledger(location, THEIRS, now) as ledger:
        seen = (ledger.find(DELIVERY.issue), ledger.list_media_ids(), ledger.find_upload(UploadKind.COVER, "d"))

    assert seen == (None, set(), None)


def test_find_upload_returns_an_upload_until_forgotten(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save_upload(UploadKind.PICTURE, "d", "old")
        ledger.save_upload(UploadKind.PICTURE, "d", "new")
        before = (ledger.find_upload(UploadKind.PICTURE, "d"), ledger.find_upload(UploadKind.COVER, "d"))
        ledger.forget_upload(UploadKind.COVER, "new")
        kept = ledger.find_upload(UploadKind.PICTURE, "d")
        ledger.forget_upload(UploadKind.PICTURE, "new")

        assert (before, kept, ledger.find_upload(UploadKind.PICTURE, "d")) == (("new", None), "new", None)


# --- whose it is ---------------------------------------------------------------------------------


def open_for(location: LedgerLocation, name: str, folder: str = "") -> AbstractContextManager[SqlLedger]:
    return open_ledger(location, OURS, now, newsletter=Identity(name, folder or name))


def test_ledger_lists_own_deliveries_and_all_attempts(location: LedgerLocation) -> None:
    with open_for(location, "ours") as ledger:
        saved = ledger.save(DELIVERY._replace(media_id="m"))
    with open_for(location, "theirs") as ledger:
        seen = (ledger.find(DELIVERY.issue), ledger.list_deliveries(), ledger.list_events(DELIVERY.issue))
        assert (seen, ledger.list_attempts(), ledger.list_media_ids()) == ((None, [], []), [saved], {"m"})
        assert ledger.newsletter == "theirs"


def test_steps_count_saves_of_all_newsletters_of_an_account(location: LedgerLocation) -> None:
    for name in ("ours", "theirs"):
        with open_for(location, name) as ledger:
            ledger.save(DELIVERY)

    with open_for(location, "ours") as ledger:
        assert (ledger.steps, ledger.is_current) == (2, True)


def test_open_ledger_claims_deliveries_of_the_folder(location: LedgerLocation) -> None:
    with open_for(location, "@here") as ledger:
        ledger.save(DELIVERY)
    with open_for(location, "ours", "@elsewhere") as ledger:
        assert ledger.list_deliveries() == []

    with open_for(location, "ours", "@here") as ledger:
        [known] = ledger.list_deliveries()
        assert known.newsletter == "ours"


def test_claim_replaces_an_unsent_delivery_and_keeps_both_histories(
    location: LedgerLocation,
) -> None:
    with open_for(location, "") as ledger:
        unowned = ledger.save(DELIVERY._replace(state=DeliveryState.PUBLISHED))
    with open_for(location, "ours") as ledger:
        held = ledger.save(DELIVERY._replace(state=DeliveryState.HELD))

        claimed = ledger.claim(unowned, held)

        assert ledger.find(DELIVERY.issue) == claimed == unowned._replace(newsletter="ours")
        states = [act.state for act in ledger.list_events(DELIVERY.issue)]
        assert states == [DeliveryState.PUBLISHED, DeliveryState.HELD, DeliveryState.PUBLISHED]


def test_adopt_ledger_claims_unowned_deliveries(location: LedgerLocation) -> None:
    with open_for(location, "") as ledger:
        for issue in "ab":
            ledger.save(DELIVERY._replace(issue=issue))
    with open_for(location, "theirs") as ledger:
        ledger.save(DELIVERY._replace(issue="a"))

    adopted = [adopt_ledger(location, OURS, "ours", ["a", "c"]) for _ in range(2)]

    assert adopted == [(False, 1, True), (False, 0, True)]
    with open_for(location, "ours") as ledger:
        assert [known.issue for known in ledger.list_deliveries()] == ["a"]


def test_issues_without_a_newsletter_are_found(location: LedgerLocation) -> None:
    with open_for(location, "") as ledger:
        ledger.save(DELIVERY)
    with open_for(location, "ours") as ledger:
        ledger.save(DELIVERY._replace(issue="a"))
        assert ledger.list_unowned_issues() == {DELIVERY.issue}


def test_claim_works_without_an_earlier_delivery(location: LedgerLocation) -> None:
    with open_for(location, "") as ledger:
        unowned = ledger.save(DELIVERY)
    with open_for(location, "ours") as ledger:
        assert ledger.find(DELIVERY.issue) is None
        assert ledger.claim(unowned, None) == ledger.find(DELIVERY.issue)


def test_save_keeps_manual_passed_and_missed(location: LedgerLocation) -> None:
    told = DELIVERY._replace(manual=True, passed=("m", "https://mp.weixin.qq.com/s/a"), missed=now())
    with open_ledger(location, OURS, now) as ledger:
        saved = ledger.save(told)

    with open_ledger(location, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) == saved


# --- how it is made -----------------------------------------------------------------------------


def test_open_ledger_fails_for_a_missing_ledger_and_creates_none(empty: LedgerLocation) -> None:
    for _ in range(2):
        with pytest.raises(LedgerError, match="ledger-missing"), open_ledger(empty, OURS, now):
            pass


def test_create_ledger_twice_changes_nothing(location: LedgerLocation) -> None:
    with open_ledger(location, OURS, now) as ledger:
        ledger.save(DELIVERY)

    assert create_ledger(location, OURS, now) is False
    with open_ledger(location, OURS, now) as ledger:
        assert ledger.find(DELIVERY.issue) is not None


def test_open_ledger_fails_for_an_unknown_account(location: LedgerLocation) -> None:
    with pytest.raises(LedgerError, match="ledger-account"), open_ledger(location, THEIRS, now):
        pass


def test_adopt_ledger_changes_nothing_at_the_origin(location: LedgerLocation) -> None:
    assert adopt_ledger(location, OURS) == (False, 0, True)


@pytest.mark.parametrize("writing", [True, False])
def test_open_ledger_for_reading_finds_attempts(location: LedgerLocation, writing: bool) -> None:
    with open_ledger(location, OURS, now) as ledger:
        saved = ledger.save(DELIVERY)

    with open_ledger(location, OURS, now, writing=writing) as ledger:
        assert ledger.list_deliveries() == [saved]
