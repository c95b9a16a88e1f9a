"""Inputs and results of every call of the client."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.wechat_api.client import WeChatClient
from publish.core.api_types import DraftArticle, PublicationState
from publish.core.exceptions import NotSentError, PlatformError
from publish.core.html import StyledHtml
from publish.core.picture import Picture
from publish.core.ports import PlatformClient
from tests.adapters.wechat_api.harness import ANIMATION, CALLS, PICTURE, CallInputs, open_sandbox_client, write_article
from tests.sandbox.articles import draw_picture
from tests.sandbox.server import PERSONAL, RunningSandbox


def add(platform: WeChatClient, **changed: object) -> str:
    return platform.add_draft([write_article(platform.upload_cover(PICTURE), **changed)])


def test_client_implements_the_port(platform: WeChatClient) -> None:
    port: PlatformClient = platform

    assert port is platform


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_upload_picture_returns_a_wechat_address(platform: WeChatClient, kind: str) -> None:
    assert "mmbiz.qpic.cn" in platform.upload_picture(Picture("图.bin", draw_picture(kind), 900, 383))


def test_upload_to_library_returns_an_address_for_an_animation(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    before = platform.count_library()

    address = platform.upload_to_library(ANIMATION)

    token = sandbox.fetch_token()
    listed = sandbox.ask("material/batchget_material", token, {"type": "image", "offset": 0, "count": 20})
    assert "mmbiz.qpic.cn" in address
    assert address.startswith(listed["item"][0]["url"])
    assert (before, platform.count_library()) == (0, 1)


def test_upload_picture_rejects_animations(platform: WeChatClient) -> None:
    with pytest.raises(PlatformError) as caught:
        platform.upload_picture(ANIMATION)

    assert caught.value.code == 40113


def test_count_library_returns_none_when_refused(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.fail("material/get_materialcount", "errcode", code=48001)

    assert platform.count_library() is None


def test_upload_name_is_the_hash_of_the_content(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    platform.upload_cover(PICTURE)
    platform.upload_cover(PICTURE)

    token = sandbox.fetch_token()
    listed = sandbox.ask("material/batchget_material", token, {"type": "image", "offset": 0, "count": 20})
    assert len({item["name"] for item in listed["item"]}) == 1


def test_get_draft_returns_the_added_draft(platform: WeChatClient) -> None:
    article = write_article(platform.upload_cover(PICTURE))

    draft = platform.get_draft(platform.add_draft([article]))

    assert draft is not None
    [item] = draft.articles
    assert (item.title, item.author, item.digest) == (article.title, article.author, article.digest)
    assert (item.source_url, item.cover_id) == (article.source_url, article.cover_id)
    assert "正文在此。" in item.content


def test_get_draft_returns_the_update_time(platform: WeChatClient) -> None:
    draft = platform.get_draft(add(platform))

    assert draft is not None
    assert draft.updated is not None
    assert draft.updated.tzinfo is UTC
    assert draft.updated > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["中文", "“引号”…", "𠮷😀", "a\\u4e2d", 'x"y\\'])
def test_add_draft_sends_unescaped_utf_8(sandbox: RunningSandbox, platform: WeChatClient, text: str) -> None:
    sandbox.control.post("settings", escapes="refuse" if "\\u" not in text else "store")

    draft = platform.get_draft(add(platform, title=text))

    assert draft is not None
    assert draft.articles[0].title == text


def test_add_draft_accepts_two_articles(platform: WeChatClient) -> None:
    cover = platform.upload_cover(PICTURE)

    draft = platform.get_draft(platform.add_draft([write_article(cover), write_article(cover, title="下篇")]))

    assert draft is not None
    assert [item.title for item in draft.articles] == ["嵌入式简报 𠮷", "下篇"]


def test_add_draft_sends_crops_and_comment_settings(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    crops = {"pic_crop_235_1": "0_0_1_1"}

    add(platform, cover_crops=crops, comments=True, fans_only=True)

    [sent] = json.loads(sandbox.control.calls("draft/add")[-1]["body"])["articles"]
    assert sent["pic_crop_235_1"] == "0_0_1_1"
    assert (sent["need_open_comment"], sent["only_fans_can_comment"]) == (1, 1)


def write_post(platform: WeChatClient, **changed: Any) -> DraftArticle:
    media_ids = tuple(platform.upload_cover(PICTURE) for _ in range(3))
    post = write_article(media_ids[0], content=StyledHtml("一 < 二\n\n#话题"), picture_ids=media_ids)
    return post._replace(**changed)


def test_picture_post_is_read_back_with_its_text_and_pictures_in_order(platform: WeChatClient) -> None:
    post = write_post(platform)

    media_id = platform.add_draft([post])

    draft = platform.get_draft(media_id)
    assert draft is not None
    [item] = draft.articles
    assert (item.title, item.content, item.picture_ids) == (post.title, post.content, post.picture_ids)
    [listed] = platform.list_drafts(0, 20).drafts[0].articles
    assert (listed.picture_ids, listed.cover_id) == (post.picture_ids, post.cover_id)


def test_picture_post_is_sent_with_crops_and_without_the_fields_of_news(
    sandbox: RunningSandbox, platform: WeChatClient
) -> None:
    platform.add_draft([write_post(platform, cover_crops={"1_1": "0.287222_0_0.712778_1"}, comments=True)])

    [sent] = json.loads(sandbox.control.calls("draft/add")[-1]["body"])["articles"]
    crop = {"ratio": "1_1", "x1": "0.287222", "y1": "0", "x2": "0.712778", "y2": "1"}
    assert sent["cover_info"] == {"crop_percent_list": [crop]}
    assert (sent["article_type"], sent["need_open_comment"]) == ("newspic", 1)
    assert not {"author", "digest", "content_source_url", "thumb_media_id", "pic_crop_1_1"} & sent.keys()


def test_update_draft_replaces_the_pictures_of_a_post(platform: WeChatClient) -> None:
    post = write_post(platform)
    media_id = platform.add_draft([post])
    turned = post.picture_ids[::-1]

    platform.update_draft(media_id, 0, post._replace(picture_ids=turned, cover_id=turned[0]))

    draft = platform.get_draft(media_id)
    assert draft is not None
    assert draft.articles[0].picture_ids == turned


def test_add_draft_waits_for_a_new_picture_of_a_post(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    post = write_post(platform)
    sandbox.control.fail("draft/add", "errcode", code=40007)

    assert platform.add_draft([post])


def test_update_draft_replaces_one_article(platform: WeChatClient) -> None:
    cover = platform.upload_cover(PICTURE)
    media_id = platform.add_draft([write_article(cover), write_article(cover)])

    platform.update_draft(media_id, 1, write_article(cover, title="改过"))

    draft = platform.get_draft(media_id)
    assert draft is not None
    assert [item.title for item in draft.articles] == ["嵌入式简报 𠮷", "改过"]


def test_get_draft_returns_a_draft_without_articles(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.post("settings", read_lag=60)

    draft = platform.get_draft(add(platform))

    assert draft is not None
    assert draft.articles == ()


def test_get_draft_returns_none_for_a_deleted_draft(platform: WeChatClient) -> None:
    media_id = add(platform)

    platform.delete_draft(media_id)

    assert platform.get_draft(media_id) is None


def test_delete_draft_accepts_a_missing_draft(platform: WeChatClient) -> None:
    platform.delete_draft("gone")

    assert platform.list_drafts(0, 1).total == 0


def test_delete_draft_fails_for_a_draft_being_published(platform: WeChatClient) -> None:
    media_id = add(platform)
    platform.submit(media_id)

    with pytest.raises(PlatformError) as caught:
        platform.delete_draft(media_id)

    assert caught.value.code == 40007


def test_list_drafts_returns_pages_and_total(platform: WeChatClient) -> None:
    added = {add(platform) for _ in range(3)}

    pages = [platform.list_drafts(offset, 2) for offset in (0, 2)]

    assert [page.total for page in pages] == [3, 3]
    assert {draft.media_id for page in pages for draft in page.drafts} == added


def test_list_drafts_returns_the_fields_of_the_fingerprint(platform: WeChatClient) -> None:
    add(platform)

    [draft] = platform.list_drafts(0, 100).drafts

    assert draft.articles[0].source_url == "https://example.org/2020-06-17"
    assert draft.articles[0].content == ""


@pytest.mark.parametrize("kind", ["string", "integer", "mixed"])
def test_poll_returns_pending_then_published(sandbox: RunningSandbox, platform: WeChatClient, kind: str) -> None:
    sandbox.control.post("settings", publish_id_type=kind)
    publish_id = platform.submit(add(platform)).id
    before = platform.poll(publish_id)
    sandbox.control.advance(10)

    after = platform.poll(publish_id)

    assert (before.publish_id, before.state, before.article_id) == (publish_id, PublicationState.PENDING, "")
    assert (after.state, len(after.addresses)) == (PublicationState.PUBLISHED, 1)
    assert after.article_id


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (2, PublicationState.NOT_ORIGINAL),
        (3, PublicationState.FAILED),
        (4, PublicationState.REJECTED),
        (5, PublicationState.REMOVED),
        (6, PublicationState.BANNED),
    ],
)
def test_poll_returns_the_final_state(
    sandbox: RunningSandbox, platform: WeChatClient, status: int, state: PublicationState
) -> None:
    sandbox.control.post("accounts", appid="wx0000000000000001", outcome=status, fail_idx=[1])
    publish_id = platform.submit(add(platform)).id
    sandbox.control.advance(10)

    publication = platform.poll(publish_id)

    assert publication.state is state
    assert publication.failed == ((1,) if status < 5 else ())


def test_list_publications_returns_published_articles(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    publish_id = platform.submit(add(platform)).id
    sandbox.control.advance(10)

    [published] = platform.list_publications(0, 20).publications

    assert published.article_id == platform.poll(publish_id).article_id
    assert published.articles[0].source_url == "https://example.org/2020-06-17"
    assert not published.removed


def test_get_draft_returns_none_for_a_published_draft(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    media_id = add(platform)
    platform.submit(media_id)
    sandbox.control.advance(10)

    assert platform.get_draft(media_id) is None


def test_submit_fails_for_a_personal_account(sandbox: RunningSandbox, tmp_path: Path) -> None:
    personal = open_sandbox_client(sandbox, tmp_path, PERSONAL)

    with pytest.raises(PlatformError) as caught:
        personal.submit(add(personal))

    assert (caught.value.code, caught.value.endpoint, caught.value.exit_code) == (48001, "freepublish/submit", 4)


def test_add_draft_waits_for_a_new_cover(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.post("settings", material_delay=3600)
    cover = platform.upload_cover(PICTURE)
    sandbox.control.fail("draft/add", "errcode", code=40007)
    sandbox.control.advance(3601)

    assert platform.add_draft([write_article(cover)])
    assert platform.list_drafts(0, 20).total == 1


def test_add_draft_waits_for_each_cover_that_threads_uploaded(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        covers = list(pool.map(platform.upload_cover, [PICTURE] * 8))

    for cover in covers:
        sandbox.control.fail("draft/add", "errcode", code=40007)
        platform.add_draft([write_article(cover)])
    assert platform.list_drafts(0, 20).total == len(set(covers)) == 8


def test_add_draft_fails_when_a_new_cover_stays_unknown(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.post("settings", material_delay=3600)

    with pytest.raises(PlatformError) as caught:
        add(platform)

    assert [problem.message for problem in caught.value.problems] == ["api-cover-gone"]
    assert len(sandbox.control.calls("draft/add")) == 2


def test_add_draft_does_not_wait_for_a_foreign_cover(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    with pytest.raises(PlatformError):
        platform.add_draft([write_article("somebody-elses")])

    assert len(sandbox.control.calls("draft/add")) == 1


@pytest.mark.parametrize("endpoint", ["draft/batchget", "freepublish/batchget", "draft/get"])
def test_empty_object_is_not_an_empty_list(sandbox: RunningSandbox, platform: WeChatClient, endpoint: str) -> None:
    sandbox.control.fail(endpoint, "empty-object", times=0)
    inputs = CallInputs(write_article("cover"), "draft", "publication")
    [act] = [act for act in CALLS.values() if act.endpoint == endpoint]

    with pytest.raises(NotSentError):
        act.do(platform, inputs)


def test_get_draft_raises_other_refusals(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.fail("draft/get", "errcode", code=45009)

    with pytest.raises(PlatformError):
        platform.get_draft("gone")


def test_platform_generates_a_missing_digest(platform: WeChatClient) -> None:
    draft = platform.get_draft(add(platform, digest="", content=StyledHtml("<p>只有正文。</p>")))

    assert draft is not None
    assert draft.articles[0].digest == "只有正文。"


# --- to every follower ----------------------------------------------------------------------------

KEY = "k" * 32


def test_send_to_all_is_recognised_by_its_key(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    media_id = add(platform)
    first = platform.send_to_all(media_id, KEY)
    sandbox.control.advance(61)

    assert platform.send_to_all(media_id, KEY) == first


def test_send_to_all_returns_the_message_in_the_statistics(platform: WeChatClient) -> None:
    sent = platform.send_to_all(add(platform), KEY)

    assert sent.msg_data_id == sent.id != ""


@pytest.mark.parametrize("told", [True, False])
def test_submit_returns_the_message_in_the_statistics_where_wechat_tells(
    sandbox: RunningSandbox, platform: WeChatClient, told: bool
) -> None:
    sandbox.control.post("settings", msg_data_id=told)

    submitted = platform.submit(add(platform))

    assert submitted.msg_data_id == (submitted.id if told else "")


def test_poll_send_returns_pending_then_published(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sent = platform.send_to_all(add(platform), KEY).id
    before = platform.poll_send(sent).state
    sandbox.control.advance(60)

    assert (before, platform.poll_send(sent).state) == (PublicationState.PENDING, PublicationState.PUBLISHED)


def test_send_to_all_targets_all_followers_and_stops_at_a_reprint(
    sandbox: RunningSandbox, platform: WeChatClient
) -> None:
    platform.send_to_all(add(platform), KEY)

    [call] = sandbox.control.calls("message/mass/sendall")
    body = json.loads(call["body"])
    assert (body["filter"], body["send_ignore_reprint"]) == ({"is_to_all": True}, 0)
