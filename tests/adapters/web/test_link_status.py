from __future__ import annotations

import pytest

from publish.adapters.web.link_checker import classify_failure, classify_response
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.urls import LinkState, LinkStatus

ARTICLE = "https://mp.weixin.qq.com/s/abc"
TEMPORARY = "https://mp.weixin.qq.com/s?src=11&timestamp=1&signature=x"
PAGE = '<html><title></title><div class="weui-msg__title warn">{}</div>'
BODY = '<meta property="og:title"><div class="rich_media_content" id="js_content">{}</div>'


def classify(url: str, text: str = "", final_url: str = "") -> LinkStatus:
    return classify_response(url, FetchedResource(text.encode(), "text/html", final_url or url))


@pytest.mark.parametrize(
    ("phrase", "state"),
    [
        ("该内容已被发布者删除", LinkState.REMOVED),
        ("此内容因违规无法查看", LinkState.REMOVED),
        ("此帐号已自主注销，内容无法查看", LinkState.REMOVED),
        ("链接已过期", LinkState.EXPIRED),
        ("环境异常", LinkState.CLOSED),
        ("标题", LinkState.ALIVE),
    ],
)
def test_classify_response_detects_dead_articles_of_wechat_by_text(phrase: str, state: LinkState) -> None:
    assert classify(ARTICLE, PAGE.format(phrase)).state is state


def test_classify_response_accepts_an_article_that_quotes_a_message() -> None:
    assert classify(ARTICLE, BODY.format("常见的是“该内容已被发布者删除”")) == LinkStatus(LinkState.ALIVE)


def test_classify_response_ignores_the_messages_on_other_hosts() -> None:
    assert classify("https://a.example/x", PAGE.format("该内容已被发布者删除")) == LinkStatus(LinkState.ALIVE)


@pytest.mark.parametrize(("url", "state"), [(TEMPORARY, LinkState.EXPIRED), (ARTICLE, LinkState.ALIVE)])
def test_classify_response_detects_expired_temporary_addresses(url: str, state: LinkState) -> None:
    assert classify(url, PAGE.format("参数错误")).state is state


def test_classify_response_accepts_other_encodings() -> None:
    assert classify_response(ARTICLE, FetchedResource(b"\xff\xfe\x80", "", ARTICLE)) == LinkStatus(LinkState.ALIVE)


@pytest.mark.parametrize(
    ("url", "final_url", "state"),
    [
        ("https://a.example/news/1", "https://www.a.example/", LinkState.FRONT),
        ("https://a.example/news/1", "https://b.example/index.html", LinkState.FRONT),
        ("https://a.example/news/1", "https://a.example/news/1/", LinkState.ALIVE),
        ("https://a.example/news/1", "https://a.example/?p=1", LinkState.ALIVE),
        ("https://a.example", "https://a.example/", LinkState.ALIVE),
        ("https://www.zhihu.com/question/1", "https://www.zhihu.com/signin?next=%2F", LinkState.CLOSED),
        (ARTICLE, "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=a", LinkState.CLOSED),
    ],
)
def test_classify_response_detects_redirects_to_home_and_login_pages(
    url: str, final_url: str, state: LinkState
) -> None:
    assert classify(url, "", final_url).state is state


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        (Problem("fetch-missing", {"status": 410}), LinkStatus(LinkState.GONE, "HTTP 410")),
        (Problem("fetch-forbidden", {"status": 403}), LinkStatus(LinkState.CLOSED, "HTTP 403")),
        (Problem("fetch-busy", {"status": 429}), LinkStatus(LinkState.CLOSED, "HTTP 429")),
        (Problem("fetch-name", {"host": "a.example"}), LinkStatus(LinkState.LOST, "a.example")),
        (Problem("fetch-packed", {"url": "a.example"}), LinkStatus(LinkState.ALIVE)),
        (Problem("fetch-slow", {"url": "a.example"}), LinkStatus(LinkState.SILENT)),
        (Problem("fetch-inner", {"url": "a.example"}), LinkStatus(LinkState.SILENT)),
    ],
    ids=lambda thing: getattr(thing, "message", ""),
)
def test_classify_failure_returns_the_status_of_each_failure(problem: Problem, answer: LinkStatus) -> None:
    assert classify_failure(problem) == answer
