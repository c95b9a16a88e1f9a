from __future__ import annotations

from typing import Any

import pytest

from publish.core.api_types import Published
from publish.core.article import BuiltArticle
from publish.core.delivery_record import DeliveryState, DraftAction
from publish.core.exceptions import ArticleError, NotSentError, PlatformError, PublishError, UncertainError
from publish.core.html import StyledHtml
from publish.core.picture import CoverFocus, Focus, MissingPicture, PlacedPicture
from publish.core.problem import Problem, Severity
from publish.core.settings import Comments
from publish.delivery.draft_contents import prepare_draft_contents
from publish.delivery.push_draft import PushOptions, predict_action
from publish.delivery.upload_pictures import find_uploads
from publish.newsletter.source_marker import find_marker
from tests.delivery.scenarios import ISSUE, PICTURE, PLACEHOLDER, Scenario, make_article, render_part, replace_parts
from tests.fakes import refuse

LISTS = ["list_drafts", "list_publications"]
UPLOADS = ["upload_picture", "upload_cover"]


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def change(scenario: Scenario, **changes: Any) -> None:
    """Change the one draft as somebody would on the platform."""
    [(media_id, draft)] = scenario.platform.drafts.items()
    scenario.platform.drafts[media_id] = draft._replace(articles=(draft.articles[0]._replace(**changes),))


def ids(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.message for problem in problems]


# --- the first time ---------------------------------------------------------------------------


def test_push_uploads_adds_and_reads_back_a_new_issue(scenario: Scenario) -> None:
    pushed = scenario.push()

    assert (pushed.action, pushed.problems) == (DraftAction.ADDED, ())
    assert scenario.calls == [*LISTS, *UPLOADS, "add_draft", "get_draft"]
    assert list(scenario.platform.drafts) == [pushed.delivery.media_id]


def test_push_sends_metadata_and_article_with_uploaded_pictures(scenario: Scenario) -> None:
    scenario.push()

    [article] = scenario.platform.sent
    assert (article.title, article.author, article.digest) == ("简报 (2020-06-17)", "编辑部", "芯片；模型")
    assert PLACEHOLDER not in article.content
    [address] = scenario.platform.pictures
    assert address.replace("http:", "https:") in article.content
    assert article.cover_id in scenario.platform.covers
    assert article.cover_crops == {"pic_crop_235_1": "0_0_1_1", "pic_crop_1_1": "0.287222_0_0.712778_1"}


def test_push_crops_the_cover_round_its_focus(scenario: Scenario) -> None:
    scenario.push(make_article()._replace(cover_focus=CoverFocus(Focus(1, 0.5))))

    assert scenario.platform.sent[0].cover_crops == {"pic_crop_235_1": "0_0_1_1", "pic_crop_1_1": "0.574444_0_1_1"}


def test_push_crops_card_and_square_round_their_own_points(scenario: Scenario) -> None:
    article = make_article()
    cover = article.cover._replace(width=900, height=1200)
    scenario.push(article._replace(cover=cover, cover_focus=CoverFocus(Focus(0.5, 0), Focus(0.5, 1))))

    crops = {"pic_crop_235_1": "0_0_1_0.319167", "pic_crop_1_1": "0_0.25_1_1"}
    assert scenario.platform.sent[0].cover_crops == crops


LONG = "嵌入式简报 (2020-06-17)：芯片降价，模型变小，端侧推理更快，工具链合并，社区活动"
"""A title of 46 characters."""


def test_push_sends_a_title_of_64_characters_unchanged(scenario: Scenario) -> None:
    pushed = scenario.push(make_article(title="长" * 64))

    assert (scenario.platform.sent[0].title, pushed.problems) == ("长" * 64, ())


@pytest.mark.parametrize(
    ("most", "sent", "calls"),
    [
        (42, "嵌入式简报 (2020-06-17)：芯片降价，模型变小", ["add_draft"] * 2),
        (32, "嵌入式简报 (2020-06-17)：芯片降价，模型变小", ["add_draft"] * 2),
        (27, "嵌入式简报 (2020-06-17)", ["add_draft"] * 3),
    ],
)
def test_push_shortens_and_reports_a_refused_title(scenario: Scenario, most: int, sent: str, calls: list[str]) -> None:
    scenario.platform.max_title = most

    pushed = scenario.push(make_article(title=LONG))

    [problem] = pushed.problems
    assert (problem.message, problem.severity) == ("draft-title-shortened", Severity.WARNING)
    assert (problem.values["title"], problem.values["sent"]) == (LONG, sent)
    assert scenario.calls == [*LISTS, *UPLOADS, *calls, "get_draft"]
    [draft] = scenario.platform.drafts.values()
    assert (draft.articles[0].title, pushed.delivery.fingerprint.title) == (sent, sent)


def test_push_fails_when_the_shortest_title_is_refused(scenario: Scenario) -> None:
    scenario.platform.max_title = 5

    with pytest.raises(PlatformError) as caught:
        scenario.push(make_article(title=LONG))

    assert (caught.value.code, scenario.state, scenario.platform.drafts) == (45003, DeliveryState.PLANNED, {})


def test_shortened_title_is_unchanged_in_the_next_push(scenario: Scenario) -> None:
    scenario.platform.max_title = 32
    scenario.push(make_article(title=LONG))

    assert scenario.push(make_article(title=LONG)).action is DraftAction.UNCHANGED
    assert scenario.calls == []


def test_shortened_title_is_recovered_and_read_back_as_sent(scenario: Scenario) -> None:
    scenario.platform.max_title = 32

    def lose(name: str) -> None:
        if name == "add_draft":
            raise UncertainError(Problem("issue-empty"))

    scenario.platform.after = lose

    found = scenario.push(make_article(title=LONG))
    scenario.platform.after = lambda _: None
    scenario.ledger.save(found.delivery._replace(kept=""))
    read = scenario.push(make_article(title=LONG))

    assert (found.action, read.action) == (DraftAction.FOUND, DraftAction.READ)
    assert ids(found.problems) == ids(read.problems) == ["draft-title-shortened"]


def test_update_retries_with_a_shorter_title(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.max_title = 32

    pushed = scenario.push(make_article(title=LONG))

    assert (pushed.action, ids(pushed.problems)) == (DraftAction.UPDATED, ["draft-title-shortened"])
    assert scenario.calls == ["get_draft", "update_draft", "update_draft", "get_draft"]


@pytest.mark.parametrize(
    ("title", "second"),
    [
        ("长" * 18, "长" * 18 + "（续）"),
        ("长" * 20, "长" * 17 + "…（续）"),
        ("长" * 29, "长" * 29 + "（续）"),
        ("长" * 30, "长" * 28 + "…（续）"),
        ("长" * 61, "长" * 61 + "（续）"),
        ("长" * 64, "长" * 60 + "…（续）"),
    ],
)
def test_second_title_stays_within_the_limit(scenario: Scenario, title: str, second: str) -> None:
    scenario.push(make_article("上", "下", title=title))

    assert [article.title for article in scenario.platform.sent] == [title, second]


def test_push_fixes_both_missing_cover_and_refused_title(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.covers.clear()
    scenario.platform.max_title = 32

    pushed = scenario.push(make_article(title=LONG))

    assert (pushed.action, ids(pushed.problems)) == (DraftAction.UPDATED, ["draft-title-shortened"])


def test_source_url_is_marked_with_issue_and_content(scenario: Scenario) -> None:
    scenario.push()

    [article] = scenario.platform.sent
    content = scenario.ledger.saved[-1].content
    assert find_marker(article.source_url) == f"2020-06-17-{content[:8]}.1"


@pytest.mark.parametrize(
    ("comments", "sent"),
    [(Comments.CLOSED, (False, False)), (Comments.OPEN, (True, False)), (Comments.FOLLOWERS, (True, True))],
)
def test_push_opens_comments_as_the_metadata_says(
    scenario: Scenario, comments: Comments, sent: tuple[bool, bool]
) -> None:
    scenario.push(make_article(comments=comments))

    [article] = scenario.platform.sent
    assert (article.comments, article.fans_only) == sent


def test_push_sends_two_parts_as_two_articles_without_digest(scenario: Scenario) -> None:
    scenario.push(make_article("上半", "下半"))

    assert [(article.title, article.digest) for article in scenario.platform.sent] == [
        ("简报 (2020-06-17)", ""),
        ("简报 (2020-06-17)（续）", ""),
    ]
    assert len(scenario.platform.drafts) == 1
    assert scenario.calls.count("upload_picture") == 1


def test_push_saves_the_intent_before_sending(scenario: Scenario) -> None:
    seen = []

    def look(name: str) -> None:
        if name == "add_draft":
            seen.append(scenario.ledger.saved[-1].state)

    scenario.platform.before = look
    scenario.push()

    assert seen == [DeliveryState.DRAFT_INTENT]


def test_push_saves_the_media_id_before_reading_back(scenario: Scenario) -> None:
    seen = []

    def look(name: str) -> None:
        if name == "get_draft":
            seen.append(scenario.ledger.saved[-1].media_id)

    scenario.platform.before = look
    pushed = scenario.push()

    assert seen == [pushed.delivery.media_id]


def test_push_reports_progress_for_each_step(scenario: Scenario) -> None:
    scenario.push()

    assert scenario.told.messages == [
        "draft-uploading-picture",
        "draft-uploading-cover",
        "draft-adding",
        "draft-reading",
    ]


# --- what is not sent -------------------------------------------------------------------------


def test_push_makes_no_call_when_the_article_has_errors(scenario: Scenario) -> None:
    wrong = Problem("claim-false", {"claimed": 9, "found": 8}, rule="N03")

    with pytest.raises(ArticleError) as caught:
        scenario.push(make_article()._replace(problems=(wrong, wrong._replace(severity=Severity.WARNING))))

    assert ids(caught.value.problems) == ["claim-false", "draft-held-back"]
    assert scenario.calls == []


def test_push_makes_no_call_when_a_picture_is_missing(scenario: Scenario) -> None:
    missing = MissingPicture("b.png", Problem("picture-missing", {"path": "b.png"}, severity=Severity.WARNING))

    with pytest.raises(ArticleError) as caught:
        scenario.push(make_article()._replace(missing_pictures=(missing,)))

    assert ids(caught.value.problems) == ["picture-missing", "draft-held-back"]
    assert scenario.calls == []


def test_push_adds_no_draft_when_the_final_html_is_invalid(scenario: Scenario) -> None:
    article = make_article()
    script = StyledHtml(render_part("正文").replace("</section>", "<script>1</script></section>"))

    with pytest.raises(ArticleError, match="wechat-w08"):
        scenario.push(replace_parts(article, article.parts[0]._replace(html=script)))

    assert "add_draft" not in scenario.calls


def test_push_sends_nothing_when_a_web_picture_is_missing(scenario: Scenario) -> None:
    article = make_article()
    lost = PlacedPicture(PLACEHOLDER, None, "https://a.example/b.png", 4)

    with pytest.raises(ArticleError, match="picture-missing"):
        scenario.push(replace_parts(article, article.parts[0]._replace(pictures=(lost,))))

    assert scenario.calls == LISTS


@pytest.mark.parametrize("error", [refuse(45166, "draft/add"), NotSentError(Problem("issue-empty"))])
def test_push_retries_a_refused_or_unsent_draft(scenario: Scenario, error: PublishError) -> None:
    def fail(name: str) -> None:
        if name == "add_draft":
            raise error

    scenario.platform.before = fail
    with pytest.raises(type(error)):
        scenario.push()
    assert scenario.ledger.saved[-1].state is DeliveryState.PLANNED

    scenario.platform.before = lambda _: None
    pushed = scenario.push()

    assert scenario.calls == [*LISTS, "add_draft", "get_draft"]
    assert (pushed.action, pushed.delivery.number) == (DraftAction.ADDED, 1)


# --- the second time --------------------------------------------------------------------------


def test_push_makes_no_call_when_the_content_is_unchanged(scenario: Scenario) -> None:
    first = scenario.push()

    again = scenario.push()

    assert (again.action, again.delivery) == (DraftAction.UNCHANGED, first.delivery)
    assert scenario.calls == []


def test_push_updates_an_edited_issue_without_new_uploads(scenario: Scenario) -> None:
    first = scenario.push()

    pushed = scenario.push(make_article("新的正文"))

    assert (pushed.action, pushed.delivery.media_id) == (DraftAction.UPDATED, first.delivery.media_id)
    assert scenario.calls == ["get_draft", "update_draft", "get_draft"]
    assert "新的正文" in scenario.platform.drafts[first.delivery.media_id].articles[0].content


def test_push_updates_both_articles_of_a_draft(scenario: Scenario) -> None:
    scenario.push(make_article("上半", "下半"))

    scenario.push(make_article("上", "下"))

    assert scenario.calls.count("update_draft") == 2
    [draft] = scenario.platform.drafts.values()
    assert ["上" in draft.articles[0].content, "下半" in draft.articles[1].content] == [True, False]


@pytest.mark.parametrize(
    "changes", [{"title": "别的"}, {"author": "别人"}, {"digest": "别的"}, {"comments": Comments.OPEN}]
)
def test_push_updates_the_draft_when_metadata_change(scenario: Scenario, changes: dict[str, str]) -> None:
    scenario.push()

    assert scenario.push(make_article(**changes)).action is DraftAction.UPDATED


def test_push_updates_the_draft_when_a_picture_changes_under_its_name(scenario: Scenario) -> None:
    scenario.push()
    article = make_article()
    other = PICTURE._replace(data=b"\x89PNG b")
    part = article.parts[0]._replace(pictures=(PlacedPicture(PLACEHOLDER, other),))

    pushed = scenario.push(replace_parts(article, part))

    assert (pushed.action, "upload_picture" in scenario.calls) == (DraftAction.UPDATED, True)


def test_crashed_update_is_repeated_when_the_edit_was_reverted(scenario: Scenario) -> None:
    scenario.push()

    def die(name: str) -> None:
        if name == "update_draft":
            raise KeyboardInterrupt

    scenario.platform.after = die
    with pytest.raises(KeyboardInterrupt):
        scenario.push(make_article("新的正文"))
    scenario.platform.after = lambda _: None

    pushed = scenario.push(make_article())

    assert pushed.action is DraftAction.UPDATED
    assert "新的" not in scenario.platform.drafts[pushed.delivery.media_id].articles[0].content


def test_unread_draft_is_only_read_by_the_next_push(scenario: Scenario) -> None:
    def fail(name: str) -> None:
        if name == "get_draft":
            raise NotSentError(Problem("issue-empty"))

    scenario.platform.before = fail
    with pytest.raises(NotSentError):
        scenario.push()
    scenario.platform.before = lambda _: None

    pushed = scenario.push()

    assert (pushed.action, scenario.calls) == (DraftAction.READ, ["get_draft"])
    assert scenario.push().action is DraftAction.UNCHANGED


def test_push_waits_until_the_draft_is_readable(scenario: Scenario) -> None:
    scenario.platform.read_lag = 1

    pushed = scenario.push()

    assert (pushed.problems, scenario.calls.count("get_draft")) == ((), 3)


def test_push_reports_a_draft_that_stays_unreadable(scenario: Scenario) -> None:
    scenario.platform.read_lag = 60

    pushed = scenario.push()

    assert ids(pushed.problems) == ["draft-unread"]
    assert pushed.delivery.kept == ""


# --- somebody else's hand ---------------------------------------------------------------------


def test_push_reports_a_deleted_draft_and_adds_none(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.drafts.clear()

    for _ in range(2):
        with pytest.raises(UncertainError, match="draft-gone"):
            scenario.push(make_article("新的正文"))
        assert "add_draft" not in scenario.calls


def test_push_adds_a_deleted_draft_again_with_anew(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.drafts.clear()
    with pytest.raises(UncertainError):
        scenario.push(make_article("新的正文"))

    pushed = scenario.push(make_article("新的正文"), anew=True)

    assert (pushed.action, pushed.delivery.number) == (DraftAction.ADDED, 2)
    assert len(scenario.platform.drafts) == 1


def test_push_checks_for_the_deleted_draft_with_anew(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.drafts.clear()

    assert scenario.push().action is DraftAction.UNCHANGED
    assert scenario.push(anew=True).action is DraftAction.ADDED


def test_push_with_anew_keeps_an_existing_draft(scenario: Scenario) -> None:
    scenario.push()

    assert scenario.push(make_article("新的正文"), anew=True).action is DraftAction.UPDATED
    assert len(scenario.platform.drafts) == 1


def publish(scenario: Scenario, others: int) -> None:
    """Publish the one draft as somebody would on the platform, and before it some others."""
    [draft] = scenario.platform.drafts.values()
    other = draft.articles[0]._replace(source_url="https://[", url="other")
    scenario.platform.publications = [Published("b", (other,), None)] * others
    ours = draft.articles[0]._replace(url="https://mp.weixin.qq.com/s/ours")
    scenario.platform.publications.append(Published("a", (ours,), None))
    scenario.platform.drafts.clear()


@pytest.mark.parametrize(("others", "message"), [(0, "draft-published"), (25, "draft-published"), (80, "draft-gone")])
def test_push_reports_the_address_of_a_draft_published_by_hand(scenario: Scenario, others: int, message: str) -> None:
    scenario.push()
    publish(scenario, others)

    with pytest.raises(UncertainError, match=message) as caught:
        scenario.push(make_article("新的正文"))

    address = {"draft-published": "https://mp.weixin.qq.com/s/ours"}.get(message)
    assert caught.value.problems[0].values.get("address") == address


def test_push_reports_a_missing_draft_when_publications_cannot_be_listed(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.drafts.clear()

    def fail(name: str) -> None:
        if name == "list_publications":
            raise refuse(48001, "freepublish/batchget")

    scenario.platform.before = fail

    with pytest.raises(UncertainError, match="draft-gone"):
        scenario.push(make_article("新的正文"))


def test_push_does_not_overwrite_a_draft_edited_by_hand(scenario: Scenario) -> None:
    scenario.push()
    change(scenario, content=render_part("改过的正文"))

    with pytest.raises(UncertainError, match="draft-edited"):
        scenario.push(make_article("新的正文"))

    assert "update_draft" not in scenario.calls


def test_push_overwrites_a_draft_edited_by_hand_with_overwrite(scenario: Scenario) -> None:
    scenario.push()
    change(scenario, title="改过的标题")

    assert scenario.push(make_article("新的正文"), overwrite=True).action is DraftAction.UPDATED


def test_push_fails_when_the_number_of_articles_changes(scenario: Scenario) -> None:
    scenario.push()

    with pytest.raises(UncertainError, match="draft-parts"):
        scenario.push(make_article("上半", "下半"))

    assert "update_draft" not in scenario.calls


# --- covers and pictures ----------------------------------------------------------------------


def test_push_uploads_a_missing_cover_again(scenario: Scenario) -> None:
    scenario.push()
    scenario.platform.covers.clear()

    pushed = scenario.push(make_article("新的正文"))

    assert pushed.action is DraftAction.UPDATED
    assert scenario.calls.count("upload_cover") == 1


def test_push_fails_when_a_new_cover_is_refused(scenario: Scenario) -> None:
    def forget(name: str) -> None:
        if name == "add_draft":
            scenario.platform.covers.clear()

    scenario.platform.before = forget

    with pytest.raises(PlatformError):
        scenario.push()

    assert scenario.calls.count("upload_cover") == 1


def test_push_keeps_the_cover_on_other_refusals(scenario: Scenario) -> None:
    scenario.push()

    def fail(name: str) -> None:
        if name == "update_draft":
            raise refuse(45009, "draft/update")

    scenario.platform.before = fail

    with pytest.raises(PlatformError):
        scenario.push(make_article("新的正文"))

    assert "upload_cover" not in scenario.calls


def test_dropped_picture_is_reported_and_uploaded_by_the_next_push(scenario: Scenario) -> None:
    def drop(name: str) -> None:
        if name == "get_draft":
            change(scenario, content=render_part("正文", picture=False))

    scenario.platform.before = drop
    pushed = scenario.push()
    assert ids(pushed.problems) == ["draft-pictures"]
    scenario.platform.before = lambda _: None

    pushed = scenario.push()

    assert (pushed.action, pushed.problems) == (DraftAction.UPDATED, ())
    assert scenario.calls == ["get_draft", "upload_picture", "update_draft", "get_draft"]


# --- what the platform changed ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"title": "别的"}, "draft-title"),
        ({"author": "别人"}, "draft-author"),
        ({"digest": "别的"}, "draft-digest"),
        ({"source_url": "https://example.org/other"}, "draft-source"),
        ({"content": render_part("别的正文")}, "draft-text"),
        ({"content": render_part("正文", picture=False)}, "draft-pictures"),
        ({"content": render_part("正文往期", link=False)}, "draft-link"),
    ],
)
def test_push_reports_changes_made_by_the_platform(scenario: Scenario, changes: dict[str, str], named: str) -> None:
    def meddle(name: str) -> None:
        if name == "get_draft":
            change(scenario, **changes)

    scenario.platform.before = meddle

    pushed = scenario.push()

    assert [(problem.message, problem.file) for problem in pushed.problems] == [(named, "article.api.html")]


def test_push_reports_a_loss_until_it_is_fixed(scenario: Scenario) -> None:
    def meddle(name: str) -> None:
        if name == "get_draft":
            change(scenario, content=render_part("别的正文"))

    scenario.platform.before = meddle
    scenario.push()

    again = scenario.push()

    assert (again.action, ids(again.problems)) == (DraftAction.READ, ["draft-text"])
    assert scenario.calls == ["get_draft"]


# --- what would be done -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words", "kept", "act"),
    [
        (None, "正文", "", "added"),
        (DeliveryState.PLANNED, "正文", "", "added"),
        (DeliveryState.DRAFT_INTENT, "正文", "", "found"),
        (DeliveryState.UNCERTAIN, "正文", "", "found"),
        (DeliveryState.REMOVED, "正文", "", "removed"),
        (DeliveryState.DRAFTED, "正文", "", "read"),
        (DeliveryState.DRAFTED, "正文", "k", "unchanged"),
        (DeliveryState.DRAFTED, "新的", "k", "updated"),
    ],
)
def test_predict_action_returns_the_action_of_the_push(
    scenario: Scenario, state: DeliveryState | None, words: str, kept: str, act: str
) -> None:
    pushed = scenario.push().delivery
    delivery = pushed._replace(state=state, kept=kept) if state else None

    assert predict_action(prepare_draft_contents(BuiltArticle(ISSUE, make_article(words))), delivery) == act


@pytest.mark.parametrize("state", [DeliveryState.REMOVED, DeliveryState.PUBLISHED])
def test_predict_action_returns_added_with_anew_for_removed_or_published(
    scenario: Scenario, state: DeliveryState
) -> None:
    delivery = scenario.push().delivery._replace(state=state)

    plan = prepare_draft_contents(BuiltArticle(ISSUE, make_article("正文")))
    assert (predict_action(plan, delivery), predict_action(plan, delivery, PushOptions(anew=True))) == (state, "added")


def test_find_uploads_returns_pictures_missing_in_the_account(scenario: Scenario) -> None:
    part = make_article().parts[0]
    of_the_web = PlacedPicture(PLACEHOLDER, None, "https://a.example/b.png")
    article = replace_parts(make_article(), part._replace(pictures=(*part.pictures, of_the_web)))
    contents = scenario.prepare(article)
    before = find_uploads(contents, None)
    scenario.push()

    assert before == ["cover.png", "a.png", "https://a.example/b.png"]
    assert find_uploads(contents, scenario.ledger) == ["https://a.example/b.png"]
