from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.newsletter.theme_options import OPTION_NAMES, WORDS, parse_theme_option


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ("#1f4e79", "#1f4e79"),
        ("#1F4E79", "#1f4e79"),
        (" #abc ", "#aabbcc"),
        ("rgb(31, 78, 121)", "#1f4e79"),
        ("RGB(31,78,121)", "#1f4e79"),
        ("rgba(31,78,121,1)", "#1f4e79"),
    ],
)
def test_read_knob_reads_a_colour(said: str, colour: str) -> None:
    assert parse_theme_option("accent", said) == colour


@pytest.mark.parametrize(
    ("said", "nearest"),
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
def test_read_knob_asks_whether_another_colour_was_meant(said: str, nearest: str) -> None:
    values = {"key": "accent", "value": said, "nearest": nearest}

    assert parse_theme_option("accent", said) == Problem("knob-colour-near", values)


@pytest.mark.parametrize("said", ["", "blue", "蓝", "#12345", "#xyzxyz", "rgb(300,0,0)", "rgb(1,2)", "#", "{0}"])
def test_read_knob_refuses_what_is_no_colour(said: str) -> None:
    assert parse_theme_option("accent", said) == Problem("knob-colour", {"key": "accent", "value": said})


@pytest.mark.parametrize("key", WORDS)
def test_read_knob_takes_both_languages(key: str) -> None:
    english = list(WORDS[key])

    assert [parse_theme_option(key, word) for word in WORDS[key].values()] == english
    assert [parse_theme_option(key, f" {word.upper()} ") for word in english] == english


@pytest.mark.parametrize(
    ("key", "said", "nearest"),
    [("text_size", "larg", "large"), ("density", "compac", "compact"), ("density", "紧", "紧凑")],
)
def test_read_knob_asks_whether_another_word_was_meant(key: str, said: str, nearest: str) -> None:
    problem = parse_theme_option(key, said)

    assert isinstance(problem, Problem)
    assert (problem.message, problem.values["nearest"]) == ("knob-word-near", nearest)


def test_read_knob_names_the_words_there_are() -> None:
    values = {"key": "text_size", "value": "17px", "known": "small (小), standard (标准), large (大)"}

    assert parse_theme_option("text_size", "17px") == Problem("knob-word", values)


def test_every_knob_that_is_not_turned_stands_where_it_may_be_set() -> None:
    assert set(WORDS) | {"accent"} == set(OPTION_NAMES)
    assert [getattr(ThemeOptions(), key) in words for key, words in WORDS.items()] == [True, True]


@given(st.sampled_from(OPTION_NAMES), st.text(max_size=20))
def test_read_knob_reads_or_refuses_anything_and_then_reads_what_it_read(key: str, said: str) -> None:
    read = parse_theme_option(key, said)

    assert isinstance(read, Problem) or parse_theme_option(key, read) == read
