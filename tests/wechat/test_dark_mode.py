from __future__ import annotations

import pytest

from publish.wechat.dark_mode import (
    PAGE_BRIGHTNESS,
    Colour,
    darken_background,
    darken_text,
    mix_brightness,
    parse_colour,
)

DARK_PAGE = (25, 25, 25)

# Measured with mp-darkmode 1.2.1.
TEXTS = {
    "#333": (163, 163, 163),
    "#3f3f3f": (163, 163, 163),
    "rgba(0,0,0,.9)": (163, 163, 163),
    "#555": (145, 145, 145),
    "#5a5a5a": (90, 90, 90),
    "#666": (102, 102, 102),
    "#777": (119, 119, 119),
    "#888": (136, 136, 136),
    "#2878c8": (40, 120, 200),
    "#0e8a6d": (14, 138, 109),
    "#b5651d": (181, 101, 29),
    "#d4483b": (212, 72, 59),
    "#576b95": (87, 107, 149),
    "#c0392b": (192, 57, 43),
    "#e5e5e5": (163, 163, 163),
    "rgba(0,0,0,.1)": (163, 163, 163),
    "#fff": (255, 255, 255),
}
BACKGROUNDS = {
    "#f7f7f7": (33, 33, 33),
    "#f2f2f2": (38, 38, 38),
    "#eee": (42, 42, 42),
    "#f6f8fa": (189, 190, 192),
    "#eef6ff": (185, 191, 198),
    "#fff8e1": (196, 190, 173),
    "#282c34": (49, 54, 63),
}


def colour(text: str) -> Colour:
    read = parse_colour(text)
    assert read
    return read


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast of two colours by WCAG."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(channels: tuple[float, ...]) -> float:
    shares = [channel / 255 for channel in channels]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("light", "dark"), TEXTS.items())
def test_darken_text_matches_measurements(light: str, dark: tuple[int, ...]) -> None:
    assert darken_text(colour(light))[:3] == pytest.approx(dark, abs=1)


@pytest.mark.parametrize(("light", "dark"), BACKGROUNDS.items())
def test_darken_background_matches_measurements(light: str, dark: tuple[int, ...]) -> None:
    assert darken_background(colour(light))[:3] == pytest.approx(dark, abs=0.6)


@pytest.mark.parametrize(
    ("text", "background", "dark"),
    [
        ("#333", "#f7f7f7", (179, 179, 179)),
        ("#333", "#f2f2f2", (179, 179, 179)),
        ("#333", "#eee", (179, 179, 179)),
        ("#333", "#f6f8fa", (51, 51, 51)),
        ("#333", "#eef6ff", (51, 51, 51)),
        ("#333", "#fff8e1", (51, 51, 51)),
        ("#abb2bf", "#282c34", (171, 178, 191)),
    ],
)
def test_darken_text_matches_measurements_over_a_box(text: str, background: str, dark: tuple[int, ...]) -> None:
    behind = darken_background(colour(background)).brightness

    assert darken_text(colour(text), behind)[:3] == pytest.approx(dark, abs=1)


@pytest.mark.parametrize(
    ("text", "light", "dark"),
    [
        ("#333", 12.6, 7.0),
        ("#3f3f3f", 10.5, 7.0),
        ("#555", 7.5, 5.6),
        ("#5a5a5a", 6.9, 2.5),
        ("#666", 5.7, 3.1),
        ("#777", 4.5, 3.9),
        ("#888", 3.5, 5.0),
        ("#2878c8", 4.6, 3.9),
        ("#b4235a", 6.3, 3.1),
        ("#c0392b", 5.4, 3.2),
        ("#1f4e79", 8.7, 6.0),
        ("#0b5a46", 8.2, 8.3),
        ("#6b3e00", 9.1, 7.2),
    ],
)
def test_darken_text_matches_measured_contrasts(text: str, light: float, dark: float) -> None:
    darkened = darken_text(colour(text))

    assert contrast(colour(text)[:3], (255, 255, 255)) == pytest.approx(light, abs=0.1)
    assert contrast(darkened[:3], DARK_PAGE) == pytest.approx(dark, abs=0.15)


@pytest.mark.parametrize(
    ("light", "dark"),
    [
        ("#666", (102, 102, 102)),  # a grey of lightness 40 stays
        ("#676767", (177, 177, 177)),
        ("rgb(250,250,252)", (29, 29, 29)),  # brighter than 250 is as good as white
        ("rgb(250,250,249)", (190, 190, 189)),
        ("rgb(190,190,189)", (190, 190, 189)),  # no brighter than 190 stays
        ("rgb(60,60,54)", (60, 60, 54)),  # a lightness of 22 or more stays
        ("rgb(50,50,44)", (60, 60, 53)),
    ],
)
def test_darken_background_has_the_measured_thresholds(light: str, dark: tuple[int, ...]) -> None:
    assert darken_background(colour(light))[:3] == pytest.approx(dark, abs=0.6)


@pytest.mark.parametrize(
    ("text", "behind", "brightness"),
    [
        ("#fafafa", 25, 250),  # nearly white stays
        ("#f9f9f9", 25, 163),
        ("#333", 27, 165),  # on the page itself text is no brighter than that
        ("#333", 27.5, 178.5),
        ("#a5a5a5", 27, 165),
        ("#5a5a5a", 25, 90),  # 65 apart is enough
        ("#595959", 25, 140.5),
        ("#666", 60, 127.5),  # a lightness of 40 is turned round
        ("#686868", 60, 125),
        ("#787878", 99.5, 138),
        ("#787878", 100, 35),  # from here on the box is a bright one
        ("#808080", 110, 45),
    ],
)
def test_darken_text_has_the_measured_thresholds(text: str, behind: float, brightness: float) -> None:
    assert darken_text(colour(text), behind).brightness == pytest.approx(brightness, abs=0.3)


def test_darken_text_darkens_bright_text_on_a_bright_box() -> None:
    assert darken_text(colour("#ccc"), 190)[:3] == pytest.approx((25.5, 25.5, 25.5), abs=1)


def test_darken_text_dims_medium_text_on_a_medium_box() -> None:
    assert darken_text(colour("#777"), 150).brightness == pytest.approx(85)


@pytest.mark.parametrize("behind", [0, 25, 60, 99, 100, 150, 190, 255])
@pytest.mark.parametrize("text", ["#000", "#333", "#777", "#999", "#ccc", "#00f", "#ff0", "#0f0", "#8b0000", "#ffffd2"])
def test_darken_text_keeps_a_minimum_brightness_difference(text: str, behind: float) -> None:
    darkened = darken_text(colour(text), behind)

    assert abs(darkened.brightness - behind) >= 38
    assert all(-0.01 < channel < 255.01 for channel in darkened[:3])


@pytest.mark.parametrize(
    ("text", "behind", "dark"),
    [
        ("#00f", 25, (0, 104, 255)),
        ("#f00", 60, (255, 83, 0)),
    ],
)
def test_darken_text_raises_green_when_another_channel_is_full(text: str, behind: float, dark: tuple[int, ...]) -> None:
    assert darken_text(colour(text), behind)[:3] == pytest.approx(dark, abs=1)


@pytest.mark.parametrize("convert", [darken_text, darken_background])
@pytest.mark.parametrize(
    "text", ["rgba(0,0,0,.12)", "rgba(255,255,255,0.5)", "rgba(40,44,52,.3)", "rgba(246,248,250,.7)"]
)
def test_dark_mode_keeps_alpha(convert: object, text: str) -> None:
    assert callable(convert)
    assert convert(colour(text)).alpha == colour(text).alpha


def test_mix_brightness_mixes_a_tint_with_the_page() -> None:
    assert mix_brightness(colour("rgba(255,255,255,0.1)"), PAGE_BRIGHTNESS) == pytest.approx(48)


def test_darken_text_treats_a_faint_tint_like_the_page() -> None:
    behind = mix_brightness(colour("rgba(47,111,171,.08)"), PAGE_BRIGHTNESS)

    assert contrast(darken_text(colour("#333"), behind)[:3], DARK_PAGE) == pytest.approx(7.8, abs=0.7)


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("#fff", (255, 255, 255, 1)),
        ("#1F4e79", (31, 78, 121, 1)),
        ("rgb(1, 2,3)", (1, 2, 3, 1)),
        ("rgba(1,2,3,.5)", (1, 2, 3, 0.5)),
        ("rgba(1,2,3,0)", (1, 2, 3, 0)),
    ],
)
def test_parse_colour_parses_numeric_colours(text: str, channels: tuple[float, ...]) -> None:
    assert parse_colour(text) == channels


@pytest.mark.parametrize(
    "text", ["", "red", "transparent", "#ff", "#fffff", "#ggg", "rgb(1,2)", "hsl(1,2,3)", "#333 #444"]
)
def test_parse_colour_returns_none_for_other_texts(text: str) -> None:
    assert parse_colour(text) is None


@pytest.mark.parametrize("text", ["rgb(1,2,3)", "rgba(1,2,3,0.5)"])
def test_colour_str_returns_css(text: str) -> None:
    assert str(colour(text)) == text
