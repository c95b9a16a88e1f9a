from __future__ import annotations

import pytest

from publish.core.theme import Theme
from publish.pipeline.resolve_cover import find_accent
from publish.steps.style.parse_theme import parse_theme
from tests.themes import THEMES, read_rules

EXPECTED = {
    "neural": (31, 78, 121),
    "sunday": (122, 46, 18),
    "compact": (0, 77, 102),
    "airy": (11, 90, 70),
    "poster": (179, 38, 30),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_find_accent_returns_accent_of_each_theme(name: str) -> None:
    [path] = [path for path in THEMES if path.stem == name]

    assert find_accent(parse_theme(name, path.read_text(encoding="utf-8")))[:3] == EXPECTED[name]


@pytest.mark.parametrize(
    ("css", "accent"),
    [
        ("p{color:#123456}h2{color:#AA3300}a{color:#a30}", (170, 51, 0)),
        ("p{color:#123456}h2{color:#a30}", (18, 52, 86)),
        ("p{color:#333}h2{color:#333;border-color:rgb(0, 90, 160)}", (0, 90, 160)),
        ("p{background-color:rgba(255,0,0,.1)}a{background-color:rgba(255,0,0,.1)}h2{color:#00f}", (0, 0, 255)),
        ("p{color:#1d2733}h2{color:#1d2733}a{color:#a30}", (170, 51, 0)),
    ],
    ids=["most often", "first of equals", "no grey", "no tint", "no tinted grey"],
)
def test_find_accent_returns_most_frequent_colour(css: str, accent: tuple[int, int, int]) -> None:
    assert find_accent(Theme("test", read_rules(css)))[:3] == accent


def test_find_accent_of_a_theme_with_hardly_legible_text() -> None:
    faint = parse_theme("faint", "p { color: #f00 }")

    assert [problem.message for problem in faint.problems] == ["theme-faint"]
    assert find_accent(faint)[:3] == (255, 0, 0)


@pytest.mark.parametrize("css", ["", "p{margin:0}", "p{color:#333;background-color:#fff}", "p{color:#12}"])
def test_find_accent_returns_dark_grey_without_colours(css: str) -> None:
    assert find_accent(Theme("test", read_rules(css)))[:3] == (38, 38, 38)
