from __future__ import annotations

import pytest

from publish.wechat.contrast import DEFAULT_TEXT, ENOUGH, PAGE, blend, measure_contrast
from publish.wechat.dark_mode import Colour, parse_colour


def colour(text: str) -> Colour:
    found = parse_colour(text)
    assert found
    return found


# The page's colours; measured in the platform's own dark mode.
@pytest.mark.parametrize(
    ("text", "light", "dark"),
    [
        ("#333", 12.6, 7.0),
        ("#555", 7.5, 5.6),
        ("#5a5a5a", 6.9, 2.5),
        ("#777", 4.5, 3.9),
        ("#888", 3.5, 5.0),
        ("#2878c8", 4.6, 3.9),
        ("#c0392b", 5.4, 3.2),
        ("#1f4e79", 8.7, 6.0),
    ],
)
def test_measure_contrast_matches_measurements_in_both_schemes(text: str, light: float, dark: float) -> None:
    assert measure_contrast(colour(text), PAGE) == pytest.approx((light, dark), abs=0.1)


@pytest.mark.parametrize(
    ("background", "text", "dark"),
    [
        ("#f7f7f7", "#333", 7.7),
        ("#f2f2f2", "#333", 7.2),
        ("#eee", "#333", 6.8),
        ("rgba(47,111,171,0.08)", "#333", 7.8),
        ("#282c34", "#abb2bf", 6.0),
    ],
)
def test_lay_over_changes_the_background_for_contrast(background: str, text: str, dark: float) -> None:
    behind = blend(PAGE, colour(background))

    assert measure_contrast(colour(text), behind).dark == pytest.approx(dark, abs=0.35)


def test_lay_over_mixes_a_tint_with_the_background() -> None:
    assert blend(PAGE, Colour(0, 0, 0, 0.5)).light == Colour(127.5, 127.5, 127.5)
    assert blend(PAGE, Colour(255, 255, 255, 0)) == PAGE


def test_measure_contrast_returns_21_for_black_on_white() -> None:
    assert measure_contrast(Colour(0, 0, 0), PAGE).light == pytest.approx(21)


def test_measure_contrast_returns_1_for_equal_colours() -> None:
    assert measure_contrast(Colour(255, 255, 255), PAGE).light == pytest.approx(1)


def test_default_text_colour_is_readable() -> None:
    assert min(measure_contrast(DEFAULT_TEXT, PAGE)) > ENOUGH


def test_measure_contrast_is_lower_for_transparent_text() -> None:
    assert measure_contrast(Colour(51, 51, 51, 0.5), PAGE).light < measure_contrast(Colour(51, 51, 51), PAGE).light
