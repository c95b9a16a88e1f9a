"""All that building needs, set up once."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from publish.adapters.config.settings_file import find_setting_line, find_settings, load_settings
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.atomic_files import is_broken_link
from publish.adapters.storage.build_records import BuildRecords
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder, hash_program
from publish.adapters.storage.issue_folder import STANDARD_INPUT, IssueFolder, load_issue_stream
from publish.adapters.storage.theme_files import load_theme
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError, ThemeError
from publish.core.picture import FontFamily
from publish.core.ports import BuildServices, StyleCache, WebPictures
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.theme import Theme, ThemeOptions
from publish.i18n.messages import Translator
from publish.newsletter.theme_options import ACCENT


class BuildContext(NamedTuple):
    """All that building needs."""

    out: Path
    translator: Translator
    repository: Path
    """Where `publish.toml` lies, without symbolic links."""
    settings: Settings
    theme: Theme
    """As its file has it, no knob turned."""
    problems: tuple[Problem, ...]
    """What stops nothing: text that is hard to read in the theme, a knob that turns nothing."""
    folder: IssueFolder
    pictures: PictureStore
    services: BuildServices
    records: BuildRecords
    digest: str
    """Changes with the program, the settings, the theme, the cover's font and the language."""


def load_build_context(arguments: Arguments, translator: Translator) -> BuildContext:
    """Read the settings and the theme.

    Raises:
        SettingsError: The settings are wrong, or ask for an accent in which text is hard to read.
        ThemeError: The theme is missing or wrong.
    """
    cache = Cache(find_cache_folder(os.environ))
    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, cache)
    theme = load_theme_named(arguments.theme or settings.theme, repository, cache)
    themes = ThemeLoader(repository, cache, theme if arguments.theme else None)
    styles = DiskStyleCache(cache)
    idle = _check_knobs(theme, settings, path, styles)
    folder = IssueFolder(repository / settings.issues, repository)
    pictures = PictureStore(repository, cache, lambda: _open_web(settings))
    fonts = FontFinder(repository, settings.cover_font, cache)
    font = _find_font(fonts, path)
    described = (hash_program(), settings.for_articles, theme.name, theme.key, font, translator.language)
    return BuildContext(
        out=Path(arguments.out),
        translator=translator,
        repository=repository.resolve(),
        settings=settings,
        theme=theme,
        problems=(*theme.problems, *idle),
        folder=folder,
        pictures=pictures,
        services=BuildServices(folder, pictures, styles, fonts, themes, DiagramPrograms(settings), run_with_timeout),
        records=BuildRecords(cache, repository.resolve()),
        digest=hashlib.sha256(repr(described).encode()).hexdigest(),
    )


class ThemeLoader(NamedTuple):
    """The themes that an issue may choose from."""

    repository: Path
    cache: Cache
    asked: Theme | None
    """The one that the command line asks for, whatever an issue says."""

    def load(self, name: str) -> Theme:
        """Return a theme.

        Raises:
            ThemeError: It is missing or wrong.
        """
        return self.asked or load_theme_named(name, self.repository, self.cache)


def _open_web(settings: Settings) -> WebPictures:
    from publish.adapters.web.download import RemotePictures
    from publish.adapters.web.session import GuardedSession  # slow to load, and rarely needed

    return RemotePictures(GuardedSession(proxy=settings.proxy))


def find_current_folder() -> Path:
    """Return the folder one is in.

    Raises:
        SettingsError: It is gone.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsError(Problem("folder-gone")) from error


def _check_knobs(theme: Theme, settings: Settings, path: Path | None, styles: StyleCache) -> list[Problem]:
    """Return which of the settings' knobs turn nothing.

    Raises:
        SettingsError: The accent leaves text hard to read.
    """
    if path is None or settings.theme_options == ThemeOptions():
        return []
    from publish.pipeline import apply_theme_options, find_unused_options  # of no use where nothing is built

    try:
        apply_theme_options(theme, settings.theme_options, styles)
        found = find_unused_options(theme, settings.theme_options)
    except ThemeError as error:
        raise SettingsError(*_place_accent(error.problems, path)) from error
    return _place_accent(found, path)


def _place_accent(problems: Iterable[Problem], path: Path) -> list[Problem]:
    return [problem._replace(file=path.name, line=find_setting_line(path, ACCENT)) for problem in problems]


def _find_font(fonts: FontFinder, path: Path | None) -> FontFamily | None:
    """Return the cover's font.

    Raises:
        SettingsError: The font that the settings name cannot be had.
    """
    try:
        return fonts.find()
    except SettingsError as error:
        file = path.name if path else None
        raise SettingsError(*(problem._replace(file=file) for problem in error.problems)) from error


def load_theme_named(name: str, repository: Path, cache: Cache) -> Theme:
    """Return a theme; one that was read before is not read again.

    Raises:
        ThemeError: The theme is missing or wrong.
    """
    css = load_theme(name, repository)
    recipe = f"{name}\0{css}"
    known = cache.load("themes", recipe)
    if known is not None:
        return _recall_theme(known)
    from publish.steps.style.parse_theme import parse_theme  # loads the CSS parser

    theme = parse_theme(name, css)
    problems = [problem._asdict() for problem in theme.problems]
    cache.save("themes", recipe, json.dumps({**theme._asdict(), "problems": problems}).encode())
    return theme


def _recall_theme(written: bytes) -> Theme:
    said = json.loads(written)
    problems = map(_recall_problem, said.pop("problems"))
    return Theme(**said, problems=tuple(problems))


def _recall_problem(said: dict[str, Any]) -> Problem:
    """Return a problem of a theme, which nothing mends but a person."""
    return Problem(**{**said, "severity": Severity(said["severity"]), "fix": ()})


def find_issue(wanted: str, context: BuildContext) -> Path | None:
    """Return the file of an issue; None for standard input.

    Raises:
        IssueError: There is none.
    """
    return None if wanted == "-" and sys.stdin is not None else context.folder.find(wanted)


def relative_path(path: Path | None, context: BuildContext) -> PurePosixPath:
    """Return a file's path in the repository; pictures of a file outside are looked for at its root."""
    return PurePosixPath(STANDARD_INPUT) if path is None else locate(path, context.repository)


def locate(path: Path, repository: Path) -> PurePosixPath:
    """Return a file's path in a repository that is named without symbolic links; of one outside its name alone.

    A link goes by the file that it leads to; one that leads to none, by its own name.
    """
    folder, name = os.path.split(path)
    # Resolving a path is slow, and an archive lies in one folder.
    leads_on = path.is_symlink() and not is_broken_link(path)
    real = os.path.realpath(path) if leads_on else f"{_resolve(folder)}{os.sep}{name}"
    root = f"{repository}{os.sep}"
    return PurePosixPath(real.removeprefix(root) if real.startswith(root) else name)


@lru_cache(maxsize=64)
def _resolve(folder: str) -> str:
    return os.path.realpath(folder)


def load_data(path: Path | None, context: BuildContext) -> bytes:
    """Return the bytes of an issue; of standard input where there is no path.

    Raises:
        IssueError: They cannot be had.
    """
    return context.folder.load(path) if path else load_issue_stream(sys.stdin.buffer)
