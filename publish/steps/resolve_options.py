"""How an issue wants its theme turned: by its front matter, else by the settings."""

from __future__ import annotations

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.markdown_options import CodeStyle, MarkdownOptions
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.theme import ThemeOptions
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word, parse_code_style
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option


def resolve_theme_options(front_matter: FrontMatter, settings: ThemeOptions) -> ThemeOptions:
    """Return the settings' knobs, those that the issue turns replaced.

    Raises:
        IssueError: The issue says what no knob can be set to; every such line is named.
    """
    said = {key: front_matter.values[key] for key in OPTION_NAMES if _is_said(key, front_matter)}
    if not said:
        return settings
    turned, problems = {}, []
    for key, value in said.items():
        read = _read(key, value)
        if isinstance(read, Problem):
            problems.append(read._replace(line=front_matter.lines[key]))
        else:
            turned[key] = read
    if problems:
        raise IssueError(*problems)
    return settings._replace(**turned)


def _is_said(key: str, front_matter: FrontMatter) -> bool:
    """Say whether a key has a value; `accent: #1f4e79` has none, for what follows the # is a comment."""
    return bool(front_matter.values.get(key)) or (key == ACCENT and key in front_matter.values)


def _read(key: str, value: str) -> str | Problem:
    return parse_theme_option(key, value) if value else Problem("knob-accent-empty")


_YES = frozenset({"true", "yes", "on", "1", "是", "开"})
_NO = frozenset({"", "false", "no", "off", "0", "否", "关"})


def resolve_markdown_options(front_matter: FrontMatter, settings: Settings) -> tuple[MarkdownOptions, list[Problem]]:
    """Return the manner, and what the front matter says of it that means nothing."""
    said, lines = front_matter.values, front_matter.lines
    math = said.get("math", "").strip().lower()
    words = said.get("code", "").replace(",", " ").split()
    look = parse_code_style(words, parse_code_style(settings.code.split(), CodeStyle()))
    problems = []
    if math not in _YES | _NO:
        problems.append(Problem("math-word", {"value": math}, line=lines["math"], severity=Severity.WARNING))
    unknown = find_unknown_word(words)
    if unknown:
        values = {"value": unknown, "known": ", ".join(CODE_WORDS)}
        problems.append(Problem("code-word", values, line=lines["code"], severity=Severity.WARNING))
    wanted = math in _YES if "math" in said and math in _YES | _NO else settings.math
    return MarkdownOptions(wanted, look), problems
