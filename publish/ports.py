"""What the pipeline needs from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from publish.model import BackIssue, Picture, Typeface


class Issues(Protocol):
    """The newsletter's other issues."""

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        """Return the issues dated before a day, newest first."""
        ...

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date."""
        ...


class Pictures(Protocol):
    """Pictures of the repository, and those drawn before."""

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path relative to a folder of the repository.

        Raises:
            PictureError: There is none, it is no picture, or it lies outside.
        """
        ...

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return what `draw` returns, remembered by its recipe."""
        ...


class StyleCache(Protocol):
    """What is known of a theme."""

    def load(self, key: str) -> dict[str, str]:
        """Return the styles known by kind; the same mapping each time."""
        ...

    def save(self, key: str) -> None:
        """Keep what the mapping has gained."""
        ...


class Fonts(Protocol):
    """The fonts of the machine."""

    def find(self) -> Typeface | None:
        """Return what to write a cover with; None where only pillow's own letters are at hand, without Chinese."""
        ...


class World(NamedTuple):
    """Everything outside that building an article touches."""

    issues: Issues
    pictures: Pictures
    styles: StyleCache
    fonts: Fonts
