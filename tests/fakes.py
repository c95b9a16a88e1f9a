"""Small stand-ins for the world outside; each satisfies its port."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from publish.errors import PictureError
from publish.model import BackIssue, Picture, Problem, Typeface
from publish.ports import Problems, World
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
    """Pictures by path or address; what is drawn is remembered by recipe, what is fetched is listed."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    drawn: dict[str, Picture] = field(default_factory=dict)

    def load(self, source: str, base: str) -> Picture:
        if source not in self.pictures:
            raise PictureError(Problem("picture-missing", {"path": f"{base}/{source}"}))
        return self.pictures[source]

    def fetch(self, urls: Sequence[str], on_progress: Callable[[], None]) -> Mapping[str, Picture | Problems]:
        answers: dict[str, Picture | Problems] = {}
        for url in urls:
            self.fetched.append(url)
            on_progress()
            missing = (Problem("picture-missing", {"path": url}),)
            answers[url] = self.pictures.get(url, missing)
        return answers

    def draw(self, recipe: str, draw: Callable[[], Picture]) -> Picture:
        if recipe not in self.drawn:
            self.drawn[recipe] = draw()
        return self.drawn[recipe]


@dataclass
class MemoryWeb:
    """The web as a mapping; every address that is asked for is listed."""

    pages: Mapping[str, bytes | Problems] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch_all(self, urls: Sequence[str], on_progress: Callable[[], None]) -> list[bytes | Problems]:
        for url in urls:
            self.asked.append(url)
            on_progress()
        return [self.pages[url] for url in urls]


@dataclass
class MemoryUploads:
    """What an account was given; each picture has one address there."""

    uploaded: list[Picture] = field(default_factory=list)

    def upload(self, picture: Picture) -> str:
        if picture not in self.uploaded:
            self.uploaded.append(picture)
        return f"https://mmbiz.qpic.cn/mmbiz/{picture.name}/0?wx_fmt=a&from=b"


@dataclass
class MemoryStyles:
    """Known styles by theme; counts how often they had to be kept. Turned themes by recipe."""

    styles: dict[str, dict[str, str]] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)
    saved: int = 0

    def load(self, key: str) -> dict[str, str]:
        return self.styles.setdefault(key, {})

    def save(self, key: str) -> None:
        assert key in self.styles
        self.saved += 1

    def turn(self, recipe: str, turn: Callable[[], str]) -> str:
        if recipe not in self.turned:
            self.turned[recipe] = turn()
        return self.turned[recipe]


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
