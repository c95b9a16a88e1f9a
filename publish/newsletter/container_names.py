"""The blocks between `:::` lines, and GitHub's alerts: what they are called, and what their first line says."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

BOXES = {"info": "说明", "tip": "提示", "important": "重要", "warning": "注意", "caution": "警告"}
"""Class names of the boxes, with the words by which a reader tells them apart: never by colour alone."""

CARD = "card"
COMPARISON = "comparison"

ALERTS = {"note": "info", "tip": "tip", "important": "important", "warning": "warning", "caution": "caution"}
"""Class names of GitHub's alerts, `> [!NOTE]`."""

_OTHER_NAMES = {
    "info": ("note", "说明", "备注", "信息", "details"),
    "tip": ("hint", "success", "提示", "技巧"),
    "important": ("重要", "要点"),
    "warning": ("warn", "attention", "注意"),
    "caution": ("danger", "error", "警告", "危险"),
    CARD: ("quote", "引用", "金句"),
    COMPARISON: ("compare", "columns", "vs", "对比", "比较"),
}
NAMES = {alias: name for name, aliases in _OTHER_NAMES.items() for alias in (name, *aliases)}
"""Every name that may stand behind `:::`, with the class name that it means."""

_SHOWN = ("note", "tip", "important", "warning", "caution", "quote", "compare")


class NameSuggestion(NamedTuple):
    """What else an author could have written."""

    nearest: str
    """Empty where nothing is near."""
    known: str
    """The names that the documents teach."""


def suggest_container(name: str) -> NameSuggestion:
    """Return the name that was probably meant, and which there are."""
    near = get_close_matches(name.lower(), NAMES, n=1)
    return NameSuggestion(near[0] if near else "", ", ".join(_SHOWN))
