"""Several articles in one draft: sent, read, updated, found and released together, and none of them twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from publish.core.article import ApiForm, BuiltArticle
from publish.core.delivery_record import DeliveryState, DraftAction, DueIssue, OtherArticle, PushResult
from publish.core.exceptions import ArticleError, PlatformError, PublishError, UncertainError
from publish.core.problem import Problem
from publish.core.settings import ScheduleSettings
from publish.delivery.draft_contents import DraftContents, prepare_draft_contents
from publish.delivery.planner import PlanningTime, plan_run
from publish.delivery.publication_outcome import list_publications
from publish.delivery.push_draft import PushOptions, push_draft
from publish.delivery.release_draft import ReleaseOptions, record_address, release_draft
from publish.newsletter.source_marker import parse_marker
from tests.delivery.scenarios import ISSUE, Scenario, Shortener, lose_answer, make_article, make_shortener
from tests.fakes import refuse

EXTRA, MORE = "notes/extra", "issues/2020-06-18"


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def build(name: str, words: str = "正文", shorten: Shortener | None = None) -> BuiltArticle:
    title, url = f"题 {name}", f"https://example.org/{name}"
    return BuiltArticle(name, make_article(words, title=title, source_url=url), shorten)


def prepare(*names: str) -> DraftContents:
    return prepare_draft_contents(*map(build, names))


def push(scenario: Scenario, *names: str, **options: bool) -> PushResult:
    scenario.calls.clear()
    return push_draft(prepare(*names), scenario.services, PushOptions(**options))


def ids(error: PublishError) -> list[str]:
    return [problem.message for problem in error.problems]


def kept_titles(scenario: Scenario) -> list[list[str]]:
    return [[item.title for item in draft.articles] for draft in scenario.platform.drafts.values()]


# --- one draft of several articles ----------------------------------------------------------------


def test_draft_has_every_article_in_order_and_no_digest(scenario: Scenario) -> None:
    pushed = push(scenario, ISSUE, EXTRA, MORE)

    assert (pushed.action, pushed.problems, pushed.delivery.articles) == (DraftAction.ADDED, (), 3)
    assert kept_titles(scenario) == [[f"题 {ISSUE}", f"题 {EXTRA}", f"题 {MORE}"]]
    assert {article.digest for article in scenario.platform.sent} == {""}
    assert pushed.delivery.others == (OtherArticle(EXTRA, f"题 {EXTRA}"), OtherArticle(MORE, f"题 {MORE}"))
    assert len(pushed.kept) == 3


def test_each_article_names_itself_in_its_source_address(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    marks = [parse_marker(article.source_url) for article in scenario.platform.sent]
    assert [mark.name if mark else "" for mark in marks] == ["2020-06-17", "extra"]


def test_unchanged_articles_are_not_sent_again(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    assert push(scenario, ISSUE, EXTRA).action is DraftAction.UNCHANGED


def test_changed_article_updates_the_draft(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    contents = prepare_draft_contents(build(ISSUE), build(EXTRA, "改过"))
    pushed = push_draft(contents, scenario.services, PushOptions())

    assert (pushed.action, pushed.problems) == (DraftAction.UPDATED, ())
    assert scenario.calls.count("update_draft") == 2


def test_article_is_replaced_by_another(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    pushed = push(scenario, ISSUE, MORE)

    assert (pushed.action, [other.name for other in pushed.delivery.others]) == (DraftAction.UPDATED, [MORE])
    assert kept_titles(scenario) == [[f"题 {ISSUE}", f"题 {MORE}"]]


@pytest.mark.parametrize(("before", "after"), [((ISSUE, EXTRA), (ISSUE,)), ((ISSUE,), (ISSUE, EXTRA))])
def test_article_cannot_be_added_or_removed(
    scenario: Scenario, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    push(scenario, *before)

    with pytest.raises(UncertainError) as caught:
        push(scenario, *after)

    assert ids(caught.value) == ["draft-parts"]
    assert caught.value.problems[0].values["kept"] == len(before)
    assert "update_draft" not in scenario.calls


def test_draft_deleted_by_hand_is_added_with_fewer_articles(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)
    scenario.platform.drafts.clear()

    assert push(scenario, ISSUE, anew=True).action is DraftAction.ADDED
    assert kept_titles(scenario) == [[f"题 {ISSUE}"]]


def test_draft_that_was_not_read_back_is_read_by_the_next_push(scenario: Scenario) -> None:
    scenario.platform.read_lag = 60
    assert ids_of(push(scenario, ISSUE, EXTRA)) == ["draft-unread"]
    scenario.clock.wait(60)

    pushed = push(scenario, ISSUE, EXTRA)

    assert (pushed.action, pushed.problems) == (DraftAction.READ, ())


def ids_of(pushed: PushResult) -> list[str]:
    return [problem.message for problem in pushed.problems]


def test_draft_with_a_lost_answer_is_found(scenario: Scenario) -> None:
    scenario.platform.after = lose_answer

    pushed = push(scenario, ISSUE, EXTRA)

    assert (pushed.action, pushed.problems) == (DraftAction.FOUND, ())
    assert (len(scenario.platform.drafts), [other.name for other in pushed.delivery.others]) == (1, [EXTRA])


def test_edited_article_is_not_overwritten(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)
    [(media_id, draft)] = scenario.platform.drafts.items()
    edited = draft.articles[1]._replace(content="<p>改</p>")
    scenario.platform.drafts[media_id] = draft._replace(articles=(draft.articles[0], edited))

    contents = prepare_draft_contents(build(ISSUE, "改过"), build(EXTRA))
    with pytest.raises(UncertainError) as caught:
        push_draft(contents, scenario.services, PushOptions())

    assert ids(caught.value) == ["draft-edited"]


def test_refused_length_shortens_every_article(scenario: Scenario) -> None:
    scenario.platform.max_bytes = 2_000
    built = [build(name, "长文" * 400, make_shortener()) for name in (ISSUE, EXTRA)]

    pushed = push_draft(prepare_draft_contents(*built), scenario.services, PushOptions())

    assert (pushed.delivery.form, pushed.delivery.articles) == (ApiForm.FITTED, 2)
    assert ids_of(pushed) == ["draft-fitted-refused"]


def test_articles_of_a_draft_are_not_cut_in_parts(scenario: Scenario) -> None:
    scenario.platform.max_bytes = 300
    built = [build(name, "长文" * 400, make_shortener()) for name in (ISSUE, EXTRA)]

    with pytest.raises(PublishError):
        push_draft(prepare_draft_contents(*built), scenario.services, PushOptions())

    assert (scenario.platform.drafts, scenario.state) == ({}, DeliveryState.PLANNED)


def test_forgotten_covers_are_uploaded_again(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)
    scenario.platform.covers.clear()

    contents = prepare_draft_contents(build(ISSUE, "改过"), build(EXTRA))
    assert push_draft(contents, scenario.services, PushOptions()).action is DraftAction.UPDATED


def test_draft_of_nine_articles_is_refused() -> None:
    with pytest.raises(ArticleError) as caught:
        prepare(*(f"notes/{number}" for number in range(9)))

    assert ids(caught.value) == ["draft-too-many"]


def test_article_that_is_named_twice_is_refused() -> None:
    with pytest.raises(ArticleError) as caught:
        prepare(ISSUE, EXTRA, EXTRA)

    assert (ids(caught.value), caught.value.problems[0].values) == (["draft-twice-in"], {"name": EXTRA})


# --- none of them twice ---------------------------------------------------------------------------


def test_article_that_was_sent_alone_is_refused_in_another_draft(scenario: Scenario) -> None:
    push(scenario, MORE)

    with pytest.raises(UncertainError) as caught:
        push(scenario, ISSUE, MORE)

    assert (ids(caught.value), scenario.calls) == (["draft-sent-alone"], [])
    assert push(scenario, ISSUE, MORE, anew=True).action is DraftAction.ADDED


def test_article_of_another_draft_is_refused_alone_and_in_a_third(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA, MORE)

    for names in ((MORE,), ("issues/2020-06-24", EXTRA)):
        with pytest.raises(UncertainError) as caught:
            push(scenario, *names)
        assert (ids(caught.value), scenario.calls) == (["draft-sent-with"], [])


def test_article_of_a_deleted_draft_can_be_sent(scenario: Scenario) -> None:
    push(scenario, ISSUE, MORE)
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.ledger.save(delivery._replace(state=DeliveryState.REMOVED))
    scenario.platform.drafts.clear()

    assert push(scenario, MORE).action is DraftAction.ADDED


def test_article_is_found_in_the_account_when_the_ledger_was_lost(scenario: Scenario) -> None:
    push(scenario, ISSUE, MORE)
    scenario.ledger.saved.clear()

    with pytest.raises(UncertainError) as caught:
        push(scenario, MORE)

    assert ids(caught.value) == ["prior-seen"]


def test_run_leaves_out_an_issue_that_goes_out_with_another(scenario: Scenario) -> None:
    push(scenario, ISSUE, MORE)
    at = scenario.clock.now() - timedelta(hours=1)
    now = PlanningTime(scenario.clock.now(), ScheduleSettings(action="release"))

    plan = plan_run([DueIssue(MORE, at), DueIssue(ISSUE, at)], scenario.ledger.list_deliveries(), now)

    assert [action.issue for action in plan] == [ISSUE]


def test_run_leaves_an_issue_to_the_one_that_names_it(scenario: Scenario) -> None:
    at = scenario.clock.now() - timedelta(hours=1)
    now = PlanningTime(scenario.clock.now(), ScheduleSettings(action="release"))
    dues = [DueIssue(ISSUE, at, others=(MORE, ISSUE)), DueIssue(MORE, at, others=(ISSUE,))]

    assert [action.issue for action in plan_run(dues, [], now)] == [ISSUE]
    push(scenario, ISSUE)  # without the other: it goes out by itself
    assert [action.issue for action in plan_run(dues, scenario.ledger.list_deliveries(), now)] == [ISSUE, MORE]


@pytest.mark.parametrize("published", [False, True])
def test_adopted_item_keeps_its_articles_from_going_out_once_more(scenario: Scenario, published: bool) -> None:
    pushed = push(scenario, ISSUE, MORE)
    if published:
        scenario.platform.bring_out(pushed.delivery.media_id, "https://mp.weixin.qq.com/s/a")
    scenario.ledger.saved.clear()

    adopted = push(scenario, ISSUE, MORE, adopt=True).delivery

    assert (adopted.articles, [other.name for other in adopted.others]) == (2, [MORE])
    at = scenario.clock.now() - timedelta(hours=1)
    now = PlanningTime(scenario.clock.now(), ScheduleSettings(action="release"), records=False)
    plan = plan_run([DueIssue(ISSUE, at, others=(MORE,)), DueIssue(MORE, at)], [adopted], now)
    assert MORE not in [action.issue for action in plan]


def test_adopted_item_names_its_articles_by_their_marks(scenario: Scenario) -> None:
    push(scenario, ISSUE, MORE)
    scenario.ledger.saved.clear()

    adopted = push(scenario, ISSUE, adopt=True).delivery  # the source names it no more

    assert adopted.others == (OtherArticle(MORE, f"题 {MORE}"),)


def test_run_leaves_an_issue_to_one_that_is_recorded_by_its_address(scenario: Scenario) -> None:
    at = scenario.clock.now() - timedelta(hours=1)
    now = PlanningTime(scenario.clock.now(), ScheduleSettings(action="release"), records=False)
    recorded = record_address(ISSUE, "https://mp.weixin.qq.com/s/a", scenario.services).delivery

    assert plan_run([DueIssue(ISSUE, at, others=(MORE,)), DueIssue(MORE, at)], [recorded], now) == []


def test_recorded_address_asks_for_those_of_the_other_articles(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    result = record_address(ISSUE, "https://mp.weixin.qq.com/s/a", scenario.services)

    [to_do] = result.to_do
    assert (to_do.message, to_do.values["names"]) == ("release-other-addresses", "notes/extra.md")


def test_refused_update_leaves_an_edited_draft_to_its_author(scenario: Scenario) -> None:
    push(scenario, ISSUE)
    changed = prepare_draft_contents(build(ISSUE, "改过"))

    def refuse_update(name: str) -> None:
        if name == "update_draft":
            raise refuse(45110, "draft/update")

    scenario.platform.before = refuse_update
    with pytest.raises(PlatformError):
        push_draft(changed, scenario.services, PushOptions())
    scenario.platform.before = lambda _: None
    [(media_id, draft)] = scenario.platform.drafts.items()
    edited = draft.articles[0]._replace(content="<p>编辑改的</p>")
    scenario.platform.drafts[media_id] = draft._replace(articles=(edited,))

    with pytest.raises(UncertainError) as caught:
        push_draft(changed, scenario.services, PushOptions())

    assert ids(caught.value) == ["draft-edited"]


def test_interrupted_update_records_the_articles_of_before_and_after(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)

    def die(name: str) -> None:
        if name == "update_draft" and scenario.calls.count("update_draft") == 2:
            raise UncertainError(Problem("issue-empty"))

    scenario.platform.after = die
    with pytest.raises(UncertainError):
        push(scenario, ISSUE, MORE)

    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    assert [other.name for other in delivery.others] == [EXTRA, MORE]


# --- released together ----------------------------------------------------------------------------


def test_released_draft_has_an_address_for_every_article(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA, MORE)

    content = prepare(ISSUE, EXTRA, MORE).content
    released = release_draft(ISSUE, scenario.services, ReleaseOptions(content))

    assert scenario.calls.count("submit") == 1
    found = list_publications(released.delivery, scenario.ledger, scenario.clock)
    out = "https://mp.weixin.qq.com/s/publish-1"
    assert {name: one.url for name, one in found.items()} == {ISSUE: out, EXTRA: f"{out}-2", MORE: f"{out}-3"}
    assert found[MORE].title == f"题 {MORE}"


def test_only_the_issue_is_known_where_addresses_are_missing(scenario: Scenario) -> None:
    push(scenario, ISSUE, EXTRA)
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None

    found = list_publications(
        delivery._replace(addresses=("https://mp.weixin.qq.com/s/a",)), scenario.ledger, scenario.clock
    )

    assert list(found) == [ISSUE]
