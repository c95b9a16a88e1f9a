"""Whether addresses still live: each is asked once a day, side by side, one at a time at each host."""

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
from publish.core.link_status import LinkState, LinkStatus
from publish.core.picture import FetchedResource
from publish.core.ports import Clock
from publish.core.problem import Problem
from publish.core.urls import find_host
from publish.newsletter.sources import TEMPORARY_PARAMETERS, WECHAT_HOST, parse_parameters

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


def classify_response(url: str, fetched: FetchedResource) -> LinkStatus:
    """Return what a page says of the address that was asked for."""
    asked, found = urlsplit(url), urlsplit(fetched.final_url)
    if found.path.rstrip("/").endswith(_DOORS):
        return LinkStatus(LinkState.CLOSED, find_host(fetched.final_url))
    if asked.path not in _FRONT_PATHS and found.path in _FRONT_PATHS and not found.query:
        return LinkStatus(LinkState.FRONT, find_host(fetched.final_url))
    return _judge_wechat(url, fetched) if find_host(fetched.final_url) == WECHAT_HOST else LinkStatus(LinkState.ALIVE)


def _judge_wechat(url: str, fetched: FetchedResource) -> LinkStatus:
    """Return what the text of a page of WeChat says; the status is 200 whatever has happened."""
    text, body, _ = fetched.data.decode(errors="replace").partition(_ARTICLE_BODY)
    if body:
        return LinkStatus(LinkState.ALIVE)
    temporary = {name for name, _ in parse_parameters(url)}.issuperset(TEMPORARY_PARAMETERS)
    kinds = ((LinkState.REMOVED, _REMOVED), (LinkState.EXPIRED, _EXPIRED), (LinkState.CLOSED, _CAPTCHA))
    for state, phrases in kinds:
        said = next((phrase for phrase in phrases if phrase in text), None)
        if said:
            return LinkStatus(state, said)
    return LinkStatus(LinkState.EXPIRED if temporary and "参数错误" in text else LinkState.ALIVE)


def classify_failure(problem: Problem) -> LinkStatus:
    """Return what it says of an address that it could not be fetched; most of it says nothing."""
    state = _FAILURES.get(problem.message, LinkState.SILENT)
    status = problem.values.get("status")
    return LinkStatus(state, f"HTTP {status}" if status else str(problem.values.get("host", "")))


LIMITS = FetchLimits(total_seconds=20, pause_seconds=2, max_bytes=262_144, head_only=True)
"""The head of a page tells whether it is the one; WeChat's own pages about dead articles are shorter."""
MANNERS = HostLimits(at_one_host=1, pause_seconds=0.5)
KEPT_SECONDS = 86_400
PASSING_SECONDS = 3600
"""What may be otherwise soon is asked again sooner."""
MAX_SILENT_HOSTS = 5
"""Where so many hosts, and nobody else, could not be reached, it is the network that is not there."""

_KIND = "links"
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_PASSING = (LinkState.CLOSED, LinkState.SILENT, LinkState.LOST)


class LinkCheckReport(NamedTuple):
    """What was heard of addresses."""

    answers: Mapping[str, LinkStatus]
    """By address, as it was written; nothing of those of which nothing is known."""
    unreached: int = 0
    """How many were not reached because there is no network; 0 where there is one."""


class LinkChecker:
    """Asks addresses, and remembers what they answered."""

    def __init__(self, web: HttpFetcher, cache: Cache, clock: Clock, manners: HostLimits = MANNERS) -> None:
        self._web = web
        self._cache = cache
        self._clock = clock
        self._manners = manners

    def check_all(self, urls: Iterable[str], on_progress: Callable[[int], None]) -> LinkCheckReport:
        """Return what is known of addresses, asking those of which nothing is.

        Args:
            urls: The addresses, as written; what follows a `#` is no matter of the host.
            on_progress: Called with how many more are known.
        """
        pages = {url: urldefrag(url)[0] for url in urls}
        known = {page: answer for page in set(pages.values()) if (answer := self._recall(page))}
        on_progress(len(known))
        wanted = sorted(set(pages.values()) - known.keys())
        errand = _LinkCheckRun(self._web)
        heard = dict(zip(wanted, fetch_all(errand.ask, wanted, lambda: on_progress(1), self._manners), strict=True))
        told = {page: answer for page, answer in heard.items() if isinstance(answer, LinkStatus)}
        if errand.answered:
            for page, answer in told.items():
                self._remember(page, answer)
            known |= told
        answers = {url: known[page] for url, page in pages.items() if page in known}
        return LinkCheckReport(answers, 0 if errand.answered else len(wanted))

    def _recall(self, page: str) -> LinkStatus | None:
        """Return what was heard of a page, as long as that holds."""
        kept = self._cache.load(_KIND, page)
        if kept is None:
            return None
        at, state, words = json.loads(kept)
        answer = LinkStatus(LinkState(state), words)
        age = self._clock.now().timestamp() - at
        return answer if 0 <= age < (PASSING_SECONDS if answer.state in _PASSING else KEPT_SECONDS) else None

    def _remember(self, page: str, answer: LinkStatus) -> None:
        self._cache.save(_KIND, page, json.dumps([self._clock.now().timestamp(), *answer]).encode())


class _LinkCheckRun:
    """One round of asking; several threads are on it."""

    def __init__(self, web: HttpFetcher) -> None:
        self._web = web
        self._lock = threading.Lock()
        self._silent: set[str] = set()
        self.answered = False
        """Whether anybody was reached."""

    def ask(self, url: str) -> LinkStatus | None:
        """Return what an address answers; None where there is no use in asking."""
        with self._lock:
            if not self.answered and len(self._silent) >= MAX_SILENT_HOSTS:
                return None
        try:
            answer = classify_response(url, self._web.fetch(url, _ACCEPT))
            reached = True
        except FetchError as error:
            answer = classify_failure(error.problems[0])
            reached = error.problems[0].message not in UNREACHED
        with self._lock:
            self.answered |= reached
            if not reached:
                self._silent.add(find_host(url))
        return answer
