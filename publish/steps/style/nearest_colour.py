"""Find the colour nearest to one that can be used."""

from __future__ import annotations

from collections.abc import Callable

from publish.wechat.dark_mode import Colour, find_lightness, is_pale, parse_colour, with_lightness, write_hex

_STEPS = 200  # as fine as a channel of 8 bits can follow


def find_nearest(colour: Colour, fits: Callable[[Colour], bool]) -> Colour | None:
    """Return the fitting colour with the smallest change in HSL lightness; None where no lightness fits."""
    lightness, _ = find_lightness(colour)
    for step in range(1, _STEPS + 1):
        for changed in (lightness - step * 100 / _STEPS, lightness + step * 100 / _STEPS):
            if 0 <= changed <= 100:
                candidate = parse_colour(write_hex(with_lightness(colour, changed)))
                if candidate and fits(candidate):
                    return candidate
    return None


def make_pale(colour: Colour) -> Colour:
    """Return a colour made lighter until dark mode turns it dark, whatever its hue."""
    rounded = parse_colour(write_hex(colour)) or colour
    return rounded if is_pale(rounded) else find_nearest(rounded, is_pale) or Colour(255, 255, 255)
