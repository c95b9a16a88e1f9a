"""The letters of a cover: which of them a font has, how wide they are, and their drawing."""

from __future__ import annotations

import unicodedata
from functools import cache, cached_property
from typing import NamedTuple

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import Axis, FreeTypeFont

from publish.core.picture import FontFace

BOLD, REGULAR = 700, 400

# No character, so in no font: what a font shows for it, it shows for whatever it lacks.
_MISSING = "\U0010ffff"
_LOOK_SIZE, _MEASURE_SIZE = 16, 100
_LEAST_KEPT = 0.75
"""Of a text that loses more than a quarter of its letters, what is left says nothing."""
_REFERENCES = ("国", "H")
_WEIGHT_AXIS = b"Weight"


class TextLine(NamedTuple):
    """A line to be written."""

    text: str
    size: int
    """Of an em, in pixels."""
    tone: int
    """How bright, 0 to 255."""
    spacing: float = 0
    """Pixels between two letters."""


class GlyphSet:
    """The letters of one face.

    Args:
        face: The face; pillow's own, which has no Chinese, for None.
        weight: What to make of a face that has every weight.

    Raises:
        OSError: The file is no font, or cannot be read.
    """

    def __init__(self, face: FontFace | None, weight: int) -> None:
        self._open = cache(lambda size: _open_font(face, size, weight))
        self._measure_char = cache(self._open(_MEASURE_SIZE).getlength)

    def can_write(self, char: str) -> bool:
        """Say whether the face has a character; white space needs none."""
        return char.isspace() or self._look(char) != self._lack

    def keep_writable(self, text: str) -> str:
        """Return a text without what the face lacks; nothing where too little would be left."""
        # Controls, unassigned characters and lone surrogates are nothing to draw, and some cannot even be asked for.
        seen = [char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] != "C"]
        kept = [char for char in seen if self.can_write(char)]
        enough = sum(map(str.isalnum, kept)) >= _LEAST_KEPT * sum(map(str.isalnum, seen))
        return " ".join("".join(kept).split()) if enough else ""

    def measure(self, text: str, size: float) -> float:
        """Return how many pixels wide a text is at a size; kerning aside, which makes it no wider."""
        return sum(map(self._measure_char, text)) * size / _MEASURE_SIZE

    def write(self, pen: ImageDraw, middle: tuple[float, float], line: TextLine) -> None:
        """Write one line with its middle on a point."""
        font = self._open(line.size)
        parts = list(line.text) if line.spacing else [line.text]
        x = middle[0] - (sum(map(font.getlength, parts)) + line.spacing * (len(parts) - 1)) / 2
        _, top, _, bottom = font.getbbox(self._reference, anchor="ls")
        for part in parts:
            pen.text((x, middle[1] - (top + bottom) / 2), part, fill=line.tone, font=font, anchor="ls")
            x += font.getlength(part) + line.spacing

    @cached_property
    def _lack(self) -> tuple[tuple[int, int], bytes]:
        return self._look(_MISSING)

    @cached_property
    def _reference(self) -> str:
        """The letter whose middle is the middle of a line."""
        return next(filter(self.can_write, _REFERENCES), _MISSING)

    def _look(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self._open(_LOOK_SIZE).getmask(char)
        return mask.size, bytes(mask)


def _open_font(face: FontFace | None, size: int, weight: int) -> FreeTypeFont:
    font = ImageFont.truetype(face.path, size, face.number) if face else ImageFont.load_default(size)
    assert isinstance(font, FreeTypeFont)  # noqa: S101 - every pillow that is installed from a wheel has FreeType
    _choose_weight(font, weight)
    return font


def _choose_weight(font: FreeTypeFont, weight: int) -> None:
    """Set the weight of a font that has every one of them; many are thin unless told."""
    try:
        axes = font.get_variation_axes()
    except OSError:  # a font of one weight
        return
    font.set_variation_by_axes([_choose_value(axis, weight) for axis in axes])


def _choose_value(axis: Axis, weight: int) -> int:
    least, usual, most = (axis[key] or 0 for key in ("minimum", "default", "maximum"))
    return min(max(weight, least), most) if axis["name"] == _WEIGHT_AXIS else usual
