"""Numbers and comments of published articles, read from the sandbox."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.wechat_api.client import WeChatClient
from publish.adapters.wechat_api.readership_queries import Readership
from publish.adapters.wechat_api.transport import HttpResponse
from publish.core.exceptions import PlatformError
from publish.core.ports import ReadershipQueries
from publish.core.readership import CountedDay, DayTotals
from publish.wechat.article_index import parse_msgid
from tests.adapters.wechat_api.harness import PICTURE, open_sandbox_client, write_article
from tests.sandbox.server import PERSONAL, VERIFIED, RunningSandbox


def publish_before(sandbox: RunningSandbox, platform: WeChatClient, days: int) -> tuple[str, date]:
    """Publish an article some days ago, and return its msgid and day."""
    sandbox.control.advance(-days * 86_400)
    platform.submit(platform.add_draft([write_article(platform.upload_cover(PICTURE))]))
    sandbox.control.advance(3)
    [article] = sandbox.control.get("articles")
    sandbox.control.advance(days * 86_400)
    sandbox.control.post("settings", statistics_hour=0)
    return article["msgid"], date.fromisoformat(article["day"])


class ScriptedClient(WeChatClient):
    """A client whose platform gives one answer."""

    def __init__(self, **data: Any) -> None:
        self._data = data

    def send(self, call: object) -> HttpResponse:  # noqa: ARG002  # every call has the same answer
        return HttpResponse(self._data, "")


def test_queries_implement_the_port(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    sandbox.control.post("settings", statistics_hour=0)
    port: ReadershipQueries = Readership(platform)

    assert port.count_articles(date(2025, 11, 1)) == CountedDay((), True)


def test_count_articles_returns_running_totals(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    msgid, day = publish_before(sandbox, platform, 3)
    numbers = {
        "read_user": 100,
        "share_user": 9,
        "like_user": 8,
        "zaikan_user": 7,
        "comment_count": 6,
        "collection_user": 5,
        "read_subscribe_user": 4,
        "read_finish_rate": 0.25,
    }
    sandbox.control.post(f"articles/{msgid}/numbers", days={day.isoformat(): numbers})

    counted = Readership(platform).count_articles(day)

    [article] = counted.articles
    assert (article.published, (article.msg_data_id, article.position)) == (day, parse_msgid(msgid))
    assert (article.title, article.url[:28]) == (write_article("").title, "http://mp.weixin.qq.com/s?__")
    sources = {"公众号消息": 60, "朋友圈": 20, "聊天会话": 10}
    assert article.totals[0] == DayTotals(day, 100, 9, 8, 7, 6, 5, 4, 0.25, sources)
    assert [totals.day for totals in article.totals] == [day + timedelta(days=number) for number in range(3)]
    assert counted.is_current


def test_count_articles_tells_numbers_that_are_late(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    _, day = publish_before(sandbox, platform, 2)
    sandbox.control.post("settings", statistics_late=True)

    assert not Readership(platform).count_articles(day).is_current


def test_count_articles_explains_a_refusal(sandbox: RunningSandbox, tmp_path: Path) -> None:
    with pytest.raises(PlatformError) as caught:
        Readership(open_sandbox_client(sandbox, tmp_path, PERSONAL)).count_articles(date(2025, 11, 1))

    assert (caught.value.code, caught.value.problems[0].message) == (48001, "api-readership")


def test_count_articles_leaves_out_what_cannot_be_read() -> None:
    totals = {"stat_date": "2026-11-02", "read_user": "12", "like_user": -3, "share_user": None, "read_user_source": 1}
    rows = [totals, {"stat_date": "soon"}, 7]
    good = {"msgid": "5_2", "ref_date": "2026-11-02", "detail_list": rows}
    client = ScriptedClient(list=[{"msgid": "5"}, {"msgid": "5_1", "ref_date": None}, "x", good], is_delay=True)

    counted = Readership(client).count_articles(date(2026, 11, 2))

    [article] = counted.articles
    assert (article.msg_data_id, article.position, article.title, article.url) == ("5", 1, "", "")
    assert article.totals == (DayTotals(date(2026, 11, 2), reads=12),)


@pytest.mark.parametrize(
    ("given", "rate"),
    [(0, 0), (0.5, 0.5), (1, 1), (37.5, 0.375), (100, 1), (101, None), (-1, None), ("0.5", None), (True, None)],
)
def test_finish_rate_is_a_share_or_a_percentage(given: object, rate: float | None) -> None:
    row = {"stat_date": "2026-11-02", "read_finish_rate": given}
    client = ScriptedClient(list=[{"msgid": "5_1", "ref_date": "2026-11-02", "detail_list": [row]}])

    [article] = Readership(client).count_articles(date(2026, 11, 2)).articles

    assert article.totals[0].finish_rate == rate


def test_list_comments_returns_a_page(sandbox: RunningSandbox, platform: WeChatClient) -> None:
    msgid, _ = publish_before(sandbox, platform, 0)
    for content, more in (("一", {"openid": "o1"}), ("二", {"chosen": True, "reply": "谢谢"})):
        sandbox.control.post("comments", appid=VERIFIED, msgid=msgid, content=content, **more)
    article = parse_msgid(msgid)
    assert article is not None

    page = Readership(platform).list_comments(*article, 0)

    assert page.total == 2
    shown = [(each.author, each.text, each.chosen, each.reply) for each in page.comments]
    assert shown == [("o1", "一", False, ""), ("", "二", True, "谢谢")]
    now = datetime.fromtimestamp(sandbox.control.get("state")["now"], UTC)
    assert all(each.at and abs(each.at - now) < timedelta(minutes=10) for each in page.comments)
    assert Readership(platform).list_comments(*article, 1).comments == page.comments[1:]


def test_list_comments_reads_what_it_can() -> None:
    client = ScriptedClient(total="1", comment=[{"content": None, "reply": "x"}, "y"])

    page = Readership(client).list_comments("5", 0, 0)

    assert (page.total, [(each.text, each.at, each.reply) for each in page.comments]) == (1, [("", None, "")])


@pytest.mark.parametrize(
    ("account", "message"),
    [
        ({"comments": False}, "api-comments-closed"),
        ({"comments_limited": True}, "api-comments-limited"),
        ({}, "api-comments-nowhere"),
    ],
)
def test_list_comments_explains_a_refusal(
    sandbox: RunningSandbox, platform: WeChatClient, account: dict[str, Any], message: str
) -> None:
    sandbox.control.post("accounts", appid=VERIFIED, **account)

    with pytest.raises(PlatformError) as caught:
        Readership(platform).list_comments("1", 0, 0)

    assert caught.value.problems[0].message == message
