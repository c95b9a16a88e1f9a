"""Concurrent downloads with a limit for each host, and pictures of the web."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial
from queue import Empty, SimpleQueue
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from publish.core.background import WAKE_SECONDS, set_future, start_daemon
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.ports import Problems
from publish.core.problem import Problem
from publish.core.urls import find_host, show_address
from publish.wechat.picture_formats import recognise_format

MAX_AT_ONCE = 6
MAX_AT_ONE_HOST = 2

# Formats that WeChat takes; many hosts would prefer WebP or AVIF if it were listed.
_ACCEPT = "image/png,image/jpeg,image/gif,image/*;q=0.8,*/*;q=0.5"
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<!--")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")

_R = TypeVar("_R")
_Lane: TypeAlias = Sequence[str]
_Futures: TypeAlias = dict[str, Future[_R | FetchError]]


class HttpFetcher(Protocol):
    """Client that fetches web addresses."""

    def fetch(self, url: str, accept: str) -> FetchedResource:
        """Return the resource at an address.

        Raises:
            FetchError: The address is refused, unreachable or answers with an error.
        """
        ...


class RemotePictures:
    """Downloads pictures of the web."""

    def __init__(self, web: HttpFetcher) -> None:
        self._web = web

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> list[bytes | Problems]:
        """Return the bytes or the problems of each address, in order, fetched concurrently."""
        answers = fetch_all(partial(fetch_picture, self._web), urls, on_progress)
        return [answer.problems if isinstance(answer, FetchError) else answer.data for answer in answers]


def fetch_picture(web: HttpFetcher, url: str) -> FetchedResource:
    """Return a resource that may be a picture; decoding it decides.

    Raises:
        FetchError: It cannot be fetched, is empty, or is an HTML page.
    """
    fetched = web.fetch(url, _ACCEPT)
    shown = show_address(fetched.final_url.partition("?")[0])
    if not fetched.data:
        raise FetchError(Problem("fetch-cut", {"url": shown}))
    if _is_page(fetched):
        raise FetchError(Problem("picture-page", {"url": shown}))
    return fetched


def _is_page(fetched: FetchedResource) -> bool:
    """Return whether an HTML page came in place of a picture; the media type alone is unreliable."""
    if recognise_format(fetched.data):
        return False
    start = fetched.data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return fetched.media_type in _PAGE_TYPES or start.startswith(_PAGE_STARTS)


class HostLimits(NamedTuple):
    """Number of concurrent requests to one host, and the pause between two of them."""

    at_one_host: int = MAX_AT_ONE_HOST
    pause_seconds: float = 0


def fetch_all(
    fetch: Callable[[str], _R],
    urls: Sequence[str],
    on_progress: Callable[[], None],
    limits: HostLimits = HostLimits(),  # noqa: B008  # a tuple, never changed
) -> list[_R | FetchError]:
    """Return the result or the error of each address, in order, each fetched once and concurrently.

    `fetch` is called in several threads, `on_progress` in this one, once for each different address.
    """
    futures: _Futures[_R] = {url: Future() for url in urls}
    lanes: SimpleQueue[_Lane] = SimpleQueue()
    for lane in _share_out(futures, limits.at_one_host):
        lanes.put(lane)
    for _ in range(min(MAX_AT_ONCE, lanes.qsize())):
        start_daemon(_fetch_lanes, fetch, lanes, futures, limits.pause_seconds)
    try:
        pending = set(futures.values())
        while pending:
            done, pending = wait(pending, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED)
            for _ in done:
                on_progress()
    finally:
        for future in futures.values():
            future.cancel()  # those that have not begun
    errors = {url: future.exception() for url, future in futures.items()}
    return [error if isinstance(error := errors[url], FetchError) else futures[url].result() for url in urls]


def _share_out(urls: Iterable[str], at_one_host: int) -> list[_Lane]:
    """Return the addresses in lanes to be fetched sequentially, a limited number for each host; the longest first."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(find_host(url), []).append(url)
    lanes = [addresses[first::at_one_host] for addresses in hosts.values() for first in range(at_one_host)]
    return sorted(filter(None, lanes), key=len, reverse=True)


def _fetch_lanes(
    fetch: Callable[[str], _R], lanes: SimpleQueue[_Lane], futures: _Futures[_R], pause_seconds: float
) -> None:
    while True:
        try:
            lane = lanes.get_nowait()
        except Empty:
            return
        for url in lane:
            if pause_seconds and url != lane[0]:
                time.sleep(pause_seconds)
            set_future(futures[url], fetch, url)
