"""Put another accent into a theme, if its text can be read."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.core.theme import Theme
from publish.steps.style.contrast_check import (
    TextSample,
    describe_sample,
    find_text_samples,
    measure_sample,
    parse_declared,
)
from publish.wechat.contrast import ENOUGH, LEAST, Contrast
from publish.wechat.css_properties import ACCENT_MARK
from publish.wechat.dark_mode import Colour, find_lightness, parse_colour, with_lightness, write_hex

_TINT = re.compile(r"rgba\([^()]*\)", re.IGNORECASE)
_LIGHTNESS_STEPS = 200
"""As fine as a channel of 8 bits can follow."""


def recolor_theme(theme: Theme, accent: str) -> str:
    """Return a theme's rules with another accent; its tints turn with it.

    Args:
        theme: A theme that has an accent.
        accent: A colour as `#rrggbb`.

    Raises:
        ThemeError: Text of an article would fall under 4.5:1 by day or 3:1 at night; the problem names the nearest
            accent that would do, which differs in lightness alone where there is one.
    """
    old, new = _read(theme.accent), _read(accent)
    if old == new:
        return theme.css
    looks = _ThemeSamples(theme)
    weakest = looks.find_weakest(new)
    if weakest:
        nearest = _find_nearest(new, lambda colour: looks.find_weakest(colour) is None) or old
        values = {"accent": accent, "theme": theme.name, "nearest": write_hex(nearest)}
        raise ThemeError(Problem("knob-contrast", values, excerpt=describe_sample(*weakest)))
    return _dye(theme.template, old, new)


class _ThemeSamples:
    """The texts of a theme, each with what it needs to be read; the theme's own accent is never too weak."""

    def __init__(self, theme: Theme) -> None:
        self._old = _read(theme.accent)
        measured = [
            (look, self._measure(look, self._old)) for look in find_text_samples(parse_declared(theme.template))
        ]
        self._limits = [(look, Contrast(min(ENOUGH, own.light), min(LEAST, own.dark))) for look, own in measured]

    def find_weakest(self, accent: Colour) -> tuple[TextSample, Contrast] | None:
        """Return the text that an accent makes hardest to read; None where all can be read."""
        found = []
        for look, limit in self._limits:
            contrast = self._measure(look, accent)
            share = min(has / needs for has, needs in zip(contrast, limit, strict=True))
            if share < 1:
                found.append((share, look, contrast))
        return min(found, key=lambda one: one[0])[1:] if found else None

    def _measure(self, look: TextSample, accent: Colour) -> Contrast:
        return measure_sample(look, lambda written: _dye(written, self._old, accent))


def _read(written: str) -> Colour:
    colour = parse_colour(written)
    assert colour is not None, written  # noqa: S101 - whoever read the theme or the knob has looked
    return colour


def _dye(css: str, old: Colour, new: Colour) -> str:
    """Return CSS with another accent in it."""
    css = css.replace(ACCENT_MARK, write_hex(new))
    return css if old == new else _TINT.sub(lambda match: _turn_tint(match[0], old, new), css)


def _turn_tint(written: str, old: Colour, new: Colour) -> str:
    """Return a see-through colour turned as far as the accent was: a theme's tints are its accent's kin."""
    tint = parse_colour(written.lower())
    if tint is None or tint.alpha == 1:
        return written
    if tint[:3] == old[:3]:
        return str(new._replace(alpha=tint.alpha))
    hue, lightness, saturation = _find_hue(tint)
    old_hue, _, old_saturation = _find_hue(old)
    new_hue, _, new_saturation = _find_hue(new)
    if not saturation or not old_saturation:
        return written
    share = min(1.0, saturation * new_saturation / old_saturation)
    red, green, blue = colorsys.hls_to_rgb((hue + new_hue - old_hue) % 1, lightness, share)
    return str(Colour(red * 255, green * 255, blue * 255, tint.alpha))


def _find_hue(colour: Colour) -> tuple[float, float, float]:
    """Return hue, lightness and saturation, each 0 to 1."""
    return colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))


def _find_nearest(colour: Colour, fits: Callable[[Colour], bool]) -> Colour | None:
    """Return the colour that fits with the smallest change of its HSL lightness."""
    lightness, _ = find_lightness(colour)
    for step in range(1, _LIGHTNESS_STEPS + 1):
        for changed in (lightness - step * 100 / _LIGHTNESS_STEPS, lightness + step * 100 / _LIGHTNESS_STEPS):
            if 0 <= changed <= 100:
                candidate = _read(write_hex(with_lightness(colour, changed)))
                if fits(candidate):
                    return candidate
    return None
