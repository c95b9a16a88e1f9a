"""Load themes by name, parsed or from a cache."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.theme_files import load_theme
from publish.core.ports import StyleCache
from publish.core.theme import Theme


class ThemeLoader(NamedTuple):
    """Loads themes, parsed or from the cache."""

    repository: Path | None  # without one only the themes that came with the program are known
    styles: StyleCache
    override: Theme | None = None  # the theme that the caller named, which replaces the one an issue names

    def load(self, name: str) -> Theme:
        """Return a theme; raise ThemeError if it is missing or invalid."""
        if self.override:
            return self.override
        css = load_theme(name, self.repository)

        def parse() -> Theme:
            from publish.steps.style.parse_theme import parse_theme  # loads the CSS parser

            return parse_theme(name, css)

        return self.styles.get_or_compute(f"{name}\0{css}", parse)
