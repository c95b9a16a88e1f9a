"""Pixels to bytes that WeChat takes: drawings and screenshots as PNG, photographs as JPEG."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops

from publish.wechat.limits import MAX_PICTURE_BYTES

_PHOTO_QUALITY = 85
_SHARP_QUALITY = 92
"""For what may hold text, each pixel with a colour of its own: no letter has a rim."""
_LOWEST_QUALITY = 40
_ONE_COLOUR = 0, 2
"""Pillow's names of colour for every pixel, and for four at a time."""

_FLAT_SHARE = 0.25
"""Of the pixels of a drawing or a screenshot so many at least are like their neighbour; of a photograph, hardly any."""
_VISIBLE = 24
"""So many of 255 steps between two colours are seen, beside each other."""
_STRAY_SHARE = 0.001
_WORTHWHILE = 2 / 3
"""A JPEG has to be so much smaller to be taken for a PNG, which WeChat cannot blur by encoding it again."""
_PALETTE = 256
_STRIP_ROWS = 200
_SMALLER = 0.8


def encode_picture(image: Image.Image) -> tuple[bytes, Image.Image]:
    """Return a picture in greys or colours as a PNG or JPEG under the limit, and the pixels that went in.

    It is the smaller of the two that looks the same; where neither is small enough, quality falls, then size.
    """
    sharp = is_flat(image)
    data = _encode_flat(image) if sharp else _encode_jpeg(image, _PHOTO_QUALITY, sharp=False)
    return (data, image) if len(data) <= MAX_PICTURE_BYTES else _squeeze(image, sharp=sharp)


def is_flat(image: Image.Image) -> bool:
    """Say whether a picture has areas of one colour, as what was drawn has and what was photographed has not."""
    if image.width == 1:
        return True
    unlike = _count_steps(image, image, 1, shift=1)
    return 1 - unlike / ((image.width - 1) * image.height) >= _FLAT_SHARE


def _count_steps(one: Image.Image, other: Image.Image, least: int, *, shift: int = 0) -> int:
    """Return how many pixels differ by so much in any of their colours; in strips, as copies take memory.

    Args:
        one: A picture.
        other: One of the same size.
        least: By how much.
        shift: How far to the right the pixel lies that one is compared with.
    """
    width, height = one.size
    count = 0
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, height)
        strip, other_strip = one.crop((0, top, width - shift, bottom)), other.crop((shift, top, width, bottom))
        count += _count_steps_of_strip(strip, other_strip, least)
    return count


def _count_steps_of_strip(one: Image.Image, other: Image.Image, least: int) -> int:
    most, *bands = ImageChops.difference(one, other).split()
    for band in bands:
        most = ImageChops.lighter(most, band)
    return sum(most.histogram()[least:])


def _encode_flat(image: Image.Image) -> bytes:
    png = _encode_png(image)
    jpeg = _encode_jpeg(image, _SHARP_QUALITY, sharp=True)
    if len(png) <= MAX_PICTURE_BYTES and (len(jpeg) > _WORTHWHILE * len(png) or not _looks_same(image, jpeg)):
        return png
    return jpeg


def _looks_same(image: Image.Image, jpeg: bytes) -> bool:
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as decoded:
        return _count_steps(image, decoded, _VISIBLE) <= _STRAY_SHARE * image.width * image.height


def _encode_png(image: Image.Image) -> bytes:
    data = BytesIO()
    _use_palette(image).save(data, "PNG", optimize=True)
    return data.getvalue()


def _use_palette(image: Image.Image) -> Image.Image:
    """Return a picture of few colours as one with a palette, if that changes none of them."""
    if image.mode != "RGB" or image.getcolors(_PALETTE) is None:
        return image
    listed = image.quantize(_PALETTE, dither=Image.Dither.NONE)
    return image if _count_steps(image, listed.convert("RGB"), 1) else listed


def _encode_jpeg(image: Image.Image, quality: int, *, sharp: bool) -> bytes:
    data = BytesIO()
    image.save(data, "JPEG", quality=quality, subsampling=_ONE_COLOUR[not sharp])
    return data.getvalue()


def _squeeze(image: Image.Image, *, sharp: bool) -> tuple[bytes, Image.Image]:
    """Return a JPEG of the highest quality that is small enough; where none is, of a smaller picture."""
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
