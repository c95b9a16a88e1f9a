"""Make a theme's text smaller or larger, and let it stand closer or wider."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable

from publish.core.theme import Theme, ThemeOptions
from publish.steps.style.recolor import recolor_theme

LEAST_SIZE = 12
SIZES = (LEAST_SIZE, 13, 14, 15, 16, 17, 18, 20, 22, 24, 26, 28, 32, 36, 40, 48, 56, 64)
"""The type scale in pixels: the bigger, the wider its steps, so that headings stay apart."""
TEXT_SHARES = {"small": 15 / 16, "large": 18 / 16}
"""Running text of 16 px becomes 15 or 18, the sizes that accounts on WeChat use."""

SPACE_SHARES = {"compact": 3 / 4, "airy": 4 / 3}
LINE_SHARES = {"compact": 0.92, "airy": 1.08}
LEAST_LINE = 1.4
_RUNNING_LINE = 1.5
"""Lower lines belong to headings and raised numbers, and stay as the theme sets them."""
_LEAST_SPACE = 4
"""A smaller space is finish, such as the rim of a piece of code, not rhythm."""

_DECLARATION = re.compile(r"(?<=[{;])(?P<name>[a-z-]+):(?P<value>[^;{}]*)")
_PIXELS = re.compile(r"(\d+\.?\d*|\.\d+)px", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")
_BOXES = ("margin", "padding")
_VERTICAL = frozenset({f"{box}-{side}" for box in _BOXES for side in ("top", "bottom")})


def resize_text(css: str, size: str) -> str:
    """Return resolved CSS with every size of text in pixels moved along the type scale, none under 12 px."""
    share = TEXT_SHARES[size]

    def resize(name: str, value: str) -> str:
        if name == "font-size":
            return _replace_pixels(value, lambda pixels: _find_size(pixels * share))
        return _replace_pixels(value, lambda pixels: round(pixels * share)) if name == "line-height" else value

    return _rewrite(css, resize)


def space_out(css: str, density: str) -> str:
    """Return resolved CSS with vertical space and the height of running text's lines changed, none under 1.4."""
    space, line = SPACE_SHARES[density], LINE_SHARES[density]

    def change(name: str, value: str) -> str:
        if name in _VERTICAL:
            return _scale_space(value, space)
        if name in _BOXES:
            return _scale_box(value, space)
        return _scale_line(value, line) if name == "line-height" else value

    return _rewrite(css, change)


def _rewrite(css: str, change: Callable[[str, str], str]) -> str:
    return _DECLARATION.sub(lambda match: f"{match['name']}:{change(match['name'], match['value'])}", css)


def _replace_pixels(value: str, change: Callable[[float], int]) -> str:
    return _PIXELS.sub(lambda match: f"{change(float(match[1]))}px", value)


def _find_size(pixels: float) -> int:
    """Return the nearest size of the type scale, the smaller of two; beyond its end, whole pixels."""
    if pixels >= SIZES[-1]:
        return round(pixels)
    above = max(1, bisect(SIZES, pixels))
    return min(SIZES[above - 1 : above + 1], key=lambda size: abs(size - pixels))


def _scale_box(value: str, share: float) -> str:
    """Return the sides of a margin or padding, top and bottom changed."""
    sides = value.split()
    if len(sides) == 1:
        sides *= 2
    changed = [_scale_space(side, share) if i % 2 == 0 else side for i, side in enumerate(sides)]
    return " ".join(changed[:1] if changed[1:] == changed[:1] else changed)


def _scale_space(length: str, share: float) -> str:
    def scale(pixels: float) -> int:
        return round(pixels * share)

    match = _PIXELS.fullmatch(length)
    return length if match is None or float(match[1]) < _LEAST_SPACE else _replace_pixels(length, scale)


def _scale_line(value: str, share: float) -> str:
    if not _NUMBER.fullmatch(value) or float(value) < _RUNNING_LINE:
        return value
    return f"{max(LEAST_LINE, round(float(value) * share, 2)):g}"


def apply_options(theme: Theme, options: ThemeOptions) -> str:
    """Return a theme's rules with its knobs turned; a theme without an accent keeps its colours.

    Raises:
        ThemeError: The accent leaves text hard to read; the problem names the nearest that does not.
    """
    standard = ThemeOptions()
    css = recolor_theme(theme, options.accent) if options.accent and theme.accent else theme.css
    if options.text_size != standard.text_size:
        css = resize_text(css, options.text_size)
    return css if options.density == standard.density else space_out(css, options.density)
