from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem, Severity
from publish.core.style_attribute import split_style
from publish.core.theme import ACCENT_MARK, Theme
from publish.steps.style.contrast_check import (
    BACKGROUND,
    FOREGROUND,
    SAMPLE_PATHS,
    find_text_samples,
    measure_sample,
)
from publish.steps.style.parse_theme import parse_theme
from publish.steps.style.premailer_styles import resolve_styles
from publish.wechat.contrast import ENOUGH
from tests.themes import THEMES, read_rules

every_theme = pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)


def samples_of(css: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {sample.path: (sample.foreground, sample.backgrounds) for sample in find_text_samples(read_rules(css))}


def make_resolver(theme: Theme) -> Callable[[str], str]:
    """Return a function that replaces the accent's variable."""
    return lambda value: value.replace(ACCENT_MARK, theme.accent)


def find_problems(css: str) -> list[tuple[str, int | None]]:
    """Return message and line of each contrast problem, errors and warnings."""
    try:
        problems = parse_theme("test", css).problems
    except ThemeError as error:
        problems = error.problems
    return [(problem.message, problem.line) for problem in problems]


# --- colours of text samples ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "foreground"),
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
def test_find_text_samples_applies_the_most_specific_then_the_last_rule(css: str, foreground: str) -> None:
    samples = find_text_samples(read_rules(f"p.note{{background-color:#eee}}\n{css}"))

    assert {sample.foreground for sample in samples if sample.backgrounds == ("#eee",)} == {foreground}


def test_find_text_samples_stacks_backgrounds() -> None:
    css = "table{background-color:#eee}\nth{background-color:rgba(0,0,0,0.1)}\nth a{color:#111}"

    assert samples_of(css)["th a"] == ("#111", ("#eee", "rgba(0,0,0,0.1)"))


CLEAR = "transparent"


@every_theme
def test_find_text_samples_equals_premailer(path: Path) -> None:
    theme = parse_theme(path.stem, path.read_text("utf-8"))
    resolve = make_resolver(theme)
    paths = [f">section.article>{kind}" for kind in SAMPLE_PATHS]
    styles = resolve_styles(paths, theme)

    written = set()
    for kind in paths:
        above = [kind[:end] for end in range(1, len(kind) + 1) if kind[end : end + 1] in ("", ">")]
        path_styles = [split_style(styles[kind]) for kind in above]
        inks = [style[FOREGROUND] for style in path_styles if FOREGROUND in style]
        grounds = tuple(ground for style in path_styles if (ground := style.get(BACKGROUND, CLEAR)) != CLEAR)
        written.add((inks[-1], grounds))

    samples = find_text_samples(theme.rules)
    found = {
        (resolve(sample.foreground), tuple(resolve(background).replace(", ", ",") for background in sample.backgrounds))
        for sample in samples
    }
    assert written <= found


# --- problems of a theme -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "expected"),
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
def test_parse_theme_reports_the_line_of_low_contrast(css: str, expected: list[tuple[str, int]]) -> None:
    assert find_problems(css) == expected


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
    samples = find_text_samples(theme.rules)

    assert theme.problems == ()
    assert min(min(measure_sample(sample, make_resolver(theme))) for sample in samples) >= ENOUGH
