"""Where the marks of emphasis stay visible instead of making text bold."""

from __future__ import annotations

import re

MAX_QUOTED_CHARS = 60

_CODE = re.compile(r"<code\b[^<>]*>[^<]*</code>")
_TAG = re.compile(r"<[^<>]*>")
_NOT_MARKS = re.compile(r"`[^`]*`|(?<=\]\()[^()]*|https?://\S+")
_ESCAPED = r"\*"
_MARK = re.compile(r"\*\*+")


def has_dead_emphasis(markdown: str, html: str) -> bool:
    """Say whether a pair of `**` that was meant to make text bold is shown as it is.

    Args:
        markdown: What an author wrote; stars in code and addresses mean nothing, and who escapes one knows how.
        html: What became of it.
    """
    marks = _MARK.findall(_NOT_MARKS.sub("", _CODE.sub("", markdown)))
    if len(marks) < len(("opening", "closing")) or _ESCAPED in markdown:
        return False
    return _MARK.search(_TAG.sub("", _CODE.sub("", html))) is not None
