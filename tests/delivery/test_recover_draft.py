from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from publish.core.api_types import Draft, DraftItem
from publish.core.article import BuiltArticle
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, Fingerprint, ReleaseAction
from publish.core.exceptions import NotSentError, UncertainError
from publish.core.problem import Problem
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.readback import hash_words
from publish.delivery.release_draft import ReleaseOptions, release_draft
from tests.delivery.scenarios import ISSUE, LINKED_ARTICLE, Scenario, lose_answer, make_article, render_part
from tests.fakes import MemoryLedger, refuse

PLAIN = {"source_url": ""}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def fail_before(name: str) -> None:
    """Lose the call itself: it looks the same from here."""
    lose_answer(name)


def add_others(scenario: Scenario, number: int, age: float = 0) -> None:
    """Fill the draft box with drafts of somebody else."""
    item = DraftItem("别的", "", "", "", "https://[", "cover-x", "")
    updated = scenario.clock.now() - timedelta(seconds=age)
    for index in range(number):
        scenario.platform.drafts[f"other-{index}"] = Draft(f"other-{index}", (item,), updated)


def count_ours(scenario: Scenario) -> int:
    return sum(media_id.startswith("draft-") for media_id in scenario.platform.drafts)


@pytest.mark.parametrize("metadata", [{}, PLAIN], ids=["marked", "without an address"])
def test_lost_draft_is_found_and_not_added_again(scenario: Scenario, metadata: dict[str, str]) -> None:
    scenario.platform.after = lose_answer

    pushed = scenario.push(make_article(**metadata))

    assert (pushed.action, pushed.delivery.state) == (DraftAction.FOUND, DeliveryState.DRAFTED)
    assert scenario.calls.count("add_draft") == 1
    assert list(scenario.platform.drafts) == [pushed.delivery.media_id]


@pytest.mark.parametrize("lag", [1, 10, 80])
def test_lost_draft_is_found_when_listed_late(scenario: Scenario, lag: float) -> None:
    scenario.platform.after, scenario.platform.list_lag = lose_answer, lag

    assert scenario.push().action is DraftAction.FOUND


def test_lost_draft_is_found_on_a_later_page(scenario: Scenario) -> None:
    scenario.platform.after = lose_answer
    scenario.platform.before = lambda name: add_others(scenario, 45) if name == "list_drafts" else None

    pushed = scenario.push()

    assert pushed.delivery.media_id == "draft-1"
    assert scenario.calls.count("list_drafts") == 3 + 3  # before it was sent, too


def test_search_of_a_large_draft_box_stops_at_older_drafts(scenario: Scenario) -> None:
    add_others(scenario, 500, age=3600)
    scenario.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push()

    looks = len(scenario.clock.waits) + 1
    assert scenario.calls.count("list_drafts") == 15 * looks + 2 * 25  # whole before it was sent, and at the end


def test_large_draft_box_of_new_drafts_is_read_to_its_end(scenario: Scenario) -> None:
    add_others(scenario, 500)
    scenario.platform.after = lose_answer

    assert scenario.push().action is DraftAction.FOUND
    assert scenario.calls.count("list_drafts") == 26 + 25  # before it was sent, too


def test_missing_draft_stays_uncertain_after_the_grace_period(scenario: Scenario) -> None:
    scenario.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain") as caught:
        scenario.push()

    assert sum(scenario.clock.waits) == scenario.timeouts.grace
    assert scenario.ledger.saved[-1].state is DeliveryState.UNCERTAIN
    assert caught.value.problems[0].values["issue"] == "2020-06-17"


def test_search_ends_when_the_clock_was_put_back(scenario: Scenario) -> None:
    def put_back(name: str) -> None:
        fail_before(name)
        scenario.clock.time -= timedelta(days=1)

    scenario.platform.before = put_back

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push()

    assert sum(scenario.clock.waits) == scenario.timeouts.grace


def test_later_run_searches_again_and_sends_nothing(scenario: Scenario) -> None:
    scenario.platform.before = fail_before
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.clock.waits.clear()

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push()

    assert (scenario.calls, scenario.clock.waits) == (["list_drafts"], [])


def test_later_run_finds_a_late_draft(scenario: Scenario) -> None:
    scenario.platform.after, scenario.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.clock.wait(3600)

    assert scenario.push().action is DraftAction.FOUND
    assert count_ours(scenario) == 1


def test_recovered_draft_is_updated_when_the_issue_changed(scenario: Scenario) -> None:
    scenario.platform.after, scenario.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.clock.wait(3600)

    pushed = scenario.push(make_article("新的正文"))

    assert (pushed.action, pushed.delivery.media_id) == (DraftAction.UPDATED, "draft-1")


def test_lost_draft_is_added_again_only_with_anew(scenario: Scenario) -> None:
    scenario.platform.before = fail_before
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.platform.before = lambda _: None

    pushed = scenario.push(anew=True)

    assert (pushed.action, pushed.delivery.number) == (DraftAction.ADDED, 2)
    assert scenario.calls[0] == "list_drafts"


def test_push_with_anew_takes_a_recovered_draft(scenario: Scenario) -> None:
    scenario.platform.after, scenario.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.clock.wait(3600)

    assert scenario.push(anew=True).action is DraftAction.FOUND
    assert count_ours(scenario) == 1


def test_push_with_anew_sends_once(scenario: Scenario) -> None:
    scenario.platform.before = fail_before
    for anew in (False, True):
        with pytest.raises(UncertainError, match="draft-uncertain"):
            scenario.push(anew=anew)

    assert scenario.calls.count("add_draft") == 1


@pytest.mark.parametrize("metadata", [{}, PLAIN], ids=["marked", "without an address"])
def test_search_fails_when_several_drafts_match(scenario: Scenario, metadata: dict[str, str]) -> None:
    def double(name: str) -> None:
        if name == "add_draft":
            [draft] = scenario.platform.drafts.values()
            scenario.platform.drafts["copy"] = draft._replace(media_id="copy")
        lose_answer(name)

    scenario.platform.after = double

    with pytest.raises(UncertainError, match="draft-several") as caught:
        scenario.push(make_article(**metadata))

    assert caught.value.problems[0].values["ids"] == "copy, draft-1"
    assert scenario.ledger.saved[-1].state is DeliveryState.UNCERTAIN


def test_draft_of_an_earlier_attempt_is_not_matched(scenario: Scenario) -> None:
    scenario.push()
    scenario.ledger.save(scenario.ledger.saved[-1]._replace(state=DeliveryState.REMOVED))
    scenario.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push(anew=True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "别的"}, "draft-uncertain"),
        ({"source_url": "https://example.org/x"}, "prior-seen"),
        ({"cover_id": "cover-x"}, "prior-seen"),
        ({"content": "<p>别的</p>"}, "prior-seen"),
    ],
    ids=["title", "address", "cover", "text"],
)
def test_unmarked_draft_must_agree_in_everything_else(scenario: Scenario, changes: dict[str, Any], told: str) -> None:
    def replace_draft(name: str) -> None:
        if name == "add_draft":
            [(media_id, draft)] = scenario.platform.drafts.items()
            scenario.platform.drafts[media_id] = draft._replace(articles=(draft.articles[0]._replace(**changes),))
        lose_answer(name)

    scenario.platform.after = replace_draft

    with pytest.raises(UncertainError, match=told):
        scenario.push(make_article(**PLAIN))


def test_unmarked_older_draft_is_reported_and_not_matched(scenario: Scenario) -> None:
    def age(name: str) -> None:
        if name == "add_draft":
            [(media_id, draft)] = scenario.platform.drafts.items()
            scenario.platform.drafts[media_id] = draft._replace(updated=scenario.clock.now() - timedelta(hours=1))
        lose_answer(name)

    scenario.platform.after = age

    with pytest.raises(UncertainError, match="prior-seen"):
        scenario.push(make_article(**PLAIN))


def test_unmarked_draft_deleted_meanwhile_is_not_matched(scenario: Scenario) -> None:
    scenario.platform.after = lose_answer
    scenario.platform.before = lambda name: scenario.platform.drafts.clear() if name == "get_draft" else None

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push(make_article(**PLAIN))


def test_unreadable_draft_box_leaves_the_delivery_uncertain(scenario: Scenario) -> None:
    def fail(name: str) -> None:
        if name == "list_drafts":
            raise NotSentError(Problem("issue-empty"))

    scenario.platform.before, scenario.platform.after = fail, lose_answer
    with pytest.raises(NotSentError):
        scenario.push()
    scenario.platform.before = lambda _: None

    assert scenario.push().action is DraftAction.FOUND
    assert count_ours(scenario) == 1


# --- a draft that never arrived -------------------------------------------------------------------


def lose_draft(scenario: Scenario) -> None:
    """Let the sending of a draft end without it."""
    scenario.platform.before = fail_before
    with pytest.raises(UncertainError, match="draft-uncertain"):
        scenario.push()
    scenario.platform.before = lambda _: None


def message(scenario: Scenario) -> str:
    """Return what is said of a push that adds nothing."""
    with pytest.raises(UncertainError) as caught:
        scenario.push()
    assert "add_draft" not in scenario.calls
    return caught.value.problems[0].message


@pytest.mark.parametrize("may_publish", [True, False])
def test_draft_missing_twice_ten_minutes_apart_is_added_again(scenario: Scenario, may_publish: bool) -> None:
    scenario.platform.may_publish = may_publish
    lose_draft(scenario)
    scenario.clock.wait(599)
    assert message(scenario) == "draft-uncertain"
    scenario.clock.wait(1)

    pushed = scenario.push()

    assert (pushed.action, pushed.delivery.number, pushed.delivery.manual) == (DraftAction.ADDED, 2, True)
    assert [problem.message for problem in pushed.problems] == ["draft-again"]
    assert count_ours(scenario) == 1


def test_draft_added_again_has_a_reason(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)

    reason = scenario.push().delivery.reason

    assert reason is not None
    assert reason.message == "draft-again"


def test_unreadable_draft_added_again_is_read_by_the_next_run(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)
    scenario.platform.read_lag = 3600
    first = scenario.push()
    scenario.clock.wait(3600)

    second = scenario.push()

    assert (first.delivery.reason, second.action, second.delivery.manual) == (None, DraftAction.READ, True)


def test_draft_added_again_stays_manual_after_an_edit(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)
    scenario.push()

    assert scenario.push(make_article("新的正文")).delivery.manual


def test_draft_added_again_and_lost_is_added_once_more_and_stays_manual(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)
    lose_draft(scenario)
    scenario.clock.wait(600)

    assert scenario.push().delivery.manual
    assert count_ours(scenario) == 1


def test_clock_put_back_restarts_the_ten_minutes(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.time -= timedelta(days=1)
    assert message(scenario) == "draft-uncertain"
    scenario.clock.time += timedelta(seconds=300)
    assert message(scenario) == "draft-uncertain"
    scenario.clock.time += timedelta(seconds=300)

    assert scenario.push().action is DraftAction.ADDED


def test_incomplete_draft_box_adds_no_draft_again(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)
    add_others(scenario, 2001)

    assert message(scenario) == "draft-uncertain"


def test_draft_box_refused_half_way_adds_no_draft_again(scenario: Scenario) -> None:
    add_others(scenario, 400, age=3600)
    lose_draft(scenario)
    scenario.clock.wait(600)
    pages = 0

    def refuse_late(name: str) -> None:
        nonlocal pages
        pages += name == "list_drafts"
        if pages > 16:
            raise refuse(45009, "draft/batchget")

    scenario.platform.before = refuse_late

    assert message(scenario) == "draft-uncertain"


def test_unavailable_publication_list_adds_no_draft_again(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.clock.wait(600)

    def fail(name: str) -> None:
        if name == "list_publications":
            raise refuse(45009, "freepublish/batchget")

    scenario.platform.before = fail

    assert message(scenario) == "draft-uncertain"


def test_doubted_ledger_adds_no_draft_again(scenario: Scenario) -> None:
    lose_draft(scenario)
    scenario.ledger.is_current = False
    scenario.clock.wait(600)

    assert message(scenario) == "draft-uncertain"


def test_lost_draft_published_by_hand_is_reported_and_not_added_again(scenario: Scenario) -> None:
    scenario.platform.after, scenario.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scenario.push()
    scenario.platform.after = lambda _: None
    scenario.platform.bring_out("draft-1", LINKED_ARTICLE)
    scenario.clock.wait(600)

    assert message(scenario) == "prior-seen"
    assert scenario.push(adopt=True).delivery.addresses == (LINKED_ARTICLE,)


def test_lost_draft_with_other_content_is_reported_and_not_added_again(scenario: Scenario) -> None:
    scenario.push(make_article("原来的正文"))
    [draft] = scenario.platform.drafts.values()
    scenario.ledger = MemoryLedger()
    scenario.ledger.save(scenario.services.ledger.save(make_lost(scenario)))

    assert message(scenario) == "prior-seen"
    assert scenario.push(adopt=True).delivery.media_id == draft.media_id


def make_lost(scenario: Scenario) -> Delivery:
    """Return a delivery of which nobody knows whether its draft is there."""
    sent = Fingerprint("简报 (2020-06-17)", "https://example.org/2020-06-17?issue=2020-06-17-00000000", "c", "t", True)
    return Delivery(ISSUE, DeliveryState.UNCERTAIN, "0" * 64, sent, 1, scenario.clock.now() - timedelta(hours=1))


# --- what an older program sent ------------------------------------------------------------------


def show_old(scenario: Scenario) -> DraftItem:
    """Put into the draft box what an older program sent, with the mark of then."""
    sent = make_lost(scenario).fingerprint
    item = DraftItem(sent.title, "", "", render_part("原来的正文"), sent.source_url, sent.cover_id, "")
    scenario.platform.drafts["old"] = Draft("old", (item,), scenario.clock.now())
    return item


def test_draft_lost_by_an_older_version_is_found_by_its_mark(scenario: Scenario) -> None:
    scenario.ledger.save(make_lost(scenario))
    show_old(scenario)

    pushed = scenario.push()

    assert (pushed.action, pushed.delivery.media_id, list(scenario.platform.drafts)) == (
        DraftAction.UPDATED,
        "old",
        ["old"],
    )


def test_draft_of_an_older_version_published_by_hand_is_found_by_its_mark(scenario: Scenario) -> None:
    item = show_old(scenario)
    kept = hash_words([item])
    drafted = make_lost(scenario)._replace(state=DeliveryState.DRAFTED, media_id="old", kept=kept)
    scenario.ledger.save(drafted)
    scenario.platform.bring_out("old", LINKED_ARTICLE)

    released = release_draft(ISSUE, scenario.services, ReleaseOptions(drafted.content))

    assert (released.action, released.delivery.addresses) == (ReleaseAction.FOUND, (LINKED_ARTICLE,))


def test_unchanged_draft_of_an_older_version_reports_no_source_difference(scenario: Scenario) -> None:
    plan = prepare_draft_contents(BuiltArticle(ISSUE, make_article()))
    pushed = scenario.push()
    old = f"https://example.org/2020-06-17?issue=2020-06-17-{plan.content[:8]}"
    [(media_id, draft)] = scenario.platform.drafts.items()
    item = draft.articles[0]._replace(source_url=old)
    scenario.platform.drafts[media_id] = draft._replace(articles=(item,))
    sent = pushed.delivery.fingerprint._replace(source_url=old)
    scenario.ledger.save(pushed.delivery._replace(fingerprint=sent, kept=""))

    again = scenario.push()

    assert (again.action, again.problems) == (DraftAction.READ, ())
