"""Themes: the repository's own first, then those that came with the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import is_broken_link, is_file
from publish.adapters.storage.repository_files import read_repository_file
from publish.core.exceptions import FileError, ThemeError
from publish.core.problem import Problem
from publish.core.version import PACKAGE_FOLDER

# In a wheel the folders lie inside the package, in a checkout beside it.
_SHIPPED = (PACKAGE_FOLDER / "themes", PACKAGE_FOLDER.parent / "themes")


class ThemeFile(NamedTuple):
    """A theme that one may choose."""

    name: str
    path: Path
    own: bool
    """Whether it is the repository's own."""
    purposes: tuple[str, ...]
    """What it is for, in one line a language."""


def load_theme(name: str, repository: Path) -> str:
    """Return the CSS of a theme.

    Raises:
        ThemeError: There is none of that name, or it cannot be read.
    """
    themes = _find_files(repository)
    if name not in themes:
        raise ThemeError(Problem("theme-missing", {"theme": name, "known": ", ".join(sorted(themes))}))
    return _load_css(themes[name], repository)


def list_theme_files(repository: Path) -> list[ThemeFile]:
    """Return every theme there is, the repository's own first; one that cannot be read does not say what it is for."""
    own = repository / "themes"
    listed = [
        ThemeFile(name, path, path.parent == own, _load_purposes(name, path, repository))
        for name, path in sorted(_find_files(repository).items())
    ]
    return sorted(listed, key=lambda theme: not theme.own)


def _find_files(repository: Path) -> dict[str, Path]:
    folders = [repository / "themes", *_SHIPPED]
    # The repository's own come last: they win.
    found = (path for folder in reversed(folders) for path in folder.glob("*.css"))
    return {path.stem: path for path in found if _is_theme(path)}


def _is_theme(path: Path) -> bool:
    """Say whether a file is to be taken for a theme; a link to nothing is, lest another of its name take its place."""
    return not path.name.startswith(".") and (is_file(path) or is_broken_link(path))


def _load_css(path: Path, repository: Path) -> str:
    own = path.parent == repository / "themes"
    try:
        css = read_repository_file(path, repository if own else None).decode("utf-8-sig")
    except FileError as error:
        raise ThemeError(*error.problems) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(Problem("theme-unreadable", {"reason": str(error)}, file=path.name)) from error
    return css.replace("\r\n", "\n").replace("\r", "\n")


def _load_purposes(name: str, path: Path, repository: Path) -> tuple[str, ...]:
    try:
        return _find_purposes(name, _load_css(path, repository))
    except ThemeError:  # told where it is opened
        return ()


def _find_purposes(name: str, css: str) -> tuple[str, ...]:
    """Return what a theme says of itself at its head: `/* name: what for. */`, a line a language."""
    said = re.compile(rf"/\* {re.escape(name)}: ([^*\n]+?)[.。]? \*/")
    found = (said.fullmatch(line.strip()) for line in css.split("\n", 3)[:3])
    return tuple(match[1] for match in found if match)
