"""Divide a formula into Chinese words and the TeX between them, where the words stand beside the TeX and not in it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_wide

_PIECE = (
    r"\\(?:text(?:rm|up|normal)?|mathrm|mbox)\s*\{(?P<words>[^{}\\$^_]*)\}|(?P<wide>[\u2e80-\uffef]+)"
    r"|(?P<opening>\{|\\left\b|\\begin\b)|(?P<closing>\}|\\right\b|\\end\b)|(?P<script>[\^_])"
    r"|(?P<apart>\\(?:[,;: ]|q?quad\b|times\b|cdot\b|leq?\b|geq?\b|approx\b|to\b|in\b)|[=+\-*/<>,;:|()\[\]])"
    r"|\\[A-Za-z]+|\\.|[\s\S]"
)
_SPACING = lazy_pattern(r"\s|\\(?:q?quad\b|[,;:! ])")


@cache
def _compile_piece() -> re.Pattern[str]:
    """Return the pattern of a piece; it takes long to compile, and an issue without formulas needs none."""
    return re.compile(_PIECE)


class FormulaPart(NamedTuple):
    """A part of a formula: words, or TeX."""

    text: str
    is_words: bool


def divide_formula(tex: str) -> list[FormulaPart] | None:
    """Return the parts of a formula; None where Chinese words are an argument, an index, or between fences."""
    parts: list[FormulaPart] = []
    depth, awaited, ends_in_words = 0, False, False  # awaited: an argument of the command before
    for token in _compile_piece().finditer(tex):
        words = token["words"] if token["words"] is not None else token["wide"] or ""
        chinese = any(map(is_wide, words))
        if (chinese and (depth or (awaited and words.lstrip()[0].isalpha()))) or (token["script"] and ends_in_words):
            return None
        depth += bool(token["opening"]) - bool(token["closing"])
        awaited = not chinese and not (token["apart"] and not depth) and (awaited or _awaits_argument(token))
        ends_in_words = chinese or (ends_in_words and token[0].isspace())
        _append(parts, words if chinese else token[0], is_words=chinese)
    return [part if _SPACING.sub("", part.text) else FormulaPart(" ", is_words=True) for part in parts]


def _awaits_argument(token: re.Match[str]) -> bool:
    return token["script"] is not None or (token[0].startswith("\\") and token["words"] is None)


def _append(parts: list[FormulaPart], text: str, *, is_words: bool) -> None:
    if parts and parts[-1].is_words == is_words:
        text = parts.pop().text + text
    parts.append(FormulaPart(text, is_words))
