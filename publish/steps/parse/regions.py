"""Find the parts of an issue, and the code blocks, HTML and containers that hide lines (ranges are 0-based)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.container_names import CODE_FENCE, CONTAINER_FENCE, MAX_CONTAINER_LINES, closes_code
from publish.newsletter.labels import ACCOUNT_LABEL, CONTACT, LICENCE_ADDRESS, QR_PICTURE, QR_WORD

RULE = lazy_pattern(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")

_RAW = lazy_pattern(
    r" *(?:(?:<[A-Za-z][^<>]*>)+(?=<pre[\s>]))?<(?P<mark>!--|\?|!\[CDATA\[|(?:pre|script|style|textarea)(?=[\s>]|$))",
    re.IGNORECASE,
)
_RAW_ENDS = {"!--": "-->", "?": "?>", "![cdata[": "]]>"}
_CONTAINER_MARK = ":::"
_FORMULA_MARKS = {"$$": "$$", "\\[": "\\]"}
_MAX_FORMULA_LINES = 60
_SECTIONS = {level: lazy_pattern(rf"{'#' * level}(?:[ \t]+\S|[ \t]*$)") for level in (1, 2)}
_TRAILER = lazy_pattern(r"-{3,}[ \t]*$")
_MIN_TRAILER_WEIGHT = 2


def find_regions(
    lines: list[str], start: int, open_lines: Sequence[int], top_level: int = 2, *, has_trailer: bool = True
) -> tuple[range, list[range], range | None]:
    """Return the ranges of preamble, sections and trailer; headings of the top level begin sections."""
    marks, section = "#" * top_level, _SECTIONS[top_level]
    headings: list[int] = []
    rules: list[int] = []
    weights: list[tuple[int, int]] = []
    for at in open_lines:
        line = lines[at]
        if line.startswith(marks) and section.match(line):
            headings.append(at)
        elif line.startswith("---") and _TRAILER.match(line):
            rules.append(at)
        elif rules and (weight := _weigh_trailer_line(line.strip())):
            weights.append((at, weight))
    after = headings[-1] if headings else start
    # The trailer begins at the first rule of the last section, if enough of the account's own lines follow it.
    end = next((at for at in rules if at >= after), len(lines))
    if not has_trailer or sum(weight for at, weight in weights if at > end) < _MIN_TRAILER_WEIGHT:
        end = len(lines)
    borders = [*headings, end]
    trailer = range(end, len(lines)) if end < len(lines) else None
    return range(start, borders[0]), [range(*pair) for pair in pairwise(borders)], trailer


def find_open_lines(lines: list[str], region: range) -> Iterator[int]:
    """Yield the lines outside code blocks, HTML comments, `<pre>` and containers."""
    at = region.start
    while at < region.stop:
        end = find_closed_end(lines, at, region.stop)
        if end is None:
            yield at
        at = end or at + 1


def find_closed_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the code block, comment, `<pre>` or container that opens here."""
    line = lines[at]
    if not ("<" in line or "```" in line or "~~~" in line or _CONTAINER_MARK in line):
        return None  # nearly every line; the patterns are slow
    return find_fence_end(lines, at, end) or find_raw_end(lines, at, end) or find_container_end(lines, at, end)


def find_container_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the `:::` block that opens here; None if it is never closed."""
    if not _opens_container(lines[at]):
        return None
    depth = 0
    i = at
    stop = min(end, at + MAX_CONTAINER_LINES)
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


def _opens_container(line: str) -> bool:
    match = CONTAINER_FENCE.match(line) if _CONTAINER_MARK in line else None
    return match is not None and match["name"] is not None


def find_open_fence(lines: list[str], hidden: Sequence[range]) -> int | None:
    """Return the number of the first fence without an end: none follows, or the next fence begins a block of its own.

    After such a fence each one does the opposite of what was meant.
    """
    fences = ((block, CODE_FENCE.match(lines[block.start])) for block in hidden)
    open_blocks = (block for block, fence in fences if fence and _lacks_end(lines, block, fence["mark"]))
    return next((block.start + 1 for block in open_blocks), None)


def _lacks_end(lines: list[str], block: range, mark: str) -> bool:
    if len(block) == 1 or not closes_code(lines[block.stop - 1], mark):
        return True
    return any(mark in lines[at] and CODE_FENCE.match(lines[at]) for at in block[1:-1])


def find_hidden_blocks(lines: list[str]) -> Iterator[range]:
    """Yield the fenced code blocks and the HTML comments over several lines."""
    end = 0
    for at, line in enumerate(lines):
        if at >= end and ("<!--" in line or "```" in line or "~~~" in line):
            stop = find_fence_end(lines, at, len(lines))
            if stop is None and leaves_comment_open(line):
                stop = next((i + 1 for i in range(at + 1, len(lines)) if "-->" in lines[i]), len(lines))
            end = stop or at
            yield range(at, end)


def leaves_comment_open(line: str) -> bool:
    """Return whether a comment that begins in a line ends below it."""
    _, comment, hidden = line.rpartition("<!--")
    return bool(comment) and "-->" not in hidden


def find_formula_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the formula over several lines that opens here; None if it is never closed.

    Its first mark may stand alone, and then blank lines may follow; its last one may stand behind TeX.
    """
    if "$$" not in lines[at] and "\\[" not in lines[at]:
        return None  # nearly every line
    opening = lines[at].strip()
    closing = _FORMULA_MARKS.get(opening[:2])
    if closing is None or closing in opening[2:]:
        return None
    for i in range(at + 1, min(end, at + _MAX_FORMULA_LINES)):
        line = lines[i].strip()
        if line.endswith(closing) and closing not in line[: -len(closing)]:
            return i + 1
        if not line and opening not in _FORMULA_MARKS:
            break
    return None


def find_fence_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the fenced code block that opens here; `end` if it is never closed."""
    match = CODE_FENCE.match(lines[at]) if "```" in lines[at] or "~~~" in lines[at] else None
    if match is None:
        return None
    return next((i + 1 for i in range(at + 1, end) if closes_code(lines[i], match["mark"])), end)


def find_raw_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the comment, `<pre>`, `<script>` or the like that opens here."""
    match = _RAW.match(lines[at]) if "<" in lines[at] else None
    if match is None:
        return None
    mark = match["mark"].lower()
    closing = _RAW_ENDS.get(mark, f"</{mark}>")
    return next((i + 1 for i in range(at, end) if closing in lines[i].lower()), end)


def _weigh_trailer_line(line: str) -> int:
    """Return how surely a line belongs to a trailer; an editor or a project may be named anywhere."""
    picture = QR_PICTURE.match(line)
    if picture:
        return _MIN_TRAILER_WEIGHT if QR_WORD.search(picture["alt"] + picture["path"]) else 0
    contact = CONTACT.match(line)
    if contact:
        return _MIN_TRAILER_WEIGHT if ACCOUNT_LABEL.match(contact["label"]) else 1
    return _MIN_TRAILER_WEIGHT if LICENCE_ADDRESS.search(line) else 0
