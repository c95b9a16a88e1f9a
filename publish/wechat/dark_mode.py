"""The colours of an article in WeChat's dark mode.

Measured with mp-darkmode 1.2.1 on about 90 colours; reproduced to within 1 of 255 a channel.
"""

from __future__ import annotations

import colorsys
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

PAGE_BRIGHTNESS = 25  # of the dark page, #191919

_HEX = lazy_pattern(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$")
_RGB = lazy_pattern(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)$")
_BRIGHT_TEXT = 250
BRIGHT = 190
"""Brighter colours with a hue stay light as grounds in dark mode, and get brighter as lines."""
FAR = 138  # brightness of the dark page's text, #a3a3a3, over that of the page
_ENOUGH = 65
_BACKGROUND_LIGHTNESS = 109.8
_LEAST_LIGHTNESS = 22
_TEXT_LIGHTNESS = 90


class Colour(NamedTuple):
    """A colour: channels 0 to 255, alpha 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def brightness(self) -> float:
        """Return the perceived brightness, 0 to 255."""
        return (299 * self.red + 587 * self.green + 114 * self.blue) / 1000

    def __str__(self) -> str:
        """Return the colour as CSS."""
        channels = ",".join(f"{round(channel)}" for channel in self[:3])
        return f"rgb({channels})" if self.alpha == 1 else f"rgba({channels},{self.alpha:g})"


def parse_colour(text: str) -> Colour | None:
    """Return a numeric CSS colour; None for any other text."""
    if match := _HEX.match(text):
        digits = match[1] if len(match[1]) > 3 else "".join(digit * 2 for digit in match[1])  # #rgb
        return Colour(*(int(digits[i : i + 2], 16) for i in (0, 2, 4)))
    if match := _RGB.match(text):
        return Colour(float(match[1]), float(match[2]), float(match[3]), float(match[4] or 1))
    return None


def darken_background(colour: Colour) -> Colour:
    """Return a background colour in dark mode."""
    lightness, saturation = find_lightness(colour)
    brightness = colour.brightness
    if (saturation == 0 and lightness > 40) or is_pale(colour):  # as measured
        grey = (_BACKGROUND_LIGHTNESS - lightness) / 100 * 255
        return Colour(grey, grey, grey, colour.alpha)
    if brightness > BRIGHT:  # as measured
        return _scale(colour, BRIGHT)
    return with_lightness(colour, _LEAST_LIGHTNESS) if lightness < _LEAST_LIGHTNESS else colour


def is_pale(colour: Colour) -> bool:
    """Return whether a colour is so near to white that as a background it turns dark in dark mode, whatever its hue.

    One a little darker stays bright: a box of it glares at night.
    """
    return colour.brightness > _BRIGHT_TEXT


def is_glaring(colour: Colour) -> bool:
    """Return whether a colour as a background stays light in dark mode, though it is no pure white or grey."""
    return colour.alpha == 1 and BRIGHT < colour.brightness <= _BRIGHT_TEXT and len(set(colour[:3])) > 1


def darken_text(colour: Colour, behind: float = PAGE_BRIGHTNESS, far: float = FAR) -> Colour:
    """Return the colour of text or a border in dark mode, over a background of a brightness in dark mode.

    Unless it is nearly white, text differs from the page by no more than `far`, as the page's own text does.
    """
    brightness = colour.brightness
    distance = abs(brightness - behind)
    if brightness >= _BRIGHT_TEXT:
        return colour
    if distance > far and behind <= 27:  # as measured
        return _scale(colour, far + behind)
    if distance >= _ENOUGH:
        return colour
    lightness, _ = find_lightness(colour)
    on_light = behind >= 100  # this and the numbers below: as measured
    if lightness > 50 if on_light else lightness <= 40:
        return darken_text(with_lightness(colour, max(0.0, _TEXT_LIGHTNESS - lightness)), behind, far)
    return _scale(colour, min(far, behind - _ENOUGH if on_light else behind + _ENOUGH))


def mix_brightness(colour: Colour, behind: float) -> float:
    """Return the visible brightness of a colour over a background's brightness."""
    return colour.brightness * colour.alpha + behind * (1 - colour.alpha)


def write_hex(colour: Colour) -> str:
    """Return an opaque colour as `#rrggbb`."""
    return "#" + "".join(f"{round(channel):02x}" for channel in colour[:3])


def find_lightness(colour: Colour) -> tuple[float, float]:
    """Return HSL lightness and saturation in percent."""
    _, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))
    return lightness * 100, saturation * 100


def with_lightness(colour: Colour, lightness: float) -> Colour:
    """Return a colour with another HSL lightness in percent."""
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))
    red, green, blue = colorsys.hls_to_rgb(hue, lightness / 100, saturation)
    return Colour(red * 255, green * 255, blue * 255, colour.alpha)


def _scale(colour: Colour, brightness: float) -> Colour:
    """Return a colour scaled to a perceived brightness; green makes up for red and blue beyond 255."""
    share = brightness / colour.brightness
    red, blue = min(255.0, colour.red * share), min(255.0, colour.blue * share)
    return Colour(red, (1000 * brightness - 299 * red - 114 * blue) / 587, blue, colour.alpha)
