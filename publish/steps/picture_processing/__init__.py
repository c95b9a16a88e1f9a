"""Make of any picture one that WeChat takes."""

from __future__ import annotations

import hashlib

from PIL import Image

from publish.core.exceptions import PictureError
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem
from publish.steps.picture_processing.colour_profile import is_standard
from publish.steps.picture_processing.decode import find_size, is_upright, open_picture, shrink_picture
from publish.steps.picture_processing.encode import encode_picture
from publish.steps.picture_processing.gif import Animation, decode_animation
from publish.steps.picture_processing.strip_metadata import strip_jpeg, strip_png
from publish.wechat.limits import (
    MAX_ANIMATION_BYTES,
    MAX_ANIMATION_FRAMES,
    MAX_ANIMATION_PIXELS,
    MAX_FRAME_PIXELS,
    MAX_PICTURE_BYTES,
)
from publish.wechat.picture_formats import PictureFormat, name_content, recognise_format

__all__ = ["fit_picture"]

_STRIP = {PictureFormat.JPEG: strip_jpeg, PictureFormat.PNG: strip_png}
_COPIED_MODES = frozenset({"1", "L", "P", "RGB"})
# HEIF and JPEG may hold several pictures, too: one that is meant, and the second lens's.
_MOVING = frozenset({PictureFormat.PNG, PictureFormat.WEBP, PictureFormat.AVIF, PictureFormat.TIFF})
_PNG_DEPTH = 24
"""Where a PNG says how many bits each of its numbers has."""
_DEEP = 16
_ENDINGS = {"image/jpeg": "jpg", "image/gif": "gif"}


def fit_picture(data: bytes, name: str) -> Picture:
    """Make of a picture one that WeChat takes: JPEG or PNG, small enough, opaque, upright, sRGB, nothing but itself.

    One that is so already stays as it is, to the bit, but for its metadata; so does a GIF that moves, unless it is more
    than telephones should be asked to show: then it is its first frame.

    Args:
        data: A file of any format in `PictureFormat` but SVG, which has to be drawn first.
        name: What to call it to people.

    Raises:
        PictureError: It is no picture, broken, or too large to be opened.
    """
    kind = recognise_format(data)
    if kind is None or kind is PictureFormat.SVG:
        raise _refuse(data, name)
    with open_picture(data, kind, name) as (image, size):
        if kind is PictureFormat.GIF:
            return _fit_gif(data, image, size)
        if size == find_size(*size):
            copied = _copy(data, kind, image)
            if copied:
                return copied
        return _convert(image, size, moving=_moves(image, kind))


def _refuse(data: bytes, name: str) -> PictureError:
    what = name_content(data)
    problem = (
        Problem("picture-format", {"path": name, "what": what}) if what else Problem("picture-none", {"path": name})
    )
    return PictureError(problem)


def _name_picture(data: bytes, width: int, height: int, *changes: PictureChange) -> Picture:
    """Return a picture named by its content."""
    picture = Picture("", data, width, height, changes=changes)
    ending = _ENDINGS.get(picture.media_type, "png")
    return picture._replace(name=f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}")


def _fit_gif(data: bytes, image: Image.Image, size: tuple[int, int]) -> Picture:
    animation = decode_animation(data)
    if animation is None:
        raise EOFError("the file breaks off")
    if _may_move(animation):
        image.load()
        changes = [PictureChange.STRIPPED] if animation.data != data else []
        return _name_picture(animation.data, animation.width, animation.height, *changes)
    return _convert(image, size, moving=animation.frames > 1)


def _may_move(animation: Animation) -> bool:
    return (
        1 < animation.frames <= MAX_ANIMATION_FRAMES
        and len(animation.data) <= MAX_ANIMATION_BYTES
        and animation.frame_pixels <= MAX_FRAME_PIXELS
        and animation.pixels <= MAX_ANIMATION_PIXELS
    )


def _copy(data: bytes, kind: PictureFormat, image: Image.Image) -> Picture | None:
    """Return a picture that WeChat takes as it is; None where it does not."""
    if kind not in _STRIP or image.mode not in _COPIED_MODES:
        return None
    if kind is PictureFormat.PNG and (_moves(image, kind) or data[_PNG_DEPTH] == _DEEP):
        return None
    stripped = _STRIP[kind](data)
    if stripped is None or len(stripped) > MAX_PICTURE_BYTES:
        return None
    image.load()  # a file that was cut off still has a size
    if image.has_transparency_data or not is_upright(image) or not is_standard(image.info.get("icc_profile")):
        return None
    return _name_picture(stripped, *image.size, *([PictureChange.STRIPPED] if stripped != data else []))


def _moves(image: Image.Image, kind: PictureFormat) -> bool:
    return kind in _MOVING and bool(getattr(image, "is_animated", False))  # an attribute of some formats alone


def _convert(image: Image.Image, before: tuple[int, int], *, moving: bool) -> Picture:
    small = shrink_picture(image)
    image.close()  # its pixels take more memory than all that follows
    data, small = encode_picture(small)
    changes = [PictureChange.CONVERTED]
    if small.width * small.height < before[0] * before[1]:
        changes.append(PictureChange.SHRUNK)
    if moving:
        changes.append(PictureChange.FIRST_FRAME)
    return _name_picture(data, *small.size, *changes)
