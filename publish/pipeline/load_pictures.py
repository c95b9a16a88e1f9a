"""The pictures in an issue's text."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import PurePosixPath

from publish.core.article import Body
from publish.core.exceptions import PictureError
from publish.core.picture import MissingPicture, Picture, PictureUse, PlacedPicture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, add_location
from publish.core.urls import is_public_picture, is_relative, upgrade_address
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
            pictures[use.source] = _load_picture(use.source, path, services)
        except PictureError as error:
            problems = add_location(error.problems, path.name, use.line)
            missing_pictures += [MissingPicture(use.source, problem) for problem in problems]
    return pictures, missing_pictures


def _load_picture(source: str, path: PurePosixPath, services: BuildServices) -> Picture:
    if not is_relative(source) and not is_embedded(source):
        raise PictureError(Problem("picture-address", {"url": source}))
    return services.pictures.load(source, path.parent.as_posix())


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
