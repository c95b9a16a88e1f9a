"""Parse the entries of a section (`- ` items) and the blocks between them."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.issue import Block, Entry, Field, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.grammar import Grammar
from publish.steps.parse.blocks import find_line_end, parse_blocks
from publish.steps.parse.entry_body import parse_entry_body
from publish.steps.parse.entry_head import ENTRY_START, find_link, parse_entry_head
from publish.steps.parse.regions import RULE, find_closed_end, find_open_lines

_LINK_START = lazy_pattern(r"(?:\*\*|__)?\[(?![ xX]\](?:\s|$))")


def has_entries(lines: list[str], region: range, grammar: Grammar) -> bool:
    """Return whether a section has entries: some item begins with a link or a tag, or has a 摘要."""
    for at in find_open_lines(lines, region):
        text = _find_item_text(lines, at)
        below = lines[at + 1].lstrip() if at + 1 < region.stop else ""
        if text and (_LINK_START.match(text) or grammar.summary_label.match(below)):
            return True
    return False


def parse_entries(
    lines: list[str], region: range, definitions: Mapping[str, str], grammar: Grammar
) -> list[Entry | Block]:
    """Return a section's entries and the blocks between them, in order.

    Args:
        lines: All lines of the file.
        region: The section without its heading.
        definitions: URLs of the file's link definitions by label.
        grammar: The words of the newsletter.
    """
    parts: list[Entry | Block] = []
    starts = [at for at in find_open_lines(lines, region) if _find_item_text(lines, at)]
    at = region.start
    for i, start in enumerate(starts):
        parts += parse_blocks(lines, range(at, start), grammar, line_wise=True)
        limit = starts[i + 1] if i + 1 < len(starts) else region.stop
        at = _find_entry_end(lines, start, limit)
        parts.append(_parse_entry(lines, range(start, at), definitions, grammar))
    parts += parse_blocks(lines, range(at, region.stop), grammar, line_wise=True)
    return parts


def _find_item_text(lines: list[str], at: int) -> str | None:
    line = lines[at]
    if line[:1] not in ("-", "*", "+") or RULE.match(line):
        return None
    match = ENTRY_START.match(line)
    return match["text"] if match else None


def _find_entry_end(lines: list[str], start: int, limit: int) -> int:
    """Return the line after the entry: a blank line ends it unless an indented line follows."""
    at = last = start + 1
    while at < limit:
        if not lines[at].strip():
            at += 1
            continue
        if not lines[at - 1].strip() and not lines[at].startswith(("  ", "\t")):
            break
        at = last = find_closed_end(lines, at, limit) or at + 1
    return last


def _parse_entry(lines: list[str], region: range, definitions: Mapping[str, str], grammar: Grammar) -> Entry:
    stop = find_line_end(lines, region.start, region.stop)
    if find_link(lines[region.start]):
        stop = region.start + 1
    parts = parse_entry_body(lines, range(stop, region.stop), grammar)
    entry = parse_entry_head(lines[region.start : stop], Span(region.start + 1, stop), parts, definitions)
    return _take_source(entry, grammar) if grammar.source_labels and not entry.source else entry


def _take_source(entry: Entry, grammar: Grammar) -> Entry:
    """Return an entry whose source is the value of the line below it that names one."""
    fields = (part for part in entry.parts if isinstance(part, Field) and part.label in grammar.source_labels)
    named = next(fields, None)
    if named is None:
        return entry
    return entry._replace(source=named.text, parts=tuple(part for part in entry.parts if part is not named))
