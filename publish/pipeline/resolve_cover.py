"""The cover that stands for an article in a list."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
from pathlib import PurePath, PurePosixPath

from publish.core.exceptions import PictureError
from publish.core.issue import Issue
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.text import is_wide
from publish.core.theme import Theme
from publish.core.urls import is_relative
from publish.steps.cover import CoverText, choose_cover_text
from publish.wechat.dark_mode import Colour, parse_colour

_WRITTEN = re.compile(r"#[0-9A-Fa-f]{3,6}\b|rgba?\([^)]*\)")
_LEAST_CHROMA = 40
"""Below it a colour is a tinted grey, such as the bluish inks of headings."""
_INK = Colour(38, 38, 38)


@lru_cache(maxsize=16)
def find_accent(css: str) -> Colour:
    """Return the colour that a resolved theme uses most, greys and tints aside; ink where all is grey.

    Read from the styles rather than from a variable: a theme may call its variables what it likes, or have none.
    """
    counted = Counter(map(parse_colour, _WRITTEN.findall(css)))
    for colour, _ in counted.most_common():  # of equals the first
        if colour and colour.alpha == 1 and max(colour[:3]) - min(colour[:3]) >= _LEAST_CHROMA:
            return colour
    return _INK


_LAST_SIGN = "\u2e7f"
"""Up to here wide characters are quotes and dashes, which Latin text has, too."""


def make_cover(
    issue: Issue, settings: Settings, theme: Theme, path: PurePosixPath, services: BuildServices
) -> tuple[Picture, list[Problem]]:
    """Return the cover that the issue names; where it names none that can be had, one drawn for it."""
    stated = issue.front_matter.values.get("cover")
    problems: list[Problem] = []
    if stated:
        try:
            return _crop_cover(stated, path, services), []
        except PictureError as error:
            problems = [problem._replace(line=issue.front_matter.lines["cover"]) for problem in error.problems]
    words = choose_cover_text(issue, settings)
    return _draw_cover(words, issue, theme, services), [*problems, *_find_unwritten(words, services)]


def _crop_cover(source: str, path: PurePosixPath, services: BuildServices) -> Picture:
    if not is_relative(source):
        raise PictureError(Problem("cover-address", {"url": source}))
    data = services.pictures.load(source, path.parent.as_posix()).data

    def crop() -> Picture:
        from publish.steps.cover.draw import crop_cover  # pillow is heavy, and rarely needed

        return crop_cover(data, source)

    return services.pictures.draw(f"cover of {hashlib.sha256(data).hexdigest()}", crop)


def _draw_cover(words: CoverText, issue: Issue, theme: Theme, services: BuildServices) -> Picture:
    accent, family = find_accent(theme.css), services.fonts.find()

    def draw() -> Picture:
        from publish.steps.cover.draw import draw_cover  # pillow is heavy, and rarely needed

        return draw_cover(words, issue.date, accent, family)

    return services.pictures.draw(f"cover {issue.date} {tuple(words)} {accent} {family}", draw)


def _find_unwritten(words: CoverText, services: BuildServices) -> list[Problem]:
    """Return what to install where the cover's Chinese had to be left out."""
    family = services.fonts.find()
    chinese = any(is_wide(char) and char > _LAST_SIGN for text in (*words.names[:1], *words.lines) for char in text)
    if not chinese or (family and family.chinese):
        return []
    if family is None:
        return [Problem("cover-font-missing", severity=Severity.WARNING)]
    return [Problem("cover-font-poor", {"path": PurePath(family.bold.path).name}, severity=Severity.WARNING)]
