"""How an article looks."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.problem import Problem


class Theme(NamedTuple):
    """One CSS file, resolved and found fit to be inlined."""

    name: str
    css: str
    """The style rules with every variable replaced by its value."""
    key: str
    """Changes whenever the styles may change."""
    accent: str = ""
    """The colour that `--accent` stands for; empty where the theme has none."""
    template: str = ""
    """The style rules with `var(--accent)` left where the accent stands."""
    problems: tuple[Problem, ...] = ()
    """Which of its text is hard to read."""


class ThemeOptions(NamedTuple):
    """What of a theme is turned without writing CSS."""

    accent: str = ""
    """A colour as `#rrggbb`; empty for the theme's own."""
    text_size: str = "standard"
    density: str = "standard"
    """How far apart things stand."""
