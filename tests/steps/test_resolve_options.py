from __future__ import annotations

import pytest

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.picture import CENTRE, CoverFocus, Focus
from publish.core.problem import Problem, Severity
from publish.core.settings import CoverSettings, MarkdownSettings, Settings
from publish.core.theme import CodeStyle, MarkdownOptions, Math, ThemeOptions
from publish.steps.resolve_options import resolve_cover_focus, resolve_markdown_options, resolve_theme_options
from tests.samples import read

SETTINGS = ThemeOptions("#112233", "small", "airy")


def resolve(*lines: str) -> ThemeOptions:
    return resolve_theme_options(read("---", "title: 题", *lines, "---", "文").front_matter, SETTINGS)


def get_problems(*lines: str) -> list[tuple[str, int | None]]:
    with pytest.raises(IssueError) as caught:
        resolve(*lines)
    return [(problem.message, problem.line) for problem in caught.value.problems]


@pytest.mark.parametrize("lines", [[], ["text_size:"], ["density: ''"]])
def test_theme_options_are_the_settings_without_front_matter(lines: list[str]) -> None:
    assert resolve(*lines) == SETTINGS


def test_theme_options_replace_one_option() -> None:
    assert resolve("text_size: 标准") == SETTINGS._replace(text_size="standard")


def test_theme_options_replace_all_options() -> None:
    assert resolve("accent: '#b3261e'", "text_size: large", "density: 紧凑") == ThemeOptions(
        "#b3261e", "large", "compact"
    )


def test_theme_options_report_all_invalid_lines() -> None:
    assert get_problems("accent: 1f4e79", "text_size: larg", "density: 8px") == [
        ("knob-colour-near", 3),
        ("knob-word-near", 4),
        ("knob-word", 5),
    ]


@pytest.mark.parametrize("line", ["accent: #1f4e79", "accent:", "accent: ''"])
def test_theme_options_report_an_accent_read_as_comment(line: str) -> None:
    assert get_problems(line) == [("knob-accent-empty", 3)]


def test_theme_option_problem_holds_the_written_value() -> None:
    with pytest.raises(IssueError) as caught:
        resolve("density: dense")

    assert caught.value.problems == (
        Problem(
            "knob-word",
            {"key": "density", "value": "dense", "known": "compact (紧凑), standard (标准), airy (宽松)"},
            line=3,
        ),
    )


ALL_ON = Settings(markdown=MarkdownSettings(math=True, code="scroll numbers bar"))


def make_front_matter(**values: str) -> FrontMatter:
    return FrontMatter(values, None, dict.fromkeys(values, 2))


def test_markdown_options_are_the_settings_without_front_matter() -> None:
    assert resolve_markdown_options(make_front_matter(), ALL_ON) == (
        MarkdownOptions(True, CodeStyle(True, True, True)),
        [],
    )


@pytest.mark.parametrize(
    ("value", "math"),
    [("true", True), ("是", True), ("Yes", True), ("false", False), ("", False), ("auto", "auto"), ("自动", "auto")],
)
def test_markdown_options_parse_math_from_the_front_matter(value: str, math: Math) -> None:
    markdown_options, problems = resolve_markdown_options(make_front_matter(math=value), ALL_ON)

    assert (markdown_options.math, problems) == (math, [])


def test_markdown_options_are_automatic_without_settings() -> None:
    assert resolve_markdown_options(make_front_matter(), Settings())[0].math == "auto"


def test_markdown_options_prefer_the_front_matter() -> None:
    markdown_options, _ = resolve_markdown_options(make_front_matter(math="no", code="wrap, nobar"), ALL_ON)

    assert markdown_options == MarkdownOptions(False, CodeStyle(scroll=False, numbers=True, bar=False))


@pytest.mark.parametrize(("key", "value", "message"), [("math", "tex", "math-word"), ("code", "bar big", "code-word")])
def test_unknown_word_is_reported_with_its_line(key: str, value: str, message: str) -> None:
    markdown_options, problems = resolve_markdown_options(make_front_matter(**{key: value}), ALL_ON)

    assert (markdown_options.math, [(problem.message, problem.line) for problem in problems]) == (True, [(message, 2)])


ON_TOP = Settings(cover=CoverSettings(focus="top"))


@pytest.mark.parametrize(
    ("written", "settings", "focus"),
    [
        ({}, Settings(), CENTRE),
        ({}, ON_TOP, Focus(0.5, 0)),
        ({"cover_focus": ""}, ON_TOP, Focus(0.5, 0)),
        ({"cover_focus": "30% 40%"}, ON_TOP, Focus(0.3, 0.4)),
    ],
)
def test_cover_focus_is_that_of_the_front_matter_else_of_the_settings(
    written: dict[str, str], settings: Settings, focus: Focus
) -> None:
    assert resolve_cover_focus(make_front_matter(**written), settings) == (CoverFocus(focus), [])


def test_cover_focus_may_name_a_point_for_each_crop() -> None:
    settings = Settings(cover=CoverSettings(focus="top / bottom"))

    assert resolve_cover_focus(make_front_matter(), settings) == (CoverFocus(Focus(0.5, 0), Focus(0.5, 1)), [])


def test_cover_focus_that_is_none_is_reported_with_its_line() -> None:
    focus, problems = resolve_cover_focus(make_front_matter(cover_focus="face"), ON_TOP)

    assert focus == CoverFocus(Focus(0.5, 0))
    assert problems == [Problem("cover-focus-word", {"value": "face"}, line=2, severity=Severity.WARNING)]
