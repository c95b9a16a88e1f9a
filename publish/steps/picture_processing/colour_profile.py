"""Colours as every screen shows them: sRGB, eight bits, on white."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from PIL import ImageCms

_WHITE = (255, 255, 255)
_DEEP = 16
"""Bits of a grey that has more than eight of them."""


def is_standard(profile: bytes | None) -> bool:
    """Say whether a colour profile changes nothing: there is none, it is sRGB, or it cannot be read."""
    if profile is None:
        return True
    from PIL import ImageCms  # most pictures have no profile

    try:
        return "srgb" in ImageCms.getProfileDescription(_open(profile)).lower()
    except (ImageCms.PyCMSError, OSError):
        return True


def convert_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in sRGB, or in greys."""
    if profile is not None and not is_standard(profile):
        from PIL import ImageCms

        try:
            converted = ImageCms.profileToProfile(
                image, _open(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:  # made for other colours than these
            converted = None
        if converted is not None:
            return converted.convert("L") if image.mode == "L" else converted
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _open(profile: bytes) -> ImageCms.ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(BytesIO(profile))


def flatten(image: Image.Image, extrema: tuple[float, float]) -> Image.Image:
    """Return a picture of any kind in greys or colours of eight bits, painted on white.

    Args:
        image: The picture, or a part of it.
        extrema: The smallest and the largest number of the whole picture, where it is of more than eight bits.
    """
    if image.mode.startswith(("I", "F")):
        return _scale(image, extrema)
    if image.has_transparency_data:
        opaque = Image.new("RGB", image.size, _WHITE)
        image = image.convert("RGBA")
        opaque.paste(image, mask=image.getchannel("A"))
        return opaque
    return image.convert("L" if image.mode == "1" else "RGB")


def find_extrema(image: Image.Image) -> tuple[float, float]:
    """Return which numbers of a deep picture are black and white: its own, but for whole numbers of 8 or 16 bits."""
    if image.mode.startswith("I;16"):
        return 0, 2**_DEEP - 1
    if image.mode not in ("I", "F"):
        return 0, 255
    low, high = image.getextrema()
    assert isinstance(low, int | float)  # noqa: S101  # of one band
    assert isinstance(high, int | float)  # noqa: S101
    usual = [white for white in (255, 2**_DEEP - 1) if image.mode == "I" and low >= 0 and high <= white]
    return (0, usual[0]) if usual else (low, high)


def _scale(image: Image.Image, extrema: tuple[float, float]) -> Image.Image:
    low, high = extrema
    factor = 255 / (high - low) if high > low else 0
    deep = image if image.mode in ("I", "F") else image.convert("I")
    return deep.point(lambda number: number * factor - low * factor).convert("L")
