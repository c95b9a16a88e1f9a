"""Rules about quotation marks and brackets without their other half."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.lint.context import HIDDEN, LintContext
from publish.lint.rule import LintViolation, warning

_PAIRS = {"”": "“", "）": "（", ")": "（", "」": "「", "】": "【", "》": "《", "]": "["}
_WIDENED = {"(": "（"}
_BRACKET = lazy_pattern(r"[“”「」【】《（）()]|(?<![-—=>》])》")  # not the end of an arrow: --》
_TITLE_BRACKET = lazy_pattern(rf"{_BRACKET.pattern}|[\[\]]")
_KAOMOJI = lazy_pattern(r"[(（][^()（）\u4e00-\u9fff]{1,8}[∠▽][^()（）\u4e00-\u9fff]{0,8}[)）]")
_STANDS_ALONE = lazy_pattern(r"(?<!\w)[0-9a-zA-Z一二三四五六七八九十]{1,2}$|[:：;；^][-)）]?$")  # 1) and :)
_MAX_LINES_BETWEEN = 10  # two halves of a pair that belong together


@warning("N43", "quote-unpaired", "甲”乙“丙")
def find_unpaired_quotes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first unpaired quotation mark or bracket of each line, unless a line close by has its other half."""
    waiting: list[LintViolation] = []  # of one kind: each paragraph of a long quotation may begin with a mark
    for number, text in context.body.items():
        if not any(mark in text for mark in "“”「」【】《》（）"):
            continue
        at = _find_unpaired(text, _BRACKET)
        first = str(waiting[0].values["mark"]) if waiting else ""
        is_near = bool(waiting) and number - waiting[-1].line <= _MAX_LINES_BETWEEN
        if is_near and _closes(text, at, _WIDENED.get(first, first)):
            waiting = []
        elif at is not None:
            if not is_near or text[at] != first:
                yield from waiting
                waiting = []
            waiting.append(LintViolation(number, at + 1, {"mark": text[at]}))
    yield from waiting


def _closes(text: str, at: int | None, opening: str) -> bool:
    """Return whether a line has the other half of an opening mark above, or ends a quotation that it begins anew."""
    if at is None:
        return text.lstrip(" \t>").startswith(opening)
    return _PAIRS.get(text[at]) == opening


@warning("N43", "title-unpaired", "## 甲（乙")
def find_unpaired_titles(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first unpaired quotation mark or bracket of each heading."""
    for number, text in context.prose.items():
        at = _find_unpaired(text, _TITLE_BRACKET) if text.startswith("#") else None
        if at is not None:
            yield LintViolation(number, at + 1, {"mark": text[at]})


def _find_unpaired(line: str, bracket: re.Pattern[str]) -> int | None:
    """Return the position of the first unpaired mark; each kind is counted by itself, for they may cross."""
    has_face = "∠" in line or "▽" in line
    text = _KAOMOJI.sub(lambda face: HIDDEN * len(face[0]), line) if has_face else line
    unclosed: dict[str, list[int]] = {mark: [] for mark in _PAIRS.values()}
    for found in bracket.finditer(text):
        mark = _WIDENED.get(found[0], found[0])
        opening = _PAIRS.get(mark)
        if opening is None:
            if mark == "“" and unclosed[mark]:
                return found.start()
            unclosed[mark].append(found.start())
        elif unclosed[opening]:
            unclosed[opening].pop()
        elif opening != "（" or not _STANDS_ALONE.search(text, max(found.start() - 3, 0), found.start()):
            return found.start()
    return min((position for positions in unclosed.values() for position in positions), default=None)
