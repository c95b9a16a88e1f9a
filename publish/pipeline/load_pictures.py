"""The pictures in an issue's text."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import PurePosixPath

from publish.core.article import Body
from publish.core.exceptions import PictureError
from publish.core.picture import MissingPicture, Picture, PictureUse, PlacedPicture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, add_location
from publish.core.urls import is_file, is_public_picture, upgrade_address
from publish.wechat.limits import is_embedded
from publish.wechat.picture_formats import explain_changes


def load_pictures(
    body: Body, path: PurePosixPath, services: BuildServices, drawn: Container[str] = ()
) -> tuple[dict[str, Picture], list[MissingPicture]]:
    """Return the pictures by their sources, and the missing ones with their problems."""
    pictures: dict[str, Picture] = {}
    missing_pictures = []
    for use in body.pictures:
        if is_public_picture(use.source) or use.source in drawn:
            continue
        try:
            pictures[use.source] = load_picture(use.source, path, services)
        except PictureError as error:
            problems = add_location(error.problems, path.name, use.line)
            missing_pictures += [MissingPicture(use.source, problem) for problem in problems]
    return pictures, missing_pictures


def load_picture(source: str, path: PurePosixPath, services: BuildServices) -> Picture:
    """Return the picture of an issue: beside it, or in the folder of its name, where Hexo keeps its pictures."""
    if is_embedded(source):
        return services.pictures.load(source, ".")
    if not is_file(source):
        raise PictureError(Problem("picture-address", {"url": source}))
    try:
        return services.pictures.load(source, path.parent.as_posix())
    except PictureError as error:
        if error.problems[0].message != "picture-missing":
            raise
        try:
            return services.pictures.load(source, path.with_suffix("").as_posix())
        except PictureError:
            raise error from None


def find_changed(body: Body, pictures: Mapping[str, Picture]) -> list[Problem]:
    """Return the pictures that lost something in processing, as problems."""
    lines = {use.source: use.line for use in reversed(body.pictures)}
    return [
        problem for source, picture in pictures.items() for problem in explain_changes(picture, source, lines[source])
    ]


def find_placed(
    placeholders: Mapping[str, str], shown: Mapping[str, Picture], uses: tuple[PictureUse, ...]
) -> tuple[PlacedPicture, ...]:
    """Return the picture of each placeholder, by its name or its URL, with the line that shows it."""
    lines = {upgrade_address(use.source): use.line for use in reversed(uses)}
    named = {picture.name: (picture, lines.get(source)) for source, picture in shown.items()}
    return tuple(
        PlacedPicture(placeholder, named[source][0], line=named[source][1])
        if source in named
        else PlacedPicture(placeholder, None, source, lines.get(source))
        for placeholder, source in placeholders.items()
    )
