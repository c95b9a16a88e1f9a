"""How Markdown is read and shown."""

from __future__ import annotations

from typing import NamedTuple


class CodeLook(NamedTuple):
    """How code blocks are shown."""

    scroll: bool = False
    """Whether long lines are scrolled rather than broken."""
    numbers: bool = False
    """Whether each line has its number before it."""
    bar: bool = False
    """Whether a bar stands above, with the language."""


class Manner(NamedTuple):
    """How an issue's Markdown is read and shown."""

    math: bool = False
    """Whether `$…$` is a formula; where it is not, a `$` is money."""
    code: CodeLook = CodeLook()


PLAIN_MANNER = Manner()
