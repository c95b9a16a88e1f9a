"""What an answer of the web says of an address: whether what an issue linked is still there."""

from __future__ import annotations

from urllib.parse import urlsplit

from publish.core.link_status import LinkAnswer, LinkState
from publish.core.picture import Fetched
from publish.core.problem import Problem
from publish.core.urls import find_host
from publish.newsletter.sources import TEMPORARY_PARAMETERS, WECHAT_HOST, read_parameters

# WeChat answers 200 for all of these. The first two as readers meet them since 2014, the others as collected by those
# who archive its articles; an article that only quotes one of them has a body of its own.
_REMOVED = (
    "该内容已被发布者删除",
    "此内容因违规无法查看",
    "此内容被投诉且经审核涉嫌侵权，无法查看",
    "此内容发送失败无法查看",
    "此账号已被屏蔽",
    "此帐号已被屏蔽",
    "此账号已自主注销",
    "此帐号已自主注销",
    "该公众号已被封禁",
)
_EXPIRED = ("链接已过期", "该链接已失效")
_CAPTCHA = ("环境异常", "访问过于频繁")
_ARTICLE_BODY = 'id="js_content"'

_FRONT_PATHS = frozenset({"", "/", "/index.html", "/index.htm", "/index.php"})
_DOORS = ("/login", "/signin", "/sign_in", "/account/unhuman", "/mp/wappoc_appmsgcaptcha")
"""Where a host sends those whom it takes for no person, or does not know."""

_FAILURES = {
    "fetch-missing": LinkState.GONE,
    "fetch-name": LinkState.LOST,
    "fetch-forbidden": LinkState.CLOSED,
    "fetch-busy": LinkState.CLOSED,
    "fetch-status": LinkState.CLOSED,
    "fetch-redirects": LinkState.CLOSED,
    "fetch-packed": LinkState.ALIVE,
}
UNREACHED = frozenset({"fetch-name", "fetch-unreachable", "fetch-slow", "fetch-proxy"})
"""What is heard of every address where there is no network."""


def judge_fetched(url: str, fetched: Fetched) -> LinkAnswer:
    """Return what a page says of the address that was asked for."""
    asked, found = urlsplit(url), urlsplit(fetched.final_url)
    if found.path.rstrip("/").endswith(_DOORS):
        return LinkAnswer(LinkState.CLOSED, find_host(fetched.final_url))
    if asked.path not in _FRONT_PATHS and found.path in _FRONT_PATHS and not found.query:
        return LinkAnswer(LinkState.FRONT, find_host(fetched.final_url))
    return _judge_wechat(url, fetched) if find_host(fetched.final_url) == WECHAT_HOST else LinkAnswer(LinkState.ALIVE)


def _judge_wechat(url: str, fetched: Fetched) -> LinkAnswer:
    """Return what the text of a page of WeChat says; the status is 200 whatever has happened."""
    text, body, _ = fetched.data.decode(errors="replace").partition(_ARTICLE_BODY)
    if body:
        return LinkAnswer(LinkState.ALIVE)
    temporary = {name for name, _ in read_parameters(url)}.issuperset(TEMPORARY_PARAMETERS)
    kinds = ((LinkState.REMOVED, _REMOVED), (LinkState.EXPIRED, _EXPIRED), (LinkState.CLOSED, _CAPTCHA))
    for state, phrases in kinds:
        said = next((phrase for phrase in phrases if phrase in text), None)
        if said:
            return LinkAnswer(state, said)
    return LinkAnswer(LinkState.EXPIRED if temporary and "参数错误" in text else LinkState.ALIVE)


def judge_failure(problem: Problem) -> LinkAnswer:
    """Return what it says of an address that it could not be fetched; most of it says nothing."""
    state = _FAILURES.get(problem.message, LinkState.SILENT)
    status = problem.values.get("status")
    return LinkAnswer(state, f"HTTP {status}" if status else str(problem.values.get("host", "")))
