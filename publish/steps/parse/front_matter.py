"""The `key: value` lines between two `---`: a strict subset of what YAML would read."""

from __future__ import annotations

import re

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter, Span
from publish.core.problem import Problem

MAX_LINES = 100
MAX_VALUE_CHARS = 1000

_FENCE = re.compile(r"---[ \t]*$")
_PAIR = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9_-]{0,63})[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_COMMENT = re.compile(r"[ \t]*(?:#.*)?$")
# Anchors, aliases, tags, block scalars, flow collections: what makes YAML a language, and a bomb.
_NOT_PLAIN = re.compile(r"[&*!|>{@`%\[\"']")
_QUOTED = re.compile(r"""(?:"(?P<double>(?:[^"\\]|\\["\\])*)"|'(?P<single>(?:[^']|'')*)')(?:[ \t]+#.*)?$""")
_ESCAPE = re.compile(r"\\(.)")
_LAST_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")


def parse_front_matter(lines: list[str]) -> tuple[FrontMatter, int]:
    """Return the front matter and the index of the first line after it.

    Raises:
        IssueError: A line is no `key: value`, a key stands twice, or the end is missing.
    """
    if not _opens_front_matter(lines[: MAX_LINES + 2]):
        return FrontMatter({}, None), 0
    end = next((i for i in range(1, min(len(lines), MAX_LINES + 2)) if _FENCE.match(lines[i])), None)
    if end is None:
        raise IssueError(Problem("front-matter-open", {"limit": MAX_LINES}, line=1))

    pairs: dict[str, tuple[str, int]] = {}
    problems = [
        problem for number in range(1, end) if (problem := _read_pair(lines[number], number + 1, pairs)) is not None
    ]
    if problems:
        raise IssueError(*problems)
    values = {key: value for key, (value, _) in pairs.items()}
    return FrontMatter(values, Span(1, end + 1), {key: line for key, (_, line) in pairs.items()}), end + 1


def _opens_front_matter(lines: list[str]) -> bool:
    """Say whether a `---` on the first line is more than a rule: a pair or a filled block follows."""
    if not _FENCE.match(lines[0]) or len(lines) == 1:
        return False
    if _PAIR.match(lines[1]):
        return True
    stop = next((line for line in lines[1:] if not line.strip() or _FENCE.match(line)), "")
    return bool(stop.strip())


def _read_pair(text: str, line: int, pairs: dict[str, tuple[str, int]]) -> Problem | None:
    """Put one line's pair to the others, or say why it cannot be."""
    if _COMMENT.match(text):
        return None
    match = _PAIR.match(text.rstrip())
    if match is None:
        return Problem("front-matter-line", {}, line=line, excerpt=text[:60])
    key, value = match["key"], match["value"] or ""
    if key in pairs:
        return Problem("front-matter-twice", {"key": key}, line=line)
    if len(value) > MAX_VALUE_CHARS:
        return Problem("front-matter-long", {"key": key, "limit": MAX_VALUE_CHARS}, line=line)
    read = _read_value(value)
    if read is None:
        return Problem("front-matter-plain", {"key": key}, line=line, excerpt=value[:60])
    pairs[key] = (read, line)
    return None


def _read_value(written: str) -> str | None:
    """Return a value as YAML reads it; None where it would be more than text."""
    quoted = _QUOTED.match(written)
    if quoted is None:
        return None if _NOT_PLAIN.match(written) else _LAST_COMMENT.sub("", written)
    if quoted["single"] is not None:
        return quoted["single"].replace("''", "'")
    return _ESCAPE.sub(r"\1", quoted["double"])
