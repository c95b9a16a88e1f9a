"""Pictures of the web, several at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, as_completed
from functools import partial
from queue import Empty, SimpleQueue
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from publish.core.background import set_future, start_daemon
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.ports import Problems
from publish.core.problem import Problem
from publish.core.urls import find_host, show_address
from publish.wechat.picture_formats import recognise_format

MAX_AT_ONCE = 6
MAX_AT_ONE_HOST = 2

# The formats that the article may hold; WebP and AVIF would be preferred by many hosts if they were named.
_ACCEPT = "image/png,image/jpeg,image/gif,image/*;q=0.8,*/*;q=0.5"
_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<!--")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")

_R = TypeVar("_R")
_Lane: TypeAlias = Sequence[str]
_Futures: TypeAlias = dict[str, Future[_R | FetchError]]


class HttpFetcher(Protocol):
    """Fetches what lies at an address."""

    def fetch(self, url: str, accept: str) -> FetchedResource:
        """Return what an address answers with.

        Raises:
            FetchError: It must not or cannot be had.
        """
        ...


class RemotePictures:
    """Pictures of the web, as far as they can be had."""

    def __init__(self, web: HttpFetcher) -> None:
        self._web = web

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> list[bytes | Problems]:
        """Return what each address holds, or what keeps it from being had; in order, fetched side by side."""
        answers = fetch_all(partial(fetch_picture, self._web), urls, on_progress)
        return [answer.problems if isinstance(answer, FetchError) else answer.data for answer in answers]


def fetch_picture(web: HttpFetcher, url: str) -> FetchedResource:
    """Return what may be a picture; only decoding it can tell.

    Raises:
        FetchError: It must not or cannot be had, is empty, or is a page.
    """
    fetched = web.fetch(url, _ACCEPT)
    shown = show_address(fetched.final_url.partition("?")[0])
    if not fetched.data:
        raise FetchError(Problem("fetch-cut", {"url": shown}))
    if _is_page(fetched):
        raise FetchError(Problem("picture-page", {"url": shown}))
    return fetched


def _is_page(fetched: FetchedResource) -> bool:
    """Say whether a page came in a picture's place; its type may say so, or lie either way."""
    if recognise_format(fetched.data):
        return False
    start_of_text = fetched.data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return fetched.media_type in _PAGE_TYPES or start_of_text.startswith(_PAGE_MARKS)


class HostLimits(NamedTuple):
    """How many addresses of one host are asked at a time, and how long it is left alone between two."""

    at_one_host: int = MAX_AT_ONE_HOST
    pause_seconds: float = 0


def fetch_all(
    fetch: Callable[[str], _R],
    urls: Sequence[str],
    on_progress: Callable[[], None],
    manners: HostLimits = HostLimits(),  # noqa: B008  # a tuple, never changed
) -> list[_R | FetchError]:
    """Return what each address gave, or why it gave nothing, in order; each is asked once, side by side.

    `fetch` is called by several threads at once, `on_progress` by this one alone, for each different address.
    """
    futures: _Futures[_R] = {url: Future() for url in urls}
    lanes: SimpleQueue[_Lane] = SimpleQueue()
    for lane in _share_out(futures, manners.at_one_host):
        lanes.put(lane)
    for _ in range(min(MAX_AT_ONCE, lanes.qsize())):
        start_daemon(_fetch_lanes, fetch, lanes, futures, manners.pause_seconds)
    try:
        for _ in as_completed(futures.values()):
            on_progress()
    finally:
        for future in futures.values():
            future.cancel()  # nobody waits for those that have not begun
    return [_take(futures[url]) for url in urls]


def _share_out(urls: Iterable[str], at_one_host: int) -> list[_Lane]:
    """Return the addresses in lanes that are worked off one by one, no more of them to a host than it likes.

    The longest come first: whoever begins with one of them last is waited for.
    """
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(find_host(url), []).append(url)
    lanes = [theirs[first::at_one_host] for theirs in hosts.values() for first in range(at_one_host)]
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


def _take(future: Future[_R | FetchError]) -> _R | FetchError:
    error = future.exception()
    return error if isinstance(error, FetchError) else future.result()
