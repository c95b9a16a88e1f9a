"""Theme files: those of the repository, then those shipped with the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import is_broken_link, is_file
from publish.adapters.storage.package_folder import PACKAGE_FOLDER
from publish.adapters.storage.repository_files import read_repository_file
from publish.core.exceptions import FileError, ThemeError
from publish.core.nearest import find_nearest
from publish.core.problem import Problem

# Inside the package in a wheel, beside it in a checkout.
_SHIPPED = (PACKAGE_FOLDER / "themes", PACKAGE_FOLDER.parent / "themes")


class ThemeFile(NamedTuple):
    """An available theme."""

    name: str
    path: Path
    own: bool  # whether it is one of the repository
    purposes: tuple[str, ...]  # its purpose, one line for each language


def load_theme(name: str, repository: Path | None) -> str:
    """Return the CSS of a theme, of the repository if there is one or shipped.

    Raises:
        ThemeError: There is no theme of that name, or it cannot be read.
    """
    themes = _find_files(repository)
    if name not in themes:
        near = find_nearest(name, themes)
        values = {"theme": name, "known": ", ".join(sorted(themes))}
        if near:
            raise ThemeError(Problem("theme-nearest", {**values, "nearest": near}))
        raise ThemeError(Problem("theme-missing", values))
    return _load_css(themes[name], repository)


def list_theme_files(repository: Path) -> list[ThemeFile]:
    """Return all themes, those of the repository first; an unreadable one has no purposes."""
    own = repository / "themes"
    themes = [
        ThemeFile(name, path, path.parent == own, _load_purposes(name, path, repository))
        for name, path in sorted(_find_files(repository).items())
    ]
    return sorted(themes, key=lambda theme: not theme.own)


def _find_files(repository: Path | None) -> dict[str, Path]:
    folders = [repository / "themes", *_SHIPPED] if repository else _SHIPPED
    # Those of the repository come last, and win.
    found = (path for folder in reversed(folders) for path in folder.glob("*.css"))
    # A broken link counts, or a shipped theme would silently take its place.
    themes = (path for path in found if is_file(path) or is_broken_link(path))
    return {path.stem: path for path in themes if not path.name.startswith(".")}


def _load_css(path: Path, repository: Path | None) -> str:
    own = repository is not None and path.parent == repository / "themes"
    try:
        css = read_repository_file(path, repository if own else None).decode("utf-8-sig")
    except FileError as error:
        raise ThemeError(*error.problems) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(Problem("theme-unreadable", {"reason": str(error)}, file=path.name)) from error
    return css.replace("\r\n", "\n").replace("\r", "\n")


def _load_purposes(name: str, path: Path, repository: Path) -> tuple[str, ...]:
    """Return the purposes in a theme's first lines: `/* name: purpose. */`, a line for each language."""
    try:
        css = _load_css(path, repository)
    except ThemeError:  # reported when the theme is used
        return ()
    purpose = re.compile(rf"/\* {re.escape(name)}: ([^*\n]+?)[.。]? \*/")
    found = (purpose.fullmatch(line.strip()) for line in css.split("\n", 3)[:3])
    return tuple(match[1] for match in found if match)
