"""The text that replaces a missing picture in an article."""

from __future__ import annotations

from urllib.parse import unquote

from publish.core.lazy_pattern import lazy_pattern
from publish.core.urls import VAULT_SCHEME

_MAX_CHARS = 60
# Characters that would end the text early, or that HTML would change.
_UNSAFE = lazy_pattern(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff<>&［］｜]+")

MISSING_PICTURE = lazy_pattern(r"［图片缺失：(?:[^［］｜]*｜)?(?P<name>[^［］｜]+)］")
"""The replacement text, anywhere in an article."""


def describe_missing_picture(source: str, alt: str) -> str:
    """Return the text that replaces a picture."""
    description = _clean(alt)
    return f"［图片缺失：{f'{description}｜' if description else ''}{name_source(source)}］"


def name_source(source: str) -> str:
    """Return the name of a picture in that text: that of its file, shortened; no reader needs its path."""
    path = unquote(source.partition("?")[0].partition("#")[0]).replace("\\", "/").rstrip("/")
    return _clean(path.rpartition("/")[2].removeprefix(VAULT_SCHEME)) or "?"


def _clean(text: str) -> str:
    cleaned = _UNSAFE.sub(" ", text).strip()
    return f"{cleaned[:_MAX_CHARS]}…" if len(cleaned) > _MAX_CHARS else cleaned
