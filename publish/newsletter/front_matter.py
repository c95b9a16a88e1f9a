"""Read and write front matter: the `key: value` lines between two `---`, a strict subset of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter, Span
from publish.core.problem import Problem

MAX_LINES = 100
MAX_VALUE_CHARS = 1000

_FENCE = "---"
_FENCE_LINE = re.compile(rf"{_FENCE}[ \t]*$")
_PAIR = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9_-]{0,63})[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_COMMENT = re.compile(r"[ \t]*(?:#.*)?$")
# Anchors, aliases, tags, block scalars, flow collections: the parts of YAML that make a file a program.
_NOT_PLAIN = re.compile(r"[&*!|>{@`%\[\"']")
_QUOTED = re.compile(r"""(?:"(?P<double>(?:[^"\\]|\\["\\])*)"|'(?P<single>(?:[^']|'')*)')(?:[ \t]+#.*)?$""")
_ESCAPE = re.compile(r"\\(.)")
_LAST_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")

_LINE_END = re.compile(r"\r\n|\r|\n")
_WRITTEN_VALUE = r"""\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s#]\S*(?:[ \t]+[^\s#]\S*)*"""
_WRITTEN_PAIR = re.compile(rf"(?P<key>[^:]+:)(?:[ \t]+(?:{_WRITTEN_VALUE}))?(?P<comment>[ \t]+#.*|[ \t]*)$")
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def parse_front_matter(lines: list[str]) -> tuple[FrontMatter, int]:
    """Return the front matter and the index of the first line after it.

    Raises:
        IssueError: A line is no `key: value`, a key stands twice, or the closing `---` is missing.
    """
    if not _has_front_matter(lines[: MAX_LINES + 2]):
        return FrontMatter({}, None), 0
    end = next((i for i in range(1, min(len(lines), MAX_LINES + 2)) if _FENCE_LINE.match(lines[i])), None)
    if end is None:
        raise IssueError(Problem("front-matter-open", {"limit": MAX_LINES}, line=1))
    values: dict[str, str] = {}
    key_lines: dict[str, int] = {}
    problems = []
    for number, text in enumerate(lines[1:end], 2):
        if _COMMENT.match(text):
            continue
        pair = _parse_pair(text, number, values)
        if isinstance(pair, Problem):
            problems.append(pair)
        else:
            values[pair[0]], key_lines[pair[0]] = pair[1], number
    if problems:
        raise IssueError(*problems)
    return FrontMatter(values, Span(1, end + 1), key_lines), end + 1


def _has_front_matter(lines: list[str]) -> bool:
    """Return whether a `---` on the first line is no thematic break: a pair or a filled block follows."""
    if not _FENCE_LINE.match(lines[0]) or len(lines) == 1:
        return False
    if _PAIR.match(lines[1]):
        return True
    stop = next((line for line in lines[1:] if not line.strip() or _FENCE_LINE.match(line)), "")
    return bool(stop.strip())


def _parse_pair(text: str, number: int, values: Mapping[str, str]) -> tuple[str, str] | Problem:
    match = _PAIR.match(text.rstrip())
    if match is None:
        return Problem("front-matter-line", {}, line=number, excerpt=text[:60])
    key, written = match["key"], match["value"] or ""
    if key in values:
        return Problem("front-matter-twice", {"key": key}, line=number)
    if len(written) > MAX_VALUE_CHARS:
        return Problem("front-matter-long", {"key": key, "limit": MAX_VALUE_CHARS}, line=number)
    value = _parse_value(written)
    if value is None:
        return Problem("front-matter-plain", {"key": key}, line=number, excerpt=written[:60])
    return key, value


def _parse_value(written: str) -> str | None:
    """Return a value as YAML reads it; None if YAML would read more than text."""
    quoted = _QUOTED.match(written)
    if quoted is None:
        return None if _NOT_PLAIN.match(written) else _LAST_COMMENT.sub("", written)
    if quoted["single"] is not None:
        return quoted["single"].replace("''", "'")
    return _ESCAPE.sub(r"\1", quoted["double"])


def write_front_matter(text: str, front_matter: FrontMatter, changes: Mapping[str, str]) -> str:
    """Return an issue's text with some keys of its front matter set or removed; every other character stays.

    Args:
        text: The whole file, decoded, with its line ends and byte-order mark.
        front_matter: The front matter parsed from it.
        changes: The new value of each key; an empty value removes the key.
    """
    byte_order_mark = text[: len(text) - len(text.lstrip("\ufeff"))]
    ends = [match.end() for match in _LINE_END.finditer(text)]
    lines = [text[start:end] for start, end in zip([len(byte_order_mark), *ends], [*ends, len(text)], strict=True)]
    first_end = _LINE_END.search(text)
    line_end = first_end[0] if first_end else "\n"
    added = [
        f"{key}: {_quote(value)}{line_end}" for key, value in changes.items() if value and key not in front_matter.lines
    ]
    if front_matter.span is None:
        head = [_FENCE + line_end, *added, _FENCE + line_end] if added else []
        return byte_order_mark + "".join([*head, *lines])
    for key in changes.keys() & front_matter.lines.keys():
        at = front_matter.lines[key] - 1
        lines[at] = _set_value(lines[at], changes[key]) if changes[key] else ""
    closing = front_matter.span.end_line - 1
    return byte_order_mark + "".join([*lines[:closing], *added, *lines[closing:]])


def _set_value(line: str, value: str) -> str:
    written = line.rstrip("\r\n")
    pair = _WRITTEN_PAIR.match(written)
    key, comment = (pair["key"], pair["comment"]) if pair else (written.partition(":")[0] + ":", "")
    return f"{key} {_quote(value)}{comment}{line[len(written) :]}"


def _quote(value: str) -> str:
    if _NEEDS_NO_QUOTES.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
