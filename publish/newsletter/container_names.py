"""Fences of code blocks and containers, and the names of `:::` containers and GitHub's alerts."""

from __future__ import annotations

from publish.core.lazy_pattern import lazy_pattern
from publish.core.nearest import find_nearest

BOXES = {"info": "说明", "tip": "提示", "important": "重要", "warning": "注意", "caution": "警告"}
"""Class names of the boxes, with the words that head them, so that colour is never the only difference."""

CODE_FENCE = lazy_pattern(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?P<mark>`{3,}(?=[^`]*$)|~{3,})")
"""The opening line of a fenced code block, also as the first line of a list item."""
CONTAINER_FENCE = lazy_pattern(r"[ \t]*:{3,}[ \t]*(?P<name>[^\s:])?")
MAX_CONTAINER_LINES = 200  # the closing `:::` of a container is looked for in this many lines

CARD = "card"
COMPARISON = "comparison"

CALLOUTS = {
    "note": ("info", BOXES["info"]), "info": ("info", BOXES["info"]), "abstract": ("info", "摘要"),
    "summary": ("info", "摘要"), "tldr": ("info", "摘要"), "todo": ("info", "待办"), "example": ("info", "示例"),
    "quote": ("info", "引用"), "cite": ("info", "引用"), "question": ("info", "问题"), "help": ("info", "问题"),
    "faq": ("info", "问题"), "seealso": ("info", "参见"),
    "tip": ("tip", BOXES["tip"]), "hint": ("tip", BOXES["tip"]), "success": ("tip", "完成"), "check": ("tip", "完成"),
    "done": ("tip", "完成"),
    "important": ("important", BOXES["important"]),
    "warning": ("warning", BOXES["warning"]), "warn": ("warning", BOXES["warning"]),
    "attention": ("warning", BOXES["warning"]),
    "caution": ("caution", BOXES["caution"]), "danger": ("caution", "危险"), "error": ("caution", "错误"),
    "failure": ("caution", "失败"), "fail": ("caution", "失败"), "missing": ("caution", "缺失"),
    "bug": ("caution", "缺陷"),
}  # fmt: skip
"""Class name and default title of each callout of GitHub and Obsidian, `> [!NOTE]`; any other name is a note."""

_ALIASES = {
    "info": ("note", "说明", "备注", "信息", "details"),
    "tip": ("hint", "success", "提示", "技巧"),
    "important": ("重要", "要点"),
    "warning": ("warn", "attention", "注意"),
    "caution": ("danger", "error", "警告", "危险"),
    CARD: ("quote", "引用", "金句"),
    COMPARISON: ("compare", "columns", "vs", "对比", "比较"),
}
CONTAINER_NAMES = {alias: name for name, aliases in _ALIASES.items() for alias in (name, *aliases)}
"""Class name of each name that may follow `:::`."""

_DOCUMENTED = ("note", "tip", "important", "warning", "caution", "quote", "compare")


def closes_code(line: str, mark: str) -> bool:
    """Return whether a line closes the code block that a fence opened."""
    text = line.strip()
    return text.startswith(mark) and not text.strip(mark[0])


def suggest_container(name: str) -> tuple[str, str]:
    """Return the most similar name, empty without one, and a list of the documented names."""
    return find_nearest(name.lower(), CONTAINER_NAMES), ", ".join(_DOCUMENTED)
