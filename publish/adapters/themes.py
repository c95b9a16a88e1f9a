"""Themes: the repository's own first, then those that came with the program."""

from __future__ import annotations

from pathlib import Path

from publish.adapters.files import is_file
from publish.errors import ThemeError
from publish.model import Problem

_PACKAGE = Path(__file__).parent.parent
# In a wheel the folders lie inside the package, in a checkout beside it.
_SHIPPED = (_PACKAGE / "themes", _PACKAGE.parent / "themes")


def load_theme(name: str, repository: Path) -> str:
    """Return the CSS of a theme.

    Raises:
        ThemeError: There is none of that name, or it cannot be read.
    """
    folders = [repository / "themes", *_SHIPPED]
    # The repository's own come last: they win.
    themes = {path.stem: path for folder in reversed(folders) for path in folder.glob("*.css") if is_file(path)}
    if name not in themes:
        raise ThemeError(Problem("theme-missing", {"theme": name, "known": ", ".join(sorted(themes))}))
    path = themes[name]
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(Problem("theme-unreadable", {"reason": str(error)}, file=path.name)) from error
