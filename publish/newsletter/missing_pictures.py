"""What stands in an article where a picture is missing."""

from __future__ import annotations

import re
from urllib.parse import unquote

_MAX_CHARS = 60
# What would end the words, or be written otherwise than it is read.
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff<>&［］｜]+")

GAP = re.compile(r"［图片缺失：(?:[^［］｜]*｜)?(?P<name>[^［］｜]+)］")
"""The words in an article, wherever they stand."""


def describe_missing_picture(source: str, alt: str) -> str:
    """Return the words that stand in place of a picture."""
    said = _clean(alt)
    return f"［图片缺失：{f'{said}｜' if said else ''}{name_source(source)}］"


def name_source(source: str) -> str:
    """Return what a picture is called there: its path or address, short."""
    return _clean(unquote(source[: 4 * _MAX_CHARS])) or "?"


def _clean(text: str) -> str:
    cleaned = _UNSAFE.sub(" ", text).strip()
    return f"{cleaned[:_MAX_CHARS]}…" if len(cleaned) > _MAX_CHARS else cleaned
