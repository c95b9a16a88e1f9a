"""The cover of an article."""

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
from publish.core.problem import Problem, Severity, add_location
from publish.core.text import is_wide
from publish.core.theme import ACCENT_MARK, Theme, ThemeRule
from publish.core.urls import is_file
from publish.pipeline.load_pictures import load_picture
from publish.steps.cover import CoverText
from publish.wechat.dark_mode import Colour, parse_colour

_COLOURS = re.compile(r"#[0-9A-Fa-f]{3,6}\b|rgba?\([^)]*\)")
_MIN_CHROMA = 40  # below it a colour is a tinted grey, such as the bluish text of headings
_DEFAULT_COLOUR = Colour(38, 38, 38)


def find_accent(theme: Theme) -> Colour:
    """Return the most frequent colour of a theme that is no grey or tint; a dark grey if there is none.

    A theme may name its variables freely, or have none, so they cannot be asked.
    """
    return _find_accent(theme.rules, theme.accent)


@lru_cache(maxsize=16)
def _find_accent(rules: tuple[ThemeRule, ...], accent: str) -> Colour:
    values = (one.value.replace(ACCENT_MARK, accent) for rule in rules for one in rule.declarations)
    counted = Counter(parse_colour(colour) for value in values for colour in _COLOURS.findall(value))
    for colour, _ in counted.most_common():  # of equal counts the first
        if colour and colour.alpha == 1 and max(colour[:3]) - min(colour[:3]) >= _MIN_CHROMA:
            return colour
    return _DEFAULT_COLOUR


_LAST_PUNCTUATION = "\u2e7f"  # wide characters up to it are quotes and dashes, which occur in Latin text, too


def make_cover(
    issue: Issue, text: CoverText, theme: Theme, path: PurePosixPath, services: BuildServices
) -> tuple[Picture, list[Problem]]:
    """Return the cover that the issue names; if there is none or it cannot be loaded, a drawn one and the problems."""
    source = issue.front_matter.values.get("cover")
    problems: list[Problem] = []
    if source:
        try:
            return _crop_cover(source, path, services), []
        except PictureError as error:
            problems = add_location(error.problems, line=issue.front_matter.lines["cover"])
    return _draw_cover(text, issue, theme, services), [*problems, *_check_font(text, services)]


def _crop_cover(source: str, path: PurePosixPath, services: BuildServices) -> Picture:
    if not is_file(source):
        raise PictureError(Problem("cover-address", {"url": source}))
    whole = load_picture(source, path, services)

    def crop() -> Picture:
        from publish.steps.cover.draw import crop_cover  # pillow is heavy, and rarely needed

        return crop_cover(whole.data, source)

    cover = services.pictures.draw(f"cover of {hashlib.sha256(whole.data).hexdigest()}", crop)
    return cover._replace(origin=whole.origin)


def _draw_cover(text: CoverText, issue: Issue, theme: Theme, services: BuildServices) -> Picture:
    accent, family = find_accent(theme), services.fonts.find()

    def draw() -> Picture:
        from publish.steps.cover.draw import draw_cover  # pillow is heavy, and rarely needed

        return draw_cover(text, issue.day, accent, family)

    return services.pictures.draw(f"cover {issue.day} {tuple(text)} {accent} {family}", draw)


def _check_font(text: CoverText, services: BuildServices) -> list[Problem]:
    """Return a problem if the cover's Chinese text is left out for want of a font."""
    family = services.fonts.find()
    chars = "".join([*text.names[:1], *text.lines])
    chinese = any(is_wide(char) and char > _LAST_PUNCTUATION for char in chars)
    if not chinese or (family and family.chinese):
        return []
    if family is None:
        return [Problem("cover-font-missing", severity=Severity.WARNING)]
    return [Problem("cover-font-poor", {"path": PurePath(family.bold.path).name}, severity=Severity.WARNING)]
