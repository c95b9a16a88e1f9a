"""The pictures of an article, on their way to the platform."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from html import escape

from publish.errors import ArticleError
from publish.facts.links import upgrade_address
from publish.model.article import ApiArticle, Article
from publish.model.delivery import UploadKind
from publish.model.markup import StyledHtml
from publish.model.picture import Picture, PlacedPicture
from publish.model.problem import Problem
from publish.ports import Ledger, Pictures, Platform, Tell, Uploads


class AccountUploads:
    """The pictures and covers of one account; the ledger knows which it has."""

    def __init__(self, platform: Platform, ledger: Ledger, tell: Tell) -> None:
        self._platform = platform
        self._ledger = ledger
        self._tell = tell

    def upload(self, picture: Picture) -> str:
        """Return the address of a picture there; one that is there is not sent again."""
        return self._upload(UploadKind.PICTURE, picture, self._send_picture)

    def upload_cover(self, picture: Picture) -> str:
        """Return the media id of a cover there; one that is there is not sent again."""
        return self._upload(UploadKind.COVER, picture, self._platform.upload_cover)

    def _send_picture(self, picture: Picture) -> str:
        # It often comes with http, which the store itself rewrites (W64).
        return upgrade_address(self._platform.upload_picture(picture))

    def _upload(self, kind: UploadKind, picture: Picture, send: Callable[[Picture], str]) -> str:
        digest = hash_picture(picture)
        place = self._ledger.find_upload(kind, digest)
        if place is None:
            self._tell(f"draft-uploading-{kind}", name=picture.name)
            place = send(picture)
            self._ledger.save_upload(kind, digest, place)
        return place


def find_uploads(article: Article, ledger: Ledger | None) -> list[str]:
    """Return the names of the pictures that the account does not have; those of the web by their addresses."""
    known = ledger.find_upload if ledger else lambda _kind, _digest: None
    wanted: dict[str, bool] = {article.cover.name: known(UploadKind.COVER, hash_picture(article.cover)) is None}
    for placed in {placed: None for part in article.parts for placed in part.pictures}:
        if placed.picture is None:
            wanted[placed.url] = True
        else:
            wanted[placed.picture.name] = known(UploadKind.PICTURE, hash_picture(placed.picture)) is None
    return [name for name, missing in wanted.items() if missing]


def hash_picture(picture: Picture) -> str:
    """Return what changes with a picture's bytes."""
    return hashlib.sha256(picture.data).hexdigest()


def upload_pictures(
    parts: Sequence[ApiArticle], pictures: Pictures, uploads: Uploads, on_progress: Callable[[], None] = lambda: None
) -> list[StyledHtml]:
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
    written: list[str] = [part.html for part in parts]
    for placed, picture in found:
        address = escape(uploads.upload(picture))
        written = [html.replace(placed.placeholder, address) for html in written]
    return [StyledHtml(html) for html in written]


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
