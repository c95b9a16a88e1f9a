"""What house styles differ in: silent until the settings weigh it. The only module that knows pangu."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.problem import Edit
from publish.core.text import is_wide
from publish.lint.context import HIDDEN, LintContext
from publish.lint.rule import LintViolation, info

_LINK_TEXT = re.compile(rf"\[[^\[\]]*\](?={HIDDEN})")
# pangu also changes dots and the spaces inside straight quotes: it is not shown them.
_RUN = re.compile(rf"[^{HIDDEN}·‧•・\"']+")
_LATIN = re.compile(r"[0-9A-Za-z]")


@info("T01", "spacing-missing", "- 支持Arm和x86（汉字与字母之间没有空格）", fixable=True, asked=True)
def find_missing_spaces(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once a line, where a Chinese character and a Latin letter or a digit stand without a space between.

    Of 14,201 such places in the newsletter a quarter has one: it has no style of its own, so this is not asked by
    itself.
    """
    for number, text in context.prose.items():
        hidden = _LINK_TEXT.sub(lambda link: HIDDEN * len(link[0]), text)
        missing_pictures = [missing for run in _RUN.finditer(hidden) for missing in _find_gaps(run[0], run.start())]
        if missing_pictures:
            edits = tuple(Edit(number, at, at, " ") for at in missing_pictures)
            yield LintViolation(number, missing_pictures[0] + 1, {"count": len(missing_pictures)}, edits=edits)


def _find_gaps(text: str, start: int) -> Iterator[int]:
    """Yield where pangu puts a space between a wide character and a letter or digit, 0-based in the line.

    It says what the text becomes, not where: the two are walked side by side. Where it does more than to put in
    spaces, what follows is left alone.
    """
    if text.isascii():
        return
    from pangu import space_text  # large patterns, of use to few

    at = 0
    for char in space_text(text):
        if at < len(text) and char == text[at]:
            at += 1
        elif char != " ":
            return
        elif 0 < at < len(text) and _is_border(text[at - 1], text[at]):
            yield start + at


def _is_border(before: str, after: str) -> bool:
    """Say whether a Chinese character meets a letter or a digit; marks of Markdown are no matter of spacing."""
    pairs = ((before, after), (after, before))
    return any(one.isalpha() and is_wide(one) and _LATIN.match(other) for one, other in pairs)
