"""Recognise a digest, whose sections are lists of entries, by what it looks like."""

from __future__ import annotations

import re

from publish.core.issue import Title
from publish.core.text import strip_markup
from publish.newsletter.labels import (
    ARCHIVE_NAME,
    CANONICAL_LABELS,
    FIELD,
    INTRO_START,
    SECTIONS,
    SOURCE_SEPARATOR,
    SUMMARY_LABEL,
)
from publish.steps.parse.entry_head import ENTRY_START
from publish.steps.parse.regions import RULE, find_open_lines

_SOURCE = re.compile(rf"\S[ \t]*{SOURCE_SEPARATOR.pattern}[ \t]*\S")
_NAMES = frozenset({*SECTIONS, ARCHIVE_NAME})
_LEAST_SHARE = 0.5  # of the items


def looks_like_digest(lines: list[str], title: Title | None, preamble: range, sections: list[range]) -> bool:
    """Return whether an issue has a 导读, lists of entries, or sections of the newsletter under a dated title."""
    if any(INTRO_START.match(lines[at]) for at in preamble):
        return True
    if title and title.date and any(_read_name(lines[section.start]) in _NAMES for section in sections):
        return True
    items = [(at, section) for section in sections for at in find_open_lines(lines, section) if _is_item(lines[at])]
    entries = sum(_is_entry(lines, at, section.stop) for at, section in items)
    return entries > 0 and entries >= len(items) * _LEAST_SHARE


def _read_name(heading: str) -> str:
    return strip_markup(heading.lstrip("#"))


def _is_item(line: str) -> bool:
    return line.startswith(("-", "*", "+")) and ENTRY_START.match(line) is not None and not RULE.match(line)


def _is_entry(lines: list[str], at: int, end: int) -> bool:
    """Return whether an item with a link names its source, or has a summary or a field on the line below."""
    if "](" not in lines[at]:
        return False
    if _SOURCE.search(lines[at]):
        return True
    below = lines[at + 1] if at + 1 < end else ""
    labelled = FIELD.match(below)
    return SUMMARY_LABEL.match(below) is not None or (labelled is not None and labelled["name"] in CANONICAL_LABELS)
