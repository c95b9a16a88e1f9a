"""The words nearest to one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

_CUTOFF = 0.6  # the least ratio of likeness, from 0 to 1


def find_nearest(word: str, known: Iterable[str], *, cutoff: float = _CUTOFF) -> str:
    """Return the known word that is most like a word; empty where none is."""
    return next(iter(list_nearest(word, known, 1, cutoff=cutoff)), "")


def list_nearest(word: str, known: Iterable[str], count: int, *, cutoff: float = _CUTOFF) -> list[str]:
    """Return the known words that are most like a word, the nearest first."""
    from difflib import get_close_matches  # takes a while to load, and only mistakes need it

    return get_close_matches(word, [*known], count, cutoff)
