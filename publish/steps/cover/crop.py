"""Make a cover of a picture that somebody took."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from publish.core.exceptions import PictureError
from publish.core.picture import Picture
from publish.core.problem import Problem
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH

MIN_WIDTH = 600
"""Pixels that the cropped picture must have; enlarged from fewer it is blurred on every phone."""

_QUALITY = 90
_PAPER = "white"


def crop_cover(data: bytes, path: str) -> Picture:
    """Crop a picture to 2.35:1 round its middle and bring it to 900 by 383 pixels, opaque.

    Args:
        data: A picture file that pillow can read; of one that moves, its first frame counts.
        path: What the author calls it.

    Raises:
        PictureError: It is too small, or cannot be shown.
    """
    try:
        with Image.open(BytesIO(data)) as opened:
            picture = _flatten(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # A broken or giant file makes pillow raise any of the four.
        raise PictureError(Problem("picture-none", {"path": path})) from error
    usable = min(picture.width, picture.height * COVER_WIDTH / COVER_HEIGHT)
    if usable < MIN_WIDTH:
        least = f"{MIN_WIDTH}×{round(MIN_WIDTH * COVER_HEIGHT / COVER_WIDTH)}"
        size = f"{picture.width}×{picture.height}"
        raise PictureError(Problem("cover-small", {"path": path, "size": size, "least": least}))
    fitted = ImageOps.fit(picture, (COVER_WIDTH, COVER_HEIGHT), Image.Resampling.LANCZOS)
    written = BytesIO()
    fitted.save(written, "JPEG", quality=_QUALITY)
    return Picture("cover.jpg", written.getvalue(), COVER_WIDTH, COVER_HEIGHT)


def _flatten(picture: Image.Image) -> Image.Image:
    """Return a picture in plain colours, on paper where it lets through."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, _PAPER)
    return Image.alpha_composite(paper, seen).convert("RGB")
