"""Reading the account's draft box and list of publications, page by page, and waiting for them to catch up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple, TypeVar

from publish.core.api_types import Draft, DraftPage, PublicationPage, Published
from publish.core.exceptions import PlatformError
from publish.core.ports import DeliveryServices, PlatformClient

PAGE = 20  # drafts or publications in one answer, at most
DRAFT_PAGES = 100  # a small account may ask a thousand times a day
PUBLICATION_PAGES = 25  # a small account may ask a hundred times a day, and several issues may be new

_Page = TypeVar("_Page", DraftPage, PublicationPage)


class DraftBox(NamedTuple):
    """Drafts of the account."""

    drafts: tuple[Draft, ...]
    complete: bool  # whether the draft box was read to its end


class PublicationList(NamedTuple):
    """Publications of the account; WeChat never lists those that were sent to every follower."""

    publications: tuple[Published, ...]
    complete: bool  # whether the list was read to its end
    refusal: PlatformError | None = None  # why WeChat refused the list


def list_pages(fetch: Callable[[int, int], _Page], pages: int) -> Iterator[tuple[_Page, int]]:
    """Yield up to so many pages of a list, each with the number of items that are left behind it."""
    for offset in range(0, PAGE * pages, PAGE):
        page = fetch(offset, PAGE)
        left = max(0, page.total - offset - PAGE)
        yield page, left
        if not left:
            return


def read_drafts(platform: PlatformClient) -> DraftBox:
    """Return the draft box up to the page limit; it is incomplete where WeChat refuses a page."""
    pages, complete, _ = _read_pages(platform.list_drafts, DRAFT_PAGES)
    return DraftBox(tuple(draft for page in pages for draft in page.drafts), complete)


def read_publications(platform: PlatformClient) -> PublicationList:
    """Return the list of publications up to the page limit; it is incomplete where WeChat refuses a page."""
    pages, complete, refusal = _read_pages(platform.list_publications, PUBLICATION_PAGES)
    return PublicationList(tuple(item for page in pages for item in page.publications), complete, refusal)


def _read_pages(fetch: Callable[[int, int], _Page], limit: int) -> tuple[list[_Page], bool, PlatformError | None]:
    """Return the pages of a list, whether they are all, and why WeChat refused the next."""
    pages, complete = [], False
    try:
        for page, left in list_pages(fetch, limit):
            pages.append(page)
            complete = not left
    except PlatformError as error:
        return pages, False, error
    return pages, complete, None


def wait_for_lists(since: datetime, services: DeliveryServices) -> Iterator[None]:
    """Yield before each look at a list, with growing pauses, until the grace period after a moment is over."""
    pause, waited = services.timeouts.search_delay, 0.0
    while True:
        yield
        passed = (services.clock.now() - since).total_seconds()
        left = services.timeouts.grace - max(passed, waited)  # a clock that was put back must not make us wait for ever
        if left <= 0:
            return
        pause = min(pause, left)
        services.clock.wait(pause)
        waited += pause
        pause *= 2
