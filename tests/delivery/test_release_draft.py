from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from publish.core.api_types import PublicationState
from publish.core.article import BuiltArticle
from publish.core.delivery_record import DeliveryState, ReleaseAction, Resolution
from publish.core.exceptions import ArticleError, NotSentError, PlatformError, PublishError, UncertainError
from publish.core.problem import Problem
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.push_draft import predict_action
from publish.delivery.release_draft import may_hand_in, record_address
from tests.delivery.scenarios import ISSUE, Scenario, make_article
from tests.fakes import refuse

OUT = "https://mp.weixin.qq.com/s/publish-1"
ANOTHER = make_article("新的正文")


@pytest.fixture
def scenario() -> Scenario:
    """Return an account with the issue's draft in it."""
    scenario = Scenario()
    scenario.push()
    return scenario


def lose(*names: str) -> Callable[[str], None]:
    """Leave the outcome of calls unknown."""

    def act(name: str) -> None:
        if name in names:
            raise UncertainError(Problem("issue-empty"))

    return act


def hold(scenario: Scenario, *, arrived: bool) -> None:
    """Let the answer to a submission be lost; whether it arrived is not told before the grace is over."""
    side = "after" if arrived else "before"
    scenario.platform.publish_delay = 10_000
    setattr(scenario.platform, side, lose("submit"))
    with pytest.raises(UncertainError):
        scenario.release()
    setattr(scenario.platform, side, lambda _: None)


def message(scenario: Scenario, error: type[PublishError] = UncertainError, **options: Any) -> str:
    """Return what is said of a release that does not come about."""
    with pytest.raises(error) as caught:
        scenario.release(**options)
    return caught.value.problems[0].message


# --- the happy way ------------------------------------------------------------------------------


def test_release_publishes_a_draft_and_returns_its_address(scenario: Scenario) -> None:
    released = scenario.release()

    assert (released.action, released.delivery.addresses, released.to_do) == (ReleaseAction.RELEASED, (OUT,), ())
    assert scenario.calls == ["get_draft", "list_publications", "submit", "poll"]
    assert scenario.ledger.find(ISSUE) == released.delivery


def test_release_records_every_state_in_order(scenario: Scenario) -> None:
    scenario.release()

    states = [act.state for act in scenario.ledger.list_events(ISSUE)]
    assert states[-3:] == [DeliveryState.RELEASE_INTENT, DeliveryState.SUBMITTED, DeliveryState.PUBLISHED]


def test_release_does_not_submit_a_published_issue(scenario: Scenario) -> None:
    scenario.release()

    again = scenario.release()

    assert (again.action, again.delivery.addresses, scenario.calls) == (ReleaseAction.KNOWN, (OUT,), [])


def test_release_polls_until_published(scenario: Scenario) -> None:
    scenario.platform.publish_delay = 25

    assert scenario.release().action is ReleaseAction.RELEASED
    assert scenario.clock.waits == [10, 20]


def test_pending_publication_is_polled_once_by_each_later_run(scenario: Scenario) -> None:
    scenario.platform.publish_delay = 10_000
    assert message(scenario) == "release-pending"
    assert scenario.calls.count("poll") == 20
    assert (message(scenario), scenario.calls) == ("release-pending", ["poll"])

    scenario.clock.wait(10_000)

    assert (scenario.release().action, scenario.platform.calls) == (ReleaseAction.RELEASED, ["poll"])


def test_publication_without_address_asks_a_person_for_it(scenario: Scenario) -> None:
    scenario.release()
    scenario.ledger.save(scenario.release().delivery._replace(addresses=()))

    assert [problem.message for problem in scenario.release().to_do] == ["release-address"]


# --- what is refused before anything is handed in ---------------------------------------------------


def test_release_fails_without_a_draft() -> None:
    scenario = Scenario()

    assert message(scenario, ArticleError) == "release-no-draft"
    assert scenario.calls == []


def test_release_fails_when_the_source_changed_after_the_draft(scenario: Scenario) -> None:
    assert message(scenario, ArticleError, article=ANOTHER) == "release-changed"
    assert scenario.calls == []


def test_release_fails_for_a_draft_that_was_not_read_back(scenario: Scenario) -> None:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.ledger.save(delivery._replace(kept=""))

    assert message(scenario, ArticleError) == "release-unread"


def test_release_fails_for_a_draft_edited_by_hand(scenario: Scenario) -> None:
    [(name, draft)] = scenario.platform.drafts.items()
    scenario.platform.drafts[name] = draft._replace(articles=(draft.articles[0]._replace(content="<p>改过</p>"),))

    assert message(scenario) == "release-edited"
    assert scenario.calls == ["get_draft"]


def test_release_fails_for_a_draft_deleted_by_hand(scenario: Scenario) -> None:
    scenario.platform.drafts.clear()

    assert message(scenario) == "draft-gone"
    assert (scenario.state, "submit" in scenario.calls) == (DeliveryState.REMOVED, False)
    assert message(scenario) == "draft-gone"


def test_release_records_a_draft_published_by_hand(scenario: Scenario) -> None:
    scenario.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    released = scenario.release()

    assert (released.action, released.delivery.addresses) == (ReleaseAction.FOUND, ("https://mp.weixin.qq.com/s/hand",))
    assert "submit" not in scenario.calls


def test_release_records_a_publication_by_hand_when_the_draft_remains(scenario: Scenario) -> None:
    scenario.platform.keeps_drafts = True
    scenario.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    assert (scenario.release().action, "submit" in scenario.calls) == (ReleaseAction.FOUND, False)


def test_release_ignores_a_publication_older_than_the_draft(scenario: Scenario) -> None:
    scenario.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/old")
    scenario.release()
    scenario.clock.wait(86_400)
    scenario.push(anew=True)

    assert (scenario.release().action, len(scenario.platform.publications)) == (ReleaseAction.RELEASED, 2)


def test_missing_draft_of_an_unauthorised_account_is_removed(scenario: Scenario) -> None:
    scenario.platform.may_publish = False
    scenario.platform.drafts.clear()

    assert (message(scenario), scenario.state) == ("draft-gone", DeliveryState.REMOVED)


@pytest.mark.parametrize("state", [DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN, DeliveryState.REMOVED])
def test_release_fails_without_a_call_when_the_draft_may_be_missing(scenario: Scenario, state: DeliveryState) -> None:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.ledger.save(delivery._replace(state=state))

    assert (message(scenario), scenario.calls) == (f"release-is-{state}", [])


# --- an account without the right ----------------------------------------------------------------


def test_release_by_an_unauthorised_account_is_left_to_a_person(scenario: Scenario) -> None:
    scenario.platform.may_publish = False

    for _ in range(2):
        released = scenario.release()
        assert (released.action, scenario.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)
        assert [problem.message for problem in released.to_do] == ["release-by-hand"]


def test_release_by_an_account_that_may_only_list_is_left_to_a_person(scenario: Scenario) -> None:
    def act(name: str) -> None:
        if name == "submit":
            raise refuse(48001, "freepublish/submit")

    scenario.platform.before = act

    assert (scenario.release().action, scenario.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)


def test_crashed_release_of_an_unauthorised_account_becomes_a_draft_again(scenario: Scenario) -> None:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.platform.may_publish = False
    scenario.ledger.save(delivery._replace(state=DeliveryState.RELEASE_INTENT, released=scenario.clock.now()))

    assert (scenario.release().action, scenario.state) == (ReleaseAction.BY_HAND, DeliveryState.DRAFTED)


@pytest.mark.parametrize("delivery", [True, False])
def test_record_address_saves_the_given_address(delivery: bool) -> None:
    scenario = Scenario()
    if delivery:
        scenario.push()

    record_address(ISSUE, OUT, scenario.services)

    assert (scenario.state, scenario.release().delivery.addresses) == (DeliveryState.PUBLISHED, (OUT,))


# --- how it ends ----------------------------------------------------------------------------------

ENDS = {
    PublicationState.NOT_ORIGINAL: DeliveryState.FAILED,
    PublicationState.FAILED: DeliveryState.FAILED,
    PublicationState.REJECTED: DeliveryState.FAILED,
    PublicationState.REMOVED: DeliveryState.REMOVED,
    PublicationState.BANNED: DeliveryState.REMOVED,
}


@pytest.mark.parametrize("state", ENDS)
def test_failed_publication_sets_state_and_reason(scenario: Scenario, state: PublicationState) -> None:
    scenario.platform.outcome = state

    said = message(scenario, PlatformError)

    assert (said, scenario.state) == (f"release-{state}", ENDS[state])
    assert (message(scenario), "submit" in scenario.calls) == (said, False)


def test_unknown_status_is_held_and_polled_again(scenario: Scenario) -> None:
    scenario.platform.outcome = PublicationState.UNKNOWN
    assert (message(scenario), scenario.state) == ("release-status", DeliveryState.HELD)
    saved = len(scenario.ledger.saved)
    assert (message(scenario), scenario.calls, len(scenario.ledger.saved)) == ("release-status", ["poll"], saved)

    scenario.platform.outcome = PublicationState.PUBLISHED

    assert scenario.release().action is ReleaseAction.RELEASED


def test_failed_draft_is_submitted_again_on_confirmation(scenario: Scenario) -> None:
    scenario.platform.outcome = PublicationState.FAILED
    message(scenario, PlatformError)
    scenario.platform.outcome = PublicationState.PUBLISHED

    assert scenario.release(resolution=Resolution.REPEAT).action is ReleaseAction.RELEASED


def test_failed_issue_that_was_fixed_becomes_a_draft_again(scenario: Scenario) -> None:
    scenario.platform.outcome = PublicationState.REJECTED
    message(scenario, PlatformError)
    scenario.platform.outcome = PublicationState.PUBLISHED

    scenario.push(ANOTHER)

    assert scenario.state is DeliveryState.DRAFTED
    assert scenario.release(ANOTHER).action is ReleaseAction.RELEASED


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [refuse(53503, "freepublish/submit"), NotSentError(Problem("issue-empty"))])
def test_refused_submission_leaves_the_draft_unchanged(scenario: Scenario, error: PublishError) -> None:
    def act(name: str) -> None:
        if name == "submit":
            raise error

    scenario.platform.before = act
    with pytest.raises(type(error)):
        scenario.release()
    assert scenario.state is DeliveryState.DRAFTED

    scenario.platform.before = lambda _: None
    assert scenario.release().action is ReleaseAction.RELEASED


def test_draft_published_by_hand_during_release_is_searched_for(scenario: Scenario) -> None:
    def act(name: str) -> None:
        if name == "submit":
            scenario.platform.bring_out("draft-1", "https://mp.weixin.qq.com/s/hand")

    scenario.platform.before = act

    released = scenario.release()

    assert (released.action, released.delivery.addresses) == (ReleaseAction.FOUND, ("https://mp.weixin.qq.com/s/hand",))


# --- a lost answer --------------------------------------------------------------------------------


def test_publication_with_lost_answer_is_found(scenario: Scenario) -> None:
    scenario.platform.after = lose("submit")

    released = scenario.release()

    assert (released.action, released.delivery.addresses) == (ReleaseAction.FOUND, (OUT,))


@pytest.mark.parametrize("arrived", [True, False])
def test_publication_not_found_is_held_and_only_searched_for(scenario: Scenario, arrived: bool) -> None:
    hold(scenario, arrived=arrived)

    assert (message(scenario), scenario.state) == ("release-held-there", DeliveryState.HELD)
    assert scenario.calls == ["list_publications", "get_draft"]


def test_held_publication_is_recorded_once_found(scenario: Scenario) -> None:
    hold(scenario, arrived=True)
    scenario.clock.wait(10_000)

    assert scenario.release(ANOTHER).action is ReleaseAction.FOUND


def test_held_draft_that_is_missing_stays_held(scenario: Scenario) -> None:
    hold(scenario, arrived=True)
    scenario.platform.drafts.clear()

    assert message(scenario) == "release-held-gone"


def test_held_draft_is_submitted_again_only_after_the_repeat_delay(scenario: Scenario) -> None:
    hold(scenario, arrived=False)
    scenario.platform.publish_delay = 0
    assert (message(scenario, resolution=Resolution.REPEAT), scenario.state) == ("release-too-soon", DeliveryState.HELD)

    scenario.clock.wait(600)

    assert scenario.release(resolution=Resolution.REPEAT).action is ReleaseAction.RELEASED
    assert len(scenario.platform.publications) == 1


def test_refused_repetition_leaves_the_delivery_held(scenario: Scenario) -> None:
    hold(scenario, arrived=False)
    scenario.clock.wait(600)

    def act(name: str) -> None:
        if name == "submit":
            raise refuse(53501, "freepublish/submit")

    scenario.platform.before = act
    with pytest.raises(PlatformError):
        scenario.release(resolution=Resolution.REPEAT)

    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    assert delivery.reason is not None
    assert (delivery.state, delivery.reason.message) == (DeliveryState.HELD, "release-lost")


def test_resolution_published_records_the_publication(scenario: Scenario) -> None:
    hold(scenario, arrived=False)

    released = scenario.release(resolution=Resolution.PUBLISHED)

    assert (released.action, scenario.state) == (ReleaseAction.RECORDED, DeliveryState.PUBLISHED)
    assert [problem.message for problem in released.to_do] == ["release-address"]


def test_resolution_abandon_fails_the_delivery(scenario: Scenario) -> None:
    hold(scenario, arrived=False)

    assert scenario.release(resolution=Resolution.ABANDON).action is ReleaseAction.ABANDONED
    assert (message(scenario), scenario.state) == ("release-abandoned", DeliveryState.FAILED)


def test_resolution_fails_when_nothing_is_held(scenario: Scenario) -> None:
    assert message(scenario, ArticleError, resolution=Resolution.REPEAT) == "release-nothing-held"


def test_several_matching_publications_are_left_to_a_person(scenario: Scenario) -> None:
    hold(scenario, arrived=False)
    scenario.platform.keeps_drafts = True
    for name in "ab":
        scenario.platform.bring_out("draft-1", f"https://mp.weixin.qq.com/s/{name}")

    assert (message(scenario), scenario.state) == ("release-several", DeliveryState.HELD)


def test_deleted_publication_is_reported(scenario: Scenario) -> None:
    hold(scenario, arrived=False)
    scenario.platform.bring_out("draft-1", OUT)
    scenario.platform.publications = [scenario.platform.publications[0]._replace(removed=True)]

    assert message(scenario, PlatformError) == "release-removed"
    assert scenario.state is DeliveryState.REMOVED


@pytest.mark.parametrize(("other", "found"), [({}, True), ({"title": "别的"}, False), ({"updated": None}, False)])
def test_unmarked_publication_must_agree_in_everything_else(other: dict[str, None], found: bool) -> None:
    scenario, article = Scenario(), make_article(source_url="")
    scenario.push(article)
    scenario.platform.bring_out("draft-1", OUT)
    [published] = scenario.platform.publications
    first = published.articles[0]._replace(title="别的") if "title" in other else published.articles[0]
    scenario.platform.publications = [
        published._replace(articles=(first,), updated=None if "updated" in other else published.updated)
    ]

    try:
        act = scenario.release(article).action
    except UncertainError:
        act = None

    assert (act is ReleaseAction.FOUND) == found


# --- to every follower ----------------------------------------------------------------------------


def test_mass_send_saves_its_key_before_sending(scenario: Scenario) -> None:
    released = scenario.release(mass=True)

    [key] = scenario.platform.sends
    intent = next(saved for saved in scenario.ledger.saved if saved.state is DeliveryState.RELEASE_INTENT)
    assert (intent.clientmsgid, len(key), scenario.calls) == (
        key,
        32,
        ["get_draft", "list_publications", "send_to_all", "poll_send"],
    )
    assert [problem.message for problem in released.to_do] == ["release-address"]


@pytest.mark.parametrize("mass", [False, True])
@pytest.mark.parametrize("told", ["2247490098", ""])
def test_release_keeps_the_message_in_the_statistics(scenario: Scenario, mass: bool, told: str) -> None:
    scenario.platform.msg_data_id = told

    released = scenario.release(mass=mass)

    assert (released.delivery.state, released.delivery.msg_data_id) == (DeliveryState.PUBLISHED, told)


def test_release_forgets_the_message_of_an_earlier_submission(scenario: Scenario) -> None:
    scenario.platform.msg_data_id, scenario.platform.outcome = "1", PublicationState.FAILED
    with suppress(PlatformError):
        scenario.release()
    scenario.platform.outcome, scenario.platform.after = PublicationState.PUBLISHED, lose("submit")

    released = scenario.release(resolution=Resolution.REPEAT)

    assert (released.delivery.state, released.delivery.msg_data_id) == (DeliveryState.PUBLISHED, "")


def test_release_keeps_the_message_of_a_mass_send_that_was_accepted_before(scenario: Scenario) -> None:
    scenario.platform.message_id, scenario.platform.msg_data_id = "", "2247490098"

    released = scenario.release(mass=True)

    assert (released.delivery.state, released.delivery.msg_data_id) == (DeliveryState.PUBLISHED, "2247490098")


def test_mass_send_with_lost_answer_is_repeated_with_the_same_key(scenario: Scenario) -> None:
    scenario.platform.after = lose("send_to_all")
    assert message(scenario, mass=True) == "release-held-there"
    scenario.platform.after = lambda _: None

    assert scenario.release(mass=True).action is ReleaseAction.RELEASED
    assert len(scenario.platform.sends) == 1


def test_mass_send_older_than_a_day_is_not_repeated(scenario: Scenario) -> None:
    scenario.platform.after = lose("send_to_all")
    message(scenario, mass=True)
    scenario.clock.wait(86_400)

    assert (message(scenario, mass=True), "send_to_all" in scenario.calls) == ("release-held-there", False)


def test_held_mass_send_is_not_repeated_when_abandoned(scenario: Scenario) -> None:
    scenario.platform.after = lose("send_to_all")
    message(scenario, mass=True)

    scenario.release(resolution=Resolution.ABANDON)

    assert (scenario.state, "send_to_all" in scenario.calls) == (DeliveryState.FAILED, False)


def test_mass_send_recognised_by_its_key_is_published(scenario: Scenario) -> None:
    scenario.platform.message_id = ""

    assert (scenario.release(mass=True).action, scenario.calls[-1]) == (ReleaseAction.RELEASED, "send_to_all")


# --- a draft of what is on its way ------------------------------------------------------------------


def test_push_fails_while_a_release_is_under_way(scenario: Scenario) -> None:
    hold(scenario, arrived=True)

    with pytest.raises(UncertainError) as caught:
        scenario.push(ANOTHER)

    assert (caught.value.problems[0].message, scenario.calls) == ("draft-on-its-way", [])


def test_push_drafts_a_published_issue_again_only_with_anew(scenario: Scenario) -> None:
    scenario.release()
    with pytest.raises(UncertainError) as caught:
        scenario.push(ANOTHER)
    assert caught.value.problems[0].values["address"] == OUT

    scenario.push(ANOTHER, anew=True)

    assert (scenario.state, len(scenario.platform.drafts)) == (DeliveryState.DRAFTED, 1)


@pytest.mark.parametrize(("state", "act"), [(DeliveryState.HELD, "submitted"), (DeliveryState.PUBLISHED, "published")])
def test_predict_action_returns_the_state_when_nothing_would_be_sent(
    scenario: Scenario, state: DeliveryState, act: str
) -> None:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None

    assert predict_action(prepare_draft_contents(BuiltArticle(ISSUE, ANOTHER)), delivery._replace(state=state)) == act


def test_unavailable_publication_list_leaves_the_delivery_held(scenario: Scenario) -> None:
    hold(scenario, arrived=False)

    def act(name: str) -> None:
        if name == "list_publications":
            raise refuse(45009, "freepublish/batchget")

    scenario.platform.before = act
    with pytest.raises(PlatformError):
        scenario.release()

    assert scenario.state is DeliveryState.HELD


def test_unmarked_draft_is_not_searched_for_an_explanation() -> None:
    scenario, article = Scenario(), make_article(source_url="")
    scenario.push(article)
    scenario.platform.drafts.clear()

    with pytest.raises(UncertainError) as caught:
        scenario.push(make_article("新的正文", source_url=""))

    assert (caught.value.problems[0].message, "list_publications" in scenario.calls) == ("draft-gone", False)


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("resolution", [None, *Resolution])
def test_may_hand_in_returns_whether_a_release_may_submit(
    scenario: Scenario, state: DeliveryState, resolution: Resolution
) -> None:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.ledger.save(delivery._replace(state=state))
    foreseen = may_hand_in(scenario.ledger.find(ISSUE), resolution)
    scenario.clock.wait(10_000)

    with suppress(PublishError):
        scenario.release(resolution=resolution)

    assert foreseen or "submit" not in scenario.calls
