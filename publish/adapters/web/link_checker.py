"""Link check: each address is fetched at most once a day, concurrently, one at a time for each host."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from publish.adapters.storage.cache import Cache
from publish.adapters.web.download import HostLimits, HttpFetcher, fetch_all
from publish.adapters.web.session import FetchLimits
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.ports import Clock
from publish.core.problem import Problem
from publish.core.urls import LinkState, LinkStatus, find_host
from publish.newsletter.sources import TEMPORARY_PARAMETERS, WECHAT_HOST, parse_parameters

# Texts of WeChat's pages for dead articles, all with status 200: the first two seen since 2014, the others collected by
# archivers of its articles. An article that only quotes one has an article body.
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

_HOME_PATHS = frozenset({"", "/", "/index.html", "/index.htm", "/index.php"})
_LOGIN_PATHS = ("/login", "/signin", "/sign_in", "/account/unhuman", "/mp/wappoc_appmsgcaptcha")
"""Targets of redirects for robots and for visitors without a login."""

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
"""Failures of every address when there is no network."""


def classify_response(url: str, fetched: FetchedResource) -> LinkStatus:
    """Return the status of a link from its response."""
    requested, found = urlsplit(url), urlsplit(fetched.final_url)
    if found.path.rstrip("/").endswith(_LOGIN_PATHS):
        return LinkStatus(LinkState.CLOSED, find_host(fetched.final_url))
    if requested.path not in _HOME_PATHS and found.path in _HOME_PATHS and not found.query:
        return LinkStatus(LinkState.FRONT, find_host(fetched.final_url))
    is_wechat = find_host(fetched.final_url) == WECHAT_HOST
    return _classify_wechat_page(url, fetched) if is_wechat else LinkStatus(LinkState.ALIVE)


def _classify_wechat_page(url: str, fetched: FetchedResource) -> LinkStatus:
    """Return the status of a link from the text of WeChat's page, whose HTTP status is always 200."""
    text, body, _ = fetched.data.decode(errors="replace").partition(_ARTICLE_BODY)
    if body:
        return LinkStatus(LinkState.ALIVE)
    temporary = {name for name, _ in parse_parameters(url)}.issuperset(TEMPORARY_PARAMETERS)
    kinds = ((LinkState.REMOVED, _REMOVED), (LinkState.EXPIRED, _EXPIRED), (LinkState.CLOSED, _CAPTCHA))
    for state, phrases in kinds:
        phrase = next((phrase for phrase in phrases if phrase in text), None)
        if phrase:
            return LinkStatus(state, phrase)
    return LinkStatus(LinkState.EXPIRED if temporary and "参数错误" in text else LinkState.ALIVE)


def classify_failure(problem: Problem) -> LinkStatus:
    """Return the status of a link from a failed fetch; most failures leave it unknown."""
    state = _FAILURES.get(problem.message, LinkState.SILENT)
    status = problem.values.get("status")
    return LinkStatus(state, f"HTTP {status}" if status else str(problem.values.get("host", "")))


LIMITS = FetchLimits(total_seconds=20, pause_seconds=2, max_bytes=262_144, head_only=True)
"""The head of a page is enough; WeChat's pages about dead articles are shorter."""
HOST_LIMITS = HostLimits(at_one_host=1, pause_seconds=0.5)
KEPT_SECONDS = 86_400
TEMPORARY_SECONDS = 3600  # cache time of a status that may be temporary
MAX_SILENT_HOSTS = 5  # if so many hosts and no other were unreachable, there is no network

_KIND = "links"
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_TEMPORARY = (LinkState.CLOSED, LinkState.SILENT, LinkState.LOST)


class LinkCheckReport(NamedTuple):
    """Statuses of links."""

    answers: Mapping[str, LinkStatus]  # by address as written; without those of unknown status
    unreached: int = 0  # number of addresses that were not checked for lack of a network


class LinkChecker:
    """Checks addresses and caches their statuses."""

    def __init__(self, web: HttpFetcher, cache: Cache, clock: Clock, limits: HostLimits = HOST_LIMITS) -> None:
        self._web = web
        self._cache = cache
        self._clock = clock
        self._limits = limits

    def check_all(self, urls: Iterable[str], on_progress: Callable[[int], None]) -> LinkCheckReport:
        """Return the statuses of addresses, from the cache or fetched.

        Args:
            urls: The addresses as written; fragments are ignored.
            on_progress: Called with the number of newly finished addresses.
        """
        pages = {url: urldefrag(url)[0] for url in urls}
        statuses = {page: status for page in set(pages.values()) if (status := self._load(page))}
        on_progress(len(statuses))
        missing = sorted(set(pages.values()) - statuses.keys())
        run = _LinkCheckRun(self._web)
        results = fetch_all(run.check, missing, lambda: on_progress(1), self._limits)
        if run.has_network:
            fetched = {
                page: status for page, status in zip(missing, results, strict=True) if isinstance(status, LinkStatus)
            }
            for page, status in fetched.items():
                self._cache.save(_KIND, page, json.dumps([self._clock.now().timestamp(), *status]).encode())
            statuses |= fetched
        answers = {url: statuses[page] for url, page in pages.items() if page in statuses}
        return LinkCheckReport(answers, 0 if run.has_network else len(missing))

    def _load(self, page: str) -> LinkStatus | None:
        """Return the cached status of a page, unless it has expired."""
        cached = self._cache.load(_KIND, page)
        if cached is None:
            return None
        checked, state, words = json.loads(cached)
        status = LinkStatus(LinkState(state), words)
        age = self._clock.now().timestamp() - checked
        return status if 0 <= age < (TEMPORARY_SECONDS if status.state in _TEMPORARY else KEPT_SECONDS) else None


class _LinkCheckRun:
    """One run of the link check, used by several threads."""

    def __init__(self, web: HttpFetcher) -> None:
        self._web = web
        self._lock = threading.Lock()
        self._unreached_hosts: set[str] = set()
        self.has_network = False  # whether any host was reached

    def check(self, url: str) -> LinkStatus | None:
        """Return the status of an address; None without a fetch if there is no network."""
        with self._lock:
            if not self.has_network and len(self._unreached_hosts) >= MAX_SILENT_HOSTS:
                return None
        try:
            status = classify_response(url, self._web.fetch(url, _ACCEPT))
            reached = True
        except FetchError as error:
            status = classify_failure(error.problems[0])
            reached = error.problems[0].message not in UNREACHED
        with self._lock:
            self.has_network |= reached
            if not reached:
                self._unreached_hosts.add(find_host(url))
        return status
