"""The pictures of an article, on their way to the platform."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from html import escape
from typing import NamedTuple

from publish.core.article import ApiArticle, Article
from publish.core.background import set_future, start_daemon
from publish.core.delivery_record import UploadKind
from publish.core.exceptions import ArticleError, PublishError
from publish.core.html import StyledHtml
from publish.core.picture import Picture, PlacedPicture
from publish.core.ports import DeliveryServices, Ledger, Pictures, Uploads
from publish.core.problem import Problem, Severity
from publish.core.urls import upgrade_address
from publish.wechat.limits import MANY_LIBRARY_PICTURES, MAX_LIBRARY_PICTURES, needs_library
from publish.wechat.picture_formats import explain_changes

AT_ONCE = 4

Keep = Callable[[Picture, str], None]
"""Takes a picture, and where it is."""


def send_together(
    pictures: Sequence[Picture], send: Callable[[Picture], str], begin: Callable[[Picture], None], keep: Keep
) -> None:
    """Send pictures, four at a time.

    Once one is refused no other is begun; those on their way are waited for, and what arrived is kept.

    Args:
        pictures: What to send, each once.
        send: Sends one and returns where it is; called in threads.
        begin: Told of each before it is sent.
        keep: Keeps where each is, as soon as that is known.

    Raises:
        PublishError: Some were not taken: the kind of the first of them, and the problems of all.
    """
    waiting = deque(enumerate(pictures))
    running: dict[Future[str], int] = {}
    refused: dict[int, PublishError] = {}
    while running or (waiting and not refused):
        while waiting and not refused and len(running) < AT_ONCE:
            number, picture = waiting.popleft()
            begin(picture)
            future: Future[str] = Future()
            running[future] = number
            start_daemon(set_future, future, send, picture)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            number = running.pop(future)
            try:
                keep(pictures[number], future.result())
            except PublishError as error:
                refused[number] = error
    if refused:
        raise _join([refused[number] for number in sorted(refused)])


def _join(errors: Sequence[PublishError]) -> PublishError:
    """Return one error for several: what they say, each thing once."""
    told: list[Problem] = []
    for error in errors:
        told += [problem for problem in error.problems if problem not in told]
    make, _ = errors[0].__reduce__()
    joined: PublishError = make(*told)
    return joined


class AccountUploads:
    """The pictures and covers of one account; the ledger knows which it has."""

    def __init__(self, services: DeliveryServices) -> None:
        self._platform = services.platform
        self._ledger = services.ledger
        self._report = services.report
        self.problems: list[Problem] = []
        """What a person should know of the account's room for pictures."""

    def upload(self, pictures: Sequence[Picture]) -> list[str]:
        """Return the address of each picture there, in order; one that is there is not sent again, and none twice."""
        wanted = {hash_picture(picture): picture for picture in pictures}
        places = {digest: self._ledger.find_upload(UploadKind.PICTURE, digest) for digest in wanted}
        missing = [picture for digest, picture in wanted.items() if places[digest] is None]

        def keep(picture: Picture, place: str) -> None:
            digest = hash_picture(picture)
            self._ledger.save_upload(UploadKind.PICTURE, digest, place)
            places[digest] = place

        self._check_library(sum(map(_needs_library, missing)))
        send_together(missing, self._send, self._begin, keep)
        return [places[hash_picture(picture)] or "" for picture in pictures]

    def upload_cover(self, picture: Picture) -> str:
        """Return the media id of a cover there; one that is there is not sent again."""
        digest = hash_picture(picture)
        place = self._ledger.find_upload(UploadKind.COVER, digest)
        if place is None:
            self._report("draft-uploading-cover", name=picture.name)
            place = self._platform.upload_cover(picture)
            self._ledger.save_upload(UploadKind.COVER, digest, place)
        return place

    def _check_library(self, wanted: int) -> None:
        """Raise ArticleError where the library has no room for so many pictures more; asked only if there are some."""
        count = self._platform.count_library() if wanted else None
        if count is None:
            return
        left = max(0, MAX_LIBRARY_PICTURES - count)
        values = {"count": count, "limit": MAX_LIBRARY_PICTURES, "left": left, "wanted": wanted}
        if wanted > left:
            raise ArticleError(Problem("draft-library-full", values))
        if count + wanted >= MANY_LIBRARY_PICTURES:
            self.problems.append(Problem("draft-library-filling", values, severity=Severity.WARNING))

    def _begin(self, picture: Picture) -> None:
        self._report("draft-uploading-picture", name=picture.name)

    def _send(self, picture: Picture) -> str:
        send = self._platform.upload_to_library if _needs_library(picture) else self._platform.upload_picture
        # It often comes with http, which the store itself rewrites (W64).
        return upgrade_address(send(picture))


def _needs_library(picture: Picture) -> bool:
    return needs_library(picture.media_type, len(picture.data))


def find_uploads(article: Article, ledger: Ledger | None) -> list[str]:
    """Return the names of the pictures that the account does not have; those of the web by their addresses."""
    delivery = ledger.find_upload if ledger else lambda _kind, _digest: None
    wanted: dict[str, bool] = {article.cover.name: delivery(UploadKind.COVER, hash_picture(article.cover)) is None}
    for placed in {placed: None for part in article.parts for placed in part.pictures}:
        if placed.picture is None:
            wanted[placed.url] = True
        else:
            wanted[placed.picture.name] = delivery(UploadKind.PICTURE, hash_picture(placed.picture)) is None
    return [name for name, missing in wanted.items() if missing]


def hash_picture(picture: Picture) -> str:
    """Return what changes with a picture's bytes."""
    return hashlib.sha256(picture.data).hexdigest()


class UploadedArticle(NamedTuple):
    """An article whose pictures are on the platform."""

    parts: list[StyledHtml]
    problems: list[Problem]
    """Where readers see less of a picture of the web than is there."""


def upload_pictures(
    parts: Sequence[ApiArticle], pictures: Pictures, uploads: Uploads, on_progress: Callable[[], None] = lambda: None
) -> UploadedArticle:
    """Return the parts of an article, with every picture at the address it was uploaded to.

    Args:
        parts: The article as the platform's API takes it.
        pictures: Where the pictures of the web are fetched and made fit.
        uploads: Where all of them go.
        on_progress: Called whenever one more picture of the web has answered.

    Raises:
        ArticleError: Pictures of the web cannot be had; nothing was uploaded, and every one of them is named.
        PublishError: The platform does not take a picture.
    """
    found = _gather({placed: None for part in parts for placed in part.pictures}, pictures, on_progress)
    addresses = uploads.upload([picture for _, picture in found])
    written: list[str] = [part.html for part in parts]
    for (placed, _), address in zip(found, addresses, strict=True):
        written = [html.replace(placed.placeholder, escape(address)) for html in written]
    changed = [
        problem
        for placed, picture in found
        if placed.picture is None  # what is wrong with the others was said when the article was built
        for problem in explain_changes(picture, placed.url, placed.line)
    ]
    return UploadedArticle([StyledHtml(html) for html in written], changed)


def _gather(
    placed: Iterable[PlacedPicture], pictures: Pictures, on_progress: Callable[[], None]
) -> list[tuple[PlacedPicture, Picture]]:
    """Return every picture with its place."""
    wanted = list(placed)
    fetched = pictures.fetch([each.url for each in wanted if each.picture is None], on_progress)
    found, problems = [], []
    for each in wanted:
        picture = each.picture or fetched[each.url]
        if isinstance(picture, Picture):
            found.append((each, picture))
        else:
            problems += [problem._replace(line=each.line) for problem in picture]
    if problems:
        raise ArticleError(*_sort(problems))
    return found


def _sort(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)
