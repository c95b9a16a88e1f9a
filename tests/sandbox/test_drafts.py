from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.articles import add_cover, add_draft, draw_picture, upload, write_article
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox


def read_draft(sandbox: RunningSandbox, token: str, media_id: str) -> dict[str, Any]:
    first: dict[str, Any] = sandbox.ask("draft/get", token, {"media_id": media_id})["news_item"][0]
    return first


def list_drafts(sandbox: RunningSandbox, token: str, **body: Any) -> dict[str, Any]:
    return sandbox.ask("draft/batchget", token, {"offset": 0, "count": 20, **body})


def test_draft_get_returns_the_fields_that_were_sent(sandbox: RunningSandbox, token: str) -> None:
    cover = add_cover(sandbox, token)
    sent = write_article(cover, digest="摘要", content_source_url="https://example.org/2020-06-17?issue=42")
    media_id = sandbox.ask("draft/add", token, {"articles": [sent]})["media_id"]

    read = read_draft(sandbox, token, media_id)

    assert {name: read[name] for name in sent} == sent
    assert (read["show_cover_pic"], read["need_open_comment"]) == (0, 0)
    assert "tempkey=" in read["url"]
    assert read["thumb_url"].startswith("http://mmbiz.qpic.cn/")


def test_draft_add_answers_a_media_id_and_no_errcode(sandbox: RunningSandbox, token: str) -> None:
    answer = sandbox.ask("draft/add", token, {"articles": [write_article(add_cover(sandbox, token))]})

    assert answer.keys() == {"media_id"}
    assert len(answer["media_id"]) <= 128


def test_draft_add_creates_a_second_draft_when_repeated(sandbox: RunningSandbox, token: str) -> None:
    body = {"articles": [write_article(add_cover(sandbox, token))]}

    first, second = (sandbox.ask("draft/add", token, body)["media_id"] for _ in range(2))

    assert first != second
    assert sandbox.ask("draft/count", token) == {"total_count": 2}


def test_answers_are_plain_text_without_a_charset_in_raw_utf_8(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    response = sandbox.call("draft/get", token, {"media_id": media_id})

    assert response.headers["content-type"] == "text/plain"
    assert "嵌入式简报".encode() in response.content


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>甲<script>alert(1)</script></p>", "<p>甲</p>"),
        ('<p>甲<img src="https://example.org/a.png"></p>', "<p>甲</p>"),
        ('<p><a href="https://example.org/">甲</a></p>', "<p>甲</p>"),
        ('<p id="a">甲</p>', "<p>甲</p>"),
        (
            '<p><a href="https://mp.weixin.qq.com/s/abc">甲</a></p>',
            '<p><a href="https://mp.weixin.qq.com/s/abc">甲</a></p>',
        ),
        ('<p style="color:#333">甲</p>', '<p style="color:#333">甲</p>'),
    ],
)
def test_draft_store_filters_content(sandbox: RunningSandbox, token: str, sent: str, kept: str) -> None:
    assert read_draft(sandbox, token, add_draft(sandbox, token, content=sent))["content"] == kept


def test_uploaded_picture_is_kept_as_data_src(sandbox: RunningSandbox, token: str) -> None:
    url = upload(sandbox, token, "media/uploadimg", "a.png", draw_picture())["url"]

    content = read_draft(sandbox, token, add_draft(sandbox, token, content=f'<p><img src="{url}"></p>'))["content"]

    kept = url.replace("http:", "https:").replace("/0?", "/640?")
    assert content == f'<p><img data-src="{kept}"></p>'


@pytest.mark.parametrize(("switch", "pictures"), [("strip", 1), ("keep", 2)])
def test_picture_of_another_account_is_dropped_unless_the_switch_keeps_it(
    sandbox: RunningSandbox, token: str, switch: str, pictures: int
) -> None:
    other = sandbox.fetch_token(PERSONAL)
    urls = [upload(sandbox, owner, "media/uploadimg", "a.png", draw_picture())["url"] for owner in (token, other)]
    sandbox.control.post("settings", foreign_pictures=switch)
    html = "".join(f'<p>甲<img src="{url}">乙</p>' for url in urls)

    content = read_draft(sandbox, token, add_draft(sandbox, token, content=html))["content"]

    assert (content.count("<img"), content.count("甲"), content.count("乙")) == (pictures, 2, 2)


def test_unicode_escapes_are_not_decoded(sandbox: RunningSandbox, token: str) -> None:
    cover = add_cover(sandbox, token)
    article = rb'{"title":"\u4e2d\\u6587","content":"<p>1</p>","thumb_media_id":"' + cover.encode() + b'"}'

    media_id = sandbox.ask("draft/add", token, b'{"articles":[' + article + b"]}")["media_id"]

    assert read_draft(sandbox, token, media_id)["title"] == r"\u4e2d\u6587"


def test_missing_digest_is_made_of_the_beginning_of_the_text(sandbox: RunningSandbox, token: str) -> None:
    read = read_draft(sandbox, token, add_draft(sandbox, token, content=f"<p>{'文' * 30}</p><p>{'字' * 30}</p>"))

    assert read["digest"] == "文" * 30 + "字" * 24


def test_articles_of_a_multi_article_draft_have_no_digest(sandbox: RunningSandbox, token: str) -> None:
    article = write_article(add_cover(sandbox, token), digest="摘要")
    sandbox.control.post("settings", add_items=True)

    answer = sandbox.ask("draft/add", token, {"articles": [article, article]})

    read = sandbox.ask("draft/get", token, {"media_id": answer["media_id"]})["news_item"]
    assert [item["digest"] for item in read] == ["", ""]
    assert [item["index"] for item in answer["item"]] == [0, 1]


def test_crop_is_read_back_as_cover_info(sandbox: RunningSandbox, token: str) -> None:
    article = {"pic_crop_235_1": "0_0_1_1", "pic_crop_1_1": "0_0_0.425556_1"}

    read = read_draft(sandbox, token, add_draft(sandbox, token, **article))

    assert "pic_crop_235_1" not in read
    assert [crop["ratio"] for crop in read["cover_info"]["crop_percent_list"]] == ["2.35_1", "1_1"]


@pytest.mark.parametrize(
    ("ratio", "edges"),
    [("2.35_1", ("0", "0", "1", "1")), ("1_1", ("0", "0", "0.425556", "1")), ("16_9", ("0", "0", "0.756543", "1"))],
)
def test_every_documented_crop_ratio_is_accepted(
    sandbox: RunningSandbox, token: str, ratio: str, edges: tuple[str, ...]
) -> None:
    crop = {"ratio": ratio, **dict(zip(("x1", "y1", "x2", "y2"), edges, strict=True))}

    read = read_draft(sandbox, token, add_draft(sandbox, token, cover_info={"crop_percent_list": [crop]}))

    assert read["cover_info"] == {"crop_percent_list": [crop]}


def test_large_cover_needs_no_crop(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", crop_every_cover=True)

    assert "cover_info" not in read_draft(sandbox, token, add_draft(sandbox, token))


def test_picture_post_keeps_its_text_and_uses_its_first_picture_as_cover(sandbox: RunningSandbox, token: str) -> None:
    covers = [add_cover(sandbox, token) for _ in range(2)]
    images = {"image_list": [{"image_media_id": cover} for cover in covers]}

    media_id = add_draft(
        sandbox, token, article_type="newspic", content="一 < 二", image_info=images, thumb_media_id=None
    )

    read = read_draft(sandbox, token, media_id)
    assert (read["article_type"], read["content"], read["image_info"]) == ("newspic", "一 < 二", images)
    assert not {"digest", "content_source_url", "thumb_media_id"} & read.keys()


def test_picture_post_keeps_the_fields_of_news_by_switch(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", newspic_fields="keep")
    covers = [add_cover(sandbox, token) for _ in range(2)]
    images = {"image_list": [{"image_media_id": cover} for cover in covers]}
    source = "https://example.org/1"

    media_id = add_draft(
        sandbox, token, article_type="newspic", content="一", image_info=images, content_source_url=source
    )

    read = read_draft(sandbox, token, media_id)
    assert (read["thumb_media_id"], read["content_source_url"], read["digest"]) == (covers[0], source, "一")


@pytest.mark.parametrize(
    "text", ["价格 1<2", "甲 <mp-common-product data-key='k'></mp-common-product>", "第一行\n第二行"]
)
def test_picture_post_takes_plain_text_and_tags_of_the_platform(sandbox: RunningSandbox, token: str, text: str) -> None:
    images = {"image_list": [{"image_media_id": add_cover(sandbox, token)}]}

    read = read_draft(
        sandbox, token, add_draft(sandbox, token, article_type="newspic", content=text, image_info=images)
    )

    assert read["content"] == text


def test_lists_and_publications_show_the_pictures_of_a_post(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", publish_delay=0)
    images = {"image_list": [{"image_media_id": add_cover(sandbox, token)}]}
    media_id = add_draft(sandbox, token, article_type="newspic", content="一", image_info=images)
    listed = list_drafts(sandbox, token, no_content=1)["item"][0]["content"]["news_item"][0]

    sandbox.ask("freepublish/submit", token, {"media_id": media_id})

    body = {"offset": 0, "count": 1, "no_content": 0}
    published = sandbox.ask("freepublish/batchget", token, body)["item"][0]["content"]["news_item"][0]
    assert (listed["article_type"], listed["image_info"], "content" in listed) == ("newspic", images, False)
    assert (published["article_type"], published["image_info"], published["content"]) == ("newspic", images, "一")


def test_product_of_a_shop_is_stored(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, shop="open")
    product = {"footer_product_info": {"product_key": "k"}}

    assert read_draft(sandbox, token, add_draft(sandbox, token, product_info=product))["product_info"] == product


def test_draft_update_replaces_one_article_and_can_be_repeated(sandbox: RunningSandbox, token: str) -> None:
    cover = add_cover(sandbox, token)
    articles = [write_article(cover, title=title) for title in ("甲", "乙")]
    media_id = sandbox.ask("draft/add", token, {"articles": articles})["media_id"]
    body = {"media_id": media_id, "index": 1, "articles": write_article(cover, title="丙")}

    answers = [sandbox.ask("draft/update", token, body) for _ in range(2)]

    titles = [item["title"] for item in sandbox.ask("draft/get", token, {"media_id": media_id})["news_item"]]
    assert (titles, [answer["errcode"] for answer in answers]) == (["甲", "丙"], [0, 0])


def test_deleted_draft_gives_40007(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)

    codes = [sandbox.ask("draft/delete", token, {"media_id": media_id})["errcode"] for _ in range(2)]

    assert codes == [0, 40007]


def test_draft_batchget_returns_pages_newest_first(sandbox: RunningSandbox, token: str) -> None:
    media_ids = sandbox.control.post("drafts", appid=VERIFIED, title="同名", count=45)["media_ids"]

    pages = [list_drafts(sandbox, token, offset=offset) for offset in (0, 20, 40, 60)]

    assert [page["item_count"] for page in pages] == [20, 20, 5, 0]
    assert {page["total_count"] for page in pages} == {45}
    assert [item["media_id"] for page in pages for item in page["item"]] == media_ids[::-1]


@pytest.mark.parametrize(("order", "same"), [("oldest", True), ("shuffled", False)])
def test_list_order_follows_the_switch(sandbox: RunningSandbox, token: str, order: str, same: bool) -> None:
    media_ids = sandbox.control.post("drafts", appid=VERIFIED, count=20)["media_ids"]
    sandbox.control.post("settings", list_order=order)

    first, again = ([item["media_id"] for item in list_drafts(sandbox, token)["item"]] for _ in range(2))

    assert (sorted(first), first == media_ids, again) == (sorted(media_ids), same, first)


@pytest.mark.parametrize("no_content", [0, 1])
def test_draft_batchget_without_content_keeps_the_source_url(
    sandbox: RunningSandbox, token: str, no_content: int
) -> None:
    add_draft(sandbox, token, content_source_url="https://example.org/42")

    item = list_drafts(sandbox, token, no_content=no_content)["item"][0]["content"]["news_item"][0]

    assert ("content" in item, item["content_source_url"]) == (not no_content, "https://example.org/42")


def test_new_draft_is_listed_after_list_lag(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", list_lag=4)
    add_draft(sandbox, token)

    early = (sandbox.ask("draft/count", token)["total_count"], list_drafts(sandbox, token)["total_count"])
    sandbox.control.advance(4)
    late = (sandbox.ask("draft/count", token)["total_count"], list_drafts(sandbox, token)["total_count"])

    assert (early, late) == ((0, 0), (1, 1))


def test_new_draft_is_read_without_articles_during_read_lag(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", read_lag=2)
    media_id = add_draft(sandbox, token)

    early = sandbox.ask("draft/get", token, {"media_id": media_id})["news_item"]
    sandbox.control.advance(2)
    late = sandbox.ask("draft/get", token, {"media_id": media_id})["news_item"]

    assert (len(early), len(late)) == (0, 1)


def test_draft_switch_answers_that_drafts_are_on(sandbox: RunningSandbox, token: str) -> None:
    assert sandbox.ask("draft/switch", token, {}, params={"checkonly": "1"})["is_open"] == 1


def test_get_api_domain_ip_answers_a_list(sandbox: RunningSandbox, token: str) -> None:
    assert sandbox.ask("get_api_domain_ip", token)["ip_list"] == ["127.0.0.1"]


def test_getcallbackip_answers_a_list(sandbox: RunningSandbox, token: str) -> None:
    assert sandbox.ask("getcallbackip", token) == {"ip_list": ["127.0.0.1"]}
    assert sandbox.ask("getcallbackip")["errcode"] == 41001
