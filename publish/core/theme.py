"""The look of an article: its theme, and how its Markdown is read and shown."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.problem import Problem


class Theme(NamedTuple):
    """One CSS file, resolved and validated for inlining."""

    name: str
    css: str  # the style rules with every variable replaced
    key: str  # cache key; changes whenever the styles may change
    accent: str = ""  # the value of `--accent`; empty where the theme has none
    template: str = ""  # the style rules with `var(--accent)` left in place
    problems: tuple[Problem, ...] = ()  # text of low contrast


class ThemeOptions(NamedTuple):
    """Options of a theme that need no CSS."""

    accent: str = ""  # a colour as `#rrggbb`; empty for the theme's own
    text_size: str = "standard"
    density: str = "standard"  # size of the margins


class CodeStyle(NamedTuple):
    """How code blocks are shown."""

    scroll: bool = False  # whether long lines scroll rather than wrap
    numbers: bool = False  # whether lines are numbered
    bar: bool = False  # whether a bar above shows the language


class MarkdownOptions(NamedTuple):
    """How an issue's Markdown is read and shown."""

    math: bool = False  # whether `$…$` is a formula; else a `$` is money
    code: CodeStyle = CodeStyle()


PLAIN_MARKDOWN_OPTIONS = MarkdownOptions()
