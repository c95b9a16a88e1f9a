"""How Markdown is read and shown."""

from __future__ import annotations

from typing import NamedTuple


class CodeStyle(NamedTuple):
    """How code blocks are shown."""

    scroll: bool = False
    """Whether long lines are scrolled rather than broken."""
    numbers: bool = False
    """Whether each line has its number before it."""
    bar: bool = False
    """Whether a bar stands above, with the language."""


class MarkdownOptions(NamedTuple):
    """How an issue's Markdown is read and shown."""

    math: bool = False
    """Whether `$…$` is a formula; where it is not, a `$` is money."""
    code: CodeStyle = CodeStyle()


PLAIN_MANNER = MarkdownOptions()
