"""Recognise a digest, whose sections are lists of entries, by what it looks like."""

from __future__ import annotations

from publish.core.issue import Title
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import strip_markup
from publish.newsletter.grammar import Grammar
from publish.newsletter.labels import FIELD, SOURCE_SEPARATOR
from publish.steps.parse.entry_head import ENTRY_START, find_link
from publish.steps.parse.regions import RULE, find_open_lines

_SOURCE = lazy_pattern(rf"\S[ \t]*{SOURCE_SEPARATOR.pattern}[ \t]*\S")
_LEAST_SHARE = 0.5  # of the items


def looks_like_digest(
    lines: list[str], title: Title | None, preamble: range, sections: list[range], grammar: Grammar
) -> bool:
    """Return whether an issue has a 导读, lists of entries, or sections of the newsletter under a dated title."""
    if any(grammar.intro_start.match(lines[at]) for at in preamble):
        return True
    names = {*grammar.sections, *grammar.archives}
    if title and title.date and any(_read_name(lines[section.start]) in names for section in sections):
        return True
    items = [(at, section) for section in sections for at in find_open_lines(lines, section) if _is_item(lines[at])]
    entries = sum(_is_entry(lines, at, section.stop, grammar) for at, section in items)
    return entries > 0 and entries >= len(items) * _LEAST_SHARE


def _read_name(heading: str) -> str:
    return strip_markup(heading.lstrip("#"))


def _is_item(line: str) -> bool:
    return line.startswith(("-", "*", "+")) and ENTRY_START.match(line) is not None and not RULE.match(line)


def _is_entry(lines: list[str], at: int, end: int, grammar: Grammar) -> bool:
    """Return whether an item with a link names its source, or has a summary or a field on the line below."""
    link = find_link(lines[at]) if "](" in lines[at] else None
    if link is None:
        return False
    if _SOURCE.search(link[2]):
        return True
    below = lines[at + 1].lstrip() if at + 1 < end else ""
    labelled = FIELD.match(below)
    known = grammar.labels | grammar.source_labels
    return grammar.summary_label.match(below) is not None or (labelled is not None and labelled["name"] in known)
