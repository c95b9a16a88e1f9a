"""Our side: the program as a caller in the same process has it, and as a command."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from benchmarks.workbench import FOLDER, THEME, Source
from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.cache import Cache, DiskStyleCache
from publish.adapters.storage.issue_folder import IssueFolder
from publish.adapters.storage.theme_files import load_theme
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.article import ApiForm, Article, SentArticle
from publish.core.html import StyledHtml
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline import build_article, build_shortened, render_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme


@dataclass(frozen=True, slots=True)
class BuildSetup:
    """All that building needs, set up once."""

    settings: Settings
    theme: Theme
    services: BuildServices

    def render(self, source: Source) -> StyledHtml:
        """Return one article as it is pasted."""
        return render_article(source.text, _place(source), self._inputs).html

    def build(self, source: Source) -> Article:
        """Build one article: as it is pasted and as it is sent, verified, with what WeChat leaves of it."""
        return build_article(source.text, _place(source), self._inputs)

    def shorten(self, source: Source, form: ApiForm) -> SentArticle:
        """Return one article as it is sent after a refusal."""
        return build_shortened(source.text, _place(source), self._inputs, form)

    @property
    def _inputs(self) -> BuildInputs:
        return BuildInputs(self.settings, self.theme, self.services)


def _place(source: Source) -> PurePosixPath:
    return PurePosixPath(FOLDER, f"{source.name}.md")


def load_build_setup(repository: Path, theme: str = THEME) -> BuildSetup:
    """Return what building the issues of a repository needs; its cache lies in it."""
    cache = Cache(repository / "cache")
    root, path = find_settings(repository)
    settings = load_settings(path, cache)
    fonts = FontFinder(root, settings.cover.font, cache)
    folder = IssueFolder(root / settings.newsletter.issues, root)
    pictures, styles = PictureStore(root, cache), DiskStyleCache(cache)
    services = BuildServices(
        folder, pictures, styles, fonts, ThemeLoader(root, styles), DiagramPrograms(settings), run_with_timeout
    )
    return BuildSetup(settings, parse_theme(theme, load_theme(theme, root)), services)


def make_build(*words: str, theme: str = THEME) -> list[str]:
    """Return the command line that builds with a theme."""
    return make_command("build", *words, "--theme", theme, "--quiet")


def make_command(*words: str) -> list[str]:
    """Return the command line of our program with some words."""
    return [str(Path(sys.executable).with_name("publish")), *words]
