"""Resolve theme and Markdown options from an issue's front matter and the settings."""

from __future__ import annotations

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Settings
from publish.core.theme import CodeStyle, MarkdownOptions, ThemeOptions
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word, parse_code_style
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option

_YES = frozenset({"true", "yes", "on", "1", "是", "开"})
_NO = frozenset({"", "false", "no", "off", "0", "否", "关"})


def resolve_theme_options(front_matter: FrontMatter, settings: ThemeOptions) -> ThemeOptions:
    """Return the settings' theme options with those of the front matter replaced.

    Raises:
        IssueError: Values of options are invalid; every such line is named.
    """
    options, problems = {}, []
    for key in OPTION_NAMES:
        written = front_matter.values.get(key)
        # `accent: #1f4e79` has no value, for YAML takes the text behind # as a comment.
        if not written and (written is None or key != ACCENT):
            continue
        value = parse_theme_option(key, written) if written else Problem("knob-accent-empty")
        if isinstance(value, Problem):
            problems += add_location([value], line=front_matter.lines[key])
        else:
            options[key] = value
    if problems:
        raise IssueError(*problems)
    return settings._replace(**options)


def resolve_markdown_options(front_matter: FrontMatter, settings: Settings) -> tuple[MarkdownOptions, list[Problem]]:
    """Return the Markdown options, and warnings about unknown words in the front matter."""
    values, lines = front_matter.values, front_matter.lines
    math = values.get("math", "").strip().lower()
    words = values.get("code", "").replace(",", " ").split()
    code_style = parse_code_style(words, parse_code_style(settings.markdown.code.split(), CodeStyle()))
    problems = []
    if math not in _YES | _NO:
        problems.append(Problem("math-word", {"value": math}, line=lines["math"], severity=Severity.WARNING))
    unknown = find_unknown_word(words)
    if unknown:
        word = {"value": unknown, "known": ", ".join(CODE_WORDS)}
        problems.append(Problem("code-word", word, line=lines["code"], severity=Severity.WARNING))
    has_math = math in _YES if "math" in values and math in _YES | _NO else settings.markdown.math
    return MarkdownOptions(has_math, code_style), problems
