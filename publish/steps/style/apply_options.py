"""Apply options to a theme: layers of rules, accent, text size and density; every text has to stay legible."""

from __future__ import annotations

import colorsys
import re
from bisect import bisect
from collections.abc import Callable, Iterable

from publish.core.exceptions import ThemeError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity
from publish.core.theme import ACCENT_MARK, Theme, ThemeOptions, ThemeRule
from publish.steps.style.contrast_check import (
    TextSample,
    describe_sample,
    find_low_contrast,
    find_text_samples,
    measure_sample,
)
from publish.steps.style.nearest_colour import find_nearest, make_pale
from publish.steps.style.parse_theme import parse_layer
from publish.wechat.contrast import ENOUGH, LEAST, Contrast
from publish.wechat.dark_mode import Colour, is_pale, parse_colour, write_hex

LEAST_SIZE = 12
SIZES = (LEAST_SIZE, 13, 14, 15, 16, 17, 18, 20, 22, 24, 26, 28, 32, 36, 40, 48, 56, 64)
"""The type scale in pixels; its steps grow, so that headings stay apart."""
TEXT_SHARES = {"small": 15 / 16, "large": 18 / 16}
"""Running text of 16 px becomes 15 or 18, the sizes that accounts on WeChat use."""

SPACE_SHARES = {"compact": 3 / 4, "airy": 4 / 3}
LINE_SHARES = {"compact": 0.92, "airy": 1.08}
LEAST_LINE = 1.4
_RUNNING_LINE = 1.5  # lower line heights belong to headings and raised numbers, and stay as the theme sets them
_LEAST_SPACE = 4  # smaller spaces, such as the padding of inline code, do not depend on the density

_PIXELS = lazy_pattern(r"(\d+\.?\d*|\.\d+)px", re.IGNORECASE)
_NUMBER = lazy_pattern(r"\d+\.?\d*|\.\d+")
_BOXES = ("margin", "padding")
_VERTICAL = frozenset({f"{box}-{side}" for box in _BOXES for side in ("top", "bottom")})

_TINT = lazy_pattern(r"rgba\([^()]*\)|#[0-9a-f]{6}\b", re.IGNORECASE)
_NO_ACCENT = "#333"  # what stands for it over a theme that has none


def apply_options(theme: Theme, options: ThemeOptions) -> Theme:
    """Return a theme with options applied; one without an accent keeps its colours.

    Raises:
        ThemeError: The accent gives text too little contrast, and the problem names the nearest that does not; or text
            in the theme is illegible with one of the layers.
    """
    theme = _lay_over(theme, options)
    if options.accent and theme.accent:
        theme = recolor_theme(theme, options.accent)
    if options.text_size in TEXT_SHARES:
        theme = theme._replace(rules=resize_text(theme.rules, options.text_size))
    if options.density in SPACE_SHARES:
        theme = theme._replace(rules=space_out(theme.rules, options.density))
    return theme


def _lay_over(theme: Theme, options: ThemeOptions) -> Theme:
    """Return a theme with the layers of its options over it."""
    for key, name in _name_layers(options).items():
        layer = parse_layer(name)
        rules = layer.rules if theme.accent else _change_values(layer.rules, _replace_accent)
        theme = theme._replace(rules=theme.rules + rules, decorations=theme.decorations + layer.decorations)
        illegible = [found for found in find_low_contrast(theme) if found.severity is Severity.ERROR]
        if illegible:
            values = {"key": key, "value": getattr(options, key), "theme": theme.name}
            raise ThemeError(Problem("knob-illegible", values, excerpt=illegible[0].excerpt))
    return theme


def _name_layers(options: ThemeOptions) -> dict[str, str]:
    """Return the names of the layers of options, by the key of each."""
    names = {"headings": f"headings/{options.headings}", "code_theme": f"code/{options.code_theme}"}
    chosen = {key: name for key, name in names.items() if getattr(options, key) != "theme"}
    switches = {key: f"paragraphs/{key}" for key in ("indent", "justify") if getattr(options, key) == "yes"}
    return chosen | switches


def _replace_accent(_: str, value: str) -> str:
    """Return a value of a layer over a theme without an accent."""
    return value.replace(ACCENT_MARK, _NO_ACCENT)


def resize_text(rules: Iterable[ThemeRule], size: str) -> tuple[ThemeRule, ...]:
    """Return rules with every font size in pixels moved along the type scale, none under 12 px."""
    share = TEXT_SHARES[size]

    def resize(name: str, value: str) -> str:
        if name == "font-size":
            return _replace_pixels(value, lambda pixels: _find_size(pixels * share))
        return _replace_pixels(value, lambda pixels: round(pixels * share)) if name == "line-height" else value

    return _change_values(rules, resize)


def space_out(rules: Iterable[ThemeRule], density: str) -> tuple[ThemeRule, ...]:
    """Return rules with vertical space and line heights of running text scaled, none under 1.4."""
    space, line = SPACE_SHARES[density], LINE_SHARES[density]

    def change(name: str, value: str) -> str:
        if name in _VERTICAL:
            return _scale_space(value, space)
        if name in _BOXES:
            return _scale_box(value, space)
        return _scale_line(value, line) if name == "line-height" else value

    return _change_values(rules, change)


def _change_values(rules: Iterable[ThemeRule], change: Callable[[str, str], str]) -> tuple[ThemeRule, ...]:
    """Return rules with each value changed by a function of name and value."""
    return tuple(
        ThemeRule(rule.selector, tuple(one._replace(value=change(one.name, one.value)) for one in rule.declarations))
        for rule in rules
    )


def _replace_pixels(value: str, change: Callable[[float], int]) -> str:
    return _PIXELS.sub(lambda match: f"{change(float(match[1]))}px", value)


def _find_size(pixels: float) -> int:
    """Return the nearest size of the type scale, the smaller of two equally near; above its end, whole pixels."""
    if pixels >= SIZES[-1]:
        return round(pixels)
    above = max(1, bisect(SIZES, pixels))
    return min(SIZES[above - 1 : above + 1], key=lambda size: abs(size - pixels))


def _scale_box(value: str, share: float) -> str:
    """Return the sides of a margin or padding, top and bottom scaled."""
    sides = value.split()
    if len(sides) == 1:
        sides *= 2
    changed = [_scale_space(side, share) if i % 2 == 0 else side for i, side in enumerate(sides)]
    return " ".join(changed[:1] if changed[1:] == changed[:1] else changed)


def _scale_space(length: str, share: float) -> str:
    match = _PIXELS.fullmatch(length)
    return length if match is None or float(match[1]) < _LEAST_SPACE else f"{round(float(match[1]) * share)}px"


def _scale_line(value: str, share: float) -> str:
    if not _NUMBER.fullmatch(value) or float(value) < _RUNNING_LINE:
        return value
    return f"{max(LEAST_LINE, round(float(value) * share, 2)):g}"


def recolor_theme(theme: Theme, accent: str) -> Theme:
    """Return a theme with another accent; its tints change with it.

    Args:
        theme: A theme that has an accent.
        accent: A colour as `#rrggbb`.

    Raises:
        ThemeError: Text of an article would fall under 4.5:1 by day or 3:1 at night; the problem names the nearest
            accent that would do, which differs in lightness alone where there is one.
    """
    old, new = _parse_valid_colour(theme.accent), _parse_valid_colour(accent)
    if old == new:
        return theme
    samples = _ThemeSamples(theme)
    weakest = samples.find_weakest(new)
    if weakest:
        nearest = find_nearest(new, lambda colour: samples.find_weakest(colour) is None) or old
        values = {"accent": accent, "theme": theme.name, "nearest": write_hex(nearest)}
        raise ThemeError(Problem("knob-contrast", values, excerpt=describe_sample(*weakest)))
    rules = _change_values(theme.rules, lambda _, value: shift_tints(value, old, new))
    return theme._replace(rules=rules, accent=write_hex(new))


class _ThemeSamples:
    """The texts of a theme, each with its required contrast: at most that of the theme's own accent."""

    def __init__(self, theme: Theme) -> None:
        self._old = _parse_valid_colour(theme.accent)
        distinct: dict[object, TextSample] = {}
        for sample in find_text_samples(theme.rules, theme.decorations):
            distinct.setdefault((sample.foreground, sample.backgrounds), sample)
        measured = [(sample, self._measure(sample, self._old)) for sample in distinct.values()]
        self._limits = [(sample, Contrast(min(ENOUGH, own.light), min(LEAST, own.dark))) for sample, own in measured]

    def find_weakest(self, accent: Colour) -> tuple[TextSample, Contrast] | None:
        """Return the text that falls furthest below its required contrast; None where none does."""
        found = []
        for sample, limit in self._limits:
            contrast = self._measure(sample, accent)
            share = min(has / needs for has, needs in zip(contrast, limit, strict=True))
            if share < 1:
                found.append((share, sample, contrast))
        return min(found, key=lambda weak: weak[0])[1:] if found else None

    def _measure(self, sample: TextSample, accent: Colour) -> Contrast:
        mark = write_hex(accent)
        return measure_sample(sample, lambda value: shift_tints(value, self._old, accent).replace(ACCENT_MARK, mark))


def _parse_valid_colour(text: str) -> Colour:
    colour = parse_colour(text)
    assert colour is not None, text  # noqa: S101 - themes and options have been validated
    return colour


def shift_tints(value: str, old: Colour, new: Colour) -> str:
    """Return a value with its tints shifted as the accent is: transparent colours, and opaque ones nearly white."""
    return value if old == new else _TINT.sub(lambda match: _shift_tint(match[0], old, new), value)


def _shift_tint(text: str, old: Colour, new: Colour) -> str:
    """Return a tint with its hue and saturation shifted as the accent's are; any other colour unchanged."""
    tint = parse_colour(text.lower())
    if tint is None or (tint.alpha == 1 and not is_pale(tint)):
        return text
    if tint[:3] == old[:3]:
        return str(new._replace(alpha=tint.alpha))
    hue, lightness, saturation = _to_hls(tint)
    old_hue, _, old_saturation = _to_hls(old)
    new_hue, _, new_saturation = _to_hls(new)
    if not saturation or not old_saturation:
        return text
    share = min(1.0, saturation * new_saturation / old_saturation)
    red, green, blue = colorsys.hls_to_rgb((hue + new_hue - old_hue) % 1, lightness, share)
    shifted = Colour(red * 255, green * 255, blue * 255, tint.alpha)
    return str(shifted) if tint.alpha < 1 else write_hex(make_pale(shifted))


def _to_hls(colour: Colour) -> tuple[float, float, float]:
    """Return hue, lightness and saturation, each 0 to 1."""
    return colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))
