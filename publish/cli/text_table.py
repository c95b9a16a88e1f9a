"""Tables of text, where a Chinese character takes two columns of the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_GAP = "  "


def format_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> str:
    """Return rows under their heads, in columns as wide as what stands in them.

    The last columns, as many as `numbers`, end at the right.
    """
    columns = zip(heads, *rows, strict=True)
    first_number = len(heads) - numbers
    padded = (_pad(column, right=index >= first_number) for index, column in enumerate(columns))
    return "\n".join(_GAP.join(line).rstrip() for line in zip(*padded, strict=True))


def measure_text(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_measure_char, text))


@lru_cache(maxsize=1024)
def _measure_char(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):  # drawn over the character before, or not at all
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _pad(cells: Sequence[str], *, right: bool) -> list[str]:
    widths = [*map(measure_text, cells)]
    spaces = [" " * (max(widths) - width) for width in widths]
    return [space + cell if right else cell + space for cell, space in zip(cells, spaces, strict=True)]
