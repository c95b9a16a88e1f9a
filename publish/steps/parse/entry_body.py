"""What stands below an entry's first line: fields, summary, lists, each line the author's own paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from publish.core.issue import Block, BlockKind, Field, Item, Items, Part, Span
from publish.newsletter.labels import FIELD, SUMMARY_LABEL, TEXT_FIELDS
from publish.steps.parse.blocks import (
    HEADING,
    LIST_ITEM,
    find_element_end,
    find_footnote_end,
    find_line_end,
    find_terms_end,
    is_table,
)
from publish.steps.parse.regions import RULE, Region, find_container_end, find_fence_end, find_formula_end, find_raw_end

MAX_LEVELS = 20
"""Lists nested deeper are drawn at this level; mistune's own limit is the same."""

_ITEM_TEXT_INDENT = 3
"""A line indented this far below a list item belongs to the item, else to the entry (measured on 40 issues)."""

_RULE_MARKS = ("*", "-", "_")
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+$")
_ONE_LINK = re.compile(r"\[[^\]]*\]\([^)\s]*\)$")


@dataclass(slots=True)
class _OpenItems:
    """A list that may still grow."""

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
    """The parts read so far, and the lists still open, outermost first."""

    parts: list[Part | _OpenItems] = field(default_factory=list)
    open: list[_OpenItems] = field(default_factory=list)
    summary_seen: bool = False

    def add(self, part: Part, indent: int) -> None:
        """Put a part into the open item it is indented under, else into the entry."""
        if self.open and indent >= _ITEM_TEXT_INDENT:
            self.open[-1].items[-1].append(part)
        else:
            self.open.clear()
            self.parts.append(part)

    def open_item(self, indent: int, number: str | None) -> list[Part | _OpenItems]:
        """Begin an item at an indent and return its parts."""
        while len(self.open) > 1 and indent < self.open[-1].indent - 1:
            self.open.pop()
        ordinal = int(number) if number else 0
        current = self.open[-1] if self.open else None
        if current and indent >= current.indent + 2 and len(self.open) < MAX_LEVELS:
            self._open_list(current.items[-1], indent, number)
        elif not current or not _continues(current, number):
            home = self.parts if len(self.open) < 2 else self.open[-2].items[-1]  # the parent's
            if current:
                self.open.pop()
            self._open_list(home, indent, number)
        self.open[-1].last = ordinal
        self.open[-1].items.append([])
        return self.open[-1].items[-1]

    def _open_list(self, home: list[Part | _OpenItems], indent: int, number: str | None) -> None:
        opened = _OpenItems(indent, number is not None, int(number or 1), 0)
        home.append(opened)
        self.open.append(opened)

    def close(self) -> list[Part]:
        return [part.close() if isinstance(part, _OpenItems) else part for part in self.parts]


def parse_entry_body(lines: list[str], region: Region) -> list[Part]:
    """Read the lines below an entry's first one."""
    body = _EntryBodyReader()
    at = region.start
    while at < region.end:
        at = _read_part(lines, at, region.end, body) if lines[at].strip() else at + 1
    return body.close()


def _read_part(lines: list[str], at: int, end: int, body: _EntryBodyReader) -> int:
    """Read what begins here and return the line after it."""
    line = lines[at]
    indent = _indent_of(line)
    fence = find_fence_end(lines, at, end)
    item = LIST_ITEM.match(line)
    if item and item["text"] and not RULE.match(line):
        stop = fence or find_line_end(lines, at, end)
        target = body.open_item(indent, item["number"])
        text = "\n".join([" " * _indent_of(line, item.start("text")) + item["text"], *lines[at + 1 : stop]])
        own = (BlockKind.CODE, _dedent(text)) if fence else (BlockKind.PARAGRAPH, _join(text))
        target.append(Block(*own, Span(at + 1, stop)))
        return stop
    stop, kind = _find_special(lines, at, end, fence)
    if kind:
        text = _dedent("\n".join(lines[at:stop]))
        body.add(Block(kind, text, Span(at + 1, stop)), indent)
        return stop
    stop = find_line_end(lines, at, end)
    part = _read_line(_join("\n".join(lines[at:stop])), Span(at + 1, stop), summary_seen=body.summary_seen)
    body.summary_seen |= isinstance(part, Block) and part.kind is BlockKind.SUMMARY
    body.add(part, indent)
    return stop


def _find_special(lines: list[str], at: int, end: int, fence: int | None) -> tuple[int, BlockKind | None]:
    """Return the end and kind of what is more than a line of text."""
    line = lines[at].lstrip()
    beyond = (fence, BlockKind.CODE) if fence else _find_beyond(lines, at, end)
    if beyond:
        return beyond
    element = (find_raw_end(lines, at, end) or find_element_end(lines, at, end)) if line.startswith("<") else None
    if element and element > at + 1:
        return element, BlockKind.HTML
    if line.startswith(">"):
        return next((i for i in range(at, end) if not lines[i].lstrip().startswith(">")), end), BlockKind.QUOTE
    if is_table(lines, at, end):
        return next((i for i in range(at, end) if "|" not in lines[i]), end), BlockKind.TABLE
    if line.startswith("#"):
        return at + 1, BlockKind.HEADING if HEADING.match(line) else None
    return at + 1, BlockKind.RULE if line.startswith(_RULE_MARKS) and RULE.match(line) else None


def _find_beyond(lines: list[str], at: int, end: int) -> tuple[int, BlockKind] | None:
    """Return the end and kind of what CommonMark does not know."""
    container = find_container_end(lines, at, end)
    if container:
        return container, BlockKind.CONTAINER
    formula = find_formula_end(lines, at, end)
    if formula:
        return formula, BlockKind.FORMULA
    footnote = find_footnote_end(lines, at, end)
    if footnote:
        return footnote, BlockKind.FOOTNOTE
    terms = None if LIST_ITEM.match(lines[at]) else find_terms_end(lines, at, end)
    return (terms, BlockKind.TERMS) if terms else None


def _read_line(text: str, span: Span, *, summary_seen: bool) -> Block | Field:
    summary = SUMMARY_LABEL.match(text)
    if summary:
        return Block(BlockKind.SUMMARY, text[summary.end() :], span)
    match = FIELD.fullmatch(text)
    if match:
        label, value = match[1], match[2]
        titled = label in TEXT_FIELDS and not summary_seen
        if titled or _ADDRESS.match(value) or _ONE_LINK.match(value):
            return Field(label, value, span)
    return Block(BlockKind.PARAGRAPH, text, span)


def _continues(current: _OpenItems, number: str | None) -> bool:
    """Say whether an item goes on with the list above it; numbers that begin anew do not."""
    if current.ordered != (number is not None):
        return False
    return number is None or int(number) != 1 or current.last <= 1


def _indent_of(line: str, at: int | None = None) -> int:
    """Return the column of a line's text, or of a place in it."""
    before = line[: len(line) - len(line.lstrip(" \t"))] if at is None else line[:at]
    return len(before.expandtabs(4)) if "\t" in before else len(before)


def _join(text: str) -> str:
    if "\n" not in text:
        return text.strip()
    return "".join(line.strip() for line in text.split("\n"))


def _dedent(text: str) -> str:
    """Take the first line's indentation off every line that has it."""
    lines = text.split("\n")
    indent = _indent_of(lines[0])
    if not indent:
        return text
    return "\n".join(" " * max(_indent_of(line) - indent, 0) + line.lstrip(" \t") for line in lines)
