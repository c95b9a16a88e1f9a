"""The glyphs of a cover's fonts: whether a font has them, their width, and lines drawn with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import Axis, FreeTypeFont

from publish.core.picture import FontFace, FontFamily

BOLD, REGULAR = 700, 400
WHITE = 255  # the tone of the largest letters

# No character, so in no font: a font draws it as it draws every character that it lacks.
_MISSING = "\U0010ffff"
_COMPARE_SIZE, _MEASURE_SIZE = 16, 100
_LEAST_KEPT = 0.75  # a text that would lose more than a quarter of its letters is left out
_MOST_MARKS = 4  # on one letter; they have no width, so that a flood of them would never end a line
_REFERENCES = ("国", "H")
_WEIGHT_AXIS = b"Weight"
_KEPT_SIZES, _KEPT_CHARS = 12, 4096


class TextLine(NamedTuple):
    """A line to be drawn."""

    text: str
    size: int  # of an em, in pixels
    tone: int  # brightness, 0 to 255
    spacing: float = 0  # pixels between two letters


class GlyphSet:
    """The glyphs of one face.

    Args:
        face: The face; Pillow's own, which has no Chinese, for None.
        weight: The weight to set in a variable font.

    Raises:
        OSError: The file is no font, or cannot be read.
    """

    def __init__(self, face: FontFace | None, weight: int) -> None:
        self._open = lru_cache(maxsize=_KEPT_SIZES)(lambda size: _open_font(face, size, weight))
        self._measure_char = lru_cache(maxsize=_KEPT_CHARS)(self._open(_MEASURE_SIZE).getlength)
        self._render = lru_cache(maxsize=_KEPT_CHARS)(self._render_now)

    def can_write(self, char: str) -> bool:
        """Return whether the face has a character; white space counts as present."""
        return char.isspace() or self._render(char) != self._missing_glyph

    @property
    def family(self) -> str:
        """Return the name of the face's family, as its file has it."""
        return self._open(_MEASURE_SIZE).getname()[0] or ""

    def keep_writable(self, text: str) -> str:
        """Return a text without the characters that the face lacks; empty where too little would be left."""
        # Controls, unassigned characters and lone surrogates have no glyph, and some make Pillow fail.
        drawable = [char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] != "C"]
        kept = _limit_marks(char for char in drawable if self.can_write(char))
        enough = sum(map(str.isalnum, kept)) >= _LEAST_KEPT * sum(map(str.isalnum, drawable))
        return " ".join("".join(kept).split()) if enough else ""

    def measure(self, text: str, size: float) -> float:
        """Return the width of a text in pixels, without kerning, which only makes it narrower."""
        return sum(map(self._measure_char, text)) * size / _MEASURE_SIZE

    def measure_em(self, text: str) -> float:
        """Return the width of a text in units of its size."""
        return self.measure(text, 1)

    def write(self, pen: ImageDraw, middle: tuple[float, float], line: TextLine) -> None:
        """Draw one line with its middle on a point."""
        font = self._open(line.size)
        parts = list(line.text) if line.spacing else [line.text]
        x = middle[0] - (sum(map(font.getlength, parts)) + line.spacing * (len(parts) - 1)) / 2
        for part in parts:
            self.write_at(pen, (x, middle[1]), part, line.size, line.tone)
            x += font.getlength(part) + line.spacing

    def write_at(
        self, pen: ImageDraw, start: tuple[float, float], text: str, size: int, fill: int | tuple[int, int, int]
    ) -> None:
        """Draw a text from a point on, which is at its left and in the middle of its height."""
        font = self._open(size)
        _, top, _, bottom = font.getbbox(self._reference, anchor="ls")
        pen.text((start[0], start[1] - (top + bottom) / 2), text, fill=fill, font=font, anchor="ls")

    def find_width(self, text: str, size: int) -> float:
        """Return the width of a text as it is drawn, in pixels."""
        return self._open(size).getlength(text)

    @cached_property
    def _missing_glyph(self) -> tuple[tuple[int, int], bytes]:
        return self._render(_MISSING)

    @cached_property
    def _reference(self) -> str:
        """The letter whose middle is the middle of a line."""
        return next(filter(self.can_write, _REFERENCES), _MISSING)

    def _render_now(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self._open(_COMPARE_SIZE).getmask(char)
        return mask.size, bytes(mask)


@lru_cache(maxsize=4)  # to open a font takes as long as to draw with it
def load_glyphs(family: FontFamily | None, weight: int) -> GlyphSet:
    """Return the glyphs of a family in one of its weights, the same for all pictures; Pillow's own font for None."""
    if family is None:
        return GlyphSet(None, weight)
    return GlyphSet(family.bold if weight == BOLD else family.regular, weight)


def _limit_marks(chars: Iterable[str]) -> list[str]:
    """Return characters without the marks above and below a letter that are more than any letter has."""
    runs = groupby(chars, lambda char: unicodedata.category(char)[0] == "M")
    return [char for is_mark, run in runs for char in (islice(run, _MOST_MARKS) if is_mark else run)]


def _open_font(face: FontFace | None, size: int, weight: int) -> FreeTypeFont:
    font = ImageFont.truetype(face.path, size, face.number) if face else ImageFont.load_default(size)
    assert isinstance(font, FreeTypeFont)  # noqa: S101 - every Pillow from a wheel has FreeType
    try:
        axes = font.get_variation_axes()
    except OSError:  # a font of one weight
        return font
    font.set_variation_by_axes([_choose_value(axis, weight) for axis in axes])  # many are thin by default
    return font


def _choose_value(axis: Axis, weight: int) -> int:
    minimum, default, maximum = (axis[key] or 0 for key in ("minimum", "default", "maximum"))
    return min(max(weight, minimum), maximum) if axis["name"] == _WEIGHT_AXIS else default
