"""A third-party client of the WeChat API works with the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from tests.sandbox.articles import draw_picture
from tests.sandbox.server import PERSONAL, VERIFIED, know_secret, start_sandbox


class Client(WeChatClient):  # type: ignore[misc]  # has no types
    """The client, with the base URL of the sandbox."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with start_sandbox(publish_delay=0, publish_polls=1) as sandbox:
        yield sandbox.api


def open_sandbox_client(address: str, appid: str = VERIFIED) -> Any:
    client = Client(appid, know_secret(appid))
    client.API_BASE_URL = address
    client._http.trust_env = False
    # The client has the URL of the token endpoint in a second place.
    fetch = client._fetch_access_token
    client._fetch_access_token = lambda url, params: fetch(address + url.rpartition("/")[2], params)
    return client


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    client = open_sandbox_client(address)
    yield client
    client._http.close()


def make_file(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_third_party_client_reads_a_picture_post(client: Any) -> None:
    covers = [client.material.add("image", make_file(draw_picture(), "a.png"))["media_id"] for _ in range(2)]
    images = {"image_list": [{"image_media_id": cover} for cover in covers]}
    post = {"article_type": "newspic", "title": "三张卡片", "content": "第一行\n第二行", "image_info": images}

    # Its own `draft.add` drops every field that it does not know, and with them what makes a picture post.
    media_id = client.post("draft/add", data={"articles": [post]})["media_id"]

    read = client.draft.get(media_id)["news_item"][0]
    assert (read["article_type"], read["content"], read["image_info"]) == ("newspic", "第一行\n第二行", images)
    [listed] = [item for item in client.draft.batchget(0, 20, 1)["item"] if item["media_id"] == media_id]
    assert listed["content"]["news_item"][0]["image_info"] == images


def test_third_party_client_publishes_an_article(client: Any) -> None:
    picture = client.media.upload_image(make_file(draw_picture(), "a.png"))
    cover = client.material.add("image", make_file(draw_picture(), "cover.png"))["media_id"]
    article = {"title": "嵌入式简报", "content": f'<p>正文<img src="{picture}"></p>', "thumb_media_id": cover}

    media_id = client.draft.add([article])["media_id"]
    read = client.draft.get(media_id)["news_item"][0]
    publish_id = client.freepublish.submit(media_id)["publish_id"]
    states = [client.freepublish.get(publish_id)["publish_status"] for _ in range(2)]

    assert (read["title"], "data-src" in read["content"]) == ("嵌入式简报", True)
    assert states == [1, 0]
    assert client.freepublish.batchget(0, 20)["total_count"] >= 1


def test_third_party_client_adds_updates_and_deletes_a_draft(client: Any) -> None:
    cover = client.material.add("image", make_file(draw_picture(), "cover.png"))["media_id"]
    article = {"title": "甲", "content": "<p>一</p>", "thumb_media_id": cover}
    media_id = client.draft.add([article])["media_id"]

    client.draft.update(media_id, 0, {**article, "title": "乙"})
    item = client.draft.batchget()["item"][0]
    client.draft.delete(media_id)

    assert (item["media_id"], item["content"]["news_item"][0]["title"]) == (media_id, "乙")
    with pytest.raises(WeChatClientException) as raised:
        client.draft.get(media_id)
    assert raised.value.errcode == 40007


def test_third_party_client_raises_its_error_for_a_forbidden_call(address: str) -> None:
    client = open_sandbox_client(address, PERSONAL)

    with pytest.raises(WeChatClientException) as raised:
        client.freepublish.batchget(0, 1)
    client._http.close()

    assert raised.value.errcode == 48001
