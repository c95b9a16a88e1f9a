"""Opt-in rules about typography; the only module that imports pangu."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit
from publish.core.text import is_wide
from publish.lint.context import HIDDEN, LINK_TEXT, LintContext
from publish.lint.rule import LintViolation, info

# Without dots and straight quotes: pangu also changes those, and the spaces inside quotes.
_RUN = lazy_pattern(rf"[^{HIDDEN}·‧•・\"']+")
_LATIN = lazy_pattern(r"[0-9A-Za-z]")


@info("T01", "spacing-missing", "- 支持Arm和x86（汉字与字母之间没有空格）", fixable=True, opt_in=True)
def find_missing_spaces(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines where a Chinese character and a Latin letter or digit have no space between them.

    Of 14,201 such places in the newsletter a quarter has a space: it has no style of its own, so the rule is opt-in.
    """
    for number, text in context.prose.items():
        hidden = LINK_TEXT.sub(lambda link: HIDDEN * len(link[0]), text)
        places = [place for run in _RUN.finditer(hidden) for place in _find_missing(run[0], run.start())]
        if places:
            edits = tuple(Edit(number, place, place, " ") for place in places)
            yield LintViolation(number, places[0] + 1, {"count": len(places)}, edits=edits)


def _find_missing(text: str, start: int) -> Iterator[int]:
    """Yield the positions where pangu adds a space, 0-based in the line, up to any other change of pangu's."""
    if text.isascii():
        return
    from pangu import space_text  # large patterns, rarely needed

    at = 0
    for char in space_text(text):
        if at < len(text) and char == text[at]:
            at += 1
        elif char != " ":
            return
        elif 0 < at < len(text) and _is_border(text[at - 1], text[at]):
            yield start + at


def _is_border(before: str, after: str) -> bool:
    """Return whether one is a Chinese character and the other a Latin letter or digit, not a mark of Markdown."""
    pairs = ((before, after), (after, before))
    return any(wide.isalpha() and is_wide(wide) and _LATIN.match(latin) for wide, latin in pairs)
