"""Plain text of Markdown, cutting of Chinese text, and characters that no article may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

# Bidirectional controls and invisible tag characters: readers see other text than was written.
_DECEPTIVE_RANGES = "\u202a-\u202e\u2066-\u2069\U000e0001-\U000e007f"
_DECEPTIVE = lazy_pattern(f"[{_DECEPTIVE_RANGES}]")
# XML cannot hold C0 controls, lone surrogates and two noncharacters.
# Deceptive characters arrive here only as decoded character references.
_UNWRITABLE = lazy_pattern(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{_DECEPTIVE_RANGES}]")
_LINK = lazy_pattern(r"!?\[([^\[\]]*)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)")
_MARKS = lazy_pattern(r"\*\*|__|~~|==|`|\[\^[^\]\s]{1,80}\]|<(?:/?[A-Za-z]|!--)[^<>]*>")
_MARKUP = lazy_pattern(r"[\[*_~=`<\\&]|://")  # without one of these a line is plain; the other patterns are slow
_ESCAPE = lazy_pattern(r"\\([!-/:-@\[-`{-~])")
_ADDRESS = lazy_pattern(r"https?://[!-~]+")
_BORDERS = (lazy_pattern(r"[。！？!?；;]"), lazy_pattern(r"[，,、：]"))
_LOWERED = dict(zip(map(ord, "0123456789+-−=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_LEAST_SHARE = 0.4  # a cut text that is a smaller share of the limit looks like a mistake
_MAX_EXCERPT_CHARS = 60
_LOOSE_ENDS = "；;，,、：:/ "


def is_wide(char: str) -> bool:
    """Return whether a character is full-width in Chinese text, quotes and dashes included."""
    # A regular expression over as many characters costs a hundred times more to compile.
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


def is_ideograph(char: str) -> bool:
    """Return whether a character is one of the Chinese characters in common use."""
    return "\u4e00" <= char <= "\u9fff"


def has_ideographs(text: str) -> bool:
    """Return whether a text has a Chinese character."""
    return any(map(is_ideograph, text))


def drop_unwritable(text: str) -> str:
    """Return a text without the characters that no article can hold."""
    return text if text.isprintable() else _UNWRITABLE.sub("", text)


def lower_text(text: str) -> str:
    """Return digits and signs as Unicode subscripts, as in H₂O; empty where a character has none."""
    lowered = text.translate(_LOWERED)
    return lowered if all(char in _LOWERED.values() for char in lowered) else ""


class TextPosition(NamedTuple):
    """A character and its position in a text, 1-based."""

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
    """Return a line of Markdown as plain text."""
    if not _MARKUP.search(markdown):
        return " ".join(drop_unwritable(markdown).split())
    text = _MARKS.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", markdown)))
    from html import unescape  # loads a table of all character names

    return " ".join(drop_unwritable(unescape(_ESCAPE.sub(r"\1", text))).split())


def cut_excerpt(text: str) -> str:
    """Return a text on one line, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_EXCERPT_CHARS else f"{line[: _MAX_EXCERPT_CHARS - 1]}…"


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

    The result is at most `limit` long, as `measure` counts it.
    """
    if measure(text) <= limit:
        return text
    head = text[: limit + 1]  # no measure counts less than the number of characters
    for border in _BORDERS:
        cuts = (head[: match.end()].rstrip(_LOOSE_ENDS) for match in border.finditer(head))
        fitting = [cut for cut in cuts if limit * _LEAST_SHARE <= measure(cut) <= limit]
        if fitting:
            return fitting[-1]
    end = max(i for i in range(len(head)) if measure(head[:i] + "…") <= limit)
    return head[:end] + "…"
