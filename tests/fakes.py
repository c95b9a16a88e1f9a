"""Small stand-ins for the world outside; each satisfies its port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from publish.errors import PictureError
from publish.model import BackIssue, Picture, Problem, Typeface
from publish.ports import World
from tests.fonts import find_test_typeface


@dataclass
class MemoryIssues:
    """Back issues and published addresses that a test lists."""

    back_issues: list[BackIssue] = field(default_factory=list)
    published: Mapping[str, str] = field(default_factory=dict)

    def find_back_issues(self, before: date, limit: int) -> list[BackIssue]:
        return [back for back in self.back_issues if back.date < before][:limit]

    def load_published(self) -> Mapping[str, str]:
        return self.published


@dataclass
class MemoryPictures:
    """Pictures by path; what is drawn is remembered by recipe."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    drawn: dict[str, Picture] = field(default_factory=dict)

    def load(self, source: str, base: str) -> Picture:
        if source not in self.pictures:
            raise PictureError(Problem("picture-missing", {"path": f"{base}/{source}"}))
        return self.pictures[source]

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        if recipe not in self.drawn:
            self.drawn[recipe] = draw()
        return self.drawn[recipe]


@dataclass
class MemoryStyles:
    """Known styles by theme; counts how often they had to be kept."""

    styles: dict[str, dict[str, str]] = field(default_factory=dict)
    saved: int = 0

    def load(self, key: str) -> dict[str, str]:
        return self.styles.setdefault(key, {})

    def save(self, key: str) -> None:
        assert key in self.styles
        self.saved += 1


@dataclass
class MemoryFonts:
    """The typeface that a test has at hand."""

    typeface: Typeface | None = field(default_factory=find_test_typeface)

    def find(self) -> Typeface | None:
        return self.typeface


def make_world(
    *,
    back_issues: list[BackIssue] | None = None,
    published: Mapping[str, str] | None = None,
    pictures: Mapping[str, Picture] | None = None,
    fonts: MemoryFonts | None = None,
) -> World:
    """Return a world that touches nothing."""
    return World(
        MemoryIssues(back_issues or [], published or {}),
        MemoryPictures(pictures or {}),
        MemoryStyles(),
        fonts or MemoryFonts(),
    )
