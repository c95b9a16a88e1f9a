from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.newsletter.theme_options import OPTION_NAMES, OPTION_VALUES, parse_theme_option


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#1f4e79", "#1f4e79"),
        ("#1F4E79", "#1f4e79"),
        (" #abc ", "#aabbcc"),
        ("rgb(31, 78, 121)", "#1f4e79"),
        ("RGB(31,78,121)", "#1f4e79"),
        ("rgba(31,78,121,1)", "#1f4e79"),
    ],
)
def test_parse_theme_option_returns_a_colour(text: str, colour: str) -> None:
    assert parse_theme_option("accent", text) == colour


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("1f4e79", "#1f4e79"),
        ("abc", "#aabbcc"),
        ("＃１ｆ４ｅ７９", "#1f4e79"),
        ("##1f4e79", "#1f4e79"),
        ("#1f4e79ff", "#1f4e79"),
        ("rgba(31,78,121,0.5)", "#1f4e79"),
        ("rgb（31，78，121）", "#1f4e79"),
    ],
)
def test_parse_theme_option_suggests_a_colour(text: str, nearest: str) -> None:
    values = {"key": "accent", "value": text, "nearest": nearest}

    assert parse_theme_option("accent", text) == Problem("knob-colour-near", values)


@pytest.mark.parametrize("text", ["", "blue", "蓝", "#12345", "#xyzxyz", "rgb(300,0,0)", "rgb(1,2)", "#", "{0}"])
def test_parse_theme_option_reports_an_invalid_colour(text: str) -> None:
    assert parse_theme_option("accent", text) == Problem("knob-colour", {"key": "accent", "value": text})


@pytest.mark.parametrize("key", OPTION_VALUES)
def test_parse_theme_option_accepts_both_languages(key: str) -> None:
    english = list(OPTION_VALUES[key])

    assert [parse_theme_option(key, word) for word in OPTION_VALUES[key].values()] == english
    assert [parse_theme_option(key, f" {word.upper()} ") for word in english] == english


@pytest.mark.parametrize(
    ("key", "text", "nearest"),
    [("text_size", "larg", "large"), ("density", "compac", "compact"), ("density", "紧", "紧凑")],
)
def test_parse_theme_option_suggests_a_word(key: str, text: str, nearest: str) -> None:
    problem = parse_theme_option(key, text)

    assert isinstance(problem, Problem)
    assert (problem.message, problem.values["nearest"]) == ("knob-word-near", nearest)


def test_parse_theme_option_lists_the_valid_words() -> None:
    values = {"key": "text_size", "value": "17px", "known": "small (小), standard (标准), large (大)"}

    assert parse_theme_option("text_size", "17px") == Problem("knob-word", values)


def test_theme_option_defaults_are_valid_words() -> None:
    assert set(OPTION_VALUES) | {"accent"} == set(OPTION_NAMES)
    assert all(getattr(ThemeOptions(), key) in words for key, words in OPTION_VALUES.items())


@pytest.mark.parametrize(("word", "value"), [("true", "yes"), ("关", "no"), ("YES", "yes"), ("缩进", "yes")])
def test_parse_theme_option_reads_switches(word: str, value: str) -> None:
    assert parse_theme_option("indent", word) == value


@given(st.sampled_from(OPTION_NAMES), st.text(max_size=20))
def test_parse_theme_option_accepts_its_own_result_for_any_text(key: str, text: str) -> None:
    read = parse_theme_option(key, text)

    assert isinstance(read, Problem) or parse_theme_option(key, read) == read
