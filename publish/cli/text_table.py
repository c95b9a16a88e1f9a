"""Tables of text, where a Chinese character takes two columns of the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_GAP = "  "


def format_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> str:
    """Return rows under their heads, in columns as wide as what stands in them.

    The last columns, as many as `numbers`, end at the right.
    """
    lines = [heads, *rows]
    widths = [max(map(measure_text, column)) for column in zip(*lines, strict=True)]
    first_number = len(heads) - numbers
    return "\n".join(
        _GAP.join(
            _pad(cell, width, right=index >= first_number)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def measure_text(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_measure_char(char) for char in text)


def _measure_char(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):  # drawn over the character before, or not at all
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _pad(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - measure_text(cell))
    return space + cell if right else cell + space
