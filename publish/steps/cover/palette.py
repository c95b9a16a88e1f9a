"""The colours of a cover: one ramp from the ground over the pattern to the letters.

A cover is painted in greys, and each grey stands for a place on the ramp: the edges of letters blend into whatever
lies behind them, and every theme has the same contrasts.
"""

from __future__ import annotations

import colorsys

from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import Colour

PATTERN = 110
"""The tone where a pattern is as bright as it gets."""
PAPER = 255
"""The tone of the letters."""

_WHITE = Colour(255, 255, 255)
# White letters reach 4.5 : 1 on a luminance of 0.183 and below; under the least the ground would be a black hole.
_GROUND_LUMINANCE = (0.012, 0.075)
_PATTERN_STEP = 0.17
_HALVINGS = 20


def make_palette(accent: Colour) -> bytes:
    """Return the 256 colours of a cover, from its ground to its letters, three bytes each."""
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in accent[:3]))
    least, most = _GROUND_LUMINANCE
    luminance = min(max(find_luminance(accent), least), most)
    background = _find_shade(hue, saturation, luminance)
    pattern = _find_shade(hue, saturation, luminance + _PATTERN_STEP)
    ramp = [
        *(_mix(background, pattern, tone / PATTERN) for tone in range(PATTERN)),
        *(_mix(pattern, _WHITE, tone / (PAPER - PATTERN)) for tone in range(PAPER - PATTERN + 1)),
    ]
    return bytes(round(channel) for colour in ramp for channel in colour[:3])


def _find_shade(hue: float, saturation: float, luminance: float) -> Colour:
    """Return the colour of a hue that is as bright as asked for."""
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
