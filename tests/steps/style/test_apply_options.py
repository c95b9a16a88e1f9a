from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.theme import ThemeRule
from publish.steps.style.apply_options import LEAST_LINE, LEAST_SIZE, SIZES, resize_text, space_out
from tests.themes import load_themes, read_rules

Rules = tuple[ThemeRule, ...]

every_theme = pytest.mark.parametrize(
    "rules", [theme.rules for theme in load_themes().values()], ids=list(load_themes())
)


def find_numbers(rules: Rules, name: str) -> list[float]:
    """Return the number that each value of a property begins with."""
    numbers = (re.match(r"[\d.]+", one.value) for rule in rules for one in rule.declarations if one.name == name)
    return [float(number[0]) for number in numbers if number]


@pytest.mark.parametrize(
    ("size", "sizes"),
    [("small", [12, 12, 13, 14, 15, 17, 18, 20, 32]), ("large", [13, 15, 16, 17, 18, 20, 22, 24, 40])],
)
def test_resize_text_follows_the_type_scale(size: str, sizes: list[float]) -> None:
    css = "".join(f"p{{font-size:{pixels}px}}" for pixels in (12, 13, 14, 15, 16, 18, 20, 22, 34))

    assert find_numbers(resize_text(read_rules(css), size), "font-size") == sizes


@pytest.mark.parametrize(
    ("declaration", "resized"),
    [
        ("font-size:16PX", "font-size:18px"),
        ("font-size:1.5em", "font-size:1.5em"),
        ("font-size:80px", "font-size:90px"),
        ("line-height:24px", "line-height:27px"),
        ("line-height:1.75", "line-height:1.75"),
        ("margin:0 0 16px", "margin:0 0 16px"),
    ],
)
def test_resize_text_changes_only_font_sizes_in_pixels(declaration: str, resized: str) -> None:
    rules = read_rules(f"p{{{declaration};color:#333}}")

    assert resize_text(rules, "large") == read_rules(f"p{{{resized};color:#333}}")


@every_theme
@pytest.mark.parametrize("size", ["small", "large"])
def test_resize_text_keeps_the_order_of_sizes(rules: Rules, size: str) -> None:
    before, after = find_numbers(rules, "font-size"), find_numbers(resize_text(rules, size), "font-size")

    pairs = sorted(zip(before, after, strict=True))
    assert [one for _, one in pairs] == sorted(after)
    assert before != after


@given(st.integers(0, 200), st.sampled_from(["small", "large"]))
def test_resize_text_returns_no_size_below_the_minimum(pixels: int, size: str) -> None:
    [resized] = find_numbers(resize_text(read_rules(f"p{{font-size:{pixels}px}}"), size), "font-size")

    assert resized >= LEAST_SIZE
    assert resized in SIZES or resized > SIZES[-1] * 0.9


@pytest.mark.parametrize(
    ("declaration", "compact", "airy"),
    [
        ("margin:16px", "margin:12px 16px", "margin:21px 16px"),
        ("margin:0", "margin:0", "margin:0"),
        ("margin:32px auto", "margin:24px auto", "margin:43px auto"),
        ("margin:0 0 16px", "margin:0 0 12px", "margin:0 0 21px"),
        ("padding:12px 14px 8px 14px", "padding:9px 14px 6px 14px", "padding:16px 14px 11px 14px"),
        ("padding:1px 4px", "padding:1px 4px", "padding:1px 4px"),
        ("padding:4px", "padding:3px 4px", "padding:5px 4px"),
        ("margin-top:20px", "margin-top:15px", "margin-top:27px"),
        ("margin-left:20px", "margin-left:20px", "margin-left:20px"),
        ("margin:1em 0", "margin:1em 0", "margin:1em 0"),
        ("line-height:1.75", "line-height:1.61", "line-height:1.89"),
        ("line-height:1.5", "line-height:1.4", "line-height:1.62"),
        ("line-height:1.3", "line-height:1.3", "line-height:1.3"),
        ("line-height:24px", "line-height:24px", "line-height:24px"),
        ("font-size:16px", "font-size:16px", "font-size:16px"),
    ],
)
def test_space_out_scales_vertical_space(declaration: str, compact: str, airy: str) -> None:
    rules = read_rules(f"p{{{declaration};color:#333}}")

    assert space_out(rules, "compact") == read_rules(f"p{{{compact};color:#333}}")
    assert space_out(rules, "airy") == read_rules(f"p{{{airy};color:#333}}")


@every_theme
def test_space_out_returns_no_line_height_below_the_minimum(rules: Rules) -> None:
    before, after = find_numbers(rules, "line-height"), find_numbers(space_out(rules, "compact"), "line-height")

    assert [b for a, b in zip(before, after, strict=True) if a >= LEAST_LINE and b < LEAST_LINE] == []
