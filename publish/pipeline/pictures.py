"""The pictures in an issue's text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from publish.errors import PictureError
from publish.facts.links import is_public_picture, is_relative
from publish.model import Body, Picture, Problem
from publish.ports import World


def load_pictures(body: Body, path: PurePosixPath, world: World) -> tuple[dict[str, Picture], list[Problem]]:
    """Return the pictures by their sources, and what is wrong with the others."""
    pictures: dict[str, Picture] = {}
    problems = []
    for use in body.pictures:
        if is_public_picture(use.source):
            continue
        if not is_relative(use.source):
            problems.append(Problem("picture-address", {"url": use.source}, line=use.line))
            continue
        try:
            pictures[use.source] = world.pictures.load(use.source, path.parent.as_posix())
        except PictureError as error:
            problems += [replace(problem, line=use.line) for problem in error.problems]
    return pictures, problems
