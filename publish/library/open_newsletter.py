"""Open a newsletter for builds: its settings, its theme and the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.config.settings_file import find_setting_line
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.cache import ByteCache
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import SettingsError, ThemeError
from publish.core.picture import FontFamily
from publish.core.ports import BuildServices, StyleCache, WebPictures
from publish.core.problem import Problem, add_location
from publish.core.settings import Settings
from publish.core.theme import Theme, ThemeOptions
from publish.newsletter.theme_options import ACCENT

if TYPE_CHECKING:
    from publish.pipeline.styled_page import BuildInputs


class RepositorySettings(NamedTuple):
    """Settings of the repository of a newsletter, and the cache that they were read through."""

    repository: Path
    path: Path | None  # the settings file; None where there is none
    settings: Settings
    cache: ByteCache


class Newsletter(NamedTuple):
    """Settings, theme and services that a build needs."""

    settings: Settings
    theme: Theme  # as its file defines it, without theme options
    problems: tuple[Problem, ...]  # warnings: low contrast in the theme, unused theme options
    folder: IssueFolder
    pictures: PictureStore
    font: FontFamily | None  # of covers
    services: BuildServices

    @property
    def inputs(self) -> BuildInputs:
        """Return the inputs of a build beside the issue."""
        from publish.pipeline.styled_page import BuildInputs  # not needed where nothing is built

        return BuildInputs(self.settings, self.theme, self.services)


def open_newsletter(found: RepositorySettings, styles: StyleCache, theme_name: str | None = None) -> Newsletter:
    """Load theme and services of a newsletter; `theme_name` replaces the theme of its settings and its issues.

    Raises:
        ThemeError: The theme is missing or invalid.
        SettingsError: Its theme options make text hard to read, or its font cannot be used.
    """
    repository, path, settings, cache = found
    theme = ThemeLoader(repository, styles).load(theme_name or settings.theme)
    themes = ThemeLoader(repository, styles, theme if theme_name else None)
    unused = _check_theme_options(theme, settings, path, styles)
    folder = open_issue_folder(repository, settings)
    pictures = PictureStore(repository, cache, lambda: _open_web(settings))
    fonts = FontFinder(repository, settings.cover.font, cache)
    font = _find_font(fonts, path)
    diagrams = DiagramPrograms(settings)
    services = BuildServices(folder, pictures, styles, fonts, themes, diagrams, run_with_timeout)
    return Newsletter(settings, theme, (*theme.problems, *unused), folder, pictures, font, services)


def _open_web(settings: Settings) -> WebPictures:
    from publish.adapters.web.download import RemotePictures
    from publish.adapters.web.session import find_site, open_session  # slow to load, and rarely needed

    return RemotePictures(open_session(settings, referer=find_site(settings.newsletter)))


def _check_theme_options(theme: Theme, settings: Settings, path: Path | None, styles: StyleCache) -> list[Problem]:
    """Return the unused theme options of the settings; raise SettingsError if one makes text hard to read."""
    if path is None or settings.theme_options == ThemeOptions():
        return []
    from publish.pipeline.resolve_theme import (  # not needed where nothing is built
        apply_theme_options,
        find_option,
        find_unused_options,
    )

    try:
        apply_theme_options(theme, settings.theme_options, styles)
        found = find_unused_options(theme, settings.theme_options)
    except ThemeError as error:
        line = find_setting_line(path, find_option(error))
        raise SettingsError(*add_location(error.problems, path.name, line)) from error
    return add_location(found, path.name, find_setting_line(path, ACCENT)) if found else []


def _find_font(fonts: FontFinder, path: Path | None) -> FontFamily | None:
    """Return the cover's font; raise SettingsError if the settings name one that cannot be used."""
    try:
        return fonts.find()
    except SettingsError as error:
        raise SettingsError(*add_location(error.problems, path.name if path else None)) from error
