"""What the pipeline needs from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias

from publish.model import BackIssue, Picture, Problem, Typeface

Problems: TypeAlias = tuple[Problem, ...]
"""What keeps one thing of several from being had."""


class Issues(Protocol):
    """The newsletter's other issues."""

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        """Return the issues dated before a day, newest first."""
        ...

    def load_published(self) -> Mapping[str, str]:
        """Return the published addresses by date."""
        ...


class Pictures(Protocol):
    """Pictures of the repository and of the web, fit for WeChat, and those drawn before."""

    def load(self, source: str, base: str) -> Picture:
        """Return the picture at a path relative to a folder of the repository, or in a `data:` address.

        Raises:
            PictureError: There is none, it is no picture, or it lies outside.
        """
        ...

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        """Return the pictures at addresses of the web, or what keeps one from being had; each is fetched once.

        Args:
            urls: The addresses.
            on_progress: Called whenever one more of them has answered.
        """
        ...

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        """Return what `draw` returns, remembered by its recipe."""
        ...


class WebPictures(Protocol):
    """Pictures on the public web."""

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Sequence[bytes | Problems]:
        """Return what each address holds, or what keeps it from being had; in order, fetched side by side."""
        ...


class Uploads(Protocol):
    """The pictures of one account on the platform."""

    def upload(self, picture: Picture) -> str:
        """Return the address of a picture there; one that is there is not sent again.

        Raises:
            PublishError: The platform does not take it, or cannot be reached.
        """
        ...


class StyleCache(Protocol):
    """What is known of themes."""

    def load(self, key: str) -> dict[str, str]:
        """Return the styles known by kind; the same mapping each time."""
        ...

    def save(self, key: str) -> None:
        """Keep what the mapping has gained."""
        ...

    def turn(self, recipe: str, turn: Callable[[], str]) -> str:
        """Return the CSS that `turn` returns, remembered by its recipe."""
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
