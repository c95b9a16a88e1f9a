"""What was worked out before: styles by theme, pictures by recipe or content, settings by content.

A cache that cannot be read or written is no cache; it never stops a build.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from importlib.machinery import PathFinder
from pathlib import Path

from publish.adapters.storage.private_files import save_private
from publish.core.exceptions import OutputError
from publish.core.version import PACKAGE_FOLDER, __version__


def find_cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the person's own cache folder for this version of the program."""
    home = environment.get("XDG_CACHE_HOME") or os.path.join(environment.get("HOME") or ".", ".cache")  # noqa: PTH118
    return Path(home) / "publish" / __version__


class Cache:
    """Small files named by what they were made of, for their owner alone: they hold what is not published yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, kind: str, recipe: str) -> bytes | None:
        """Return what was kept under a recipe; None where it is not, or no longer, what was kept."""
        try:
            with open(self._path(kind, recipe), "rb", buffering=0) as file:  # noqa: PTH123  # `Path.open` takes twice as long
                digest, _, data = file.read().partition(b"\n")
        except OSError:
            return None
        return data if digest == _digest(data) else None

    def save(self, kind: str, recipe: str, data: bytes) -> None:
        """Keep data under a recipe."""
        with contextlib.suppress(OutputError):
            save_private(Path(self._path(kind, recipe)), _digest(data) + b"\n" + data)

    def load_words(self, kind: str, recipe: str) -> dict[str, str]:
        """Return a mapping of words kept under a recipe; empty where there is none."""
        words: dict[str, str] = json.loads(self.load(kind, recipe) or b"{}")
        return words

    def _path(self, kind: str, recipe: str) -> str:
        return f"{self._folder}/{kind}/{hashlib.sha256(recipe.encode('utf-8', 'surrogateescape')).hexdigest()}"


def _digest(data: bytes) -> bytes:
    """Return what changes with the data, and with the program that worked them out."""
    return hashlib.sha256(hash_program() + data).hexdigest().encode()


@functools.cache
def hash_program() -> bytes:
    """Return what changes with the source, where an update from git may keep the version, and with the libraries."""
    written = [(str(path), path.stat().st_mtime_ns) for path in sorted(PACKAGE_FOLDER.rglob("*.py"))]
    return hashlib.sha256(repr((written, _find_libraries().stat().st_mtime_ns)).encode()).digest()


def _find_libraries() -> Path:
    """Return the folder of all libraries; one that is installed or upgraded leaves its mark there."""
    spec = PathFinder.find_spec("lxml")  # any of them, without loading it
    return Path(spec.origin).parent.parent if spec and spec.origin else PACKAGE_FOLDER


class DiskStyleCache:
    """What is known of each theme, and of each with its knobs turned, in memory and on disk."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._styles: dict[str, dict[str, str]] = {}
        self._turned: dict[str, str] = {}

    def load(self, key: str) -> dict[str, str]:
        """Return the styles known by kind; the same mapping each time."""
        if key not in self._styles:
            self._styles[key] = self._cache.load_words("styles", key)
        return self._styles[key]

    def save(self, key: str) -> None:
        """Keep what the mapping has gained."""
        data = json.dumps(self._styles[key], ensure_ascii=False, sort_keys=True)
        self._cache.save("styles", key, data.encode())

    def turn(self, recipe: str, turn: Callable[[], str]) -> str:
        """Return the CSS that `turn` returns, remembered by its recipe."""
        if recipe not in self._turned:
            known = self._cache.load("turned", recipe)
            css = turn() if known is None else known.decode()
            if known is None:
                self._cache.save("turned", recipe, css.encode())
            self._turned[recipe] = css
        return self._turned[recipe]
