"""Make a cover of 900 by 383 pixels: draw one, or crop an author's picture.

A cover is drawn in greys, and a palette maps each grey to a colour from the background over the pattern to the
letters: antialiased edges blend into any background, and every theme has the same contrasts.
"""

from __future__ import annotations

import colorsys
from datetime import date
from functools import cache, lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from publish.core.exceptions import PictureError
from publish.core.picture import CENTRE, Focus, FontFamily, Picture
from publish.core.problem import Problem
from publish.steps.cover import CoverText
from publish.steps.cover.glyphs import WHITE
from publish.steps.cover.layout import write_text
from publish.steps.cover.pattern import draw_pattern
from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import Colour
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH, MAX_COVER_SIDE

MIN_WIDTH = 600  # minimum width of the cropped picture in pixels; enlarged from fewer it is blurred on every phone
PATTERN = 110  # the brightest tone of a pattern

_SIZE = (COVER_WIDTH, COVER_HEIGHT)
_LOUD, _QUIET = 96, 30  # the brightest tone of the pattern at the sides, and behind the letters
_GLOW = 22  # the tone of the background at its brightest corner
_COARSE = 10
_QUIET_ELLIPSE = (1.5, 0.98)  # width and height of the ellipse where the pattern is quiet, in heights of the cover
_BLUR = 5
_JPEG_QUALITY = 90

_WHITE = Colour(255, 255, 255)
# White letters reach 4.5 : 1 on a luminance of 0.183 and below; below the minimum the background would look black.
_BACKGROUND_LUMINANCE = (0.012, 0.075)
_PATTERN_STEP = 0.17
_HALVINGS = 20


def draw_cover(text: CoverText, day: date | None, accent: Colour, family: FontFamily | None) -> Picture:
    """Draw the cover of an issue, its text in the square in the middle.

    Args:
        text: Its text; letters that the font lacks are left out.
        day: The seed of the pattern; the names for None.
        accent: The theme's colour.
        family: The font; Pillow's own, which has no Chinese, for None.

    Raises:
        OSError: The font cannot be read.
    """
    canvas = _draw_background(draw_pattern(day, "".join(text.names)))
    write_text(ImageDraw.Draw(canvas), text, family)
    canvas.putpalette(make_palette(accent))
    data = BytesIO()
    canvas.save(data, "PNG")
    return Picture("cover.png", data.getvalue(), *_SIZE)


def _draw_background(pattern: Image.Image) -> Image.Image:
    """Return a pattern dimmed behind the letters, on a background that brightens towards one corner."""
    background = Image.composite(_dim(pattern, _QUIET), _dim(pattern, _LOUD), _mask_middle())
    return ImageChops.add(background, _make_glow())


@cache
def _make_glow() -> Image.Image:
    """Return the tones that brighten a background."""
    side = Image.linear_gradient("L")
    glow = Image.blend(side, side.transpose(Image.Transpose.ROTATE_90), 0.5).resize(_SIZE, Image.Resampling.BICUBIC)
    return _dim(glow, _GLOW)


def _dim(image: Image.Image, brightest: int) -> Image.Image:
    return image.point([tone * brightest // WHITE for tone in range(WHITE + 1)])


@cache
def _mask_middle() -> Image.Image:
    """Return a mask of the ellipse behind the letters, with a soft edge."""
    width, height = (length // _COARSE for length in _SIZE)
    mask = Image.new("L", (width, height))
    across, down = (share * height / 2 for share in _QUIET_ELLIPSE)
    box = (width / 2 - across, height / 2 - down, width / 2 + across, height / 2 + down)
    ImageDraw.Draw(mask).ellipse(box, fill=WHITE)
    return mask.filter(ImageFilter.GaussianBlur(_BLUR)).resize(_SIZE, Image.Resampling.BICUBIC)


@lru_cache(maxsize=8)
def make_palette(accent: Colour) -> bytes:
    """Return the 256 colours of a cover, from its background to its letters, three bytes each."""
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in accent[:3]))
    least, most = _BACKGROUND_LUMINANCE
    luminance = min(max(find_luminance(accent), least), most)
    background = _find_shade(hue, saturation, luminance)
    pattern = _find_shade(hue, saturation, luminance + _PATTERN_STEP)
    ramp = [
        *(_mix(background, pattern, tone / PATTERN) for tone in range(PATTERN)),
        *(_mix(pattern, _WHITE, tone / (WHITE - PATTERN)) for tone in range(WHITE - PATTERN + 1)),
    ]
    return bytes(round(channel) for colour in ramp for channel in colour[:3])


def _find_shade(hue: float, saturation: float, luminance: float) -> Colour:
    """Return the colour of a hue and saturation that has a luminance."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if find_luminance(_make_colour(hue, middle, saturation)) < luminance:
            low = middle
        else:
            high = middle
    return _make_colour(hue, high, saturation)


def _make_colour(hue: float, lightness: float, saturation: float) -> Colour:
    return Colour(*(channel * 255 for channel in colorsys.hls_to_rgb(hue, lightness, saturation)))


def _mix(dark: Colour, bright: Colour, share: float) -> Colour:
    return Colour(*(below + (above - below) * share for below, above in zip(dark[:3], bright[:3], strict=True)))


def crop_cover(data: bytes, path: str, focus: Focus = CENTRE) -> Picture:
    """Crop a picture to 2.35:1, resize it to the cover's size and make it opaque.

    Args:
        data: A picture file that Pillow can read; of an animation, the first frame counts.
        path: Its path as the author wrote it.
        focus: The point that stays in the middle, as far as the picture has room round it.

    Raises:
        PictureError: It is too small, or cannot be decoded.
    """
    image, _ = _open_cover(data, path)
    return _write_cover(ImageOps.fit(image, _SIZE, Image.Resampling.LANCZOS, centering=focus))


def resize_cover(data: bytes, path: str) -> Picture:
    """Resize a picture so that its crop of 2.35:1 has the cover's size, and make it opaque: WeChat makes both crops.

    Arguments and errors are those of `crop_cover`.
    """
    image, usable = _open_cover(data, path)
    scale = min(COVER_WIDTH / usable, MAX_COVER_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return _write_cover(image.resize(size, Image.Resampling.LANCZOS))


def _open_cover(data: bytes, path: str) -> tuple[Image.Image, float]:
    """Return an upright, opaque image, and the width of its crop of 2.35:1; raise PictureError."""
    try:
        with Image.open(BytesIO(data)) as opened:
            image = _flatten(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # A broken or giant file makes Pillow raise any of the four.
        raise PictureError(Problem("picture-none", {"path": path})) from error
    usable = min(image.width, image.height * COVER_WIDTH / COVER_HEIGHT)
    if usable < MIN_WIDTH:
        least = f"{MIN_WIDTH}×{round(MIN_WIDTH * COVER_HEIGHT / COVER_WIDTH)}"
        size = f"{image.width}×{image.height}"
        raise PictureError(Problem("cover-small", {"path": path, "size": size, "least": least}))
    return image, usable


def _write_cover(image: Image.Image) -> Picture:
    written = BytesIO()
    image.save(written, "JPEG", quality=_JPEG_QUALITY)
    return Picture("cover.jpg", written.getvalue(), *image.size)


def _flatten(image: Image.Image) -> Image.Image:
    """Return an image in RGB, on white where it is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
