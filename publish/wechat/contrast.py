"""Contrast of text on its background, in light mode and in WeChat's dark mode.

WCAG 2.2 demands 4.5 for running text; below 3 text is unreadable.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from publish.wechat.dark_mode import Colour, darken_background, darken_text

ENOUGH = 4.5
LEAST = 3.0

DEFAULT_TEXT = Colour(0, 0, 0, 0.9)  # the page's default colour


class Background(NamedTuple):
    """The opaque background of a text in both schemes."""

    light: Colour
    dark: Colour


class Contrast(NamedTuple):
    """The contrast of a text, 1 to 21, in both schemes."""

    light: float
    dark: float


PAGE = Background(Colour(255, 255, 255), Colour(25, 25, 25))


@lru_cache(maxsize=1024)
def blend(behind: Background, background: Colour) -> Background:
    """Return the background of a text in a box with a background colour."""
    dark = darken_background(background) if background.alpha == 1 else background  # dark mode keeps tints
    return Background(_mix(background, behind.light), _mix(dark, behind.dark))


@lru_cache(maxsize=1024)
def measure_contrast(text: Colour, behind: Background) -> Contrast:
    """Return the contrast of a text colour, given in light mode, in both schemes."""
    dark = darken_text(text, behind.dark.brightness)
    return Contrast(_compare(text, behind.light), _compare(dark, behind.dark))


def _mix(colour: Colour, behind: Colour) -> Colour:
    """Return the visible colour over an opaque one."""
    alpha = colour.alpha
    return Colour(*(above * alpha + below * (1 - alpha) for above, below in zip(colour[:3], behind[:3], strict=True)))


def _compare(text: Colour, behind: Colour) -> float:
    low, high = sorted(find_luminance(colour) for colour in (_mix(text, behind), behind))
    return (high + 0.05) / (low + 0.05)


def find_luminance(colour: Colour) -> float:
    """Return a colour's relative luminance, 0 to 1, as WCAG defines it."""
    shares = (channel / 255 for channel in colour[:3])
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
