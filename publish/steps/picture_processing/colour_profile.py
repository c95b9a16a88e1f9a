"""Convert colours to what every screen shows: sRGB, eight bits per channel, on white."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

_MAX_16_BITS = 2**16 - 1


def is_standard(profile: bytes | None) -> bool:
    """Return whether a colour profile has no effect: it is missing, sRGB, or unreadable."""
    if profile is None:
        return True
    from PIL import ImageCms  # most pictures have no profile

    try:
        return "srgb" in ImageCms.getProfileDescription(BytesIO(profile)).lower()
    except (ImageCms.PyCMSError, OSError):
        return True


def convert_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image in sRGB or greys."""
    if profile is not None and not is_standard(profile):
        from PIL import ImageCms

        srgb = ImageCms.createProfile("sRGB")
        try:
            converted = ImageCms.profileToProfile(image, BytesIO(profile), srgb, outputMode="RGB")
        except ImageCms.PyCMSError:  # a profile for another colour mode
            converted = None
        if converted is not None:
            return converted.convert("L") if image.mode == "L" else converted
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def flatten(image: Image.Image, extrema: tuple[float, float]) -> Image.Image:
    """Return an image of any mode in greys or colours of eight bits, on white.

    Args:
        image: The image, or a part of it.
        extrema: The values of black and white, of a whole image of more than eight bits.
    """
    if image.mode.startswith(("I", "F")):
        return _scale(image, extrema)
    if image.has_transparency_data:
        opaque = Image.new("RGB", image.size, "white")
        image = image.convert("RGBA")
        opaque.paste(image, mask=image.getchannel("A"))
        return opaque
    return image.convert("L" if image.mode == "1" else "RGB")


def find_extrema(image: Image.Image) -> tuple[float, float]:
    """Return the values of black and white: the extrema of a deep image, unless its integers fit 8 or 16 bits."""
    if image.mode.startswith("I;16"):
        return 0, _MAX_16_BITS
    if image.mode not in ("I", "F"):
        return 0, 255
    low, high = image.getextrema()
    assert isinstance(low, int | float)  # noqa: S101  # of one band
    assert isinstance(high, int | float)  # noqa: S101
    usual = (white for white in (255, _MAX_16_BITS) if image.mode == "I" and low >= 0 and high <= white)
    white = next(usual, None)
    return (low, high) if white is None else (0, white)


def _scale(image: Image.Image, extrema: tuple[float, float]) -> Image.Image:
    low, high = extrema
    factor = 255 / (high - low) if high > low else 0
    deep = image if image.mode in ("I", "F") else image.convert("I")
    return deep.point(lambda value: value * factor - low * factor).convert("L")
