from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.sandbox.articles import add_cover, add_draft, write_article
from tests.sandbox.server import PERSONAL, SERVICE, TEST, VERIFIED, RunningSandbox


def submit(sandbox: RunningSandbox, token: str, media_id: str | None = None) -> dict[str, Any]:
    return sandbox.ask("freepublish/submit", token, {"media_id": media_id or add_draft(sandbox, token)})


def poll(sandbox: RunningSandbox, token: str, publish_id: Any) -> dict[str, Any]:
    return sandbox.ask("freepublish/get", token, {"publish_id": publish_id})


def publish(sandbox: RunningSandbox, token: str, media_id: str | None = None) -> dict[str, Any]:
    publish_id = submit(sandbox, token, media_id)["publish_id"]
    sandbox.control.advance(3)
    return poll(sandbox, token, publish_id)


def list_published(sandbox: RunningSandbox, token: str, **body: Any) -> dict[str, Any]:
    return sandbox.ask("freepublish/batchget", token, {"offset": 0, "count": 20, **body})


def test_submit_does_not_publish_at_once(sandbox: RunningSandbox, token: str) -> None:
    publish_id = submit(sandbox, token)["publish_id"]

    result = poll(sandbox, token, publish_id)

    assert result == {"publish_id": int(publish_id), "publish_status": 1, "fail_idx": []}
    assert list_published(sandbox, token)["total_count"] == 0


def test_publication_succeeds_after_publish_delay(sandbox: RunningSandbox, token: str) -> None:
    result = publish(sandbox, token)

    assert (result["publish_status"], result["article_detail"]["count"], result["fail_idx"]) == (0, 1, [])
    assert result["article_detail"]["item"][0]["article_url"].startswith("https://mp.weixin.qq.com/s/")


def test_publication_succeeds_after_publish_polls(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", publish_delay=0, publish_polls=2)
    publish_id = submit(sandbox, token)["publish_id"]

    assert [poll(sandbox, token, publish_id)["publish_status"] for _ in range(3)] == [1, 1, 0]


def test_publication_succeeds_at_once_without_delay(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", publish_delay=0)

    assert poll(sandbox, token, submit(sandbox, token)["publish_id"])["publish_status"] == 0


@pytest.mark.parametrize("status", [2, 3, 4])
def test_failed_publication_names_its_articles_and_keeps_the_draft(
    sandbox: RunningSandbox, token: str, status: int
) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, outcome=status, fail_idx=[1, 2])
    media_id = add_draft(sandbox, token)

    result = publish(sandbox, token, media_id)

    assert (result["publish_status"], result["fail_idx"], "article_id" in result) == (status, [1, 2], False)
    assert "errcode" not in sandbox.ask("draft/get", token, {"media_id": media_id})


@pytest.mark.parametrize("status", [5, 6])
def test_publication_can_be_removed_later(sandbox: RunningSandbox, token: str, status: int) -> None:
    result = publish(sandbox, token)

    sandbox.control.post(f"publications/{result['article_id']}", status=status)

    assert poll(sandbox, token, result["publish_id"])["publish_status"] == status
    assert list_published(sandbox, token)["total_count"] == 0


@pytest.mark.parametrize("status", [5, 6])
def test_draft_outcome_can_be_a_removed_publication(sandbox: RunningSandbox, token: str, status: int) -> None:
    media_id = add_draft(sandbox, token)
    sandbox.control.post(f"drafts/{media_id}", outcome=status)

    assert publish(sandbox, token, media_id)["publish_status"] == status


def test_publication_of_the_test_account_fails(sandbox: RunningSandbox) -> None:
    assert publish(sandbox, sandbox.fetch_token(TEST))["publish_status"] == 3


def test_service_account_can_publish(sandbox: RunningSandbox) -> None:
    assert publish(sandbox, sandbox.fetch_token(SERVICE))["publish_status"] == 0


@pytest.mark.parametrize("call", ["submit", "get", "delete", "batchget", "getarticle"])
def test_personal_account_cannot_publish(sandbox: RunningSandbox, call: str) -> None:
    token = sandbox.fetch_token(PERSONAL)

    assert sandbox.ask(f"freepublish/{call}", token, {})["errcode"] == 48001
    assert "errcode" not in sandbox.ask("draft/count", token)


@pytest.mark.parametrize(("switch", "gone"), [("gone", True), ("kept", False)])
def test_published_draft_is_removed_unless_the_switch_keeps_it(
    sandbox: RunningSandbox, token: str, switch: str, gone: bool
) -> None:
    sandbox.control.post("settings", published_draft=switch)
    media_id = add_draft(sandbox, token)
    publish(sandbox, token, media_id)

    assert ("errcode" in sandbox.ask("draft/get", token, {"media_id": media_id})) is gone


def test_pending_draft_can_be_read(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)
    submit(sandbox, token, media_id)

    assert "errcode" not in sandbox.ask("draft/get", token, {"media_id": media_id})


def test_pending_draft_can_be_deleted_with_the_switch(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", pending_draft="accept")
    media_id = add_draft(sandbox, token)
    publish_id = submit(sandbox, token, media_id)["publish_id"]

    assert sandbox.ask("draft/delete", token, {"media_id": media_id})["errcode"] == 0
    sandbox.control.advance(3)
    assert poll(sandbox, token, publish_id)["publish_status"] == 0


def test_second_submit_publishes_twice(sandbox: RunningSandbox, token: str) -> None:
    media_id = add_draft(sandbox, token)
    for _ in range(2):
        submit(sandbox, token, media_id)
    sandbox.control.advance(3)

    assert list_published(sandbox, token)["total_count"] == 2


@pytest.mark.parametrize(("switch", "types"), [("mixed", (str, int)), ("string", (str, str)), ("integer", (int, int))])
def test_publish_id_type_follows_the_switch(
    sandbox: RunningSandbox, token: str, switch: str, types: tuple[type, type]
) -> None:
    sandbox.control.post("settings", publish_id_type=switch, msg_data_id=True)
    submitted = submit(sandbox, token)
    polled = poll(sandbox, token, submitted["publish_id"])

    assert (type(submitted["publish_id"]), type(polled["publish_id"])) == types
    assert submitted["msg_data_id"] == int(submitted["publish_id"])


def test_deleting_articles_marks_them_and_the_last_one_the_publication(sandbox: RunningSandbox, token: str) -> None:
    article = write_article(add_cover(sandbox, token))
    media_id = sandbox.ask("draft/add", token, {"articles": [article, article]})["media_id"]
    result = publish(sandbox, token, media_id)
    article_id = result["article_id"]

    states = []
    for index in (1, 2):
        sandbox.ask("freepublish/delete", token, {"article_id": article_id, "index": index})
        read = sandbox.ask("freepublish/getarticle", token, {"article_id": article_id})["news_item"]
        states.append([item["is_deleted"] for item in read])

    assert states == [[True, False], [True, True]]
    assert poll(sandbox, token, result["publish_id"])["publish_status"] == 5


def test_deleting_an_unknown_article_gives_40114(sandbox: RunningSandbox, token: str) -> None:
    article_id = publish(sandbox, token)["article_id"]

    answer = sandbox.ask("freepublish/delete", token, {"article_id": article_id, "index": 2})

    assert answer["errcode"] == 40114


def test_publication_belongs_to_its_account(sandbox: RunningSandbox, token: str) -> None:
    result = publish(sandbox, token)
    other = sandbox.fetch_token(SERVICE)

    assert poll(sandbox, other, result["publish_id"])["errcode"] == 53502
    assert sandbox.ask("freepublish/getarticle", other, {"article_id": result["article_id"]})["errcode"] == 53600


def test_publications_are_listed_with_their_source_url(sandbox: RunningSandbox, token: str) -> None:
    result = publish(sandbox, token, add_draft(sandbox, token, content_source_url="https://example.org/42"))

    page = list_published(sandbox, token, no_content=1)

    item = page["item"][0]["content"]["news_item"][0]
    assert (item["content_source_url"], "content" in item) == ("https://example.org/42", False)
    assert item["url"] == result["article_detail"]["item"][0]["article_url"]


def test_publication_is_listed_after_list_lag(sandbox: RunningSandbox, token: str) -> None:
    sandbox.control.post("settings", list_lag=4)
    publish(sandbox, token)

    early = list_published(sandbox, token)["total_count"]
    sandbox.control.advance(4)

    assert (early, list_published(sandbox, token)["total_count"]) == (0, 1)


def test_freepublish_get_is_limited_to_100_calls_a_day(sandbox: RunningSandbox, token: str) -> None:
    publish_id = submit(sandbox, token)["publish_id"]

    codes = [poll(sandbox, token, publish_id).get("errcode", 0) for _ in range(101)]

    assert codes == [0] * 100 + [45009]


@pytest.mark.parametrize(("status", "found"), [(0, 1), (4, 0)])
def test_publication_event_is_added(sandbox: RunningSandbox, token: str, status: int, found: int) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, outcome=status)
    result = publish(sandbox, token)

    event = etree.fromstring(sandbox.control.get("events")[0]["xml"])

    assert event.findtext("Event") == "PUBLISHJOBFINISH"
    assert event.findtext("ToUserName") == "gh_000000000001"
    info = event.find("PublishEventInfo")
    assert info is not None
    assert (info.findtext("publish_id"), info.findtext("publish_status")) == (str(result["publish_id"]), str(status))
    assert len(info.findall("article_detail/item")) == found
