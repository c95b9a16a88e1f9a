"""Parse the lines below an entry's first one: summary, fields, lists, blocks; each line of text is a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from publish.core.issue import Block, BlockKind, Field, InlineSpan, Item, Items, Part, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.grammar import Grammar
from publish.newsletter.labels import FIELD
from publish.steps.parse.blocks import (
    HEADING,
    LIST_ITEM,
    find_element_end,
    find_footnote_end,
    find_line_end,
    find_terms_end,
    is_table,
)
from publish.steps.parse.regions import RULE, find_container_end, find_fence_end, find_formula_end, find_raw_end

MAX_LEVELS = 20  # deeper lists are put on this level; mistune has the same limit

_ITEM_TEXT_INDENT = 3
"""A line indented this far below a list item belongs to the item, else to the entry (measured on 40 issues)."""

_RULE_MARKS = ("*", "-", "_")
_ADDRESS = lazy_pattern(r"https?://[\x21-\x7e]+$")
_ONE_LINK = lazy_pattern(r"\[[^\]]*\]\([^)\s]*\)$")


@dataclass(slots=True)
class _OpenItems:
    """A list that is still being read."""

    indent: int
    ordered: bool
    start: int
    last: int
    items: list[list[Part | _OpenItems]] = field(default_factory=list)

    def close(self) -> Items:
        items = (Item(tuple(p.close() if isinstance(p, _OpenItems) else p for p in parts)) for parts in self.items)
        return Items(self.ordered, self.start, tuple(items))


@dataclass(slots=True)
class _EntryBodyReader:
    """Parts read so far, and the open lists, outermost first."""

    grammar: Grammar
    parts: list[Part | _OpenItems] = field(default_factory=list)
    open: list[_OpenItems] = field(default_factory=list)
    summary_seen: bool = False

    def add(self, part: Part, indent: int) -> None:
        """Add a part to the open item it is indented under, else to the entry."""
        if self.open and indent >= _ITEM_TEXT_INDENT:
            self.open[-1].items[-1].append(part)
        else:
            self.open.clear()
            self.parts.append(part)

    def open_item(self, indent: int, number: str | None) -> list[Part | _OpenItems]:
        """Begin an item at an indent and return the list of its parts."""
        while len(self.open) > 1 and indent < self.open[-1].indent - 1:
            self.open.pop()
        current = self.open[-1] if self.open else None
        if current and indent >= current.indent + 2 and len(self.open) < MAX_LEVELS:
            self._open_list(current.items[-1], indent, number)
        elif not current or not _continues(current, number):
            parent = self.parts if len(self.open) < 2 else self.open[-2].items[-1]
            if current:
                self.open.pop()
            self._open_list(parent, indent, number)
        self.open[-1].last = int(number or 0)
        self.open[-1].items.append([])
        return self.open[-1].items[-1]

    def _open_list(self, parent: list[Part | _OpenItems], indent: int, number: str | None) -> None:
        opened = _OpenItems(indent, number is not None, int(number or 1), 0)
        parent.append(opened)
        self.open.append(opened)

    def close(self) -> list[Part]:
        return [part.close() if isinstance(part, _OpenItems) else part for part in self.parts]


def parse_entry_body(lines: list[str], region: range, grammar: Grammar) -> list[Part]:
    """Return the parts below an entry's first line."""
    body = _EntryBodyReader(grammar)
    at = region.start
    while at < region.stop:
        at = _parse_part(lines, at, region.stop, body) if lines[at].strip() else at + 1
    return body.close()


def _parse_part(lines: list[str], at: int, end: int, body: _EntryBodyReader) -> int:
    """Add the part that begins here and return the line after it."""
    line = lines[at]
    indent = _measure_indent(line)
    item = LIST_ITEM.match(line)
    if item and item["text"] and not RULE.match(line):
        fence = find_fence_end(lines, at, end)
        stop = fence or find_line_end(lines, at, end)
        column = len(line[: item.start("text")].expandtabs(4))
        text = "\n".join([" " * column + item["text"], *lines[at + 1 : stop]])
        kind, text = (BlockKind.CODE, _dedent(text)) if fence else (BlockKind.PARAGRAPH, _join(text))
        body.open_item(indent, item["number"]).append(Block(kind, text, Span(at + 1, stop)))
        return stop
    special = _find_special(lines, at, end)
    if special:
        kind, stop = special
        text = _dedent("\n".join(lines[at:stop]))
        body.add(Block(kind, text, Span(at + 1, stop)), indent)
        return stop
    stop = find_line_end(lines, at, end)
    part = _parse_line(lines[at:stop], Span(at + 1, stop), body)
    body.summary_seen |= isinstance(part, Block) and part.kind is BlockKind.SUMMARY
    body.add(part, indent)
    return stop


def _find_special(lines: list[str], at: int, end: int) -> tuple[BlockKind, int] | None:
    """Return kind and end of the block that begins here; None for a line of text."""
    for kind, find_end in _FINDERS:
        stop = find_end(lines, at, end)
        if stop:
            return kind, stop
    line = lines[at].lstrip()
    element = (find_raw_end(lines, at, end) or find_element_end(lines, at, end)) if line.startswith("<") else None
    if element and element > at + 1:
        return BlockKind.HTML, element
    if line.startswith(">"):
        return BlockKind.QUOTE, next((i for i in range(at, end) if not lines[i].lstrip().startswith(">")), end)
    if is_table(lines, at, end):
        return BlockKind.TABLE, next((i for i in range(at, end) if "|" not in lines[i]), end)
    if line.startswith("#") and HEADING.match(line):
        return BlockKind.HEADING, at + 1
    return (BlockKind.RULE, at + 1) if line.startswith(_RULE_MARKS) and RULE.match(line) else None


def _find_terms_end(lines: list[str], at: int, end: int) -> int | None:
    return None if LIST_ITEM.match(lines[at]) else find_terms_end(lines, at, end)


_FINDERS = (
    (BlockKind.CODE, find_fence_end),
    (BlockKind.CONTAINER, find_container_end),
    (BlockKind.FORMULA, find_formula_end),
    (BlockKind.FOOTNOTE, find_footnote_end),
    (BlockKind.TERMS, _find_terms_end),
)


def _parse_line(lines: list[str], span: Span, body: _EntryBodyReader) -> Block | Field:
    text = _join("\n".join(lines))
    summary = body.grammar.summary_label.match(text)
    if summary:
        return Block(BlockKind.SUMMARY, text[summary.end() :], span, _place_label(lines[0], summary, span))
    field = FIELD.fullmatch(text)
    if field:
        name, value = field["name"], field["value"]
        titled = name in body.grammar.text_labels and not body.summary_seen
        if titled or name in body.grammar.source_labels or _ADDRESS.match(value) or _ONE_LINK.match(value):
            return Field(name, value, span, _place_label(lines[0], field, span))
    return Block(BlockKind.PARAGRAPH, text, span)


def _place_label(line: str, labelled: re.Match[str], span: Span) -> InlineSpan | None:
    """Return where a label stands in the first line; None if its colon stands below."""
    start = len(line) - len(line.lstrip())
    end = start + labelled.end("label")
    return InlineSpan(span.line, start, end) if end <= len(line) else None


def _continues(current: _OpenItems, number: str | None) -> bool:
    """Return whether an item continues the list above it; a number 1 begins a new list."""
    if current.ordered != (number is not None):
        return False
    return number is None or int(number) != 1 or current.last <= 1


def _measure_indent(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def _join(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))


def _dedent(text: str) -> str:
    """Return a text with the first line's indentation removed from every line."""
    lines = text.split("\n")
    indent = _measure_indent(lines[0])
    if not indent:
        return text
    return "\n".join(" " * max(_measure_indent(line) - indent, 0) + line.lstrip(" \t") for line in lines)
