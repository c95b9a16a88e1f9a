"""Draw a licence badge: the licence's marks in a row above its short name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from publish.core.picture import Picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from publish.newsletter.licences import Licence

__all__ = ["draw_badge"]

# Shown 120 px wide, one pixel of the badge is one pixel of a 3x phone. All lengths are in pixels of the badge.
_WIDTH = 360
_HEIGHT = 136
_EDGE = 2
_CORNER = 14
_MARK = 64
_MARK_GAP = 14
_MARKS_TOP = 18
_STROKE = 5
_LABEL_SIZE = 24
_LABEL_SPACING = 1.5
_LABEL_BASE = 114

_WHITE = 255
_MARK_GREY = 85
_BORDER_GREY = 214

_SAMPLES = 4
_GREYS = 16


def draw_badge(licence: Licence) -> Picture:
    """Draw the badge of a licence, opaque so that it stays legible in dark mode."""
    from PIL import Image, ImageDraw

    canvas = Image.new("L", (_WIDTH * _SAMPLES, _HEIGHT * _SAMPLES), _WHITE)
    pen = ImageDraw.Draw(canvas)
    pen.rounded_rectangle(_box(0, 0, _WIDTH, _HEIGHT), _CORNER * _SAMPLES, outline=_BORDER_GREY, width=_EDGE * _SAMPLES)
    _place_marks(canvas, ("cc", *licence.elements))
    _write_label(pen, licence.label)
    return Picture(f"badge-{licence.label.lower().replace(' ', '-')}.png", _encode(canvas), _WIDTH, _HEIGHT)


def _scaled(*lengths: float) -> list[int]:
    return [round(length * _SAMPLES) for length in lengths]


def _box(left: float, top: float, right: float, bottom: float) -> list[int]:
    # Pillow includes the last column and row; without this no circle is quite round.
    first_x, first_y, next_x, next_y = _scaled(left, top, right, bottom)
    return [first_x, first_y, next_x - 1, next_y - 1]


def _place_marks(canvas: Image, marks: tuple[str, ...]) -> None:
    left = (_WIDTH - len(marks) * _MARK - (len(marks) - 1) * _MARK_GAP) / 2
    for mark in marks:
        canvas.paste(_draw_mark(mark), (round(left * _SAMPLES), _MARKS_TOP * _SAMPLES))
        left += _MARK + _MARK_GAP


def _write_label(pen: ImageDraw, label: str) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(size=_LABEL_SIZE * _SAMPLES)
    spacing = _LABEL_SPACING * _SAMPLES
    width = sum(font.getlength(letter) + spacing for letter in label) - spacing
    left = (_WIDTH * _SAMPLES - width) / 2
    for letter in label:
        pen.text((left, _LABEL_BASE * _SAMPLES), letter, fill=_MARK_GREY, font=font, anchor="ls")
        left += font.getlength(letter) + spacing


def _encode(canvas: Image) -> bytes:
    from PIL import Image

    badge = canvas.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    # Sixteen greys look the same as 256 and halve the file.
    step = _WHITE // (_GREYS - 1)
    badge = badge.point([round(grey / step) * step for grey in range(_WHITE + 1)])
    data = BytesIO()
    badge.save(data, "PNG", optimize=True)
    return data.getvalue()


def _draw_mark(mark: str) -> Image:
    from PIL import Image, ImageDraw

    tile = Image.new("L", (_MARK * _SAMPLES, _MARK * _SAMPLES), _WHITE)
    pen = ImageDraw.Draw(tile)
    _GLYPHS[mark](pen)
    pen.ellipse(_box(0.5, 0.5, _MARK - 0.5, _MARK - 0.5), outline=_MARK_GREY, width=_STROKE * _SAMPLES)
    return tile


def _draw_letters(pen: ImageDraw) -> None:
    for left in (12.5, 33):
        pen.arc(_box(left, 22.5, left + 19, 41.5), 42, 318, fill=_MARK_GREY, width=_STROKE * _SAMPLES)


def _draw_person(pen: ImageDraw) -> None:
    pen.ellipse(_box(27.4, 8.6, 36.6, 17.8), fill=_MARK_GREY)
    pen.rounded_rectangle(_box(24.5, 20.5, 39.5, 37), 2.5 * _SAMPLES, fill=_MARK_GREY)
    pen.rectangle(_box(28, 36, 36, 54), fill=_MARK_GREY)


def _draw_turned_arrow(pen: ImageDraw) -> None:
    pen.arc(_box(17, 15.5, 50, 48.5), 180, 496, fill=_MARK_GREY, width=6 * _SAMPLES)
    pen.polygon(_scaled(10.5, 29.5, 29.5, 29.5, 20, 39.5), fill=_MARK_GREY)


def _draw_equals(pen: ImageDraw) -> None:
    for top in (24, 35):
        pen.rectangle(_box(20, top, 44, top + _STROKE), fill=_MARK_GREY)


def _draw_struck_dollar(pen: ImageDraw) -> None:
    stroke = _STROKE * _SAMPLES
    pen.arc(_box(20.5, 13, 43.5, 34), 90, 350, fill=_MARK_GREY, width=stroke)
    pen.arc(_box(20.5, 30, 43.5, 51), 270, 530, fill=_MARK_GREY, width=stroke)
    pen.rectangle(_box(29.5, 8.5, 34.5, 15), fill=_MARK_GREY)
    pen.rectangle(_box(29.5, 49, 34.5, 55.5), fill=_MARK_GREY)
    strike = _scaled(4, 23, 60, 41)
    pen.line(strike, fill=_WHITE, width=2 * stroke)
    pen.line(strike, fill=_MARK_GREY, width=stroke)


def _draw_zero(pen: ImageDraw) -> None:
    pen.ellipse(_box(20.5, 11.5, 43.5, 52.5), outline=_MARK_GREY, width=6 * _SAMPLES)
    pen.line(_scaled(27.5, 42, 37, 23), fill=_MARK_GREY, width=_STROKE * _SAMPLES)


_GLYPHS: Mapping[str, Callable[[ImageDraw], None]] = {
    "cc": _draw_letters,
    "by": _draw_person,
    "sa": _draw_turned_arrow,
    "nd": _draw_equals,
    "nc": _draw_struck_dollar,
    "zero": _draw_zero,
}
