"""Decode pictures of the known formats within a memory limit, and shrink them to WeChat's size, upright."""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image

from publish.core.exceptions import PictureError
from publish.core.problem import Problem
from publish.steps.picture_processing.colour_profile import convert_colours, find_extrema, flatten
from publish.wechat.limits import MAX_PICTURE_HEIGHT, MAX_PICTURE_WIDTH
from publish.wechat.picture_formats import PictureFormat

MAX_DECODED_BYTES = 200_000_000  # memory that decoding one picture may take; the whole process stays under 300 MB

# Bytes per pixel while decoding, measured with Pillow 13 and pillow-heif 1.8 on 12 megapixels.
_BYTES_PER_PIXEL = {
    PictureFormat.JPEG: 4,
    PictureFormat.PNG: 5,
    PictureFormat.GIF: 5,
    PictureFormat.BMP: 5,
    PictureFormat.TIFF: 9,
    PictureFormat.HEIF: 9,
    PictureFormat.AVIF: 10,
    PictureFormat.WEBP: 15,
}
_BYTES_OF_COEFFICIENTS = 6
"""A progressive JPEG is kept whole before decoding to any size: two bytes for each of three channels."""

# Errors of Pillow and its plugins for a broken file; most were seen by breaking files of every format at random.
_BROKEN_FILE_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, EOFError, RuntimeError,
    struct.error,
)  # fmt: skip

_PLAIN_MODES = frozenset({"L", "RGB", "CMYK"})  # modes that can be resized without conversion
_STRIP_PIXELS = 1_000_000
_LANCZOS_RADIUS = 3  # pixels of the smaller image that the filter reads on either side
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = 5  # from this orientation on, width and height are swapped (EXIF 2.32, tag 274)


@contextmanager
def open_picture(data: bytes, kind: PictureFormat, name: str) -> Iterator[tuple[Image.Image, tuple[int, int]]]:
    """Yield a picture that is not yet decoded, and its original size.

    Raises:
        PictureError: It has too many pixels or is broken, also when found within the block; or its decoder is missing.
    """
    if kind is PictureFormat.HEIF:
        _register_heif(name)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=(kind,)) as image:
            size = image.size
            _prepare(image, kind, name)
            yield image, size
    except Image.DecompressionBombError as error:
        raise _make_size_error(kind, name) from error
    except _BROKEN_FILE_ERRORS as error:
        raise PictureError(Problem("picture-broken", {"path": name, "format": str(kind)})) from error


def _register_heif(name: str) -> None:
    """Make Pillow decode HEIC; raise PictureError without the extra that does it."""
    try:
        from pillow_heif import register_heif_opener  # large, and rarely needed
    except ImportError as error:
        raise PictureError(Problem("extra-heic", {"path": name})) from error
    register_heif_opener(thumbnails=False)


def _prepare(image: Image.Image, kind: PictureFormat, name: str) -> None:
    """Limit the size that a JPEG is decoded to, and refuse what would need too much memory."""
    needed = 0
    if kind is PictureFormat.JPEG:
        needed = _BYTES_OF_COEFFICIENTS * image.width * image.height if image.info.get("progressive") else 0
        image.draft(None, _turn(find_size(*_turn(image.size, image)), image))
    if needed + _BYTES_PER_PIXEL[kind] * image.width * image.height > MAX_DECODED_BYTES:
        raise _make_size_error(kind, name)


def _make_size_error(kind: PictureFormat, name: str) -> PictureError:
    values = {"path": name, "limit": MAX_DECODED_BYTES // _BYTES_PER_PIXEL[kind] // 1_000_000}
    return PictureError(Problem("picture-pixels", values))


def find_size(width: int, height: int) -> tuple[int, int]:
    """Return the largest size of the same proportions that WeChat accepts, at most the original."""
    scale = min(1, MAX_PICTURE_WIDTH / width, MAX_PICTURE_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def is_upright(image: Image.Image) -> bool:
    """Return whether a decoded picture needs no rotation."""
    return _read_orientation(image) not in _TURNS


def _read_orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN_FILE_ERRORS:  # unreadable metadata has no effect
        return 1
    return orientation if isinstance(orientation, int) else 1


def _turn(size: tuple[int, int], image: Image.Image) -> tuple[int, int]:
    """Return a size with width and height swapped where the picture lies on its side."""
    return size[::-1] if _read_orientation(image) >= _SIDEWAYS else size


def shrink_picture(image: Image.Image) -> Image.Image:
    """Return the image as WeChat shows it: small enough, opaque, in sRGB, upright, without metadata."""
    image.load()
    size = _turn(find_size(*_turn(image.size, image)), image)
    profile = image.info.get("icc_profile")
    plain = image.mode in _PLAIN_MODES and not image.has_transparency_data
    small = image.resize(size, Image.Resampling.LANCZOS) if plain else _shrink_by_strips(image, size)
    small = convert_colours(small, profile if isinstance(profile, bytes) else None)
    orientation = _read_orientation(image)
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    small.info = {}  # Pillow would write the comments and profiles in it
    return small


def _shrink_by_strips(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the image resized and opaque; in strips, since a whole copy would take too much memory.

    Each strip is cut with the rows round it that the filter reads, so that no seam appears between two.
    """
    extrema = find_extrema(image)
    scale = image.height / size[1]
    margin = math.ceil(_LANCZOS_RADIUS * max(scale, 1)) + 1
    rows = max(1, int(_STRIP_PIXELS / image.width / scale))
    small: Image.Image | None = None
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        first, last = max(0, int(top * scale) - margin), min(image.height, math.ceil(bottom * scale) + margin)
        strip = flatten(image.crop((0, first, image.width, last)), extrema)
        box = (0, top * scale - first, image.width, min(bottom * scale, image.height) - first)
        part = strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box)
        small = small or Image.new(part.mode, size)
        small.paste(part, (0, top))
    assert small is not None  # noqa: S101  # every picture has a row
    return small
