"""Caches in memory, for whoever may write no file; entries go by their content, the least recently used go first.

They are not locked: only the main thread of a process builds (`adapters/system/worker_processes.py`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from publish.core.theme import Theme

MAX_CACHE_BYTES = 64_000_000
MAX_THEMES = 32
MAX_STYLES = 20_000  # of one theme; an article has some dozens


class MemoryCache:
    """Data by kind and recipe, limited by bytes."""

    def __init__(self, limit: int = MAX_CACHE_BYTES) -> None:
        self._limit = limit
        self._entries: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def load(self, kind: str, recipe: str) -> bytes | None:
        """Return the cached data of a recipe; None if missing."""
        data = self._entries.get((kind, recipe))
        if data is not None:
            self._entries.move_to_end((kind, recipe))
        return data

    def save(self, kind: str, recipe: str, data: bytes) -> None:
        """Cache data under a recipe."""
        self._entries[kind, recipe] = data
        size = sum(len(recipe) + len(data) for (_, recipe), data in self._entries.items())
        while size > self._limit:
            (_, oldest), removed = self._entries.popitem(last=False)
            size -= len(oldest) + len(removed)


class MemoryStyleCache:
    """Computed styles of each theme, and themes as parsed and with options applied."""

    def __init__(self) -> None:
        self._styles: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._themes: OrderedDict[str, Theme] = OrderedDict()

    def load(self, key: str) -> dict[str, str]:
        """Return a theme's computed styles by style key; the same mapping until there are too many."""
        styles = self._styles.setdefault(key, {})
        self._styles.move_to_end(key)
        _shorten(self._styles)
        return styles

    def save(self, key: str) -> None:
        """Forget the styles of a theme of which hostile articles have asked too many."""
        if len(self._styles[key]) > MAX_STYLES:
            del self._styles[key]

    def get_or_compute(self, recipe: str, compute: Callable[[], Theme]) -> Theme:
        """Return the theme that `compute` returns, cached by its recipe."""
        if recipe not in self._themes:
            self._themes[recipe] = compute()
        self._themes.move_to_end(recipe)
        _shorten(self._themes)
        return self._themes[recipe]


def _shorten(entries: OrderedDict[str, Theme] | OrderedDict[str, dict[str, str]]) -> None:
    while len(entries) > MAX_THEMES:
        entries.popitem(last=False)
