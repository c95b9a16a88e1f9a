"""The short codes of emoji, as on GitHub: a table that a test makes from the package `emoji`, a tenth as large."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_COMMENTS = ("# ", "#\n")  # unlike the line of the emoji #️⃣


@cache
def load_emoji_codes() -> dict[str, str]:
    """Return the emoji by their short codes."""
    with (Path(__file__).parent / "emoji_codes.txt").open(encoding="utf-8") as file:
        pairs = [line.split() for line in file if not line.startswith(_COMMENTS)]
    return {code: emoji for emoji, *codes in pairs for code in codes}
