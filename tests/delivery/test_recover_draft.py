from __future__ import annotations

from datetime import timedelta

import pytest

from publish.core.api_types import Draft, DraftItem
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, Fingerprint, ReleaseAction
from publish.core.exceptions import NotSentError, UncertainError
from publish.core.problem import Problem
from publish.delivery import ReleaseOptions, prepare_draft_contents, release_draft
from publish.delivery.readback import hash_words
from tests.delivery.scenarios import ISSUE, LIVING, Scene, lose_answer, make_article, write
from tests.fakes import MemoryLedger, refuse

PLAIN = {"source_url": ""}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def fail_before(name: str) -> None:
    """Lose the call itself: it looks the same from here."""
    lose_answer(name)


def add_others(scene: Scene, number: int, age: float = 0) -> None:
    """Fill the draft box with drafts of somebody else."""
    item = DraftItem("别的", "", "", "", "https://[", "cover-x", "")
    updated = scene.clock.now() - timedelta(seconds=age)
    for index in range(number):
        scene.platform.drafts[f"other-{index}"] = Draft(f"other-{index}", (item,), updated)


def count_ours(scene: Scene) -> int:
    return sum(media_id.startswith("draft-") for media_id in scene.platform.drafts)


@pytest.mark.parametrize("metadata", [{}, PLAIN], ids=["marked", "without an address"])
def test_lost_draft_is_found_and_not_added_again(scene: Scene, metadata: dict[str, str]) -> None:
    scene.platform.after = lose_answer

    pushed = scene.push(make_article(**metadata))

    assert (pushed.act, pushed.delivery.state) == (DraftAction.FOUND, DeliveryState.DRAFTED)
    assert scene.calls.count("add_draft") == 1
    assert list(scene.platform.drafts) == [pushed.delivery.media_id]


@pytest.mark.parametrize("lag", [1, 10, 80])
def test_lost_draft_is_found_when_listed_late(scene: Scene, lag: float) -> None:
    scene.platform.after, scene.platform.list_lag = lose_answer, lag

    assert scene.push().act is DraftAction.FOUND


def test_lost_draft_is_found_on_a_later_page(scene: Scene) -> None:
    scene.platform.after = lose_answer
    scene.platform.before = lambda name: add_others(scene, 45) if name == "list_drafts" else None

    pushed = scene.push()

    assert pushed.delivery.media_id == "draft-1"
    assert scene.calls.count("list_drafts") == 3 + 3  # before it was sent, too


def test_search_of_a_large_draft_box_stops_at_older_drafts(scene: Scene) -> None:
    add_others(scene, 500, age=3600)
    scene.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push()

    looks = len(scene.clock.waits) + 1
    assert scene.calls.count("list_drafts") == 15 * looks + 2 * 25  # whole before it was sent, and at the end


def test_large_draft_box_of_new_drafts_is_read_to_its_end(scene: Scene) -> None:
    add_others(scene, 500)
    scene.platform.after = lose_answer

    assert scene.push().act is DraftAction.FOUND
    assert scene.calls.count("list_drafts") == 26 + 25  # before it was sent, too


def test_missing_draft_stays_uncertain_after_the_grace_period(scene: Scene) -> None:
    scene.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain") as caught:
        scene.push()

    assert sum(scene.clock.waits) == scene.timeouts.grace
    assert scene.ledger.saved[-1].state is DeliveryState.UNCERTAIN
    assert caught.value.problems[0].values["issue"] == "2020-06-17"


def test_search_ends_when_the_clock_was_put_back(scene: Scene) -> None:
    def put_back(name: str) -> None:
        fail_before(name)
        scene.clock.time -= timedelta(days=1)

    scene.platform.before = put_back

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push()

    assert sum(scene.clock.waits) == scene.timeouts.grace


def test_later_run_searches_again_and_sends_nothing(scene: Scene) -> None:
    scene.platform.before = fail_before
    with pytest.raises(UncertainError):
        scene.push()
    scene.clock.waits.clear()

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push()

    assert (scene.calls, scene.clock.waits) == (["list_drafts"], [])


def test_later_run_finds_a_late_draft(scene: Scene) -> None:
    scene.platform.after, scene.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scene.push()
    scene.clock.wait(3600)

    assert scene.push().act is DraftAction.FOUND
    assert count_ours(scene) == 1


def test_recovered_draft_is_updated_when_the_issue_changed(scene: Scene) -> None:
    scene.platform.after, scene.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scene.push()
    scene.clock.wait(3600)

    pushed = scene.push(make_article("新的正文"))

    assert (pushed.act, pushed.delivery.media_id) == (DraftAction.UPDATED, "draft-1")


def test_lost_draft_is_added_again_only_with_anew(scene: Scene) -> None:
    scene.platform.before = fail_before
    with pytest.raises(UncertainError):
        scene.push()
    scene.platform.before = lambda _: None

    pushed = scene.push(anew=True)

    assert (pushed.act, pushed.delivery.number) == (DraftAction.ADDED, 2)
    assert scene.calls[0] == "list_drafts"


def test_push_with_anew_takes_a_recovered_draft(scene: Scene) -> None:
    scene.platform.after, scene.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scene.push()
    scene.clock.wait(3600)

    assert scene.push(anew=True).act is DraftAction.FOUND
    assert count_ours(scene) == 1


def test_push_with_anew_sends_once(scene: Scene) -> None:
    scene.platform.before = fail_before
    for anew in (False, True):
        with pytest.raises(UncertainError, match="draft-uncertain"):
            scene.push(anew=anew)

    assert scene.calls.count("add_draft") == 1


@pytest.mark.parametrize("metadata", [{}, PLAIN], ids=["marked", "without an address"])
def test_search_fails_when_several_drafts_match(scene: Scene, metadata: dict[str, str]) -> None:
    def double(name: str) -> None:
        if name == "add_draft":
            [draft] = scene.platform.drafts.values()
            scene.platform.drafts["copy"] = draft._replace(media_id="copy")
        lose_answer(name)

    scene.platform.after = double

    with pytest.raises(UncertainError, match="draft-several") as caught:
        scene.push(make_article(**metadata))

    assert caught.value.problems[0].values["ids"] == "copy, draft-1"
    assert scene.ledger.saved[-1].state is DeliveryState.UNCERTAIN


def test_draft_of_an_earlier_attempt_is_not_matched(scene: Scene) -> None:
    scene.push()
    scene.ledger.save(scene.ledger.saved[-1]._replace(state=DeliveryState.REMOVED))
    scene.platform.before = fail_before

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push(anew=True)


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
def test_unmarked_draft_must_agree_in_everything_else(scene: Scene, changes: dict[str, str], told: str) -> None:
    def replace_draft(name: str) -> None:
        if name == "add_draft":
            [(media_id, draft)] = scene.platform.drafts.items()
            scene.platform.drafts[media_id] = draft._replace(articles=(draft.articles[0]._replace(**changes),))
        lose_answer(name)

    scene.platform.after = replace_draft

    with pytest.raises(UncertainError, match=told):
        scene.push(make_article(**PLAIN))


def test_unmarked_older_draft_is_reported_and_not_matched(scene: Scene) -> None:
    def age(name: str) -> None:
        if name == "add_draft":
            [(media_id, draft)] = scene.platform.drafts.items()
            scene.platform.drafts[media_id] = draft._replace(updated=scene.clock.now() - timedelta(hours=1))
        lose_answer(name)

    scene.platform.after = age

    with pytest.raises(UncertainError, match="prior-seen"):
        scene.push(make_article(**PLAIN))


def test_unmarked_draft_deleted_meanwhile_is_not_matched(scene: Scene) -> None:
    scene.platform.after = lose_answer
    scene.platform.before = lambda name: scene.platform.drafts.clear() if name == "get_draft" else None

    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push(make_article(**PLAIN))


def test_unreadable_draft_box_leaves_the_delivery_uncertain(scene: Scene) -> None:
    def fail(name: str) -> None:
        if name == "list_drafts":
            raise NotSentError(Problem("issue-empty"))

    scene.platform.before, scene.platform.after = fail, lose_answer
    with pytest.raises(NotSentError):
        scene.push()
    scene.platform.before = lambda _: None

    assert scene.push().act is DraftAction.FOUND
    assert count_ours(scene) == 1


# --- a draft that never arrived -------------------------------------------------------------------


def lose_draft(scene: Scene) -> None:
    """Let the sending of a draft end without it."""
    scene.platform.before = fail_before
    with pytest.raises(UncertainError, match="draft-uncertain"):
        scene.push()
    scene.platform.before = lambda _: None


def message(scene: Scene) -> str:
    """Return what is said of a push that adds nothing."""
    with pytest.raises(UncertainError) as caught:
        scene.push()
    assert "add_draft" not in scene.calls
    return caught.value.problems[0].message


@pytest.mark.parametrize("may_publish", [True, False])
def test_draft_missing_twice_ten_minutes_apart_is_added_again(scene: Scene, may_publish: bool) -> None:
    scene.platform.may_publish = may_publish
    lose_draft(scene)
    scene.clock.wait(599)
    assert message(scene) == "draft-uncertain"
    scene.clock.wait(1)

    pushed = scene.push()

    assert (pushed.act, pushed.delivery.number, pushed.delivery.manual) == (DraftAction.ADDED, 2, True)
    assert [problem.message for problem in pushed.problems] == ["draft-again"]
    assert count_ours(scene) == 1


def test_draft_added_again_has_a_reason(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)

    reason = scene.push().delivery.reason

    assert reason is not None
    assert reason.message == "draft-again"


def test_unreadable_draft_added_again_is_read_by_the_next_run(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)
    scene.platform.read_lag = 3600
    first = scene.push()
    scene.clock.wait(3600)

    second = scene.push()

    assert (first.delivery.reason, second.act, second.delivery.manual) == (None, DraftAction.READ, True)


def test_draft_added_again_stays_manual_after_an_edit(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)
    scene.push()

    assert scene.push(make_article("新的正文")).delivery.manual


def test_draft_added_again_and_lost_is_added_once_more_and_stays_manual(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)
    lose_draft(scene)
    scene.clock.wait(600)

    assert scene.push().delivery.manual
    assert count_ours(scene) == 1


def test_clock_put_back_restarts_the_ten_minutes(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.time -= timedelta(days=1)
    assert message(scene) == "draft-uncertain"
    scene.clock.time += timedelta(seconds=300)
    assert message(scene) == "draft-uncertain"
    scene.clock.time += timedelta(seconds=300)

    assert scene.push().act is DraftAction.ADDED


def test_incomplete_draft_box_adds_no_draft_again(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)
    add_others(scene, 2001)

    assert message(scene) == "draft-uncertain"


def test_draft_box_refused_half_way_adds_no_draft_again(scene: Scene) -> None:
    add_others(scene, 400, age=3600)
    lose_draft(scene)
    scene.clock.wait(600)
    pages = 0

    def refuse_late(name: str) -> None:
        nonlocal pages
        pages += name == "list_drafts"
        if pages > 16:
            raise refuse(45009, "draft/batchget")

    scene.platform.before = refuse_late

    assert message(scene) == "draft-uncertain"


def test_unavailable_publication_list_adds_no_draft_again(scene: Scene) -> None:
    lose_draft(scene)
    scene.clock.wait(600)

    def fail(name: str) -> None:
        if name == "list_publications":
            raise refuse(45009, "freepublish/batchget")

    scene.platform.before = fail

    assert message(scene) == "draft-uncertain"


def test_doubted_ledger_adds_no_draft_again(scene: Scene) -> None:
    lose_draft(scene)
    scene.ledger.is_current = False
    scene.clock.wait(600)

    assert message(scene) == "draft-uncertain"


def test_lost_draft_published_by_hand_is_reported_and_not_added_again(scene: Scene) -> None:
    scene.platform.after, scene.platform.list_lag = lose_answer, 3600
    with pytest.raises(UncertainError):
        scene.push()
    scene.platform.after = lambda _: None
    scene.platform.bring_out("draft-1", LIVING)
    scene.clock.wait(600)

    assert message(scene) == "prior-seen"
    assert scene.push(adopt=True).delivery.addresses == (LIVING,)


def test_lost_draft_with_other_content_is_reported_and_not_added_again(scene: Scene) -> None:
    scene.push(make_article("原来的正文"))
    [draft] = scene.platform.drafts.values()
    scene.ledger = MemoryLedger()
    scene.ledger.save(scene.outside.ledger.save(make_lost(scene)))

    assert message(scene) == "prior-seen"
    assert scene.push(adopt=True).delivery.media_id == draft.media_id


def make_lost(scene: Scene) -> Delivery:
    """Return a delivery of which nobody knows whether its draft is there."""
    sent = Fingerprint("简报 (2020-06-17)", "https://example.org/2020-06-17?issue=2020-06-17-00000000", "c", "t", True)
    return Delivery(ISSUE, DeliveryState.UNCERTAIN, "0" * 64, sent, 1, scene.clock.now() - timedelta(hours=1))


# --- what an older program sent ------------------------------------------------------------------


def show_old(scene: Scene) -> DraftItem:
    """Put into the draft box what an older program sent, with the mark of then."""
    sent = make_lost(scene).fingerprint
    item = DraftItem(sent.title, "", "", write("原来的正文"), sent.source_url, sent.cover_id, "")
    scene.platform.drafts["old"] = Draft("old", (item,), scene.clock.now())
    return item


def test_draft_lost_by_an_older_version_is_found_by_its_mark(scene: Scene) -> None:
    scene.ledger.save(make_lost(scene))
    show_old(scene)

    pushed = scene.push()

    assert (pushed.act, pushed.delivery.media_id, list(scene.platform.drafts)) == (DraftAction.UPDATED, "old", ["old"])


def test_draft_of_an_older_version_published_by_hand_is_found_by_its_mark(scene: Scene) -> None:
    item = show_old(scene)
    kept = hash_words([(item.title, item.content)])
    drafted = make_lost(scene)._replace(state=DeliveryState.DRAFTED, media_id="old", kept=kept)
    scene.ledger.save(drafted)
    scene.platform.bring_out("old", LIVING)

    released = release_draft(ISSUE, scene.outside, ReleaseOptions(drafted.content))

    assert (released.act, released.delivery.addresses) == (ReleaseAction.FOUND, (LIVING,))


def test_unchanged_draft_of_an_older_version_reports_no_source_difference(scene: Scene) -> None:
    plan = prepare_draft_contents(ISSUE, make_article())
    pushed = scene.push()
    old = f"https://example.org/2020-06-17?issue=2020-06-17-{plan.content[:8]}"
    [(media_id, draft)] = scene.platform.drafts.items()
    item = draft.articles[0]._replace(source_url=old)
    scene.platform.drafts[media_id] = draft._replace(articles=(item,))
    sent = pushed.delivery.fingerprint._replace(source_url=old)
    scene.ledger.save(pushed.delivery._replace(fingerprint=sent, kept=""))

    again = scene.push()

    assert (again.act, again.problems) == (DraftAction.READ, ())
