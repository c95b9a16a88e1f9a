from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.core.theme import ACCENT_MARK, Theme, ThemeOptions, write_css
from publish.steps.style.apply_options import apply_options, recolor_theme
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.dark_mode import is_pale, parse_colour
from tests.themes import load_themes, own_rules

ALL = load_themes()
ACCENTED = {name: theme for name, theme in ALL.items() if theme.accent}
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def show(theme: Theme) -> str:
    return write_css(own_rules(theme), theme.accent)


def recolor(css: str, accent: str) -> str:
    return show(recolor_theme(parse_theme("test", css), accent))


def refuse(theme: Theme, accent: str) -> Problem:
    with pytest.raises(ThemeError) as caught:
        recolor_theme(theme, accent)
    [problem] = caught.value.problems
    return problem


# --- recolored rules -------------------------------------------------------------------------------


def test_recolor_theme_replaces_every_use_of_the_accent() -> None:
    css = ":root{--accent:#1f4e79;--line:1px solid var(--accent)}a{color:var(--accent)}hr{border:var(--line)}"

    assert recolor(css, "#b3261e") == "a{color:#b3261e}\nhr{border:1px solid #b3261e}"


def test_recolor_theme_keeps_a_colour_that_only_equals_the_accent() -> None:
    css = ":root{--ink:#333;--accent:#333}p{color:var(--ink)}a{color:var(--accent)}"

    assert recolor(css, "#b3261e") == "p{color:#333}\na{color:#b3261e}"


@pytest.mark.parametrize(
    ("tint", "recolored"),
    [
        ("rgba(31, 78, 121, 0.07)", "rgba(179,38,30,0.07)"),
        ("RGBA(31,78,121,.07)", "rgba(179,38,30,0.07)"),
        ("rgba(0,0,0,0.12)", "rgba(0,0,0,0.12)"),
        ("rgba(31,78,121,1)", "rgba(31,78,121,1)"),
    ],
)
def test_recolor_theme_recolors_tints_of_the_accent(tint: str, recolored: str) -> None:
    css = f":root{{--accent:#1f4e79}}a{{color:var(--accent)}}p{{border-color:{tint}}}"

    assert recolor(css, "#b3261e") == f"a{{color:#b3261e}}\np{{border-color:{recolored}}}"


def test_recolor_theme_shifts_the_hue_of_related_tints() -> None:
    css = show(recolor_theme(ACCENTED["sunday"], "#1f4e79"))

    tint = parse_colour(css.partition(".intro{")[2].partition("background-color:")[2].partition("}")[0])
    assert tint is not None
    assert tint.blue > tint.red
    assert is_pale(tint)


@given(COLOURS)
def test_recolor_theme_keeps_a_tint_that_turns_dark_at_night_pale(accent: str) -> None:
    theme = parse_theme("test", ":root{--accent:#7a2e12}hr{border:1px solid var(--accent);background-color:#fffbe9}")

    tint = parse_colour(show(recolor_theme(theme, accent)).partition("background-color:")[2].rstrip("}"))

    assert tint is not None
    assert is_pale(tint)


def test_recolor_theme_keeps_a_ground_that_is_no_tint() -> None:
    css = ":root{--accent:#1f4e79}a{color:var(--accent)}mark{background-color:#ffe9a8}"

    assert "#ffe9a8" in recolor(css, "#b3261e")


@pytest.mark.parametrize(
    ("tint", "recolored"), [("rgba(200,120,40,0.12)", "rgba(120,120,120,0.12)"), ("#fffbe9", "#fcfcfc")]
)
def test_recolor_theme_writes_grey_tints_for_a_grey_accent(tint: str, recolored: str) -> None:
    css = f":root{{--accent:#7a2e12}}a{{color:var(--accent)}}p{{background-color:{tint}}}"

    assert recolored in recolor(css, "#555555")


def test_recolor_theme_keeps_tints_of_a_theme_with_a_grey_accent() -> None:
    css = ":root{--accent:#555}a{color:var(--accent)}p{border-color:rgba(200,120,40,0.12)}"

    assert "rgba(200,120,40,0.12)" in recolor(css, "#b3261e")


@pytest.mark.parametrize("theme", ACCENTED.values(), ids=list(ACCENTED))
def test_recolor_theme_changes_nothing_for_the_themes_own_accent(theme: Theme) -> None:
    assert recolor_theme(theme, theme.accent) == theme


@pytest.mark.parametrize(
    "accent", ["#12", "1px", "rgba(1,2,3,0.5)", "var(--ink)", "#111 #222", ""], ids=lambda text: text or "none"
)
def test_parse_theme_accepts_only_an_opaque_colour_as_accent(accent: str) -> None:
    assert parse_theme("test", f":root{{--accent:{accent};--pen:#333}}p{{margin:0}}").accent == ""


def test_parse_theme_resolves_an_accent_from_another_variable() -> None:
    theme = parse_theme("test", ":root{--deep:#1F4E79;--accent:var(--deep)}a{color:var(--accent)}")

    [rule] = own_rules(theme)
    assert (theme.accent, rule.declarations[0].value, show(theme)) == ("#1f4e79", ACCENT_MARK, "a{color:#1f4e79}")


# --- refused accents ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "accent", "nearest"),
    [
        ("neural", "#ffff00", "#707000"),
        ("neural", "#ffffff", "#595959"),
        ("poster", "#ffff00", "#7a7a00"),
        ("sunday", "#ff0000", "#e30000"),
    ],
)
def test_recolor_theme_suggests_the_nearest_legible_accent(name: str, accent: str, nearest: str) -> None:
    problem = refuse(ACCENTED[name], accent)

    assert problem.values == {"accent": accent, "theme": name, "nearest": nearest}


def test_recolor_theme_reports_path_and_contrast_of_the_weakest_text() -> None:
    assert refuse(ACCENTED["poster"], "#ffff00").excerpt == "p strong.mark ☀ 1.0:1 ☾ 1.5:1"


def test_recolor_theme_accepts_the_contrast_of_the_themes_own_accent() -> None:
    css = ":root{--accent:#f00}a{color:var(--accent)}"

    assert recolor(css, "#fe0000") == "a{color:#fe0000}"


def test_recolor_theme_suggests_the_themes_own_accent_when_no_lightness_is_legible() -> None:
    light = "p{background-color:#222;color:var(--accent)}"
    dark = "h2{background-color:var(--accent);color:#fff}"
    theme = parse_theme("test", f":root{{--accent:#0080ff}}{light}{dark}")

    assert refuse(theme, "#1f4e79").values["nearest"] == "#0080ff"


@pytest.mark.parametrize("theme", ACCENTED.values(), ids=list(ACCENTED))
@given(accent=COLOURS)
@settings(max_examples=25)
def test_recolor_theme_accepts_any_accent_or_the_one_it_suggests(theme: Theme, accent: str) -> None:
    try:
        assert accent in show(recolor_theme(theme, accent))
    except ThemeError as error:
        nearest = str(error.problems[0].values["nearest"])
        assert nearest in show(recolor_theme(theme, nearest))


# --- all options together -------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ALL.values(), ids=list(ALL))
def test_apply_options_changes_nothing_for_standard_options(theme: Theme) -> None:
    assert apply_options(theme, ThemeOptions()) == theme


def test_apply_options_applies_all_options() -> None:
    css = ":root{--accent:#1f4e79}a{margin:8px 0;color:var(--accent);font-size:16px}"

    changed = apply_options(parse_theme("test", css), ThemeOptions("#b3261e", "large", "compact"))

    assert show(changed) == "a{margin:6px 0;color:#b3261e;font-size:18px}"


def test_apply_options_keeps_the_colours_of_a_theme_without_accent() -> None:
    assert apply_options(ALL["gazette"], ThemeOptions("#ffff00")) == ALL["gazette"]


def test_tests_cover_every_bundled_theme() -> None:
    assert sorted(ALL) == sorted(path.stem for path in (Path(__file__).parents[3] / "themes").glob("*.css"))
