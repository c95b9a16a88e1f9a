"""Draw a cover: a pattern, and over it the newsletter's name, the date and what the issue is about."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from publish.core.picture import FontFamily, Picture
from publish.steps.cover.captions import CoverText
from publish.steps.cover.layout import write_text
from publish.steps.cover.palette import PAPER, make_palette
from publish.steps.cover.pattern import draw_pattern
from publish.wechat.dark_mode import Colour
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH

_SIZE = (COVER_WIDTH, COVER_HEIGHT)
_LOUD, _QUIET = 96, 30
"""The brightest tone of the pattern at the sides, and behind the letters."""
_GLOW = 22
"""The tone of the ground at its brightest corner."""
_COARSE = 10
_HALO = (1.5, 0.98)
"""Width and height of where the pattern is quiet, in heights of the cover; soft at its edge."""
_SOFT = 5


def draw_cover(words: CoverText, day: date | None, accent: Colour, family: FontFamily | None) -> Picture:
    """Draw the cover of an issue: 900 by 383 pixels, all that matters in the square in its middle.

    Args:
        words: What it says; letters that the typeface lacks are left out.
        day: The date that the pattern grows from; without one, the names take its place.
        accent: The theme's colour.
        family: The letters; pillow's own, which has no Chinese, for None.

    Raises:
        OSError: The typeface cannot be read.
    """
    canvas = _paint_ground(draw_pattern(day, "".join(words.names)))
    write_text(ImageDraw.Draw(canvas), words, family)
    canvas.putpalette(make_palette(accent))
    data = BytesIO()
    canvas.save(data, "PNG")
    return Picture("cover.png", data.getvalue(), *_SIZE)


def _paint_ground(pattern: Image.Image) -> Image.Image:
    """Return a pattern that steps back behind the letters, on a ground that brightens towards one corner."""
    painted = Image.composite(_dim(pattern, _QUIET), _dim(pattern, _LOUD), _shade_middle())
    side = Image.linear_gradient("L")
    glow = Image.blend(side, side.transpose(Image.Transpose.ROTATE_90), 0.5).resize(_SIZE, Image.Resampling.BICUBIC)
    return ImageChops.add(painted, _dim(glow, _GLOW))


def _dim(picture: Image.Image, brightest: int) -> Image.Image:
    return picture.point([tone * brightest // PAPER for tone in range(PAPER + 1)])


def _shade_middle() -> Image.Image:
    """Return where the letters stand, with a soft edge."""
    width, height = (length // _COARSE for length in _SIZE)
    mask = Image.new("L", (width, height))
    across, down = (share * height / 2 for share in _HALO)
    ImageDraw.Draw(mask).ellipse(
        (width / 2 - across, height / 2 - down, width / 2 + across, height / 2 + down), fill=PAPER
    )
    return mask.filter(ImageFilter.GaussianBlur(_SOFT)).resize(_SIZE, Image.Resampling.BICUBIC)
