"""Settings, theme and services for building; paths and text of issues."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.config.settings_file import find_setting_line, find_settings, load_settings
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.atomic_files import is_broken_link
from publish.adapters.storage.build_records import BuildRecords
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder, hash_program
from publish.adapters.storage.issue_folder import IssueFolder, open_issue_folder
from publish.adapters.storage.load_issue import STANDARD_INPUT, load_issue_stream
from publish.adapters.storage.theme_files import load_theme
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.parser import Arguments
from publish.cli.terminal_output import print_message
from publish.core.exceptions import SettingsError, ThemeError
from publish.core.picture import FontFamily
from publish.core.ports import BuildServices, StyleCache, WebPictures
from publish.core.problem import Problem, add_location
from publish.core.settings import Settings
from publish.core.theme import Theme, ThemeOptions
from publish.i18n.translator import Translator
from publish.newsletter.theme_options import ACCENT

if TYPE_CHECKING:
    from publish.pipeline.styled_page import BuildInputs


class BuildContext(NamedTuple):
    """Settings, theme and services that a build needs."""

    out: Path
    translator: Translator
    repository: Path  # folder of `publish.toml`, without symbolic links
    settings: Settings
    theme: Theme  # as its file defines it, without theme options
    problems: tuple[Problem, ...]  # warnings: low contrast in the theme, unused theme options
    folder: IssueFolder
    pictures: PictureStore
    services: BuildServices
    records: BuildRecords
    digest: str  # changes with the program, the settings, the theme, the cover's font and the language

    @property
    def inputs(self) -> BuildInputs:
        """Return the inputs of a build beside the issue."""
        from publish.pipeline.styled_page import BuildInputs  # not needed where nothing is built

        return BuildInputs(self.settings, self.theme, self.services)


def load_build_context(arguments: Arguments, translator: Translator) -> BuildContext:
    """Read settings and theme; raise SettingsError or ThemeError if they are invalid or make text hard to read."""
    repository, path, settings, cache = load_repository_settings(arguments)
    styles = DiskStyleCache(cache)
    theme = ThemeLoader(repository, styles).load(arguments.theme or settings.theme)
    themes = ThemeLoader(repository, styles, theme if arguments.theme else None)
    unused = _check_theme_options(theme, settings, path, styles)
    folder = open_issue_folder(repository, settings)
    pictures = PictureStore(repository, cache, lambda: _open_web(settings))
    fonts = FontFinder(repository, settings.cover.font, cache)
    font = _find_font(fonts, path)
    parts = (
        hash_program(),
        settings.for_articles,
        bool(settings.accounts),
        theme.name,
        theme.key,
        font,
        translator.language,
    )
    report = partial(print_message, translator=translator)
    return BuildContext(
        out=Path(arguments.out),
        translator=translator,
        repository=repository.resolve(),
        settings=settings,
        theme=theme,
        problems=(*theme.problems, *unused),
        folder=folder,
        pictures=pictures,
        services=BuildServices(
            folder, pictures, styles, fonts, themes, DiagramPrograms(settings), run_with_timeout, report
        ),
        records=BuildRecords(cache, repository.resolve()),
        digest=hashlib.sha256(repr(parts).encode()).hexdigest(),
    )


class RepositorySettings(NamedTuple):
    """Settings of the repository in which a command runs."""

    repository: Path
    path: Path | None  # the settings file; None where there is none
    settings: Settings
    cache: Cache


def load_repository_settings(arguments: Arguments) -> RepositorySettings:
    """Read the settings; raise SettingsError if they are invalid or the current folder was deleted."""
    folder = find_current_folder()
    cache = Cache(find_cache_folder(os.environ))
    repository, path = find_settings(folder, arguments.config)
    return RepositorySettings(repository, path, load_settings(path, cache), cache)


def find_current_folder() -> Path:
    """Return the current folder; raise SettingsError if it was deleted."""
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsError(Problem("folder-gone")) from error


class ThemeLoader(NamedTuple):
    """Loads themes, parsed or from the cache."""

    repository: Path
    styles: StyleCache
    override: Theme | None = None  # the theme of the command line, which replaces the one an issue names

    def load(self, name: str) -> Theme:
        """Return a theme; raise ThemeError if it is missing or invalid."""
        if self.override:
            return self.override
        css = load_theme(name, self.repository)

        def parse() -> Theme:
            from publish.steps.style.parse_theme import parse_theme  # loads the CSS parser

            return parse_theme(name, css)

        return self.styles.get_or_compute(f"{name}\0{css}", parse)


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


def find_issue(wanted: str, context: BuildContext) -> Path | None:
    """Return the file of an issue, None for standard input; raise IssueError if it does not exist."""
    return None if wanted == "-" and sys.stdin is not None else context.folder.find(wanted)


def relative_path(path: Path | None, context: BuildContext) -> PurePosixPath:
    """Return a file's path in the repository; of a file outside its name, so its pictures are found at the root."""
    return PurePosixPath(STANDARD_INPUT) if path is None else locate(path, context.repository)


def locate(path: Path, repository: Path) -> PurePosixPath:
    """Return a file's path in a repository that has no symbolic links in its own path; of a file outside, its name.

    A link is replaced by the file that it leads to; a broken one keeps its own name.
    """
    folder, name = os.path.split(path)
    folder = os.path.abspath(folder)  # noqa: PTH100  # resolves no link
    # Resolving a path is slow, and the issues lie in one folder.
    followed = path.is_symlink() and not is_broken_link(path)
    real = os.path.realpath(path) if followed else f"{_resolve(folder)}{os.sep}{name}"
    root = f"{repository}{os.sep}"
    return PurePosixPath(real.removeprefix(root).replace(os.sep, "/") if real.startswith(root) else name)


@lru_cache(maxsize=64)
def _resolve(folder: str) -> str:
    return os.path.realpath(folder)


def load_data(path: Path | None, context: BuildContext) -> bytes:
    """Return the bytes of an issue, of standard input for None; raise IssueError if they cannot be read."""
    return context.folder.load(path) if path else load_issue_stream(sys.stdin.buffer)
