"""Convert any picture to one that WeChat accepts."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

from publish.core.exceptions import PictureError
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem
from publish.steps.picture_processing.colour_profile import is_standard
from publish.steps.picture_processing.decode import find_size, is_upright, open_picture, shrink_picture
from publish.steps.picture_processing.encode import encode_picture
from publish.steps.picture_processing.strip_metadata import decode_animation, strip_jpeg, strip_png
from publish.wechat.limits import (
    MAX_ANIMATION_BYTES,
    MAX_ANIMATION_FRAMES,
    MAX_ANIMATION_PIXELS,
    MAX_FRAME_PIXELS,
    MAX_PICTURE_BYTES,
)
from publish.wechat.picture_formats import PictureFormat, name_content, recognise_format

__all__ = ["fit_picture", "take_drawing"]

_STRIP = {PictureFormat.JPEG: strip_jpeg, PictureFormat.PNG: strip_png}
_COPIED_MODES = frozenset({"1", "L", "P", "RGB"})
# HEIF and JPEG may contain several pictures, too, but these are no animations.
_ANIMATED = frozenset({PictureFormat.PNG, PictureFormat.WEBP, PictureFormat.AVIF, PictureFormat.TIFF})
_PNG_DEPTH = 24  # position of a PNG's bits per channel
_ENDINGS = {"image/jpeg": "jpg", "image/gif": "gif"}


def fit_picture(data: bytes, name: str) -> Picture:
    """Convert a picture to a JPEG or PNG that WeChat accepts: small enough, opaque, upright, sRGB, without metadata.

    A picture that is so already only loses its metadata; so does an animated GIF, unless it is too large for phones:
    then its first frame is taken.

    Args:
        data: A file of any format in `PictureFormat` but SVG, which has to be rasterized first.
        name: Its name in messages.

    Raises:
        PictureError: It is no picture, broken, or too large to be decoded.
    """
    kind = recognise_format(data)
    if kind is None or kind is PictureFormat.SVG:
        content = name_content(data)
        values = {"path": name, "what": content} if content else {"path": name}
        raise PictureError(Problem("picture-format" if content else "picture-none", values))
    with open_picture(data, kind, name) as (image, size):
        if kind is PictureFormat.GIF:
            return _fit_gif(data, image, size)
        copied = _copy(data, kind, image) if size == find_size(*size) else None
        return copied or _convert(image, size, animated=_is_animated(image, kind))


def take_drawing(data: bytes) -> Picture:
    """Return a PNG that the program drew as a picture for WeChat; it keeps its transparent ground."""
    with Image.open(BytesIO(data)) as image:
        return _name_picture(data, *image.size)


def _name_picture(data: bytes, width: int, height: int, *changes: PictureChange) -> Picture:
    """Return a picture named by the hash of its content."""
    picture = Picture("", data, width, height, changes=changes)
    ending = _ENDINGS.get(picture.media_type, "png")
    return picture._replace(name=f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}")


def _fit_gif(data: bytes, image: Image.Image, size: tuple[int, int]) -> Picture:
    animation = decode_animation(data)
    if animation is None:
        raise EOFError("the file is cut off")
    if (
        1 < animation.frames <= MAX_ANIMATION_FRAMES
        and len(animation.data) <= MAX_ANIMATION_BYTES
        and animation.frame_pixels <= MAX_FRAME_PIXELS
        and animation.frames * animation.frame_pixels <= MAX_ANIMATION_PIXELS
    ):
        image.load()
        changes = [PictureChange.STRIPPED] if animation.data != data else []
        return _name_picture(animation.data, animation.width, animation.height, *changes)
    return _convert(image, size, animated=animation.frames > 1)


def _copy(data: bytes, kind: PictureFormat, image: Image.Image) -> Picture | None:
    """Return a picture that WeChat accepts, without its metadata; None where it must be converted."""
    if kind not in _STRIP or image.mode not in _COPIED_MODES:
        return None
    if kind is PictureFormat.PNG and (_is_animated(image, kind) or data[_PNG_DEPTH] == 16):
        return None
    stripped = _STRIP[kind](data)
    if stripped is None or len(stripped) > MAX_PICTURE_BYTES:
        return None
    image.load()  # raises for a file that was cut off
    if image.has_transparency_data or not is_upright(image) or not is_standard(image.info.get("icc_profile")):
        return None
    return _name_picture(stripped, *image.size, *([PictureChange.STRIPPED] if stripped != data else []))


def _is_animated(image: Image.Image, kind: PictureFormat) -> bool:
    return kind in _ANIMATED and bool(getattr(image, "is_animated", False))  # an attribute of some formats alone


def _convert(image: Image.Image, before: tuple[int, int], *, animated: bool) -> Picture:
    small = shrink_picture(image)
    image.close()  # its pixels take more memory than everything after
    data, small = encode_picture(small)
    changes = [PictureChange.CONVERTED]
    if small.width * small.height < before[0] * before[1]:
        changes.append(PictureChange.SHRUNK)
    if animated:
        changes.append(PictureChange.FIRST_FRAME)
    return _name_picture(data, *small.size, *changes)
