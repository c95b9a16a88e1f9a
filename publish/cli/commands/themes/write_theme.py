"""Write a theme to the repository's themes; its name and file are checked first."""

from __future__ import annotations

import os
from pathlib import Path

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.repository_files import resolve_repository_path
from publish.core.exceptions import ThemeError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem

_NAME = lazy_pattern(r"[a-z0-9][a-z0-9_-]{0,39}")


def find_theme_path(name: str, repository: Path) -> Path:
    """Return the file of a new theme.

    Raises:
        ThemeError: The name is none that settings take, or there is such a theme in the repository.
    """
    if not _NAME.fullmatch(name):
        raise ThemeError(Problem("theme-name", {"name": name}))
    path = repository / "themes" / f"{name}.css"
    if os.path.lexists(path):
        raise ThemeError(Problem("theme-there", {"path": f"themes/{path.name}"}))
    return path


def write_theme(path: Path, css: str, repository: Path) -> None:
    """Write a new theme and nothing else."""
    target = resolve_repository_path(path, repository)
    write_files({target: css.encode()})
