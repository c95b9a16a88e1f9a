"""All that building needs, set up once."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.cache import Cache, DiskStyleCache, describe_program, find_cache_folder
from publish.adapters.fonts import FontFinder
from publish.adapters.issues import STANDARD_INPUT, IssueFolder, load_issue, load_issue_stream
from publish.adapters.pictures import PictureStore
from publish.adapters.records import Records
from publish.adapters.settings import find_settings, load_settings
from publish.adapters.themes import load_theme
from publish.cli.parser import Arguments
from publish.errors import SettingsError
from publish.messages import Translator
from publish.model import Problem, Settings, Theme, Typeface
from publish.ports import World


class Workshop(NamedTuple):
    """All that building needs."""

    out: Path
    translator: Translator
    repository: Path
    """Where `publish.toml` lies, without symbolic links."""
    settings: Settings
    theme: Theme
    folder: IssueFolder
    pictures: PictureStore
    world: World
    records: Records
    digest: str
    """Changes with the program, the settings, the theme, the cover's font and the language."""


def open_workshop(arguments: Arguments, translator: Translator) -> Workshop:
    """Read the settings and the theme.

    Raises:
        SettingsError: The settings are wrong.
        ThemeError: The theme is missing or wrong.
    """
    cache = Cache(find_cache_folder(os.environ))
    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, cache)
    theme = _open_theme(arguments.theme or settings.theme, repository, cache)
    folder = IssueFolder(repository / settings.issues)
    pictures = PictureStore(repository, cache)
    fonts = FontFinder(repository, settings.cover_font, cache)
    described = (describe_program(), settings, theme.name, theme.key, _find_font(fonts, path), translator.language)
    return Workshop(
        out=Path(arguments.out),
        translator=translator,
        repository=repository.resolve(),
        settings=settings,
        theme=theme,
        folder=folder,
        pictures=pictures,
        world=World(folder, pictures, DiskStyleCache(cache), fonts),
        records=Records(cache, repository.resolve()),
        digest=hashlib.sha256(repr(described).encode()).hexdigest(),
    )


def find_current_folder() -> Path:
    """Return the folder one is in.

    Raises:
        SettingsError: It is gone.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsError(Problem("folder-gone")) from error


def _find_font(fonts: FontFinder, path: Path | None) -> Typeface | None:
    """Return the cover's font.

    Raises:
        SettingsError: The font that the settings name cannot be had.
    """
    try:
        return fonts.find()
    except SettingsError as error:
        file = path.name if path else None
        raise SettingsError(*(replace(problem, file=file) for problem in error.problems)) from error


def _open_theme(name: str, repository: Path, cache: Cache) -> Theme:
    """Return a theme; one that was read before is not read again."""
    css = load_theme(name, repository)
    known = cache.load("themes", css)
    if known is not None:
        return Theme(name, known.decode(), hashlib.sha256(known).hexdigest())
    from publish.steps.style.theme import read_theme  # loads the CSS parser

    theme = read_theme(name, css)
    cache.save("themes", css, theme.css.encode())
    return theme


def find_issue(wanted: str, workshop: Workshop) -> Path | None:
    """Return the file of an issue; None for standard input.

    Raises:
        IssueError: There is none.
    """
    return None if wanted == "-" and sys.stdin is not None else workshop.folder.find(wanted)


def find_place(path: Path | None, workshop: Workshop) -> PurePosixPath:
    """Return a file's path in the repository; pictures of a file outside are looked for at its root."""
    if path is None:
        return PurePosixPath(STANDARD_INPUT)
    folder, name = os.path.split(path)
    # Resolving a path is slow, and an archive lies in one folder.
    real = os.path.realpath(path) if path.is_symlink() else f"{_resolve(folder)}{os.sep}{name}"
    root = f"{workshop.repository}{os.sep}"
    return PurePosixPath(real.removeprefix(root) if real.startswith(root) else name)


@lru_cache(maxsize=64)
def _resolve(folder: str) -> str:
    return os.path.realpath(folder)


def load_data(path: Path | None) -> bytes:
    """Return the bytes of an issue.

    Raises:
        IssueError: They cannot be had.
    """
    return load_issue(path) if path else load_issue_stream(sys.stdin.buffer)
