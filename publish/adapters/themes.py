"""Themes: the repository's own first, then those that came with the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from publish.adapters.files import is_file
from publish.errors import ThemeError
from publish.model.problem import Problem

_PACKAGE = Path(__file__).parent.parent
# In a wheel the folders lie inside the package, in a checkout beside it.
_SHIPPED = (_PACKAGE / "themes", _PACKAGE.parent / "themes")


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
    return _load_css(themes[name])


def list_theme_files(repository: Path) -> list[ThemeFile]:
    """Return every theme there is, the repository's own first.

    Raises:
        ThemeError: One cannot be read.
    """
    own = repository / "themes"
    listed = [
        ThemeFile(name, path, path.parent == own, _find_purposes(name, _load_css(path)))
        for name, path in sorted(_find_files(repository).items())
    ]
    return sorted(listed, key=lambda theme: not theme.own)


def _find_files(repository: Path) -> dict[str, Path]:
    folders = [repository / "themes", *_SHIPPED]
    # The repository's own come last: they win.
    return {path.stem: path for folder in reversed(folders) for path in folder.glob("*.css") if is_file(path)}


def _load_css(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(Problem("theme-unreadable", {"reason": str(error)}, file=path.name)) from error


def _find_purposes(name: str, css: str) -> tuple[str, ...]:
    """Return what a theme says of itself at its head: `/* name: what for. */`, a line a language."""
    said = re.compile(rf"/\* {re.escape(name)}: ([^*\n]+?)[.。]? \*/")
    found = (said.fullmatch(line.strip()) for line in css.split("\n", 3)[:3])
    return tuple(match[1] for match in found if match)
