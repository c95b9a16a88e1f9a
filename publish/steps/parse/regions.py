"""Where an issue's parts begin and end, without looking into code blocks, comments and raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from publish.newsletter.labels import ACCOUNT_LABEL, CONTACT, LICENCE_ADDRESS, QR_PICTURE, QR_WORD

RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")

_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?P<mark>`{3,}(?=[^`]*$)|~{3,})")
_RAW = re.compile(r" *<(?P<mark>!--|\?|!\[CDATA\[|(?:pre|script|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
_RAW_ENDS = {"!--": "-->", "?": "?>", "![cdata[": "]]>"}
_CONTAINER = re.compile(r"[ \t]*:{3,}[ \t]*(?P<name>[^\s:])?")
_CONTAINER_MARK = ":::"
_MAX_CONTAINER_LINES = 200
"""So many lines below, the end of a container is no longer looked for."""
_FORMULA_MARK = "$$"
_MAX_FORMULA_LINES = 60
_SECTION = re.compile(r"##(?:[ \t]+\S|[ \t]*$)")
_TRAILER = re.compile(r"-{3,}[ \t]*$")
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Region:
    """A run of lines: 0-based, end exclusive."""

    start: int
    end: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.end))


class Regions(NamedTuple):
    """The parts of a file."""

    preamble: Region
    sections: list[Region]
    trailer: Region | None


def find_regions(lines: list[str], start: int) -> Regions:
    """Divide the lines into preamble, sections and trailer."""
    headings = []
    rules = []
    marks = []
    for at in find_open_lines(lines, Region(start, len(lines))):
        line = lines[at]
        if line.startswith("##") and _SECTION.match(line):
            headings.append(at)
        elif line.startswith("---") and _TRAILER.match(line):
            rules.append(at)
        elif rules and (weight := _weigh_trailer_mark(line.strip())):
            marks.append((at, weight))
    after = headings[-1] if headings else start
    end = _find_trailer(lines, [at for at in rules if at >= after], marks)
    borders = [*headings, end]
    return Regions(
        Region(start, borders[0]),
        [Region(borders[i], borders[i + 1]) for i in range(len(headings))],
        Region(end, len(lines)) if end < len(lines) else None,
    )


def find_open_lines(lines: list[str], region: Region) -> Iterator[int]:
    """Yield the lines that stand in no code block, no HTML comment and no `<pre>`."""
    at = region.start
    while at < region.end:
        end = find_closed_end(lines, at, region.end)
        if end is None:
            yield at
            at += 1
        else:
            at = end


def _may_close(line: str) -> bool:
    """Say whether anything may open here that hides lines; nearly never, and asking the patterns is slow."""
    return "<" in line or "```" in line or "~~~" in line or _CONTAINER_MARK in line


def find_closed_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the code block, comment, `<pre>` or container that opens here."""
    if not _may_close(lines[at]):
        return None
    return find_fence_end(lines, at, end) or find_raw_end(lines, at, end) or find_container_end(lines, at, end)


def find_container_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the `:::` block that opens here; None where it is never closed."""
    if not _opens_container(lines[at]):
        return None
    depth = 0
    i = at
    stop = min(end, at + _MAX_CONTAINER_LINES)
    while i < stop:
        fence = find_fence_end(lines, i, stop)
        if fence:
            i = fence
            continue
        if lines[i].lstrip(" \t").startswith(_CONTAINER_MARK):
            depth += 1 if _opens_container(lines[i]) else -1
            if not depth:
                return i + 1
        i += 1
    return None


def find_formula_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the `$$` block that opens on a line of its own; None where it is never closed."""
    if lines[at].strip() != _FORMULA_MARK:
        return None
    reach = range(at + 1, min(end, at + _MAX_FORMULA_LINES))
    return next((i + 1 for i in reach if lines[i].strip() == _FORMULA_MARK), None)


def _opens_container(line: str) -> bool:
    match = _CONTAINER.match(line) if _CONTAINER_MARK in line else None
    return match is not None and match["name"] is not None


def find_fence_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the code block that opens here; its end where it is never closed."""
    if "```" not in lines[at] and "~~~" not in lines[at]:
        return None
    match = _FENCE.match(lines[at])
    if match is None:
        return None
    mark = match["mark"]
    for i in range(at + 1, end):
        line = lines[i].strip()
        if line.startswith(mark) and not line.strip(mark[0]):
            return i + 1
    return end


def find_raw_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the comment or the `<pre>` and its like that opens here."""
    match = _RAW.match(lines[at]) if "<" in lines[at] else None
    if match is None:
        return None
    mark = match["mark"].lower()
    closing = _RAW_ENDS.get(mark, f"</{mark}>")
    return next((i + 1 for i in range(at, end) if closing in lines[i].lower()), end)


def _find_trailer(lines: list[str], rules: list[int], marks: list[tuple[int, int]]) -> int:
    """Return where the trailer begins: the first rule below which the account speaks of itself."""
    first = rules[0] if rules else len(lines)
    return first if sum(weight for at, weight in marks if at > first) >= _ENOUGH else len(lines)


def _weigh_trailer_mark(line: str) -> int:
    """Say how surely a line is one of a trailer; an editor or a project may be named anywhere."""
    picture = QR_PICTURE.match(line)
    if picture:
        return _ENOUGH if QR_WORD.search(picture["alt"] + picture["path"]) else 0
    contact = CONTACT.match(line)
    if contact:
        return _ENOUGH if ACCOUNT_LABEL.match(contact["label"]) else 1
    return _ENOUGH if LICENCE_ADDRESS.search(line) else 0
