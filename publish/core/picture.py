"""Pictures, missing pictures, and the fonts that pictures are drawn with.

Embedded pictures get their bytes only when HTML is written: as text they would take memory many times over.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from publish.core.problem import Problem


class PictureChange(StrEnum):
    """What was done to a picture so that WeChat accepts it."""

    STRIPPED = "stripped"  # metadata was removed: EXIF, locations, comments, profiles
    CONVERTED = "converted"  # it was re-encoded
    SHRUNK = "shrunk"
    FIRST_FRAME = "first frame"  # of an animation, its first frame is left
    GLYPHS_MISSING = "glyphs missing"  # no font of this machine has some of its characters


class Picture(NamedTuple):
    """An image in memory."""

    name: str  # file name in `pictures/`
    data: bytes
    width: int  # pixels
    height: int
    shown: int = 0  # width in CSS pixels; 0 where the page decides
    changes: tuple[PictureChange, ...] = ()
    origin: str = ""  # hash of the file that it was made of; empty where the program drew it

    @property
    def media_type(self) -> str:
        """Return the media type, by content."""
        return next((kind for mark, kind in _MARKS if self.data.startswith(mark)), "image/png")


_MARKS = ((b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


class Focus(NamedTuple):
    """The point of a picture that a crop keeps as near to its middle as it can, as shares of width and height."""

    x: float = 0.5
    y: float = 0.5


CENTRE = Focus()


class CoverFocus(NamedTuple):
    """The focus of each crop of a cover."""

    wide: Focus = CENTRE  # of the card of 2.35:1
    square: Focus | None = None  # of the square; None where it is that of the card, in what the card shows


class FetchedResource(NamedTuple):
    """The answer of a web address."""

    data: bytes
    media_type: str  # as sent by the server, in lower case, without parameters; empty where it sent none
    final_url: str  # the address after every redirect


class FontFace(NamedTuple):
    """One weight of a font, by its file."""

    path: str
    number: int = 0  # index in a collection; the upper sixteen bits number a named instance of a variable font


class FontFamily(NamedTuple):
    """The font of a cover."""

    bold: FontFace
    regular: FontFace
    chinese: bool  # whether it has Chinese characters
    key: str  # cache key; changes whenever its glyphs may change


class PictureUse(NamedTuple):
    """One place where an issue shows a picture."""

    source: str  # path or address, as written
    line: int


class MissingPicture(NamedTuple):
    """A picture that is missing in the article, and why; an article with any cannot be pushed."""

    source: str  # path or address, as written
    problem: Problem


class PlacedPicture(NamedTuple):
    """A picture in an article for the platform's API."""

    placeholder: str  # stands for its address until it is uploaded
    picture: Picture | None  # None for one on the web, which is fetched before the upload
    url: str = ""  # its address on the web
    line: int | None = None  # line of the issue; None for a generated picture


EM_PIXELS = 16  # CSS pixels of a formula drawn for 1 em of the text around it


class EmbeddedPicture(NamedTuple):
    """Pictures of an HTML text, and the key of the marks that stand for their bytes."""

    key: str = ""  # occurs nowhere else in the HTML
    pictures: tuple[Picture, ...] = ()

    def name_source(self, number: int) -> str:
        """Return the `data:` address of a picture, with its mark in place of the bytes."""
        return f"data:{self.pictures[number].media_type};base64,{self._mark(number)}"

    def write(self, html: str) -> Iterator[bytes]:
        """Yield HTML with the bytes of its pictures, in pieces."""
        for piece in self._split(html):
            yield piece.encode() if isinstance(piece, str) else base64.b64encode(piece.data)

    def fill(self, html: str) -> str:
        """Return HTML with the bytes of its pictures."""
        return b"".join(self.write(html)).decode()

    def measure(self, html: str) -> int:
        """Return the number of characters of HTML, with the bytes of its pictures."""
        return sum(len(each) if isinstance(each, str) else (len(each.data) + 2) // 3 * 4 for each in self._split(html))

    def _mark(self, number: int | str) -> str:
        return f"/{self.key}/{number}/"  # characters of base64

    def _split(self, html: str) -> Iterator[str | Picture]:
        """Yield the text between pictures, and each picture."""
        if not self.pictures:
            yield html
            return
        for index, piece in enumerate(re.split(self._mark(r"(\d+)"), html)):
            yield self.pictures[int(piece)] if index % 2 else piece
