"""An article goes whole; where WeChat refuses its length, shortened, and then in two articles: always in one draft."""

from __future__ import annotations

import pytest

from publish.core.article import ApiForm, Article, SentArticle
from publish.core.delivery_record import Delivery, DeliveryState, DraftAction, LimitedField, PushResult
from publish.core.exceptions import NotSentError, PlatformError, UncertainError
from publish.core.problem import Problem, Severity, Terms
from publish.delivery.api_form import predict_form
from publish.delivery.push_draft import PushOptions, predict_action
from tests.delivery.scenarios import (
    ISSUE,
    Scenario,
    Shortener,
    lose_answer,
    make_article,
    make_parts,
    make_shortener,
    render_part,
)

LONG = make_article("长文" * 400)
LONGER = make_article("长文" * 400 + "。新的一段")
LIMIT = 2_000
TINY = 300
"""Sizes: the whole article has over 2,600 bytes, each shorter form between 400 and 600."""


@pytest.fixture
def scenario() -> Scenario:
    return Scenario(shorten=make_shortener())


def size(article: Article) -> int:
    return article.sent.bytes


def ids(pushed: PushResult) -> list[str]:
    return [problem.message for problem in pushed.problems]


def events(scenario: Scenario) -> list[tuple[str, str]]:
    """Return state and reason of each event of the issue."""
    return [(act.state, act.reason.message if act.reason else "") for act in scenario.ledger.list_events(ISSUE)]


def find_delivery(scenario: Scenario) -> Delivery:
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    return delivery


# --- a new draft ---------------------------------------------------------------------------------


def test_article_below_the_limit_is_sent_whole_without_a_warning(scenario: Scenario) -> None:
    pushed = scenario.push(LONG)

    assert (pushed.delivery.form, pushed.problems, pushed.sent) == (ApiForm.WHOLE, (), LONG.sent)
    assert scenario.ledger.find_refused(LimitedField.CONTENT) == 0


def test_refused_article_is_shortened_in_the_same_delivery(scenario: Scenario) -> None:
    scenario.platform.max_bytes = LIMIT

    pushed = scenario.push(LONG)

    assert (pushed.action, pushed.delivery.form, pushed.delivery.number) == (DraftAction.ADDED, ApiForm.FITTED, 1)
    assert (len(scenario.platform.drafts), scenario.calls.count("add_draft")) == (1, 2)
    assert scenario.calls.count("upload_picture") == 1
    assert events(scenario) == [
        ("draft_intent", ""),
        ("planned", "draft-refused-length"),
        ("draft_intent", ""),
        ("drafted", ""),
        ("drafted", ""),
    ]
    assert "draft-shortening" in scenario.told.messages


def test_event_of_a_refusal_tells_the_size(scenario: Scenario) -> None:
    scenario.platform.max_bytes = LIMIT
    scenario.push(LONG)

    [reason] = [act.reason for act in scenario.ledger.list_events(ISSUE) if act.reason]
    assert reason.values == {"bytes": f"{size(LONG):,}"}


def test_shortened_draft_warns_what_gave_way(scenario: Scenario) -> None:
    scenario.platform.max_bytes = LIMIT

    [problem] = scenario.push(LONG).problems

    assert (problem.message, problem.severity) == ("draft-fitted-refused", Severity.WARNING)
    assert problem.values["bytes"] == size(LONG)
    assert problem.values["what"] == Terms(("fit-sizes", "fit-references"))


def test_article_refused_twice_becomes_one_draft_of_two_articles(scenario: Scenario) -> None:
    scenario.shorten = make_shortener("短文" * 200)
    scenario.platform.max_bytes = 1_000

    pushed = scenario.push(LONG)

    assert (pushed.delivery.form, pushed.delivery.articles) == (ApiForm.PARTS, 2)
    assert ids(pushed) == ["draft-fitted-refused", "draft-in-parts"]
    assert pushed.problems[1].values == {"first": "简报 (2020-06-17)", "second": "简报 (2020-06-17)（续）"}
    assert (len(scenario.platform.drafts), scenario.calls.count("add_draft")) == (1, 3)
    assert [reason for _, reason in events(scenario)].count("draft-refused-length") == 2


def test_article_refused_in_every_form_ends_with_the_refusal(scenario: Scenario) -> None:
    scenario.platform.max_bytes = TINY

    with pytest.raises(PlatformError) as caught:
        scenario.push(LONG)

    assert (caught.value.code, scenario.state, len(scenario.platform.drafts)) == (45002, DeliveryState.PLANNED, 0)


def test_form_that_is_not_shorter_is_not_sent(scenario: Scenario) -> None:
    """A refused short article would be refused again, whatever it is called."""
    scenario.shorten = make_shortener("长文" * 400, ("上", "下"))
    scenario.platform.max_bytes = LIMIT

    pushed = scenario.push(LONG)

    assert (pushed.delivery.form, scenario.calls.count("add_draft")) == (ApiForm.PARTS, 2)


def test_refused_article_is_an_error_where_the_settings_forbid_shortening(scenario: Scenario) -> None:
    scenario.shorten, scenario.platform.max_bytes = None, LIMIT

    with pytest.raises(PlatformError) as caught:
        scenario.push(LONG)

    assert (caught.value.code, scenario.calls.count("add_draft"), scenario.state) == (45002, 1, DeliveryState.PLANNED)


def test_article_fitted_by_the_settings_is_sent_so_at_once(scenario: Scenario) -> None:
    fitted = LONG._replace(sent=make_shortener()(ApiForm.FITTED))

    pushed = scenario.push(fitted)

    assert (pushed.delivery.form, ids(pushed)) == (ApiForm.FITTED, ["draft-fitted"])
    assert scenario.calls.count("add_draft") == 1


def test_title_and_length_are_both_shortened(scenario: Scenario) -> None:
    scenario.platform.max_bytes, scenario.platform.max_title = LIMIT, 32

    pushed = scenario.push(LONG._replace(metadata=LONG.metadata._replace(title="长" * 40)))

    assert (ids(pushed), len(scenario.platform.drafts)) == (["draft-title-shortened", "draft-fitted-refused"], 1)


# --- the next article ----------------------------------------------------------------------------


def test_refused_size_is_kept_and_the_next_long_article_fitted_at_once(scenario: Scenario) -> None:
    scenario.ledger.note_refusal(LimitedField.CONTENT, size(LONG))

    pushed = scenario.push(LONG)

    assert (pushed.delivery.form, scenario.calls.count("add_draft")) == (ApiForm.FITTED, 1)
    assert ids(pushed) == ["draft-fitted-refused"]


def test_shorter_article_than_the_refused_one_is_sent_whole(scenario: Scenario) -> None:
    scenario.ledger.note_refusal(LimitedField.CONTENT, size(LONG) + 1)

    assert scenario.push(LONG).delivery.form == ApiForm.WHOLE


def test_long_article_is_sent_whole_after_a_refusal_where_the_settings_forbid_shortening(scenario: Scenario) -> None:
    scenario.shorten = None
    scenario.ledger.note_refusal(LimitedField.CONTENT, 100)

    assert scenario.push(LONG).delivery.form == ApiForm.WHOLE


@pytest.mark.parametrize(("chars", "said"), [(60_000, []), (60_500, ["draft-very-long"])])
def test_article_of_unmeasured_length_is_warned_about_once(scenario: Scenario, chars: int, said: list[str]) -> None:
    article = make_article("长" * (chars - len(render_part(""))))

    assert (article.sent.chars, ids(scenario.push(article)), ids(scenario.push(article))) == (chars, said, [])


# --- an update -----------------------------------------------------------------------------------


def test_refused_update_is_shortened_in_the_same_draft(scenario: Scenario) -> None:
    scenario.push(LONG)
    scenario.platform.max_bytes = LIMIT

    pushed = scenario.push(LONGER)

    assert (pushed.action, pushed.delivery.form, pushed.delivery.articles) == (DraftAction.UPDATED, ApiForm.FITTED, 1)
    assert (len(scenario.platform.drafts), scenario.calls.count("update_draft")) == (1, 2)
    assert ids(pushed) == ["draft-fitted-refused"]
    assert ("drafted", "draft-refused-length") in events(scenario)


def test_update_refused_when_shortened_is_held_with_one_remedy(scenario: Scenario) -> None:
    scenario.push(LONG)
    scenario.shorten, scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000

    with pytest.raises(UncertainError, match="draft-parts") as caught:
        scenario.push(LONGER)

    assert caught.value.problems[0].values["wanted"] == 2
    assert len(scenario.platform.drafts) == 1


@pytest.mark.parametrize("shorten", [None, make_shortener("短文" * 200)])
def test_refused_update_leaves_the_earlier_draft_in_the_ledger(scenario: Scenario, shorten: Shortener | None) -> None:
    """What is there is the draft of before: an edit of it is noticed, and it is unchanged for its own source."""
    before = scenario.push(LONG).delivery
    scenario.shorten, scenario.platform.max_bytes = shorten, 1_000

    with pytest.raises((PlatformError, UncertainError)):
        scenario.push(LONGER)

    after = find_delivery(scenario)
    assert after.reason is not None
    assert (after._replace(reason=None), after.reason.message) == (before, "draft-refused-length")
    assert scenario.push(LONG).action is DraftAction.UNCHANGED


def test_draft_of_two_articles_is_updated_in_two(scenario: Scenario) -> None:
    scenario.shorten, scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000
    scenario.push(LONG)
    scenario.shorten = make_shortener("短文" * 200, ("新的上半", "新的下半"))

    pushed = scenario.push(LONGER)

    [draft] = scenario.platform.drafts.values()
    assert (pushed.action, pushed.delivery.form, scenario.calls.count("update_draft")) == ("updated", "parts", 2)
    assert ["新的" in item.content for item in draft.articles] == [True, True]


def test_draft_of_two_articles_is_held_when_it_cannot_be_cut_any_more(scenario: Scenario) -> None:
    scenario.shorten, scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000
    scenario.push(LONG)
    scenario.shorten = None

    with pytest.raises(UncertainError, match="draft-parts"):
        scenario.push(LONGER)

    assert scenario.calls == ["get_draft"]


def test_second_article_refused_in_an_update_leaves_it_to_be_done_again(scenario: Scenario) -> None:
    scenario.shorten, scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000
    scenario.push(LONG)
    scenario.shorten = make_shortener("短文" * 200, ("新的上半", "长文" * 200))

    with pytest.raises(PlatformError):
        scenario.push(LONGER)

    assert (find_delivery(scenario).content, find_delivery(scenario).kept) == ("", "")


def test_fitted_draft_is_sent_whole_again_once_the_article_is_short(scenario: Scenario) -> None:
    scenario.platform.max_bytes = LIMIT
    scenario.push(LONG)

    assert scenario.push(make_article("短了")).delivery.form == ApiForm.WHOLE


# --- a lost answer -------------------------------------------------------------------------------


def lose_second_answer(scenario: Scenario) -> None:
    """Lose the answer to the draft that is added, after one was refused."""
    scenario.platform.max_bytes = LIMIT
    scenario.platform.after = lose_answer


def test_shortened_draft_with_a_lost_answer_is_found_and_read_as_sent(scenario: Scenario) -> None:
    lose_second_answer(scenario)

    pushed = scenario.push(LONG)

    assert (pushed.action, pushed.delivery.form, len(scenario.platform.drafts)) == ("found", "fitted", 1)
    assert ids(pushed) == ["draft-fitted-refused"]


def test_shortened_draft_is_read_by_a_later_run_as_sent(scenario: Scenario) -> None:
    scenario.platform.max_bytes, scenario.platform.read_lag = LIMIT, 3600
    assert "draft-unread" in ids(scenario.push(LONG))
    scenario.platform.read_lag = 0

    pushed = scenario.push(LONG)

    assert (pushed.action, ids(pushed)) == (DraftAction.READ, ["draft-fitted-refused"])
    assert pushed.delivery.kept


@pytest.mark.parametrize("shorten", [None, make_shortener("另一种短文")])
def test_unread_draft_that_cannot_be_written_again_is_sent_anew_in_place(
    scenario: Scenario, shorten: Shortener | None
) -> None:
    """Other settings, or a newer version: what would be compared was never sent."""
    scenario.platform.max_bytes, scenario.platform.read_lag = LIMIT, 3600
    scenario.push(LONG)
    scenario.platform.max_bytes, scenario.platform.read_lag, scenario.shorten = 688_000, 0, shorten

    pushed = scenario.push(LONG)

    assert (pushed.action, len(scenario.platform.drafts)) == (DraftAction.UPDATED, 1)
    assert pushed.delivery.kept


def test_run_that_ended_after_a_refusal_is_continued_with_the_shorter_form(scenario: Scenario) -> None:
    scenario.platform.max_bytes = LIMIT
    scenario.platform.before = lambda name: lose_connection(scenario, name)

    with pytest.raises(NotSentError):
        scenario.push(LONG)
    scenario.platform.before = lambda _: None

    assert (scenario.state, scenario.ledger.find_refused(LimitedField.CONTENT)) == (DeliveryState.PLANNED, size(LONG))
    assert scenario.push(LONG).delivery.form == ApiForm.FITTED
    assert (scenario.calls.count("add_draft"), len(scenario.platform.drafts)) == (1, 1)


def lose_connection(scenario: Scenario, name: str) -> None:
    if name == "add_draft" and scenario.calls.count("add_draft") == 2:
        raise NotSentError(Problem("issue-empty"))


# --- overwrite, and what would be done -----------------------------------------------------------


def test_overwrite_sends_an_unchanged_article_again(scenario: Scenario) -> None:
    scenario.push(LONG)

    assert scenario.push(LONG, overwrite=True).action is DraftAction.UPDATED


@pytest.mark.parametrize("action", [DraftAction.ADDED, DraftAction.UPDATED, DraftAction.UNCHANGED])
def test_dry_run_describes_the_form_that_would_be_sent(scenario: Scenario, action: DraftAction) -> None:
    contents = scenario.prepare(LONG)
    assert predict_form(action, None, contents, None).sent.form is ApiForm.WHOLE
    scenario.platform.max_bytes = LIMIT
    delivery = scenario.push(LONG).delivery

    assert predict_form(action, delivery, contents, scenario.ledger).sent.form is ApiForm.FITTED


@pytest.mark.parametrize(
    ("changed", "options", "action"),
    [
        (False, {}, DraftAction.UNCHANGED),
        (True, {}, DraftAction.UPDATED),
        (False, {"overwrite": True}, DraftAction.UPDATED),
    ],
)
def test_predicted_action_of_a_shortened_draft_is_the_real_one(
    scenario: Scenario, changed: bool, options: dict[str, bool], action: DraftAction
) -> None:
    scenario.platform.max_bytes = LIMIT
    delivery = scenario.push(LONG).delivery
    article = LONGER if changed else LONG

    assert predict_action(scenario.prepare(article), delivery, PushOptions(**options)) == action
    assert scenario.push(article, **options).action is action


def test_one_part_announces_no_second_article(scenario: Scenario) -> None:
    """An article without a section to cut at stays one."""
    uncut = LONG._replace(sent=SentArticle(ApiForm.PARTS, make_parts("上")))

    assert ids(scenario.push(uncut)) == ["draft-fitted"]


def test_adopted_draft_of_two_articles_is_updated_in_two(scenario: Scenario) -> None:
    scenario.shorten, scenario.platform.max_bytes = make_shortener("短文" * 200), 1_000
    scenario.push(LONG)
    scenario.ledger.saved.clear()
    adopted = scenario.push(LONG, adopt=True)

    assert (adopted.action, adopted.delivery.form) == (DraftAction.ADOPTED, ApiForm.PARTS)
    assert (scenario.push(LONGER).action, len(scenario.platform.drafts)) == (DraftAction.UPDATED, 1)
    assert scenario.calls.count("update_draft") == 2
