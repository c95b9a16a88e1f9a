"""How long an article takes to read."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

WORDS_A_MINUTE = 400
"""Characters of Chinese that a reader takes in a minute; readers of easy text are known to take 300 to 500."""

_WORD = lazy_pattern(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+"
)
"""A character of Chinese or Japanese, or a word or number of any other script."""
_TAG = lazy_pattern(r"<[^>]*>")


class Reading(NamedTuple):
    """The length of an article for its readers."""

    words: int = 0  # characters of Chinese, and words of other languages
    minutes: int = 0  # rounded up


def measure_reading(html: str) -> Reading:
    """Return how much text there is in HTML, and how long it takes to read."""
    words = len(_WORD.findall(_TAG.sub(" ", html)))
    return Reading(words, ceil(words / WORDS_A_MINUTE))
