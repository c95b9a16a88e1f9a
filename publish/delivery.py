"""The order of the outside acts; talks to ports only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from html import escape

from publish.errors import ArticleError
from publish.model import ApiArticle, Picture, PlacedPicture, Problem, StyledHtml
from publish.ports import Pictures, Uploads


def upload_pictures(
    part: ApiArticle, pictures: Pictures, uploads: Uploads, on_progress: Callable[[], None] = lambda: None
) -> StyledHtml:
    """Return an article whose every picture stands at the address it was uploaded to.

    Args:
        part: The article as the platform's API takes it.
        pictures: Where the pictures of the web are fetched and made fit.
        uploads: Where all of them go.
        on_progress: Called whenever one more picture of the web has answered.

    Raises:
        ArticleError: Pictures of the web cannot be had; nothing was uploaded, and every one of them is named.
        PublishError: The platform does not take a picture.
    """
    html: str = part.html
    for placed, picture in _gather(part.pictures, pictures, on_progress):
        html = html.replace(placed.placeholder, escape(uploads.upload(picture)))
    return StyledHtml(html)


def _gather(
    placed: Iterable[PlacedPicture], pictures: Pictures, on_progress: Callable[[], None]
) -> list[tuple[PlacedPicture, Picture]]:
    """Return every picture with its place."""
    fetched = pictures.fetch([each.url for each in placed if each.picture is None], on_progress)
    found, problems = [], []
    for each in placed:
        picture = each.picture or fetched[each.url]
        if isinstance(picture, Picture):
            found.append((each, picture))
        else:
            problems += [replace(problem, line=each.line) for problem in picture]
    if problems:
        raise ArticleError(*_sort(problems))
    return found


def _sort(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)
