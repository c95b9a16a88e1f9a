"""The cover of an article."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath, PurePosixPath
from typing import NamedTuple

from publish.core.exceptions import PictureError
from publish.core.issue import Issue
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import CoverFocus, Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem, Severity, add_location
from publish.core.text import is_wide
from publish.core.theme import ACCENT_MARK, Theme, ThemeRule
from publish.core.urls import is_file, is_public_picture, is_web_address, show_address
from publish.newsletter.cover_focus import DRAWN, FIRST_PICTURE
from publish.pipeline.load_pictures import load_picture
from publish.pipeline.styled_page import BuildInputs, StyledPage
from publish.steps.cover import CoverText
from publish.steps.resolve_options import resolve_cover_focus
from publish.wechat.cover_crops import check_crops
from publish.wechat.dark_mode import Colour, parse_colour
from publish.wechat.limits import find_crops

_COLOURS = lazy_pattern(r"#[0-9A-Fa-f]{3,6}\b|rgba?\([^)]*\)")
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


class Cover(NamedTuple):
    """The cover of an article, and what went wrong with the one that was asked for."""

    picture: Picture
    focus: CoverFocus = CoverFocus()
    problems: Sequence[Problem] = ()
    is_provisional: bool = False  # whether it was drawn because the web did not answer


def make_cover(issue: Issue, text: CoverText, page: StyledPage, path: PurePosixPath, inputs: BuildInputs) -> Cover:
    """Return the cover that the issue, else the settings, ask for; where it cannot be had, a drawn one."""
    services, front_matter = inputs.services, issue.front_matter
    written = front_matter.values.get("cover")
    source = written or inputs.settings.cover.source
    focus, problems = resolve_cover_focus(front_matter, inputs.settings)
    is_provisional = False
    if source != DRAWN:
        line = front_matter.lines["cover"] if written else None
        try:
            if source == FIRST_PICTURE:
                return _check_crops(Cover(_crop_first_picture(page, focus, services), focus, problems), line)
            return _check_crops(Cover(_crop_cover(source, path, focus, services), focus, problems), line)
        except PictureError as error:
            is_provisional = isinstance(error, _NotFetchedError)
            problems += [problem if problem.line else problem._replace(line=line) for problem in error.problems]
    return Cover(
        _draw_cover(text, issue, page.theme, services),
        problems=[*problems, *_check_font(text, services)],
        is_provisional=is_provisional,
    )


def _check_crops(cover: Cover, line: int | None) -> Cover:
    """Return a cover with the problems of its crops; `line` is that of the front matter which asks for it."""
    width, height = cover.picture.width, cover.picture.height
    found = check_crops(width, height, find_crops(width, height, *cover.focus))
    return cover._replace(problems=[*cover.problems, *add_location(found, line=line)])


class _NotFetchedError(PictureError):
    """A picture of the web cannot be fetched now."""


def _crop_first_picture(page: StyledPage, focus: CoverFocus, services: BuildServices) -> Picture:
    """Return a crop of the first picture that an article shows, of its own or of the web.

    Raises:
        PictureError: There is none, it is too small, or it cannot be fetched; these are warnings.
    """
    use = next((use for use in page.body.pictures if use.source in page.found or is_public_picture(use.source)), None)
    if use is None:
        raise PictureError(Problem("cover-no-picture", severity=Severity.WARNING))
    try:
        if use.source in page.found:
            return _crop(page.found[use.source], use.source, focus, services)
        return _crop_fetched(use.source, focus, services)
    except PictureError as error:
        problems = [problem._replace(line=use.line, severity=Severity.WARNING) for problem in error.problems]
        raise type(error)(*problems) from error


def _crop_cover(source: str, path: PurePosixPath, focus: CoverFocus, services: BuildServices) -> Picture:
    if is_web_address(source):
        return _crop_fetched(source, focus, services)
    if not is_file(source):
        raise PictureError(Problem("cover-address", {"url": source}))
    return _crop(load_picture(source, path, services), source, focus, services)


def _crop(whole: Picture, source: str, focus: CoverFocus, services: BuildServices) -> Picture:
    recipe = f"cover of {hashlib.sha256(whole.data).hexdigest()} {_describe(focus)}"
    return services.pictures.draw(recipe, lambda: _crop_now(whole, source, focus))._replace(origin=whole.origin)


def _crop_now(whole: Picture, source: str, focus: CoverFocus) -> Picture:
    """Return the crop of 2.35:1; the whole picture where the square has a focus of its own: both are parts of it."""
    from publish.steps.cover.draw import crop_cover, resize_cover  # pillow is heavy, and rarely needed

    return crop_cover(whole.data, source, focus.wide) if focus.square is None else resize_cover(whole.data, source)


def _describe(focus: CoverFocus) -> str:
    """Return what of a focus the bytes of the cover depend on."""
    return str(tuple(focus.wide)) if focus.square is None else "whole"


def _crop_fetched(url: str, focus: CoverFocus, services: BuildServices) -> Picture:
    """Return a crop of a picture of the web, which is fetched once and then kept.

    Its address alone stands in the issue, so what the web answers with makes no draft out of date.
    """

    def fetch() -> Picture:
        answer = services.pictures.fetch([url], lambda: None)[url]
        if isinstance(answer, Picture):
            return _crop_now(answer, show_address(url), focus)
        reasons = [problem._replace(severity=Severity.WARNING) for problem in answer]
        drawn = Problem("cover-not-fetched", {"url": show_address(url.partition("?")[0])}, severity=Severity.WARNING)
        raise _NotFetchedError(*reasons, drawn)

    return services.pictures.draw(f"cover from {url} {_describe(focus)}", fetch)


def _draw_cover(text: CoverText, issue: Issue, theme: Theme, services: BuildServices) -> Picture:
    accent, family = find_accent(theme), services.fonts.find()

    def draw() -> Picture:
        from publish.steps.cover.draw import draw_cover  # pillow is heavy, and rarely needed

        return draw_cover(text, issue.day, accent, family)

    return services.pictures.draw(f"cover {issue.day} {tuple(text)} {accent} {family}", draw)


def _check_font(text: CoverText, services: BuildServices) -> list[Problem]:
    """Return a problem if the cover's Chinese text is left out for want of a font."""
    family = services.fonts.find()
    chars = "".join([*text.names[:1], *text.marks[:1], text.subject, *text.highlights])
    chinese = any(is_wide(char) and char > _LAST_PUNCTUATION for char in chars)
    if not chinese or (family and family.chinese):
        return []
    if family is None:
        return [Problem("cover-font-missing", severity=Severity.WARNING)]
    return [Problem("cover-font-poor", {"path": PurePath(family.bold.path).name}, severity=Severity.WARNING)]
