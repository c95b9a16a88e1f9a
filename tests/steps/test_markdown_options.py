from __future__ import annotations

import pytest

from publish.core.issue import FrontMatter
from publish.core.markdown_options import CodeStyle, MarkdownOptions
from publish.core.settings import Settings
from publish.steps.resolve_options import resolve_markdown_options

ALL = Settings(math=True, code="scroll numbers bar")


def translate(**values: str) -> FrontMatter:
    return FrontMatter(values, None, dict.fromkeys(values, 2))


def test_markdown_options_are_the_settings_without_front_matter() -> None:
    assert resolve_markdown_options(translate(), ALL) == (MarkdownOptions(True, CodeStyle(True, True, True)), [])


@pytest.mark.parametrize(("said", "math"), [("true", True), ("是", True), ("Yes", True), ("false", False), ("", False)])
def test_markdown_options_parse_math_from_the_front_matter(said: str, math: bool) -> None:
    markdown_options, problems = resolve_markdown_options(translate(math=said), Settings())

    assert (markdown_options.math, problems) == (math, [])


def test_markdown_options_prefer_the_front_matter() -> None:
    markdown_options, _ = resolve_markdown_options(translate(math="no", code="wrap, nobar"), ALL)

    assert markdown_options == MarkdownOptions(False, CodeStyle(scroll=False, numbers=True, bar=False))


@pytest.mark.parametrize(("key", "value", "message"), [("math", "tex", "math-word"), ("code", "bar big", "code-word")])
def test_unknown_word_is_reported_with_its_line(key: str, value: str, message: str) -> None:
    markdown_options, problems = resolve_markdown_options(translate(**{key: value}), ALL)

    assert (markdown_options.math, [(problem.message, problem.line) for problem in problems]) == (True, [(message, 2)])
