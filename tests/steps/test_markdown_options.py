from __future__ import annotations

import pytest

from publish.core.issue import FrontMatter
from publish.core.markdown_options import CodeStyle, MarkdownOptions
from publish.core.settings import Settings
from publish.steps.resolve_options import resolve_markdown_options

ALL = Settings(math=True, code="scroll numbers bar")


def translate(**values: str) -> FrontMatter:
    return FrontMatter(values, None, dict.fromkeys(values, 2))


def test_an_issue_that_says_nothing_is_shown_as_the_settings_say() -> None:
    assert resolve_markdown_options(translate(), ALL) == (MarkdownOptions(True, CodeStyle(True, True, True)), [])


@pytest.mark.parametrize(("said", "math"), [("true", True), ("是", True), ("Yes", True), ("false", False), ("", False)])
def test_an_issue_says_whether_it_has_formulas(said: str, math: bool) -> None:
    markdown_options, problems = resolve_markdown_options(translate(math=said), Settings())

    assert (markdown_options.math, problems) == (math, [])


def test_an_issue_comes_before_the_settings() -> None:
    markdown_options, _ = resolve_markdown_options(translate(math="no", code="wrap, nobar"), ALL)

    assert markdown_options == MarkdownOptions(False, CodeStyle(scroll=False, numbers=True, bar=False))


@pytest.mark.parametrize(("key", "value", "message"), [("math", "tex", "math-word"), ("code", "bar big", "code-word")])
def test_a_word_that_means_nothing_is_reported_with_its_line(key: str, value: str, message: str) -> None:
    markdown_options, problems = resolve_markdown_options(translate(**{key: value}), ALL)

    assert (markdown_options.math, [(problem.message, problem.line) for problem in problems]) == (True, [(message, 2)])
