from __future__ import annotations

from pathlib import Path

import pytest

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem, Severity
from publish.core.style_attribute import split_style
from publish.steps.style.contrast_check import (
    BACKGROUND,
    FOREGROUND,
    SAMPLE_PATHS,
    find_text_samples,
    measure_sample,
    parse_declared,
)
from publish.steps.style.parse_theme import parse_theme
from publish.steps.style.premailer_styles import resolve_styles
from publish.wechat.contrast import ENOUGH
from tests.themes import THEMES

every_theme = pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)


def looks_of(css: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {look.path: (look.foreground, look.backgrounds) for look in find_text_samples(parse_declared(css))}


def faint(css: str) -> list[tuple[str, int | None]]:
    """Return what is said of a theme's text, whether it stops the theme or not."""
    try:
        problems = parse_theme("test", css).problems
    except ThemeError as error:
        problems = error.problems
    return [(problem.message, problem.line) for problem in problems]


# --- how text is painted ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "ink"),
    [
        ("p{color:#111}", "#111"),
        ("p{color:#111}\np{color:#222}", "#222"),
        (".note{color:#111}\np{color:#222}", "#111"),
        ("p.note{color:#111}\n.note{color:#222}", "#111"),
        ("p{color:#111;color:#222}", "#222"),
        (".article{color:#111}", "#111"),
        ("h2,.note{color:#111}\np{color:#222}", "#111"),
        ("h2{color:#222}", "rgba(0,0,0,0.9)"),
    ],
)
def test_find_text_samples_applies_the_most_specific_then_the_last_rule(css: str, ink: str) -> None:
    looks = find_text_samples(parse_declared(f"p.note{{background-color:#eee}}\n{css}"))

    assert {look.foreground for look in looks if look.backgrounds == ("#eee",)} == {ink}


def test_find_text_samples_stacks_backgrounds() -> None:
    css = "table{background-color:#eee}\nth{background-color:rgba(0,0,0,0.1)}\nth a{color:#111}"

    assert looks_of(css)["th a"] == ("#111", ("#eee", "rgba(0,0,0,0.1)"))


@every_theme
def test_find_text_samples_equals_premailer(path: Path) -> None:
    theme = parse_theme(path.stem, path.read_text("utf-8"))
    places = [f">section.article>{place}" for place in SAMPLE_PATHS]
    styles = resolve_styles(places, theme)

    written = set()
    for place in places:
        above = [place[:end] for end in range(1, len(place) + 1) if place[end : end + 1] in ("", ">")]
        path_styles = [split_style(styles[kind]) for kind in above]
        inks = [style[FOREGROUND] for style in path_styles if FOREGROUND in style]
        grounds = tuple(style[BACKGROUND] for style in path_styles if BACKGROUND in style)
        written.add((inks[-1], grounds))

    looks = find_text_samples(parse_declared(theme.css))
    found = {(look.foreground, tuple(ground.replace(", ", ",") for ground in look.backgrounds)) for look in looks}
    assert written <= found


# --- what is said of it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (".article{color:#333}", []),
        (".article{color:#ccc}", [("theme-illegible", 1)]),
        ("p{margin:0}\nh2{\nmargin:0;\ncolor:#ddd}", [("theme-illegible", 4)]),
        ("h2{color:#f00}", [("theme-faint", 1)]),
        ("h2{background-color:#333}", [("theme-illegible", 1)]),
        ("h2{background-color:#333;color:#fff}", []),
        ("h2{background-color:#b00;\ncolor:#a00}", [("theme-illegible", 2)]),
        ("h2{background-color:#333;color:#fff}\n.count{color:#333}", [("theme-illegible", 2)]),
        ("h2{color:#f00}\np{color:#ddd}", [("theme-faint", 1), ("theme-illegible", 2)]),
        (":root{--accent:#ddd}\np{color:var(--accent)}", [("theme-illegible", 2)]),
    ],
)
def test_parse_theme_reports_the_line_of_low_contrast(css: str, said: list[tuple[str, int]]) -> None:
    assert faint(css) == said


@pytest.mark.parametrize(
    ("colour", "by"), [("#999", "☀ 2.8:1 ☾ 6.1:1"), ("#606060", "☀ 6.2:1 ☾ 2.7:1")], ids=["by day", "at night"]
)
def test_parse_theme_reports_the_contrast_in_both_schemes(colour: str, by: str) -> None:
    with pytest.raises(ThemeError) as caught:
        parse_theme("test", f".article{{color:#333}}\n.note{{color:{colour}}}")

    [problem] = caught.value.problems
    assert (problem.file, problem.line) == ("test.css", 2)
    assert by in str(problem.excerpt)
    assert "p.note" in str(problem.excerpt)


def test_parse_theme_accepts_text_of_faint_contrast() -> None:
    [problem] = parse_theme("test", "h2{color:#f00}").problems

    assert problem == Problem(
        "theme-faint", severity=Severity.WARNING, file="test.css", line=1, excerpt=problem.excerpt
    )


@every_theme
def test_bundled_themes_have_enough_contrast_in_both_schemes(path: Path) -> None:
    theme = parse_theme(path.stem, path.read_text("utf-8"))
    looks = find_text_samples(parse_declared(theme.css))

    assert theme.problems == ()
    assert min(min(measure_sample(look, str)) for look in looks) >= ENOUGH
