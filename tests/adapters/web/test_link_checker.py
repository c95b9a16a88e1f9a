from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from publish.adapters.storage.cache import Cache
from publish.adapters.web.download import MAX_AT_ONCE, HostLimits
from publish.adapters.web.http_client import HttpClient
from publish.adapters.web.link_checker import (
    KEPT_SECONDS,
    LIMITS,
    MAX_SILENT_HOSTS,
    TEMPORARY_SECONDS,
    LinkChecker,
    LinkCheckReport,
)
from publish.adapters.web.session import GuardedSession
from publish.adapters.web.ssrf_guard import SsrfGuard
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.urls import LinkState, LinkStatus
from tests.fakes import StoppedClock
from tests.loopback import HOST, Server, Visit, issue_certificates, reply

GONE = Problem("fetch-missing", {"status": 404})
BUSY = Problem("fetch-busy", {"status": 503})
NAMELESS = Problem("fetch-name", {"host": "lost.example"})
UNREACHABLE = Problem("fetch-unreachable", {"url": "a.example"})
AT_ONCE = HostLimits(at_one_host=1, pause_seconds=0)


@dataclass
class FakeWeb:
    """A web where some addresses fail; requested addresses are recorded."""

    failures: dict[str, Problem] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, accept: str) -> FetchedResource:
        assert accept.startswith("text/html")
        self.asked.append(url)
        problem = UNREACHABLE if self.down else self.failures.get(url)
        if problem:
            raise FetchError(problem)
        return FetchedResource(b"<html>", "text/html", url)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def check_links(tmp_path: Path, clock: StoppedClock) -> Callable[..., LinkCheckReport]:
    def ask_web(web: FakeWeb, *urls: str) -> LinkCheckReport:
        checker = LinkChecker(web, Cache(tmp_path), clock, AT_ONCE)
        return checker.check_all(urls, lambda _: None)

    return ask_web


def test_check_all_fetches_each_page_once_and_reports_addresses_as_written(
    check_links: Callable[..., LinkCheckReport],
) -> None:
    web = FakeWeb({"https://a.example/2": GONE})

    report = check_links(web, "https://a.example/1", "https://a.example/1#b", "https://a.example/2")

    assert report == LinkCheckReport(
        {
            "https://a.example/1": LinkStatus(LinkState.ALIVE),
            "https://a.example/1#b": LinkStatus(LinkState.ALIVE),
            "https://a.example/2": LinkStatus(LinkState.GONE, "HTTP 404"),
        }
    )
    assert sorted(web.asked) == ["https://a.example/1", "https://a.example/2"]


@pytest.mark.parametrize(
    ("problem", "kept"),
    [(None, KEPT_SECONDS), (GONE, KEPT_SECONDS), (BUSY, TEMPORARY_SECONDS), (NAMELESS, TEMPORARY_SECONDS)],
)
def test_check_all_caches_statuses_for_a_day_or_an_hour(
    check_links: Callable[..., LinkCheckReport], clock: StoppedClock, problem: Problem | None, kept: int
) -> None:
    url = "https://a.example/1"
    web = FakeWeb({url: problem} if problem else {})
    first = check_links(web, url, "https://b.example/")

    clock.time += timedelta(seconds=kept - 1)
    again = check_links(web, url)
    clock.time += timedelta(seconds=1)
    check_links(web, url)

    assert again.answers[url] == first.answers[url]
    assert web.asked.count(url) == 2


def test_check_all_ignores_cached_statuses_from_the_future(
    check_links: Callable[..., LinkCheckReport], clock: StoppedClock
) -> None:
    web = FakeWeb()
    check_links(web, "https://a.example/1")

    clock.time -= timedelta(seconds=1)
    check_links(web, "https://a.example/1")

    assert len(web.asked) == 2


def test_check_all_reports_no_status_without_a_network(check_links: Callable[..., LinkCheckReport]) -> None:
    urls = [f"https://host{number}.example/" for number in range(3)]

    assert check_links(FakeWeb(down=True), *urls) == LinkCheckReport({}, 3)


def test_check_all_caches_nothing_without_a_network(check_links: Callable[..., LinkCheckReport]) -> None:
    check_links(FakeWeb(down=True), "https://a.example/1")
    web = FakeWeb()

    assert check_links(web, "https://a.example/1").answers["https://a.example/1"].state is LinkState.ALIVE


def test_check_all_stops_early_without_a_network(check_links: Callable[..., LinkCheckReport]) -> None:
    web = FakeWeb(down=True)
    urls = [f"https://host{number}.example/" for number in range(100)]

    assert check_links(web, *urls).unreached == 100
    assert len(web.asked) <= MAX_SILENT_HOSTS + MAX_AT_ONCE


def test_check_all_reports_an_unknown_host_when_others_answer(check_links: Callable[..., LinkCheckReport]) -> None:
    report = check_links(FakeWeb({"https://lost.example/": NAMELESS}), "https://lost.example/", "https://a.example/")

    assert report.answers["https://lost.example/"] == LinkStatus(LinkState.LOST, "lost.example")
    assert report.unreached == 0


def test_check_all_returns_cached_statuses_without_a_network(check_links: Callable[..., LinkCheckReport]) -> None:
    check_links(FakeWeb(), "https://a.example/1")

    report = check_links(FakeWeb(down=True), "https://a.example/1", "https://b.example/")

    assert report == LinkCheckReport({"https://a.example/1": LinkStatus(LinkState.ALIVE)}, 1)


def test_check_all_reports_no_missing_network_without_addresses(check_links: Callable[..., LinkCheckReport]) -> None:
    assert check_links(FakeWeb()) == LinkCheckReport({}, 0)


def test_check_all_reports_progress_of_cached_and_fetched_addresses(tmp_path: Path, clock: StoppedClock) -> None:
    counted: list[int] = []
    checker = LinkChecker(FakeWeb(), Cache(tmp_path), clock, AT_ONCE)
    checker.check_all(["https://a.example/1"], lambda _: None)

    checker.check_all([f"https://a.example/{number}" for number in range(4)], counted.append)

    assert counted == [1, 1, 1, 1]


# --- real connections -----------------------------------------------------------------------------


class ShyHost:
    """Serves one client at a time, and records concurrent ones."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self.overlapping: list[str] = []

    def answer(self, visit: Visit) -> None:
        if not self._busy.acquire(blocking=False):
            self.overlapping.append(visit.path)
            return
        try:
            if visit.path == "/gone":
                visit.send(reply(status="404 Not Found"))
            elif visit.path == "/away":
                visit.send(reply(b"", "Location: /", status="302 Found"))
            else:
                visit.send(reply(length=10**9))
                visit.pour(b"x" * 65_536)  # nobody reads it to the end
        finally:
            self._busy.release()


def test_check_all_fetches_one_head_at_a_time_from_each_host(tmp_path: Path, clock: StoppedClock) -> None:
    certificates = issue_certificates(HOST)
    host = ShyHost()
    with Server(host.answer, certificates.server) as server:
        guard = SsrfGuard(resolve=lambda _: ("127.0.0.1",), is_allowed=lambda _: True, ports=frozenset({server.port}))
        client = HttpClient(context=certificates.client)
        session = GuardedSession(client=client, guard=guard, limits=LIMITS._replace(total_seconds=5))
        base = f"https://{HOST}:{server.port}"
        checker = LinkChecker(session, Cache(tmp_path), clock, HostLimits(at_one_host=1, pause_seconds=0.3))
        report = checker.check_all([f"{base}/{name}" for name in ("gone", "away", "large")], lambda _: None)

    states = {url.rpartition("/")[2]: answer.state for url, answer in report.answers.items()}
    assert states == {"gone": LinkState.GONE, "away": LinkState.FRONT, "large": LinkState.ALIVE}
    assert host.overlapping == []
