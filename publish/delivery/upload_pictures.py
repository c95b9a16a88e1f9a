"""Upload the pictures of an article to the platform."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from publish.core.article import ApiArticle
from publish.core.background import WAKE_SECONDS, set_future, start_daemon
from publish.core.delivery_record import UploadKind
from publish.core.exceptions import ArticleError, PublishError
from publish.core.html import StyledHtml
from publish.core.picture import Picture, PlacedPicture
from publish.core.ports import DeliveryServices, Ledger, Pictures, Uploads
from publish.core.problem import Problem, Severity, add_location
from publish.core.urls import upgrade_address
from publish.wechat.limits import MANY_LIBRARY_PICTURES, MAX_LIBRARY_PICTURES, needs_library
from publish.wechat.picture_formats import explain_changes

if TYPE_CHECKING:
    from publish.delivery.draft_contents import DraftContents

AT_ONCE = 4


def send_concurrently(
    pictures: Sequence[Picture],
    send: Callable[[Picture], str],
    begin: Callable[[Picture], None],
    keep: Callable[[Picture, str], None],
) -> None:
    """Send pictures, four at a time.

    After the first refusal no other is begun; those under way are waited for, and uploads that arrived are kept.

    `send` runs in threads and returns an address; `begin` is called before it, and `keep` as soon as it returned.

    Raises:
        PublishError: Some were refused: the type of the first of these errors, with the problems of all.
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
        for future in wait(running, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED).done:
            number = running.pop(future)
            try:
                keep(pictures[number], future.result())
            except PublishError as error:
                refused[number] = error
    if refused:
        raise _join([refused[number] for number in sorted(refused)])


def _join(errors: Sequence[PublishError]) -> PublishError:
    """Return one error with the different problems of several."""
    problems: dict[tuple[object, ...], Problem] = {}
    for error in errors:
        for problem in error.problems:
            problems.setdefault(_identify(problem), problem)
    make, _ = errors[0].__reduce__()
    joined: PublishError = make(*problems.values())
    return joined


def _identify(problem: Problem) -> tuple[object, ...]:
    """Return what tells a problem from another: not the id of the refused call, which each call has."""
    values = sorted((name, str(value)) for name, value in problem.values.items() if name != "rid")
    return problem.message, problem.rule, problem.file, problem.line, tuple(values)


class AccountUploads:
    """Pictures and covers of one account, recorded in the ledger."""

    def __init__(self, services: DeliveryServices) -> None:
        self._platform = services.platform
        self._ledger = services.ledger
        self._report = services.report
        self.problems: list[Problem] = []  # warnings about the material library
        self.new: set[str] = set()  # addresses and media ids of what was uploaded, not known before

    def upload(self, pictures: Sequence[Picture]) -> list[str]:
        """Return the address of each picture, in order; each is uploaded at most once."""
        return self._upload_each(UploadKind.PICTURE, pictures, self._send, _needs_library)

    def upload_material(self, pictures: Sequence[Picture]) -> list[str]:
        """Return the media id of each picture of a picture post, in order; each is uploaded at most once."""
        return self._upload_each(UploadKind.COVER, pictures, self._platform.upload_cover, lambda _: True)

    def upload_cover(self, picture: Picture) -> str:
        """Return the media id of a cover, which is uploaded at most once."""
        digest = hash_picture(picture)
        media_id = self._ledger.find_upload(UploadKind.COVER, digest)
        if media_id is None:
            self._report("draft-uploading-cover", name=picture.name)
            media_id = self._platform.upload_cover(picture)
            self._save(UploadKind.COVER, digest, media_id)
        return media_id

    def _upload_each(
        self,
        kind: UploadKind,
        pictures: Sequence[Picture],
        send: Callable[[Picture], str],
        needs_room: Callable[[Picture], bool],
    ) -> list[str]:
        """Return where each picture is on the platform, in order, after uploading those that the ledger lacks.

        Args:
            kind: What the ledger lists them as.
            pictures: The pictures; one that stands twice is uploaded once.
            send: Upload one and return its address or media id; it is called in threads.
            needs_room: Whether one goes into the material library.
        """
        wanted = {hash_picture(picture): picture for picture in pictures}
        places = {digest: self._ledger.find_upload(kind, digest) for digest in wanted}
        missing = [picture for digest, picture in wanted.items() if places[digest] is None]

        def begin(picture: Picture) -> None:
            self._report("draft-uploading-picture", name=picture.name)

        def keep(picture: Picture, place: str) -> None:
            digest = hash_picture(picture)
            self._save(kind, digest, place)
            places[digest] = place

        self._check_library(sum(map(needs_room, missing)))
        send_concurrently(missing, send, begin, keep)
        return [places[hash_picture(picture)] or "" for picture in pictures]

    def _save(self, kind: UploadKind, digest: str, place: str) -> None:
        self._ledger.save_upload(kind, digest, place)
        self.new.add(place)

    def _check_library(self, wanted: int) -> None:
        """Raise ArticleError where the material library has no room for so many more pictures; 0 makes no call."""
        count = self._platform.count_library() if wanted else None
        if count is None:
            return
        left = max(0, MAX_LIBRARY_PICTURES - count)
        values = {"count": count, "limit": MAX_LIBRARY_PICTURES, "left": left, "wanted": wanted}
        if wanted > left:
            raise ArticleError(Problem("draft-library-full", values))
        if count + wanted >= MANY_LIBRARY_PICTURES:
            self.problems.append(Problem("draft-library-filling", values, severity=Severity.WARNING))

    def _send(self, picture: Picture) -> str:
        send = self._platform.upload_to_library if _needs_library(picture) else self._platform.upload_picture
        # It often comes with http, which the store itself rewrites (W64).
        return upgrade_address(send(picture))


def _needs_library(picture: Picture) -> bool:
    return needs_library(picture.media_type, len(picture.data))


def find_uploads(contents: DraftContents, ledger: Ledger | None) -> list[str]:
    """Return the names of the pictures that the account does not have; those of the web by their addresses."""

    def is_missing(kind: UploadKind, picture: Picture) -> bool:
        return ledger is None or ledger.find_upload(kind, hash_picture(picture)) is None

    if contents.post:
        placed_once = dict.fromkeys(contents.post.pictures)
        new = (each for each in placed_once if each.picture is None or is_missing(UploadKind.COVER, each.picture))
        return [each.picture.name if each.picture else each.url for each in new]
    covers = dict.fromkeys(each.built.article.cover for each in contents.articles)
    new_covers = [cover.name for cover in covers if is_missing(UploadKind.COVER, cover)]
    missing = {}
    for placed in dict.fromkeys(placed for part in contents.sent.parts for placed in part.pictures):
        if placed.picture is None:
            missing[placed.url] = True
        else:
            missing[placed.picture.name] = is_missing(UploadKind.PICTURE, placed.picture)
    return [*new_covers, *(name for name, is_new in missing.items() if is_new)]


def hash_picture(picture: Picture) -> str:
    """Return the hash of a picture's bytes."""
    return hashlib.sha256(picture.data).hexdigest()


class UploadedArticle(NamedTuple):
    """An article whose pictures are on the platform."""

    parts: list[StyledHtml]
    problems: list[Problem]  # warnings about pictures of the web that lost frames or glyphs


def upload_pictures(
    parts: Sequence[ApiArticle], pictures: Pictures, uploads: Uploads, on_progress: Callable[[], None] = lambda: None
) -> UploadedArticle:
    """Return the parts of an article with the addresses of its uploaded pictures, after fetching those of the web.

    Raises:
        ArticleError: Pictures of the web are not available: all are named, and nothing was uploaded.
        PublishError: The platform refuses a picture.
    """
    found = fetch_pictures(dict.fromkeys(placed for part in parts for placed in part.pictures), pictures, on_progress)
    addresses = uploads.upload([picture for _, picture in found])
    pages: list[str] = [part.html for part in parts]
    for (placed, _), address in zip(found, addresses, strict=True):
        pages = [html.replace(placed.placeholder, escape(address)) for html in pages]
    return UploadedArticle([StyledHtml(html) for html in pages], explain_fetched(found))


def explain_fetched(found: Iterable[tuple[PlacedPicture, Picture]]) -> list[Problem]:
    """Return what pictures of the web lost; that of the others was reported when the article was built."""
    fetched = ((placed, picture) for placed, picture in found if placed.picture is None)
    return [problem for placed, picture in fetched for problem in explain_changes(picture, placed.url, placed.line)]


def fetch_pictures(
    placed: Iterable[PlacedPicture], pictures: Pictures, on_progress: Callable[[], None] = lambda: None
) -> list[tuple[PlacedPicture, Picture]]:
    """Return every picture, after fetching those of the web.

    Raises:
        ArticleError: Some of these are not available; all are named.
    """
    wanted = list(placed)
    fetched = pictures.fetch([each.url for each in wanted if each.picture is None], on_progress)
    found, problems = [], []
    for each in wanted:
        picture = each.picture or fetched[each.url]
        if isinstance(picture, Picture):
            found.append((each, picture))
        else:
            problems += add_location(picture, line=each.line)
    if problems:
        raise ArticleError(*add_location(problems))
    return found
