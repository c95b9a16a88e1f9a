from __future__ import annotations

import pytest

from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.steps.resolve_options import resolve_theme_options
from tests.samples import read

SETTINGS = ThemeOptions("#112233", "small", "airy")


def choose(*lines: str) -> ThemeOptions:
    return resolve_theme_options(read("---", "title: 题", *lines, "---", "文").front_matter, SETTINGS)


def refuse(*lines: str) -> list[tuple[str, int | None]]:
    with pytest.raises(IssueError) as caught:
        choose(*lines)
    return [(problem.message, problem.line) for problem in caught.value.problems]


@pytest.mark.parametrize("lines", [[], ["text_size:"], ["density: ''"]])
def test_theme_options_are_the_settings_without_front_matter(lines: list[str]) -> None:
    assert choose(*lines) == SETTINGS


def test_theme_options_replace_one_option() -> None:
    assert choose("text_size: 标准") == SETTINGS._replace(text_size="standard")


def test_theme_options_replace_all_options() -> None:
    assert choose("accent: '#b3261e'", "text_size: large", "density: 紧凑") == ThemeOptions(
        "#b3261e", "large", "compact"
    )


def test_theme_options_report_all_invalid_lines() -> None:
    assert refuse("accent: 1f4e79", "text_size: larg", "density: 8px") == [
        ("knob-colour-near", 3),
        ("knob-word-near", 4),
        ("knob-word", 5),
    ]


@pytest.mark.parametrize("line", ["accent: #1f4e79", "accent:", "accent: ''"])
def test_theme_options_report_an_accent_read_as_comment(line: str) -> None:
    assert refuse(line) == [("knob-accent-empty", 3)]


def test_theme_option_problem_holds_the_written_value() -> None:
    with pytest.raises(IssueError) as caught:
        choose("density: dense")

    assert caught.value.problems == (
        Problem(
            "knob-word",
            {"key": "density", "value": "dense", "known": "compact (紧凑), standard (标准), airy (宽松)"},
            line=3,
        ),
    )
