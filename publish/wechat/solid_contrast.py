"""Contrast in dark mode as the platform's own checker measures it: colours count as opaque, however thin they are.

Source: verify-article-structure-spec, `cli/engine/darkmode.ts`, over mp-darkmode.
"""

from __future__ import annotations

from typing import NamedTuple

from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import PAGE_BRIGHTNESS, Colour, darken_background, darken_text, mix_brightness

LEAST_SOLID = 1.5

_LEAST_ALPHA = 0.05  # dark mode passes over thinner colours
_TEXT = Colour(152, 152, 152)  # the checker's own default, darker than the page's
_FAR = _TEXT.brightness - PAGE_BRIGHTNESS


class SolidColours(NamedTuple):
    """The colours in dark mode of a text, and of the nearest background behind it."""

    text: Colour = _TEXT
    behind: Colour = Colour(PAGE_BRIGHTNESS, PAGE_BRIGHTNESS, PAGE_BRIGHTNESS)

    def change(self, text: Colour | None, background: Colour | None) -> SolidColours:
        """Return the colours in an element that sets a colour of text, a background, or both."""
        solid = self
        if background and background.alpha >= _LEAST_ALPHA:
            solid = solid._replace(behind=_round(darken_background(background)))
        if text and text.alpha >= _LEAST_ALPHA:
            visible = mix_brightness(solid.behind, PAGE_BRIGHTNESS)
            solid = solid._replace(text=_round(darken_text(text, visible, _FAR)))
        return solid

    @property
    def contrast(self) -> float:
        """Return the contrast, 1 to 21."""
        low, high = sorted((find_luminance(self.text), find_luminance(self.behind)))
        return (high + 0.05) / (low + 0.05)


def _round(colour: Colour) -> Colour:
    """Return a colour as dark mode writes it."""
    red, green, blue = map(round, colour[:3])
    return Colour(red, green, blue, colour.alpha)
