"""The delivery of a picture post: as any other draft, beside no article of the same issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from publish.core.api_types import DraftItem
from publish.core.article import ApiForm, Article, BuiltArticle
from publish.core.delivery_record import DeliveryState, DraftAction, ReleaseAction
from publish.core.exceptions import ArticleError, PublishError, UncertainError
from publish.core.picture import CoverFocus, Focus, Picture, PictureChange, PlacedPicture
from publish.core.picture_post import PicturePost, SentKind
from publish.core.problem import Problem
from publish.core.settings import Comments
from publish.delivery.adopt_existing import AdoptedContents, adopt_prior
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.other_kind import check_kind, find_recorded_kind
from publish.delivery.push_draft import PushOptions, predict_action
from publish.delivery.upload_pictures import find_uploads
from publish.wechat.limits import MAX_LIBRARY_PICTURES
from tests.delivery.scenarios import ISSUE, Scenario, lose_answer, make_article
from tests.delivery.test_crashes import CrashError, arm, crash
from tests.fakes import refuse

PICTURES = tuple(Picture(f"{name}.jpg", b"\xff\xd8\xff" + name.encode(), 1080, 1440) for name in "abc")
PLACED = tuple(PlacedPicture("", picture, line=3) for picture in PICTURES)
WEB = "https://a.example/web.png"
POST = PicturePost(SentKind.PICTURES, "简报 (2020-06-17)", "一 < 二\n\n三", PLACED, CoverFocus(Focus(0.5, 0.0)))
LISTS = ["list_drafts", "list_publications"]
UPLOADS = ["count_library", *["upload_cover"] * 3]
ADDING = [*LISTS, *UPLOADS, "add_draft", "get_draft"]
UPDATING = ["get_draft", "count_library", "upload_cover", "update_draft", "get_draft"]


def make_post(post: PicturePost = POST, **metadata: Any) -> Article:
    article = make_article(**metadata)
    return article._replace(post=post, inputs=article.inputs + repr(post))


def change(text: str = "新的", *more: PlacedPicture) -> Article:
    return make_post(POST._replace(text=text, pictures=(*PLACED, *more)))


FRESH = PlacedPicture("", Picture("d.jpg", b"\xff\xd8\xffd", 600, 600))
EDITED = change("新的", FRESH)


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def find_item(scenario: Scenario) -> DraftItem:
    [draft] = scenario.platform.drafts.values()
    [item] = draft.articles
    return item


def alter(scenario: Scenario, change_item: Callable[[DraftItem], DraftItem]) -> None:
    """Change the one draft as somebody would on the platform."""
    [(media_id, draft)] = scenario.platform.drafts.items()
    scenario.platform.drafts[media_id] = draft._replace(articles=(change_item(draft.articles[0]),))


def ids(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.message for problem in problems]


# --- adding and updating ----------------------------------------------------------------------


def test_post_is_uploaded_added_and_read_back(scenario: Scenario) -> None:
    pushed = scenario.push(make_post())

    assert (pushed.action, pushed.problems, pushed.delivery.form) == (DraftAction.ADDED, (), ApiForm.PICTURES)
    assert scenario.calls == ADDING
    assert scenario.state is DeliveryState.DRAFTED
    assert pushed.delivery.kept


def test_post_is_sent_as_plain_text_with_its_pictures_in_order(scenario: Scenario) -> None:
    scenario.push(make_post(comments=Comments.FOLLOWERS))

    [sent] = scenario.platform.sent
    uploads = {digest: place for (_, digest), place in scenario.ledger.uploads.items()}
    assert (sent.title, sent.content) == (POST.title, POST.text)
    assert sorted(sent.picture_ids) == sorted(uploads.values())
    assert sent.cover_id == sent.picture_ids[0]
    assert (sent.author, sent.digest, sent.source_url) == ("", "", "")
    assert (sent.comments, sent.fans_only) == (True, True)
    assert sent.cover_crops == {
        "2.35_1": "0_0_1_0.319167",
        "1_1": "0_0_1_0.75",
        "16_9": "0_0_1_0.421875",
    }


def test_pictures_keep_their_order_though_they_are_uploaded_at_once(scenario: Scenario) -> None:
    scenario.push(make_post())
    first = scenario.platform.sent[0].picture_ids

    scenario.push(make_post(POST._replace(pictures=PLACED[::-1])))

    assert find_item(scenario).picture_ids == first[::-1]


def test_unchanged_post_makes_no_call(scenario: Scenario) -> None:
    scenario.push(make_post())

    assert scenario.push(make_post()).action is DraftAction.UNCHANGED
    assert scenario.calls == []


def test_changed_post_updates_its_draft_and_uploads_what_is_new(scenario: Scenario) -> None:
    scenario.push(make_post())

    pushed = scenario.push(EDITED)

    assert (pushed.action, scenario.calls, pushed.problems) == (DraftAction.UPDATED, UPDATING, ())
    assert (find_item(scenario).content, len(find_item(scenario).picture_ids)) == ("新的", 4)


def test_picture_that_stands_twice_is_uploaded_once(scenario: Scenario) -> None:
    scenario.push(make_post(POST._replace(pictures=(PLACED[0], PLACED[1], PLACED[0]))))

    one, other, again = scenario.platform.sent[0].picture_ids
    assert one == again != other
    assert scenario.calls.count("upload_cover") == 2


def test_long_title_is_shortened_when_it_is_refused(scenario: Scenario) -> None:
    scenario.platform.max_title = 32

    pushed = scenario.push(make_post(title="长" * 40))

    assert ids(pushed.problems) == ["draft-title-shortened"]
    assert len(scenario.platform.sent[0].title) <= 32


def test_pictures_of_the_web_are_fetched_and_what_they_lost_is_told(scenario: Scenario) -> None:
    fetched = Picture("w.png", b"\x89PNG web", 600, 600, changes=(PictureChange.FIRST_FRAME,))
    scenario.pictures.pictures = {WEB: fetched}
    post = POST._replace(pictures=(PlacedPicture("", None, WEB, 7), *PLACED))

    pushed = scenario.push(make_post(post))

    assert (ids(pushed.problems), len(find_item(scenario).picture_ids)) == (["picture-first-frame"], 4)
    assert scenario.platform.sent[0].cover_crops["1_1"] == "0_0_1_1"


def test_nothing_is_uploaded_when_a_picture_of_the_web_is_missing(scenario: Scenario) -> None:
    post = POST._replace(pictures=(*PLACED, PlacedPicture("", None, WEB, 7)))

    with pytest.raises(ArticleError) as caught:
        scenario.push(make_post(post))

    assert caught.value.problems[0].line == 7
    assert scenario.calls == LISTS


def test_nothing_is_uploaded_to_a_library_that_is_full(scenario: Scenario) -> None:
    scenario.platform.library = MAX_LIBRARY_PICTURES - 2

    with pytest.raises(ArticleError) as caught:
        scenario.push(make_post())

    assert ids(caught.value.problems) == ["draft-library-full"]
    assert "upload_cover" not in scenario.calls


def test_library_that_fills_is_told(scenario: Scenario) -> None:
    scenario.platform.library = MAX_LIBRARY_PICTURES - 3

    assert ids(scenario.push(make_post()).problems) == ["draft-library-filling"]


@pytest.mark.parametrize("web", [False, True])
def test_pictures_that_the_platform_lost_are_uploaded_again(scenario: Scenario, web: bool) -> None:
    scenario.pictures.pictures = {WEB: FRESH.picture} if FRESH.picture else {}
    placed = (PlacedPicture("", None, WEB, 7),) if web else PLACED
    scenario.push(make_post(POST._replace(pictures=placed)))
    scenario.platform.covers.clear()

    pushed = scenario.push(make_post(POST._replace(pictures=placed, text="新的")))

    assert (pushed.action, scenario.calls.count("upload_cover")) == (DraftAction.UPDATED, len(placed))
    assert scenario.platform.covers.issuperset(find_item(scenario).picture_ids)


@pytest.mark.parametrize("web", [False, True])
def test_pictures_that_the_same_push_uploaded_are_not_uploaded_again(scenario: Scenario, web: bool) -> None:
    fresh = PlacedPicture("", None, WEB, 7) if web else FRESH
    scenario.pictures.pictures = {WEB: FRESH.picture} if FRESH.picture else {}
    scenario.push(make_post())
    scenario.platform.covers.clear()

    pushed = scenario.push(change("新的", fresh))

    assert (pushed.action, scenario.calls.count("upload_cover")) == (DraftAction.UPDATED, len(PLACED) + 1)
    assert scenario.calls.count("update_draft") == 2
    assert scenario.platform.covers == set(find_item(scenario).picture_ids)


def test_refusal_of_pictures_that_were_all_uploaded_by_the_push_is_told(scenario: Scenario) -> None:
    scenario.platform.max_title = 32

    def lose(name: str) -> None:
        if name == "add_draft" and scenario.calls.count(name) == 2:  # the title was shortened before
            scenario.platform.covers.clear()

    scenario.platform.before = lose

    with pytest.raises(PublishError):
        scenario.push(make_post(title="长" * 40))

    assert scenario.calls.count("upload_cover") == len(PLACED)


def test_post_that_is_refused_for_unknown_pictures_is_not_tried_for_ever(scenario: Scenario) -> None:
    def refuse_adding(name: str) -> None:
        if name == "add_draft":
            raise refuse(40007, "draft/add")

    scenario.platform.before = refuse_adding

    with pytest.raises(PublishError):
        scenario.push(make_post())

    assert scenario.calls.count("add_draft") == 1
    assert scenario.state is DeliveryState.PLANNED


@pytest.mark.parametrize(
    ("altered", "message"),
    [
        (lambda item: item._replace(content="别的"), "draft-text"),
        (lambda item: item._replace(picture_ids=item.picture_ids[:2]), "draft-post-pictures"),
        (lambda item: item._replace(picture_ids=item.picture_ids[::-1]), "draft-post-order"),
    ],
)
def test_difference_of_the_draft_is_an_error(
    scenario: Scenario, altered: Callable[[DraftItem], DraftItem], message: str
) -> None:
    scenario.platform.after = lambda name: alter(scenario, altered) if name == "add_draft" else None

    pushed = scenario.push(make_post())

    assert ids(pushed.problems) == [message]
    assert not pushed.delivery.kept


@pytest.mark.parametrize(
    "altered",
    [lambda item: item._replace(content="改过"), lambda item: item._replace(picture_ids=item.picture_ids[:1])],
)
def test_post_that_was_edited_on_the_platform_is_not_overwritten(
    scenario: Scenario, altered: Callable[[DraftItem], DraftItem]
) -> None:
    scenario.push(make_post())
    alter(scenario, altered)

    with pytest.raises(UncertainError) as caught:
        scenario.push(EDITED)

    assert ids(caught.value.problems) == ["draft-edited"]
    assert scenario.push(EDITED, overwrite=True).action is DraftAction.UPDATED


# --- unknown outcomes -------------------------------------------------------------------------


def test_post_whose_answer_is_lost_is_found_by_title_cover_and_words(scenario: Scenario) -> None:
    scenario.platform.after = lose_answer

    pushed = scenario.push(make_post())

    assert (pushed.action, len(scenario.platform.drafts)) == (DraftAction.FOUND, 1)
    assert scenario.calls.count("add_draft") == 1
    assert not pushed.delivery.fingerprint.marked


def test_post_is_found_in_lists_that_name_no_pictures(scenario: Scenario) -> None:
    def forget(item: DraftItem) -> DraftItem:
        return item._replace(cover_id="")

    def lose(name: str) -> None:
        if name == "add_draft":
            alter(scenario, forget)
            lose_answer(name)

    scenario.platform.after = lose

    assert scenario.push(make_post()).action is DraftAction.FOUND


def test_other_draft_of_the_same_title_is_not_taken_for_the_post(scenario: Scenario) -> None:
    def swap(name: str) -> None:
        if name == "add_draft":
            alter(scenario, lambda item: item._replace(content="别人的"))
            lose_answer(name)

    scenario.platform.after = swap

    with pytest.raises(UncertainError):
        scenario.push(make_post())


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(len(ADDING)))
def test_run_that_dies_while_adding_leaves_one_post(scenario: Scenario, side: str, number: int) -> None:
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(make_post())

    scenario.clock.wait(60)
    _push_until_done(scenario, make_post())

    assert len(scenario.platform.drafts) == 1
    assert find_item(scenario).content == POST.text


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(len(UPDATING)))
def test_run_that_dies_while_updating_leaves_the_new_post(scenario: Scenario, side: str, number: int) -> None:
    scenario.push(make_post())
    arm(scenario, side, number, crash)
    with pytest.raises(CrashError):
        scenario.push(EDITED)

    _push_until_done(scenario, EDITED)

    assert (find_item(scenario).content, len(find_item(scenario).picture_ids)) == ("新的", 4)


def _push_until_done(scenario: Scenario, article: Article) -> None:
    """Run again, each time ten minutes later, as often as a run may look for a draft before it is added again."""
    for _ in range(3):
        try:
            scenario.push(article)
        except UncertainError:
            scenario.clock.wait(scenario.timeouts.missing_delay)
        else:
            return
    raise AssertionError(scenario.calls)


# --- release ----------------------------------------------------------------------------------


def test_post_is_released_as_any_other_draft(scenario: Scenario) -> None:
    scenario.push(make_post())

    released = scenario.release(make_post())

    assert (released.action, len(released.delivery.addresses)) == (ReleaseAction.RELEASED, 1)
    [published] = scenario.platform.publications
    assert published.articles[0].content == POST.text


def test_post_is_sent_to_all_as_any_other_draft(scenario: Scenario) -> None:
    scenario.push(make_post())

    assert scenario.release(make_post(), mass=True).action is ReleaseAction.RELEASED
    assert len(scenario.platform.sends) == 1


def test_post_with_other_pictures_now_is_not_released(scenario: Scenario) -> None:
    scenario.push(make_post())

    with pytest.raises(ArticleError) as caught:
        scenario.release(EDITED)

    assert ids(caught.value.problems) == ["release-changed"]


def test_post_that_somebody_wrote_is_adopted_as_one(scenario: Scenario) -> None:
    scenario.push(make_post())
    scenario.ledger.saved.clear()

    pushed = scenario.push(make_post(), adopt=True)

    assert (pushed.action, pushed.delivery.form) == (DraftAction.ADOPTED, ApiForm.PICTURES)


# --- articles and posts of the same issue -----------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [(make_article(), make_post(), "draft-other-post"), (make_post(), make_article(), "draft-other-article")],
)
def test_issue_is_not_sent_again_in_another_kind_by_accident(
    scenario: Scenario, first: Article, second: Article, message: str
) -> None:
    media_id = scenario.push(first).delivery.media_id

    with pytest.raises(UncertainError) as caught:
        scenario.push(second)

    [problem] = caught.value.problems
    assert (problem.message, problem.values["media_id"], scenario.calls) == (message, media_id, [])


@pytest.mark.parametrize(("first", "second"), [(make_article(), make_post()), (make_post(), make_article())])
def test_issue_is_sent_in_another_kind_anew(scenario: Scenario, first: Article, second: Article) -> None:
    old = scenario.push(first).delivery.media_id

    pushed = scenario.push(second, anew=True)

    assert (pushed.action, set(scenario.platform.drafts)) == (DraftAction.ADDED, {old, pushed.delivery.media_id})
    assert scenario.push(second).action is DraftAction.UNCHANGED


@pytest.mark.parametrize("anew", [False, True])
def test_draft_of_unknown_outcome_is_looked_for_as_what_it_was_sent(scenario: Scenario, anew: bool) -> None:
    arm(scenario, "after", ADDING.index("add_draft"), crash)
    with pytest.raises(CrashError):
        scenario.push(make_post())

    with pytest.raises(UncertainError) as caught:
        scenario.push(make_article(), anew=anew)

    assert ids(caught.value.problems) == ["draft-other-article"]
    assert scenario.push(make_post()).action is DraftAction.FOUND


def test_issue_whose_post_is_gone_is_sent_as_an_article_anew(scenario: Scenario) -> None:
    scenario.push(make_post())
    scenario.platform.drafts.clear()

    assert scenario.push(make_article(), anew=True).action is DraftAction.ADDED


def test_cards_replace_pictures_in_the_same_draft(scenario: Scenario) -> None:
    scenario.push(make_post())

    pushed = scenario.push(make_post(POST._replace(kind=SentKind.CARDS, pictures=PLACED[:2])))

    assert (pushed.action, pushed.delivery.form) == (DraftAction.UPDATED, ApiForm.CARDS)
    assert len(scenario.platform.drafts) == 1


@pytest.mark.parametrize(
    ("article", "kind"),
    [(make_article(), SentKind.ARTICLE), (make_post(), SentKind.PICTURES)],
)
def test_kind_of_a_draft_is_known_from_the_ledger(scenario: Scenario, article: Article, kind: SentKind) -> None:
    scenario.push(article)

    assert find_recorded_kind(scenario.ledger.find(ISSUE)) is kind


def test_kind_of_an_issue_without_a_draft_is_not_known(scenario: Scenario) -> None:
    assert find_recorded_kind(None) is None
    scenario.push(make_post())
    delivery = scenario.ledger.find(ISSUE)
    assert delivery is not None
    check_kind(scenario.prepare(), delivery._replace(state=DeliveryState.REMOVED), anew=False)
    assert find_recorded_kind(delivery._replace(state=DeliveryState.REMOVED)) is None


@pytest.mark.parametrize(("anew", "predicted"), [(True, DraftAction.ADDED), (False, DeliveryState.DRAFTED)])
def test_prediction_for_another_kind_is_another_draft(scenario: Scenario, anew: bool, predicted: str) -> None:
    scenario.push(make_post())

    assert predict_action(scenario.prepare(), scenario.ledger.find(ISSUE), PushOptions(anew=anew)) == predicted


@pytest.mark.parametrize(
    "built",
    [
        (BuiltArticle(ISSUE, make_post()), BuiltArticle("notes/extra", make_article("另文"))),
        (BuiltArticle(ISSUE, make_article()), BuiltArticle("notes/extra", make_post())),
    ],
)
def test_draft_never_mixes_a_post_and_articles(built: tuple[BuiltArticle, ...]) -> None:
    with pytest.raises(ArticleError) as caught:
        prepare_draft_contents(*built)

    assert ids(caught.value.problems) == ["draft-post-with"]


def test_uploads_of_a_post_are_its_new_pictures_by_name_and_address(scenario: Scenario) -> None:
    post = make_post(POST._replace(pictures=(*PLACED, PlacedPicture("", None, WEB, 7))))
    scenario.push(make_post(POST._replace(pictures=PLACED[:1])))

    assert find_uploads(scenario.prepare(post), None) == ["a.jpg", "b.jpg", "c.jpg", WEB]
    assert find_uploads(scenario.prepare(post), scenario.ledger) == ["b.jpg", "c.jpg", WEB]


def test_adopted_post_of_cards_stays_one(scenario: Scenario) -> None:
    cards = make_post(POST._replace(kind=SentKind.CARDS))
    scenario.push(cards)
    scenario.ledger.saved.clear()

    assert scenario.push(cards, adopt=True).delivery.form == "cards"


def test_adopted_post_of_unknown_kind_becomes_no_article(scenario: Scenario) -> None:
    cards = make_post(POST._replace(kind=SentKind.CARDS))
    scenario.push(cards)
    scenario.ledger.saved.clear()
    adopted = adopt_prior(ISSUE, scenario.services, AdoptedContents(POST.title))

    assert (adopted.form, find_recorded_kind(adopted)) == ("post", None)
    with pytest.raises(UncertainError) as caught:
        scenario.push(make_article("新的"))
    assert ids(caught.value.problems) == ["draft-other-article"]
    assert scenario.push(make_post(POST._replace(kind=SentKind.CARDS, text="新的"))).delivery.form == "cards"
