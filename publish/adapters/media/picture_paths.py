"""Find the file that a picture's path means: beside the issue, from the repository's root, or in a vault of notes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from publish.adapters.storage.repository_files import join_inside
from publish.core.urls import VAULT_SCHEME

_FILE_SCHEME = "file:"
_STATIC_FOLDERS = ("static", "source", "public", "docs/public")  # served as `/` by Hugo, Hexo, VitePress and others
_SITE = "@site/"  # the root, for Docusaurus
_PASSED_FOLDERS = frozenset({"build", "node_modules", "dist", "__pycache__"})
_MAX_FILES = 50_000  # of a vault; a larger one is searched no further


def find_picture_path(source: str, base: str, repository: Path) -> PurePosixPath:
    """Return the path in the repository of a picture's file; the most likely one if no such file is there.

    Args:
        source: The path as written, with slashes of either kind, relative to `base`, to the root, or absolute.
        base: The folder of the issue.
        repository: The root.
    """
    places = _list_paths(source, base, repository)
    first = next(places)
    found = next((path for path in chain([first], places) if os.path.lexists(join_inside(repository, path))), None)
    if found is None and source.startswith(VAULT_SCHEME):
        found = _search_vault(PurePosixPath(unquote(source[len(VAULT_SCHEME) :])), repository)
    return found or first


def _list_paths(source: str, base: str, repository: Path) -> Iterator[PurePosixPath]:
    """Yield where the file may lie, the most likely place first."""
    source = source.removeprefix(VAULT_SCHEME)
    source = f"/{source[len(_SITE) :]}" if source.startswith(_SITE) else source
    for written in (source.partition("?")[0].partition("#")[0], source):
        path = unquote(written)
        for name in (path, path.replace("\\", "/")):
            yield from _list_places(_strip_scheme(name), base, repository)


def _strip_scheme(path: str) -> str:
    return path[len(_FILE_SCHEME) :].removeprefix("//") if path.lower().startswith(_FILE_SCHEME) else path


def _list_places(path: str, base: str, repository: Path) -> Iterator[PurePosixPath]:
    if not path.startswith("/"):
        yield PurePosixPath(base, path)
        yield PurePosixPath(path)
        return
    for root in {repository.as_posix(), os.path.realpath(repository)}:
        if path.startswith(f"{root}/"):
            yield PurePosixPath(path.removeprefix(f"{root}/"))
    inside = path.lstrip("/")
    yield PurePosixPath(inside)
    for folder in _STATIC_FOLDERS:
        yield PurePosixPath(folder, inside)


def _fold(name: str) -> str:
    """Return a name as Obsidian compares it: without regard to case, and to how its accents are composed."""
    return normalize("NFC", name).casefold()


def _search_vault(wanted: PurePosixPath, repository: Path) -> PurePosixPath | None:
    """Return the file of a path's last parts that lies nearest to the root, as Obsidian does."""
    best: PurePosixPath | None = None
    seen = 0
    for folder, folders, files in os.walk(repository):
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in _PASSED_FOLDERS)
        seen += len(files)
        for name in files:
            if _fold(name) != _fold(wanted.name):
                continue
            path = PurePosixPath(Path(folder, name).relative_to(repository).as_posix())
            ends = path.parts[-len(wanted.parts) :]
            if [*map(_fold, ends)] == [*map(_fold, wanted.parts)] and (
                best is None or len(path.parts) < len(best.parts)
            ):
                best = path
        if seen > _MAX_FILES:
            break
    return best
