from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from publish.core.api_types import PublicationState
from publish.core.delivery_record import DeliveryState, ReleaseAction, Resolution
from publish.core.exceptions import ArticleError, NotSentError, PlatformError, PublishError, UncertainError
from publish.core.problem import Problem
from publish.delivery import predict_action, prepare_draft_contents
from publish.delivery.release_draft import may_hand_in, record_address
from tests.delivery.scenarios import ISSUE, Scene, make_article
from tests.fakes import refuse

OUT = "https://mp.weixin.qq.com/s/publish-1"
ANOTHER = make_article("新的正文")


@pytest.fixture
def scene() -> Scene:
    """Return an account with the issue's draft in it."""
    scene = Scene()
    scene.push()
    return scene


def lose(*names: str) -> Callable[[str], None]:
    """Leave the outcome of calls unknown."""

    def act(name: str) -> None:
        if name in names:
            raise UncertainError(Problem("issue-empty"))

    return act


def hold(scene: Scene, *, arrived: bool) -> None:
    """Let the answer to a submission be lost; whether it arrived is not told before the grace is over."""
    side = "after" if arrived else "before"
    scene.platform.publish_delay = 10_000
    setattr(scene.platform, side, lose("submit"))
    with pytest.raises(UncertainError):
        scene.release()
    setattr(scene.platform, side, lambda _: None)


def message(scene: Scene, error: type[PublishError] = UncertainError, **options: Any) -> str:
    """Return what is said of a release that does not come about."""
    with pytest.raises(error) as caught:
        scene.release(**options)
    return caught.value.problems[0].message


# --- the happy way ------------------------------------------------------------------------------


def test_release_publishes_a_draft_and_returns_its_address(scene: Scene) -> None:
    released = scene.release()

    assert (released.act, released.delivery.addresses, released.to_do) == (ReleaseAction.RELEASED, (OUT,), ())
    assert scene.calls == ["get_draft", "list_publications", "submit", "poll"]
    assert scene.ledger.find(ISSUE) == released.delivery


def test_release_records_every_state_in_order(scene: Scene) -> None:
    scene.release()

    states = [act.state for act in scene.ledger.list_events(ISSUE)]
    assert states[-3:] == [DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED, DeliveryState.PUBLISHED]


def test_release_does_not_submit_a_published_issue(scene: Scene) -> None:
    scene.release()

    again = scene.release()

    assert (again.act, again.delivery.addresses, scene.calls) == (ReleaseAction.KNOWN, (OUT,), [])


def test_release_polls_until_published(scene: Scene) -> None:
    scene.platform.publish_delay = 25

    assert scene.release().act is ReleaseAction.RELEASED
    assert scene.clock.waits == [10, 20]


def test_pending_publication_is_polled_once_by_each_later_run(scene: Scene) -> None:
    scene.platform.publish_delay = 10_000
    assert message(scene) == "release-pending"
    assert scene.calls.count("poll") == 20
    assert (message(scene), scene.calls) == ("release-pending", ["poll"])

    scene.clock.wait(10_000)

    assert (scene.release().act, scene.platform.calls) == (ReleaseAction.RELEASED, ["poll"])


def test_publication_without_address_asks_a_person_for_it(scene: Scene) -> None:
    scene.release()
    scene.ledger.save(scene.release().delivery._replace(addresses=()))

    assert [problem.message for problem in scene.release().to_do] == ["release-address"]


# --- what is refused before anything is handed in ---------------------------------------------------


def test_release_fails_without_a_draft() -> None:
    scene = Scene()

    assert message(scene, ArticleError) == "release-no-draft"
    assert scene.calls == []


def test_release_fails_when_the_source_changed_after_the_draft(scene: Scene) -> None:
    assert message(scene, ArticleError, article=ANOTHER) == "release-changed"
    assert scene.calls == []


def test_release_fails_for_a_draft_that_was_not_read_back(scene: Scene) -> None:
    known = scene.ledger.find(ISSUE)
    assert known is not None
    scene.ledger.save(known._replace(kept=""))

    assert message(scene, ArticleError) == "release-unread"


def test_release_fails_for_a_draft_edited_by_hand(scene: Scene) -> None:
    [(name, draft)] = scene.platform.drafts.items()
    scene.platform.drafts[name] = draft._replace(articles=(draft.articles[0]._replace(content="<p>改过</p>"),))

    assert message(scene) == "release-edited"
    assert scene.calls == ["get_draft"]


def test_release_fails_for_a_draft_deleted_by_hand(scene: Scene) -> None:
    scene.platform.drafts.clear()

    assert message(scene) == "draft-gone"
    assert (scene.state, "submit" in scene.calls) == (DeliveryState.REMOVED, False)
    assert message(scene) == "draft-gone"


def test_release_records_a_draft_published_by_hand(scene: Scene) -> None:
    scene.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    released = scene.release()

    assert (released.act, released.delivery.addresses) == (ReleaseAction.FOUND, ("https://mp.weixin.qq.com/s/hand",))
    assert "submit" not in scene.calls


def test_release_records_a_publication_by_hand_when_the_draft_remains(scene: Scene) -> None:
    scene.platform.keeps_drafts = True
    scene.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    assert (scene.release().act, "submit" in scene.calls) == (ReleaseAction.FOUND, False)


def test_release_ignores_a_publication_older_than_the_draft(scene: Scene) -> None:
    scene.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/old")
    scene.release()
    scene.clock.wait(86_400)
    scene.push(anew=True)

    assert (scene.release().act, len(scene.platform.publications)) == (ReleaseAction.RELEASED, 2)


def test_missing_draft_of_an_unauthorised_account_is_removed(scene: Scene) -> None:
    scene.platform.may_publish = False
    scene.platform.drafts.clear()

    assert (message(scene), scene.state) == ("draft-gone", DeliveryState.REMOVED)


@pytest.mark.parametrize("state", [DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN, DeliveryState.REMOVED])
def test_release_fails_without_a_call_when_the_draft_may_be_missing(scene: Scene, state: DeliveryState) -> None:
    known = scene.ledger.find(ISSUE)
    assert known is not None
    scene.ledger.save(known._replace(state=state))

    assert (message(scene), scene.calls) == (f"release-is-{state}", [])


# --- an account without the right ----------------------------------------------------------------


def test_release_by_an_unauthorised_account_is_left_to_a_person(scene: Scene) -> None:
    scene.platform.may_publish = False

    for _ in range(2):
        released = scene.release()
        assert (released.act, scene.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)
        assert [problem.message for problem in released.to_do] == ["release-by-hand"]


def test_release_by_an_account_that_may_only_list_is_left_to_a_person(scene: Scene) -> None:
    def act(name: str) -> None:
        if name == "submit":
            raise refuse(48001, "freepublish/submit")

    scene.platform.before = act

    assert (scene.release().act, scene.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)


def test_crashed_release_of_an_unauthorised_account_becomes_a_draft_again(scene: Scene) -> None:
    known = scene.ledger.find(ISSUE)
    assert known is not None
    scene.platform.may_publish = False
    scene.ledger.save(known._replace(state=DeliveryState.RELEASE_INTENT, released=scene.clock.now()))

    assert (scene.release().act, scene.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)


@pytest.mark.parametrize("known", [True, False])
def test_record_address_saves_the_given_address(known: bool) -> None:
    scene = Scene()
    if known:
        scene.push()

    record_address(ISSUE, OUT, scene.outside)

    assert (scene.state, scene.release().delivery.addresses) == (DeliveryState.PUBLISHED, (OUT,))


# --- how it ends ----------------------------------------------------------------------------------

ENDS = {
    PublicationState.NOT_ORIGINAL: DeliveryState.FAILED,
    PublicationState.FAILED: DeliveryState.FAILED,
    PublicationState.REJECTED: DeliveryState.FAILED,
    PublicationState.REMOVED: DeliveryState.REMOVED,
    PublicationState.BANNED: DeliveryState.REMOVED,
}


@pytest.mark.parametrize("state", ENDS)
def test_failed_publication_sets_state_and_reason(scene: Scene, state: PublicationState) -> None:
    scene.platform.outcome = state

    said = message(scene, PlatformError)

    assert (said, scene.state) == (f"release-{state}", ENDS[state])
    assert (message(scene), "submit" in scene.calls) == (said, False)


def test_unknown_status_is_held_and_polled_again(scene: Scene) -> None:
    scene.platform.outcome = PublicationState.UNKNOWN
    assert (message(scene), scene.state) == ("release-status", DeliveryState.HELD)
    saved = len(scene.ledger.saved)
    assert (message(scene), scene.calls, len(scene.ledger.saved)) == ("release-status", ["poll"], saved)

    scene.platform.outcome = PublicationState.PUBLISHED

    assert scene.release().act is ReleaseAction.RELEASED


def test_failed_draft_is_submitted_again_on_confirmation(scene: Scene) -> None:
    scene.platform.outcome = PublicationState.FAILED
    message(scene, PlatformError)
    scene.platform.outcome = PublicationState.PUBLISHED

    assert scene.release(resolution=Resolution.REPEAT).act is ReleaseAction.RELEASED


def test_failed_issue_that_was_fixed_becomes_a_draft_again(scene: Scene) -> None:
    scene.platform.outcome = PublicationState.REJECTED
    message(scene, PlatformError)
    scene.platform.outcome = PublicationState.PUBLISHED

    scene.push(ANOTHER)

    assert scene.state is DeliveryState.DRAFTED
    assert scene.release(ANOTHER).act is ReleaseAction.RELEASED


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [refuse(53503, "freepublish/submit"), NotSentError(Problem("issue-empty"))])
def test_refused_submission_leaves_the_draft_unchanged(scene: Scene, error: PublishError) -> None:
    def act(name: str) -> None:
        if name == "submit":
            raise error

    scene.platform.before = act
    with pytest.raises(type(error)):
        scene.release()
    assert scene.state is DeliveryState.DRAFTED

    scene.platform.before = lambda _: None
    assert scene.release().act is ReleaseAction.RELEASED


def test_draft_published_by_hand_during_release_is_searched_for(scene: Scene) -> None:
    def act(name: str) -> None:
        if name == "submit":
            scene.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    scene.platform.before = act

    released = scene.release()

    assert (released.act, released.delivery.addresses) == (ReleaseAction.FOUND, ("https://mp.weixin.qq.com/s/hand",))


# --- a lost answer --------------------------------------------------------------------------------


def test_publication_with_lost_answer_is_found(scene: Scene) -> None:
    scene.platform.after = lose("submit")

    released = scene.release()

    assert (released.act, released.delivery.addresses) == (ReleaseAction.FOUND, (OUT,))


@pytest.mark.parametrize("arrived", [True, False])
def test_publication_not_found_is_held_and_only_searched_for(scene: Scene, arrived: bool) -> None:
    hold(scene, arrived=arrived)

    assert (message(scene), scene.state) == ("release-held-there", DeliveryState.HELD)
    assert scene.calls == ["list_publications", "get_draft"]


def test_held_publication_is_recorded_once_found(scene: Scene) -> None:
    hold(scene, arrived=True)
    scene.clock.wait(10_000)

    assert scene.release(ANOTHER).act is ReleaseAction.FOUND


def test_held_draft_that_is_missing_stays_held(scene: Scene) -> None:
    hold(scene, arrived=True)
    scene.platform.drafts.clear()

    assert message(scene) == "release-held-gone"


def test_held_draft_is_submitted_again_only_after_the_repeat_delay(scene: Scene) -> None:
    hold(scene, arrived=False)
    scene.platform.publish_delay = 0
    assert (message(scene, resolution=Resolution.REPEAT), scene.state) == ("release-too-soon", DeliveryState.HELD)

    scene.clock.wait(600)

    assert scene.release(resolution=Resolution.REPEAT).act is ReleaseAction.RELEASED
    assert len(scene.platform.publications) == 1


def test_refused_repetition_leaves_the_delivery_held(scene: Scene) -> None:
    hold(scene, arrived=False)
    scene.clock.wait(600)

    def act(name: str) -> None:
        if name == "submit":
            raise refuse(53501, "freepublish/submit")

    scene.platform.before = act
    with pytest.raises(PlatformError):
        scene.release(resolution=Resolution.REPEAT)

    known = scene.ledger.find(ISSUE)
    assert known is not None
    assert known.reason is not None
    assert (known.state, known.reason.message) == (DeliveryState.HELD, "release-lost")


def test_resolution_published_records_the_publication(scene: Scene) -> None:
    hold(scene, arrived=False)

    released = scene.release(resolution=Resolution.PUBLISHED)

    assert (released.act, scene.state) == (ReleaseAction.RECORDED, DeliveryState.PUBLISHED)
    assert [problem.message for problem in released.to_do] == ["release-address"]


def test_resolution_abandon_fails_the_delivery(scene: Scene) -> None:
    hold(scene, arrived=False)

    assert scene.release(resolution=Resolution.ABANDON).act is ReleaseAction.ABANDONED
    assert (message(scene), scene.state) == ("release-abandoned", DeliveryState.FAILED)


def test_resolution_fails_when_nothing_is_held(scene: Scene) -> None:
    assert message(scene, ArticleError, resolution=Resolution.REPEAT) == "release-nothing-held"


def test_several_matching_publications_are_left_to_a_person(scene: Scene) -> None:
    hold(scene, arrived=False)
    scene.platform.keeps_drafts = True
    for name in "ab":
        scene.platform.bring_out("draft-1", f"https://mp.weixin.qq.com/s/{name}")

    assert (message(scene), scene.state) == ("release-several", DeliveryState.HELD)


def test_deleted_publication_is_reported(scene: Scene) -> None:
    hold(scene, arrived=False)
    scene.platform.bring_out("draft-1", OUT)
    scene.platform.publications = [scene.platform.publications[0]._replace(removed=True)]

    assert message(scene, PlatformError) == "release-removed"
    assert scene.state is DeliveryState.REMOVED


@pytest.mark.parametrize(("other", "found"), [({}, True), ({"title": "别的"}, False), ({"updated": None}, False)])
def test_unmarked_publication_must_agree_in_everything_else(other: dict[str, None], found: bool) -> None:
    scene, article = Scene(), make_article(source_url="")
    scene.push(article)
    scene.platform.bring_out("draft-1", OUT)
    [published] = scene.platform.publications
    first = published.articles[0]._replace(**{key: "别的" for key in other if key == "title"})
    scene.platform.publications = [
        published._replace(articles=(first,), updated=None if "updated" in other else published.updated)
    ]

    try:
        act = scene.release(article).act
    except UncertainError:
        act = None

    assert (act is ReleaseAction.FOUND) == found


# --- to every follower ----------------------------------------------------------------------------


def test_mass_send_saves_its_key_before_sending(scene: Scene) -> None:
    released = scene.release(mass=True)

    [key] = scene.platform.sends
    intent = next(saved for saved in scene.ledger.saved if saved.state is DeliveryState.RELEASE_INTENT)
    assert (intent.clientmsgid, len(key), scene.calls) == (
        key,
        32,
        ["get_draft", "list_publications", "send_to_all", "poll_send"],
    )
    assert [problem.message for problem in released.to_do] == ["release-address"]


def test_mass_send_with_lost_answer_is_repeated_with_the_same_key(scene: Scene) -> None:
    scene.platform.after = lose("send_to_all")
    assert message(scene, mass=True) == "release-held-there"
    scene.platform.after = lambda _: None

    assert scene.release(mass=True).act is ReleaseAction.RELEASED
    assert len(scene.platform.sends) == 1


def test_mass_send_older_than_a_day_is_not_repeated(scene: Scene) -> None:
    scene.platform.after = lose("send_to_all")
    message(scene, mass=True)
    scene.clock.wait(86_400)

    assert (message(scene, mass=True), "send_to_all" in scene.calls) == ("release-held-there", False)


def test_held_mass_send_is_not_repeated_when_abandoned(scene: Scene) -> None:
    scene.platform.after = lose("send_to_all")
    message(scene, mass=True)

    scene.release(resolution=Resolution.ABANDON)

    assert (scene.state, "send_to_all" in scene.calls) == (DeliveryState.FAILED, False)


def test_mass_send_recognised_by_its_key_is_published(scene: Scene) -> None:
    scene.platform.message_id = ""

    assert (scene.release(mass=True).act, scene.calls[-1]) == (ReleaseAction.RELEASED, "send_to_all")


# --- a draft of what is on its way ------------------------------------------------------------------


def test_push_fails_while_a_release_is_under_way(scene: Scene) -> None:
    hold(scene, arrived=True)

    with pytest.raises(UncertainError) as caught:
        scene.push(ANOTHER)

    assert (caught.value.problems[0].message, scene.calls) == ("draft-on-its-way", [])


def test_push_drafts_a_published_issue_again_only_with_anew(scene: Scene) -> None:
    scene.release()
    with pytest.raises(UncertainError) as caught:
        scene.push(ANOTHER)
    assert caught.value.problems[0].values["address"] == OUT

    scene.push(ANOTHER, anew=True)

    assert (scene.state, len(scene.platform.drafts)) == (DeliveryState.DRAFTED, 1)


@pytest.mark.parametrize(("state", "act"), [(DeliveryState.HELD, "submitted"), (DeliveryState.PUBLISHED, "published")])
def test_predict_action_returns_the_state_when_nothing_would_be_sent(
    scene: Scene, state: DeliveryState, act: str
) -> None:
    known = scene.ledger.find(ISSUE)
    assert known is not None

    assert predict_action(prepare_draft_contents(ISSUE, ANOTHER), known._replace(state=state)) == act


def test_unavailable_publication_list_leaves_the_delivery_held(scene: Scene) -> None:
    hold(scene, arrived=False)

    def act(name: str) -> None:
        if name == "list_publications":
            raise refuse(45009, "freepublish/batchget")

    scene.platform.before = act
    with pytest.raises(PlatformError):
        scene.release()

    assert scene.state is DeliveryState.HELD


def test_unmarked_draft_is_not_searched_for_an_explanation() -> None:
    scene, article = Scene(), make_article(source_url="")
    scene.push(article)
    scene.platform.drafts.clear()

    with pytest.raises(UncertainError) as caught:
        scene.push(make_article("新的正文", source_url=""))

    assert (caught.value.problems[0].message, "list_publications" in scene.calls) == ("draft-gone", False)


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("resolution", [None, *Resolution])
def test_may_hand_in_returns_whether_a_release_may_submit(
    scene: Scene, state: DeliveryState, resolution: Resolution
) -> None:
    known = scene.ledger.find(ISSUE)
    assert known is not None
    scene.ledger.save(known._replace(state=state))
    foreseen = may_hand_in(scene.ledger.find(ISSUE), resolution)
    scene.clock.wait(10_000)

    with suppress(PublishError):
        scene.release(resolution=resolution)

    assert foreseen or "submit" not in scene.calls
