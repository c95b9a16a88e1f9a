"""The account's draft box and its list of publications, read to their ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from publish.core.api_types import Draft, Published
from publish.core.exceptions import PlatformError
from publish.core.ports import PlatformClient

PAGE = 20
"""Drafts or publications in one answer, at most."""
DRAFT_PAGES = 100
"""A small account may ask a thousand times a day."""
PUBLICATION_PAGES = 25
"""A small account may ask a hundred times a day, and several issues may be new."""


class DraftBox(NamedTuple):
    """The draft box."""

    drafts: tuple[Draft, ...]
    whole: bool
    """Whether it was read to its end."""


class PublicationList(NamedTuple):
    """The list of publications; what was sent to every follower never stands there."""

    publications: tuple[Published, ...]
    whole: bool
    """Whether it was read to its end."""
    refused: PlatformError | None = None
    """With what WeChat refused it."""


def read_drafts(platform: PlatformClient) -> DraftBox:
    """Return the draft box, as far as may be asked; what WeChat refuses is not whole."""
    found: list[Draft] = []
    try:
        for page in range(DRAFT_PAGES):
            listed = platform.list_drafts(page * PAGE, PAGE)
            found += listed.drafts
            if (page + 1) * PAGE >= listed.total:
                return DraftBox(tuple(found), whole=True)
    except PlatformError:
        pass
    return DraftBox(tuple(found), whole=False)


def read_publications(platform: PlatformClient) -> PublicationList:
    """Return the list of publications, as far as may be asked; what WeChat refuses is not whole."""
    found: list[Published] = []
    try:
        for page in range(PUBLICATION_PAGES):
            listed = platform.list_publications(page * PAGE, PAGE)
            found += listed.publications
            if (page + 1) * PAGE >= listed.total:
                return PublicationList(tuple(found), whole=True)
    except PlatformError as error:
        return PublicationList(tuple(found), whole=False, refused=error)
    return PublicationList(tuple(found), whole=False)


def list_newest(platform: PlatformClient, pages: int) -> Iterator[Published]:
    """Yield the publications of the first pages, page by page as they are asked for."""
    for offset in range(0, PAGE * pages, PAGE):
        page = platform.list_publications(offset, PAGE)
        yield from page.publications
        if offset + PAGE >= page.total:
            return
