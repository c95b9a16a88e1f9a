from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from publish.adapters.web.download import MAX_AT_ONCE, MAX_AT_ONE_HOST, RemotePictures, fetch_all, fetch_picture
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem

ROOT = Path(__file__).parents[3]
PNG = b"\x89PNG\r\n\x1a\n"
PAGE = b"<!DOCTYPE html><title>404</title>"


class FixedWeb:
    """A web with the same response at every address."""

    def __init__(self, data: bytes, media_type: str) -> None:
        self.data = data
        self.media_type = media_type
        self.accepted: list[str] = []

    def fetch(self, url: str, accept: str) -> FetchedResource:
        self.accepted.append(accept)
        return FetchedResource(self.data, self.media_type, url)


def refuse(data: bytes, media_type: str = "image/png") -> Problem:
    with pytest.raises(FetchError) as caught:
        fetch_picture(FixedWeb(data, media_type), "https://example.com/a.png?token=b")
    return caught.value.problems[0]


# --- one picture --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PNG, "image/png"),
        (PNG, "text/html"),
        (PNG, ""),
        (b"\xff\xd8\xff", "text/plain"),
        (b"GIF89a", "application/octet-stream"),
        (b"BM", "image/bmp"),
        (b"<svg/>", "image/svg+xml"),
        (b"<!-- drawn by hand --><svg/>", "text/html"),
    ],
)
def test_fetch_picture_returns_anything_but_a_page(data: bytes, media_type: str) -> None:
    assert fetch_picture(FixedWeb(data, media_type), "https://example.com/a").data == data


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PAGE, "text/html"),
        (PAGE, "image/png"),
        (PAGE, ""),
        (b"\xef\xbb\xbf\r\n " + PAGE, "image/jpeg"),
        (b"<HTML>", "image/png"),
        (b"<!-- a --><html>", "image/gif"),
        ("找不到".encode("gbk"), "text/html"),
        (b"<?xml version='1.0'?>", "application/xhtml+xml"),
    ],
)
def test_fetch_picture_refuses_a_page_by_type_or_content(data: bytes, media_type: str) -> None:
    assert refuse(data, media_type) == Problem("picture-page", {"url": "example.com/a.png"})


def test_fetch_picture_refuses_an_empty_response() -> None:
    assert refuse(b"") == Problem("fetch-cut", {"url": "example.com/a.png"})


def test_fetch_picture_requests_supported_formats() -> None:
    web = FixedWeb(PNG, "image/png")

    fetch_picture(web, "https://example.com/a.png")

    assert web.accepted[0].startswith("image/png,image/jpeg,image/gif,")
    assert "webp" not in web.accepted[0]


class PageWeb:
    """A web with one picture; every other address is a page."""

    def fetch(self, url: str, accept: str) -> FetchedResource:
        assert "image" in accept
        return FetchedResource(PNG if url.endswith("a") else PAGE, "", url)


def test_remote_pictures_returns_bytes_or_problems() -> None:
    done: list[None] = []

    got = RemotePictures(PageWeb()).fetch_all(["https://a.example/b", "https://a.example/a"], lambda: done.append(None))

    assert got == [(Problem("picture-page", {"url": "a.example/b"}),), PNG]
    assert len(done) == 2


# --- several addresses --------------------------------------------------------------------------


def ignore() -> None:
    """Ignore progress."""


def test_fetch_all_returns_results_in_order() -> None:
    urls = [f"https://{host}.example.com/{number}" for number in range(10) for host in "cab"]

    assert fetch_all(str.upper, urls, ignore) == [url.upper() for url in urls]


def test_fetch_all_fetches_each_address_once() -> None:
    asked: list[str] = []

    def fetch(url: str) -> int:
        asked.append(url)
        return len(asked)

    assert fetch_all(fetch, ["https://a.com/"] * 3, ignore) == [1, 1, 1]


def test_fetch_all_returns_nothing_for_no_address() -> None:
    assert fetch_all(str.upper, [], ignore) == []


def test_fetch_all_returns_errors_in_order() -> None:
    cause = FetchError(Problem("fetch-slow", {"url": "b"}))

    def fetch(url: str) -> str:
        if url == "b":
            raise cause
        return url

    assert fetch_all(fetch, ["a", "b", "c"], ignore) == ["a", cause, "c"]


def test_fetch_all_raises_unexpected_errors() -> None:
    def fetch(url: str) -> str:
        raise KeyError(url)

    with pytest.raises(KeyError):
        fetch_all(fetch, ["a", "b"], ignore)


def test_fetch_all_reports_progress_in_the_calling_thread() -> None:
    threads: list[threading.Thread] = []

    fetch_all(str.upper, ["a", "b", "c", "a"], lambda: threads.append(threading.current_thread()))

    assert threads == [threading.current_thread()] * 3


class Crowd:
    """A web that counts concurrent requests, and answers none before enough have come."""

    def __init__(self, expected: int) -> None:
        self._lock = threading.Lock()
        self._together = threading.Barrier(expected)
        self._now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    def fetch(self, url: str) -> str:
        host = url.split("/")[2]
        with self._lock:
            self._now.update((host, "all"))
            self.most |= self._now
        self._together.wait(10)
        with self._lock:
            self._now.subtract((host, "all"))
        return url


def test_fetch_all_fetches_hosts_concurrently() -> None:
    crowd = Crowd(MAX_AT_ONCE)

    fetch_all(crowd.fetch, [f"https://{number}.com/" for number in range(2 * MAX_AT_ONCE)], ignore)

    assert crowd.most["all"] == MAX_AT_ONCE


def test_fetch_all_limits_requests_to_each_host() -> None:
    crowd = Crowd(MAX_AT_ONE_HOST)

    fetch_all(crowd.fetch, [f"https://a.com/{number}" for number in range(4 * MAX_AT_ONE_HOST)], ignore)

    assert crowd.most["a.com"] == MAX_AT_ONE_HOST


def test_fetch_all_cancels_pending_fetches_on_an_exception() -> None:
    asked: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def fetch(url: str) -> str:
        asked.append(url)
        if len(asked) > 1:
            begun.set()
            go_on.wait(10)
        return url

    def interrupt() -> None:
        begun.wait(10)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        # One host has two lanes; more of its addresses wait behind the first.
        fetch_all(fetch, [f"https://a.com/{number}" for number in range(20)], interrupt)
    go_on.set()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.endswith("(_fetch_lanes)"):
            thread.join(10)

    assert len(asked) < 20


WAIT_FOR_EVER = """
import threading
from publish.adapters.web.download import fetch_all

def fetch(url):
    print("begun", flush=True)
    threading.Event().wait()

fetch_all(fetch, ["https://example.com/"], print)
"""


def test_fetch_all_stops_at_once_on_ctrl_c() -> None:
    with subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, "-c", WAIT_FOR_EVER],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            os.kill(process.pid, signal.SIGINT)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()  # else a failure would wait for it for ever

    assert errors.rstrip().endswith("KeyboardInterrupt")
