"""A draft of an older version, whose hash this one does not make, is left alone while its author changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from publish.core.article import ApiArticle, ApiForm, Article, SentArticle
from publish.core.delivery_record import (
    ActionKind,
    DeliveryState,
    DraftAction,
    IssueResult,
    PlannedAction,
    ReleaseAction,
    RunOutcome,
)
from publish.core.exceptions import ArticleError, UncertainError
from publish.core.html import StyledHtml
from publish.delivery.push_draft import PushOptions, predict_action
from publish.delivery.runner import RunHooks, run_plan
from tests.delivery.scenarios import ISSUE, TEXT, Scenario, make_article, make_shortener

BODY = ("正文一。", "正文二。")
LINKS = ("参考链接", "[1] 长长的名字：https://example.org/a")
SHORT_LINKS = ("参考链接", "[1] https://example.org/a")
ONE = ((*BODY, *SHORT_LINKS),)
TWO = (BODY[:1], (*BODY[1:], *SHORT_LINKS))
"""The articles of drafts of the same issue, as an older version sent them."""


def write(*paragraphs: str) -> StyledHtml:
    return StyledHtml(f"<section {TEXT}>{''.join(f'<p {TEXT}>{words}</p>' for words in paragraphs)}</section>")


def make_issue(*paragraphs: str, references: int = 1, **metadata: Any) -> Article:
    """Return an article of paragraphs, which is sent as it is pasted."""
    html = write(*(paragraphs or (*BODY, *LINKS)))
    article = make_article(**metadata)
    counts = article.counts._replace(references=references)
    sent = SentArticle(ApiForm.WHOLE, (ApiArticle(html),))
    return article._replace(html=html, counts=counts, sent=sent, inputs=repr((html, metadata)))


def leave_older(*articles: tuple[str, ...], **changes: Any) -> Scenario:
    """Return a scenario with a draft of such articles, as an older version left it."""
    scenario = Scenario(shorten=make_shortener())
    parts = tuple(ApiArticle(write(*paragraphs)) for paragraphs in articles)
    scenario.push(make_issue()._replace(sent=SentArticle(ApiForm.WHOLE, parts)))
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    scenario.ledger.save(delivery._replace(**{"content": "0" * 64, "form": "", **changes}))
    return scenario


def run(scenario: Scenario, article: Article) -> IssueResult:
    """Release the issue by a run."""
    hooks = RunHooks(lambda *_: scenario.prepare(article), lambda *_: None, str, lambda: 0)
    scenario.platform.calls.clear()
    [result] = run_plan([PlannedAction(ISSUE, ActionKind.RELEASE, scenario.clock.now())], scenario.services, hooks)
    return result


# --- nothing changed -------------------------------------------------------------------------------


@pytest.mark.parametrize("articles", [ONE, TWO])
def test_unchanged_older_draft_is_neither_sent_nor_changed(articles: tuple[tuple[str, ...], ...]) -> None:
    scenario = leave_older(*articles)
    before = dict(scenario.platform.drafts)

    pushed = scenario.push(make_issue())

    assert (pushed.action, pushed.delivery.form, scenario.calls) == ("unchanged", ApiForm.OLDER, ["get_draft"])
    assert scenario.platform.drafts == before
    assert (scenario.push(make_issue()).action, scenario.calls) == (DraftAction.UNCHANGED, [])


@pytest.mark.parametrize("articles", [ONE, TWO])
def test_unchanged_older_draft_is_released_as_it_stands(articles: tuple[tuple[str, ...], ...]) -> None:
    scenario = leave_older(*articles)
    scenario.push(make_issue())

    released = scenario.release(make_issue())

    assert (released.action, "update_draft" in scenario.calls) == (ReleaseAction.RELEASED, False)
    [published] = scenario.platform.publications
    assert len(published.articles) == len(articles)


@pytest.mark.parametrize("articles", [ONE, TWO])
def test_run_releases_an_unchanged_older_draft(articles: tuple[tuple[str, ...], ...]) -> None:
    scenario = leave_older(*articles)

    result = run(scenario, make_issue())

    assert (result.outcome, len(scenario.platform.publications)) == (RunOutcome.PUBLISHED, 1)
    assert {"add_draft", "update_draft", "upload_picture"}.isdisjoint(scenario.calls)


def test_older_draft_without_references_ends_at_the_back_issues() -> None:
    scenario = leave_older((*BODY, "往期回顾", "2020-06-10"))

    changed = make_issue(*BODY, "往期回顾", "2020-06-10旧题", references=0)

    assert scenario.push(changed).action is DraftAction.UNCHANGED


def test_older_draft_with_a_shortened_title_is_unchanged() -> None:
    scenario, issue = leave_older(*ONE), make_issue(title="长" * 40)
    shorter = scenario.prepare(issue).shorten_titles()
    assert shorter is not None
    [(media_id, draft)] = scenario.platform.drafts.items()
    renamed = tuple(item._replace(title=shorter.titles[0]) for item in draft.articles)
    scenario.platform.drafts[media_id] = draft._replace(articles=renamed)

    assert scenario.push(issue).delivery.form == ApiForm.OLDER


# --- something changed -----------------------------------------------------------------------------

CHANGED = {
    "the author": make_issue(author="别人"),
    "a word": make_issue("正文一。", "正文三。", *LINKS),
    "a new paragraph": make_issue(*BODY, "正文三。", *LINKS),
    "the first paragraph less": make_issue(*BODY[1:], *LINKS),
    "the last paragraph less": make_issue(*BODY[:1], *LINKS),
    "the title": make_issue(title="另一个标题"),
    "text after a name like that of the references": make_issue("参考链接", *BODY, *LINKS),
    "no references any more": make_issue(*BODY, "参考链接", references=0),
}


@pytest.mark.parametrize("name", CHANGED)
def test_changed_issue_updates_its_older_draft(name: str) -> None:
    scenario = leave_older(*ONE)

    pushed = scenario.push(CHANGED[name])

    assert (pushed.action, pushed.delivery.form, len(scenario.platform.drafts)) == ("updated", ApiForm.WHOLE, 1)


def test_changed_digest_updates_an_older_draft_of_one_article() -> None:
    assert leave_older(*ONE).push(make_issue(digest="另一句")).action is DraftAction.UPDATED


@pytest.mark.parametrize("name", CHANGED)
def test_changed_issue_with_an_older_draft_of_two_articles_is_held(name: str) -> None:
    scenario = leave_older(*TWO)

    with pytest.raises(UncertainError, match="draft-parts"):
        scenario.push(CHANGED[name])

    assert set(scenario.calls) == {"get_draft"}
    with pytest.raises(ArticleError, match="release-changed"):
        scenario.release(CHANGED[name])
    assert run(scenario, CHANGED[name]).outcome is RunOutcome.HELD
    assert scenario.platform.publications == []


def test_remedy_for_an_older_draft_of_two_articles_adds_a_new_one() -> None:
    scenario = leave_older(*TWO)
    scenario.platform.drafts.clear()

    pushed = scenario.push(CHANGED["a word"], anew=True)

    assert (pushed.action, pushed.delivery.form, pushed.delivery.articles) == ("added", ApiForm.WHOLE, 1)


def test_issue_that_changes_after_it_was_accepted_updates_its_draft() -> None:
    scenario = leave_older(*ONE)
    scenario.push(make_issue())

    assert scenario.push(CHANGED["a word"]).action is DraftAction.UPDATED


@pytest.mark.parametrize("accepted", [True, False])
def test_older_draft_edited_by_hand_is_not_overwritten(accepted: bool) -> None:
    scenario = leave_older(*ONE)
    if accepted:
        scenario.push(make_issue())
    [(media_id, draft)] = scenario.platform.drafts.items()
    edited = draft.articles[0]._replace(content=write("改过。", *SHORT_LINKS))
    scenario.platform.drafts[media_id] = draft._replace(articles=(edited,))

    with pytest.raises(UncertainError, match="draft-edited"):
        scenario.push(CHANGED["a word"])
    with pytest.raises((UncertainError, ArticleError), match="release-edited" if accepted else "release-changed"):
        scenario.release(make_issue())


def test_older_draft_that_is_gone_is_reported() -> None:
    scenario = leave_older(*ONE)
    scenario.platform.drafts.clear()

    with pytest.raises(UncertainError, match="draft-gone"):
        scenario.push(make_issue())


# --- an older delivery that was not finished ---------------------------------------------------------


@pytest.mark.parametrize("changes", [{"kept": ""}, {"content": "", "kept": ""}])
def test_unfinished_older_draft_is_sent_again(changes: dict[str, str]) -> None:
    """An older version did not read it back whole, or did not finish its update: nobody may rely on it."""
    scenario = leave_older(*ONE, **changes)

    pushed = scenario.push(make_issue())

    assert (pushed.action, pushed.delivery.form) == (DraftAction.UPDATED, ApiForm.WHOLE)
    assert pushed.delivery.kept


def test_unread_draft_of_another_form_is_not_overwritten_after_an_edit_by_hand() -> None:
    """This version writes the issue otherwise than the one that sent it, and what a person wrote since is kept."""
    scenario = leave_older(*ONE)
    delivery = scenario.ledger.find(ISSUE)
    assert delivery
    otherwise = make_issue(*BODY)
    scenario.ledger.save(delivery._replace(content=scenario.prepare(otherwise).content, form=ApiForm.WHOLE, kept=""))
    [(media_id, draft)] = scenario.platform.drafts.items()
    edited = draft.articles[0]._replace(content=write("改过。", *SHORT_LINKS))
    scenario.platform.drafts[media_id] = draft._replace(articles=(edited,))

    with pytest.raises(UncertainError, match="draft-edited"):
        scenario.push(otherwise)
    assert scenario.push(otherwise, overwrite=True).action is DraftAction.UPDATED


@pytest.mark.parametrize("state", [DeliveryState.DRAFT_INTENT, DeliveryState.UNCERTAIN])
def test_older_draft_whose_answer_was_lost_is_found_and_sent_again(state: DeliveryState) -> None:
    scenario = leave_older(*ONE, state=state, kept="", media_id="")
    scenario.ledger.saved = scenario.ledger.saved[-1:]  # no event knows the draft

    pushed = scenario.push(make_issue())

    assert (pushed.action, len(scenario.platform.drafts)) == (DraftAction.UPDATED, 1)


@pytest.mark.parametrize(
    ("changes", "options", "action"),
    [
        ({}, {}, DraftAction.READ),
        ({}, {"overwrite": True}, DraftAction.UPDATED),
        ({"kept": ""}, {}, DraftAction.UPDATED),
        ({"content": "", "kept": ""}, {}, DraftAction.UPDATED),
    ],
)
def test_predicted_action_of_an_older_draft_begins_with_reading_it(
    changes: dict[str, str], options: dict[str, bool], action: DraftAction
) -> None:
    scenario = leave_older(*ONE, **changes)
    delivery = scenario.ledger.find(ISSUE)

    assert predict_action(scenario.prepare(make_issue()), delivery, PushOptions(**options)) == action
