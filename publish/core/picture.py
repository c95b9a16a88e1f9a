"""Pictures, fonts, and the places where a picture is missing."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from publish.core.problem import Problem


class PictureChange(StrEnum):
    """What was done to a picture so that WeChat takes it."""

    STRIPPED = "stripped"
    """What is not seen was left out: EXIF, places, comments, profiles."""
    CONVERTED = "converted"
    """It was encoded anew."""
    SHRUNK = "shrunk"
    FIRST_FRAME = "first frame"
    """It moved, and now stands still."""
    GLYPHS_MISSING = "glyphs missing"
    """No font of this machine has some of its letters."""


class Picture(NamedTuple):
    """An image in memory."""

    name: str
    """File name in `pictures/`."""
    data: bytes
    width: int
    """Pixels."""
    height: int
    shown: int = 0
    """CSS pixels it is meant to be wide; 0 where that is for the page to say."""
    changes: tuple[PictureChange, ...] = ()

    @property
    def media_type(self) -> str:
        """Return the type that browsers are told, judged by content."""
        return next((kind for mark, kind in _MARKS if self.data.startswith(mark)), "image/png")


_MARKS = ((b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


class FetchedResource(NamedTuple):
    """What an address of the web answered with."""

    data: bytes
    media_type: str
    """As the server says, in small letters, without parameters; empty where it says nothing."""
    final_url: str
    """Where it came from, after every redirect."""


class FontFace(NamedTuple):
    """One weight of a font, where it lies."""

    path: str
    number: int = 0
    """Which one of a collection; a named instance of a variable font counts in the upper sixteen bits."""


class FontFamily(NamedTuple):
    """What the letters of a cover are drawn with."""

    bold: FontFace
    regular: FontFace
    chinese: bool
    """Whether Chinese can be written with it."""
    key: str
    """Changes whenever its letters may look different."""


class PictureUse(NamedTuple):
    """One place where an issue shows a picture."""

    source: str
    """Path or address, as written."""
    line: int


class MissingPicture(NamedTuple):
    """A picture that is not in the article, and why; with any, an article is not fit to be pushed."""

    source: str
    """Path or address, as written."""
    problem: Problem


class PlacedPicture(NamedTuple):
    """A picture in what the platform's API is sent."""

    placeholder: str
    """What stands in place of its address until it is uploaded."""
    picture: Picture | None
    """None for one on the web, which is fetched first."""
    url: str = ""
    """Where it is on the web."""
    line: int | None = None
    """Where the issue shows it; None for one of ours."""


EM_PIXELS = 16
"""CSS pixels at which a formula is drawn for as much as the size of the text."""
