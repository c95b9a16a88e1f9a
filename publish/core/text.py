"""Plain text out of Markdown, and where Chinese text may be cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

# They turn the direction of text, or spell what nobody sees: the reader is shown something else than was written.
_DECEIVING = "\u202a-\u202e\u2066-\u2069\U000e0001-\U000e007f"
_DECEPTIVE = re.compile(f"[{_DECEIVING}]")
# What XML cannot hold can be in no article either: C0 controls, lone surrogates, two noncharacters.
# Of the deceiving ones only those come so far that were written as character references.
_UNWRITABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{_DECEIVING}]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)")
_MARKS = re.compile(r"\*\*|__|~~|==|`|\[\^[^\]\s]{1,80}\]|<(?:/?[A-Za-z]|!--)[^<>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_BORDERS = (re.compile(r"[。！？!?；;]"), re.compile(r"[，,、：]"))
_LOWERED = dict(zip(map(ord, "0123456789+-−=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_LEAST_SHARE = 0.4
"""A cut that keeps less of what is allowed than this looks like a mistake."""
_LOOSE_ENDS = "；;，,、：:/ "


def is_wide(char: str) -> bool:
    """Say whether a character is one of Chinese text, its quotes and dashes included.

    Comparing is a hundred times cheaper to set up than a regular expression over as many characters.
    """
    if char < "\u2e80":
        return "\u2010" <= char <= "\u2027"
    return (
        char <= "\u9fff"
        or "\uac00" <= char <= "\ud7af"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def drop_unwritable(text: str) -> str:
    """Return a text without the characters that no article can hold."""
    return _UNWRITABLE.sub("", text)


def lower_text(text: str) -> str:
    """Return figures and signs as the characters that stand low, as in H₂O; empty where some have none."""
    lowered = text.translate(_LOWERED)
    return lowered if all(char in _LOWERED.values() for char in lowered) else ""


class TextPosition(NamedTuple):
    """Where a character stands in a text; both numbers 1-based."""

    line: int
    column: int
    char: str


def find_deceptive(text: str) -> Iterator[TextPosition]:
    """Yield the bidirectional controls and tag characters of a text."""
    if text.isascii():
        return
    for found in _DECEPTIVE.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        yield TextPosition(text.count("\n", 0, start) + 1, found.start() - start + 1, found[0])


def strip_markup(markdown: str) -> str:
    """Return the words of a line of Markdown."""
    text = _MARKS.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", markdown)))
    from html import unescape  # loads the names of all characters

    return " ".join(drop_unwritable(unescape(_ESCAPE.sub(r"\1", text))).split())


def count_bytes(text: str) -> int:
    """Return a text's length in UTF-8."""
    return len(text.encode())


def cut_title(title: str, limit: int) -> str:
    """Cut a title at the last sentence or clause that fits, else between two words, else within one."""
    cut = cut_text(title, limit)
    words = title[: limit - 1].rpartition(" ")[0].rstrip(_LOOSE_ENDS)
    if cut == title or not cut.endswith("…") or len(words) < limit * _LEAST_SHARE:
        return cut
    return f"{words}…"


def cut_text(text: str, limit: int, measure: Callable[[str], int] = len) -> str:
    """Cut a text at the last sentence that fits, else at a clause, else within a word with an ellipsis.

    Args:
        text: The text.
        limit: The most that `measure` may say of the result.
        measure: How a length is counted.
    """
    if measure(text) <= limit:
        return text
    head = text[: limit + 1]  # no measure says less than the number of characters
    for border in _BORDERS:
        cuts = (head[: match.end()].rstrip(_LOOSE_ENDS) for match in border.finditer(head))
        fitting = [cut for cut in cuts if limit * _LEAST_SHARE <= measure(cut) <= limit]
        if fitting:
            return fitting[-1]
    end = max(i for i in range(len(head)) if measure(head[:i] + "…") <= limit)
    return head[:end] + "…"
