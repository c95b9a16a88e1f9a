"""Encode pixels below WeChat's size limit: drawings and screenshots as PNG, photographs as JPEG."""

from __future__ import annotations

from functools import reduce
from io import BytesIO

from PIL import Image, ImageChops

from publish.wechat.limits import MAX_PICTURE_BYTES

_PHOTO_QUALITY = 85
_SHARP_QUALITY = 92  # for images that may contain text; without chroma subsampling, so that letters have no fringes
_LOWEST_QUALITY = 40

_FLAT_SHARE = 0.25
"""Minimum share of pixels equal to their neighbour in drawings and screenshots; in photographs hardly any are."""
_VISIBLE = 24  # smallest visible difference between two adjacent colours, of 255
_STRAY_SHARE = 0.001
_WORTHWHILE = 2 / 3  # a JPEG must be this much smaller to replace a PNG, which WeChat cannot blur by encoding it again
_PALETTE = 256
_STRIP_ROWS = 200
_SMALLER = 0.8


def encode_picture(image: Image.Image) -> tuple[bytes, Image.Image]:
    """Return an image in greys or colours as a PNG or JPEG under the limit, and the encoded pixels.

    It is the smaller of the two that look the same; where neither is small enough, quality is reduced, then size.
    """
    sharp = is_flat(image)
    data = _encode_flat(image) if sharp else _encode_jpeg(image, _PHOTO_QUALITY, sharp=False)
    return (data, image) if len(data) <= MAX_PICTURE_BYTES else _squeeze(image, sharp=sharp)


def is_flat(image: Image.Image) -> bool:
    """Return whether an image has areas of one colour, as drawings have and photographs have not."""
    if image.width == 1:
        return True
    different = _count_different(image, image, 1, shift=1)
    return 1 - different / ((image.width - 1) * image.height) >= _FLAT_SHARE


def _count_different(one: Image.Image, other: Image.Image, least: int, *, shift: int = 0) -> int:
    """Return how many pixels differ by at least a value in any channel; in strips, since copies take memory.

    Args:
        one: An image.
        other: Another of the same size.
        least: The smallest difference that counts.
        shift: Pixels to the right at which the other image is compared.
    """
    width, height = one.size
    count = 0
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, height)
        strip, other_strip = one.crop((0, top, width - shift, bottom)), other.crop((shift, top, width, bottom))
        most = reduce(ImageChops.lighter, ImageChops.difference(strip, other_strip).split())
        count += sum(most.histogram()[least:])
    return count


def _encode_flat(image: Image.Image) -> bytes:
    png = _encode_png(image)
    jpeg = _encode_jpeg(image, _SHARP_QUALITY, sharp=True)
    if len(png) <= MAX_PICTURE_BYTES and (len(jpeg) > _WORTHWHILE * len(png) or not _looks_same(image, jpeg)):
        return png
    return jpeg


def _looks_same(image: Image.Image, jpeg: bytes) -> bool:
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as decoded:
        return _count_different(image, decoded, _VISIBLE) <= _STRAY_SHARE * image.width * image.height


def _encode_png(image: Image.Image) -> bytes:
    data = BytesIO()
    _use_palette(image).save(data, "PNG", optimize=True)
    return data.getvalue()


def _use_palette(image: Image.Image) -> Image.Image:
    """Return an image of few colours with a palette, if that changes none of them."""
    if image.mode != "RGB" or image.getcolors(_PALETTE) is None:
        return image
    indexed = image.quantize(_PALETTE, dither=Image.Dither.NONE)
    return image if _count_different(image, indexed.convert("RGB"), 1) else indexed


def _encode_jpeg(image: Image.Image, quality: int, *, sharp: bool) -> bytes:
    data = BytesIO()
    image.save(data, "JPEG", quality=quality, subsampling="4:4:4" if sharp else "4:2:0")
    return data.getvalue()


def _squeeze(image: Image.Image, *, sharp: bool) -> tuple[bytes, Image.Image]:
    """Return a JPEG of the highest quality that is small enough; where none is, of a smaller image."""
    while True:
        low, high = _LOWEST_QUALITY, _SHARP_QUALITY if sharp else _PHOTO_QUALITY
        best = _encode_jpeg(image, low, sharp=sharp)
        if len(best) <= MAX_PICTURE_BYTES:
            break
        size = max(1, round(image.width * _SMALLER)), max(1, round(image.height * _SMALLER))
        image = image.resize(size, Image.Resampling.LANCZOS)
    while high - low > 1:
        middle = (low + high) // 2
        data = _encode_jpeg(image, middle, sharp=sharp)
        if len(data) <= MAX_PICTURE_BYTES:
            low, best = middle, data
        else:
            high = middle
    return best, image
