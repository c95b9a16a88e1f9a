"""Caches: styles by theme, pictures by recipe or content, settings by content.

Failing to read or write it never stops a build.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from importlib.machinery import PathFinder
from itertools import starmap
from pathlib import Path
from typing import Protocol

from publish.adapters.storage.package_folder import PACKAGE_FOLDER
from publish.adapters.storage.private_files import save_private
from publish.adapters.storage.user_folders import find_cache_root
from publish.core.exceptions import OutputError
from publish.core.problem import Problem, Severity
from publish.core.theme import Decoration, Theme, ThemeDeclaration, ThemeRule
from publish.core.version import __version__


def find_cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's cache folder for this version of the program."""
    return Path(find_cache_root(environment)) / __version__


class ByteCache(Protocol):
    """Cached data by kind and recipe."""

    def load(self, kind: str, recipe: str) -> bytes | None:
        """Return the cached data of a recipe; None if missing."""

    def save(self, kind: str, recipe: str, data: bytes) -> None:
        """Cache data under a recipe."""


class Cache:
    """Small files named by the hash of their recipe; owner-only, for they hold unpublished text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, kind: str, recipe: str) -> bytes | None:
        """Return the cached data of a recipe; None if missing or damaged."""
        try:
            with open(self._path(kind, recipe), "rb", buffering=0) as file:  # noqa: PTH123  # `Path.open` takes twice as long
                digest, _, data = file.read().partition(b"\n")
        except OSError:
            return None
        return data if digest == _digest(data) else None

    def save(self, kind: str, recipe: str, data: bytes) -> None:
        """Cache data under a recipe."""
        with contextlib.suppress(OutputError):
            save_private(Path(self._path(kind, recipe)), _digest(data) + b"\n" + data)

    def _path(self, kind: str, recipe: str) -> str:
        return f"{self._folder}/{kind}/{hashlib.sha256(recipe.encode('utf-8', 'surrogateescape')).hexdigest()}"


def _digest(data: bytes) -> bytes:
    """Return what changes with the data, and with the program that worked them out."""
    return hashlib.sha256(hash_program() + data).hexdigest().encode()


@functools.cache
def hash_program() -> bytes:
    """Return a hash that changes with the source (git may keep the version) and the installed libraries."""
    written = sorted(_list_sources(str(PACKAGE_FOLDER)))
    return hashlib.sha256(repr((written, _find_libraries().stat().st_mtime_ns)).encode()).digest()


def _list_sources(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the path and time of every source in a folder; `Path.rglob` takes several times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".css")):
                yield entry.path, entry.stat().st_mtime_ns
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _list_sources(entry.path)


def _find_libraries() -> Path:
    """Return the folder of all libraries, whose time changes when one is installed or upgraded."""
    spec = PathFinder.find_spec("lxml")  # any of them, without loading it
    return Path(spec.origin).parent.parent if spec and spec.origin else PACKAGE_FOLDER


class DiskStyleCache:
    """Computed styles of each theme, and themes as parsed and with options applied, in memory and on disk."""

    def __init__(self, cache: ByteCache) -> None:
        self._cache = cache
        self._styles: dict[str, dict[str, str]] = {}
        self._themes: dict[str, Theme] = {}

    def load(self, key: str) -> dict[str, str]:
        """Return a theme's computed styles by style key; the same mapping each time."""
        if key not in self._styles:
            self._styles[key] = json.loads(self._cache.load("styles", key) or b"{}")
        return self._styles[key]

    def save(self, key: str) -> None:
        """Save the mapping with its new styles."""
        data = json.dumps(self._styles[key], ensure_ascii=False, sort_keys=True)
        self._cache.save("styles", key, data.encode())

    def get_or_compute(self, recipe: str, compute: Callable[[], Theme]) -> Theme:
        """Return the theme that `compute` returns, cached by its recipe."""
        if recipe not in self._themes:
            cached = self._cache.load("themes", recipe)
            self._themes[recipe] = compute() if cached is None else _decode_theme(cached)
            if cached is None:
                self._cache.save("themes", recipe, json.dumps(self._themes[recipe]).encode())
        return self._themes[recipe]


def _decode_theme(data: bytes) -> Theme:
    """Return a theme from JSON, which writes its tuples as lists."""
    name, written, accent, found, decorations = json.loads(data)
    rules = (ThemeRule(selector, tuple(starmap(ThemeDeclaration, declared))) for selector, declared in written)
    problems = (one._replace(severity=Severity(one.severity), fix=()) for one in starmap(Problem, found))
    return Theme(name, tuple(rules), accent, tuple(problems), tuple(starmap(Decoration, decorations)))
