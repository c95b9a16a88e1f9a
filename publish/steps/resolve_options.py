"""Resolve theme and Markdown options from an issue's front matter and the settings."""

from __future__ import annotations

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.picture import CoverFocus
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Settings
from publish.core.theme import CodeStyle, MarkdownOptions, Math, ThemeOptions
from publish.newsletter.code_languages import CODE_WORDS, find_unknown_word, parse_code_style
from publish.newsletter.cover_focus import FOCUS_KEY, parse_cover_focus
from publish.newsletter.labels import NO_WORDS, YES_WORDS
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option

_AUTO = frozenset({"auto", "自动"})


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
    markdown = settings.markdown
    problems: list[Problem] = []
    math = _read_switch("math", front_matter, problems)
    breaks = _read_switch("breaks", front_matter, problems)
    words = front_matter.values.get("code", "").replace(",", " ").split()
    code_style = parse_code_style(words, parse_code_style(markdown.code.split(), CodeStyle()))
    unknown = find_unknown_word(words)
    if unknown:
        word = {"value": unknown, "known": ", ".join(CODE_WORDS)}
        problems.append(Problem("code-word", word, line=front_matter.lines["code"], severity=Severity.WARNING))
    options = MarkdownOptions(
        math=markdown.math if math is None else math,
        code=code_style,
        breaks=markdown.breaks if breaks is None else breaks is True,
        sup_sub=markdown.sup_sub,
        highlight=markdown.highlight,
    )
    return options, problems


def resolve_cover_focus(front_matter: FrontMatter, settings: Settings) -> tuple[CoverFocus, list[Problem]]:
    """Return the points round which a cover's picture is cropped, and a warning if the front matter's are none."""
    default = parse_cover_focus(settings.cover.focus) or CoverFocus()
    written = front_matter.values.get(FOCUS_KEY)
    focus = parse_cover_focus(written) if written else default
    if focus:
        return focus, []
    line = front_matter.lines[FOCUS_KEY]
    return default, [Problem("cover-focus-word", {"value": written}, line=line, severity=Severity.WARNING)]


def _read_switch(key: str, front_matter: FrontMatter, problems: list[Problem]) -> Math | None:
    """Return whether a key is on or off, or `auto`; None without it, or for another word, which is a problem."""
    if key not in front_matter.values:
        return None
    word = front_matter.values[key].strip().lower()
    if word in _AUTO and key == "math":
        return "auto"
    if word in YES_WORDS | NO_WORDS:
        return word in YES_WORDS
    problems.append(Problem(f"{key}-word", {"value": word}, line=front_matter.lines[key], severity=Severity.WARNING))
    return None
