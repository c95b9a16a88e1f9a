"""Read the `Key: value` lines with which Pelican and MultiMarkdown begin a file, without a fence."""

from __future__ import annotations

from itertools import takewhile

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.newsletter.front_matter.pairs import READ_KEYS, Head, Pair, may_stand_twice, read_value

_PAIR = lazy_pattern(r"(?P<key>[A-Za-z][A-Za-z0-9_-]{0,63}):(?:[ \t]+(?P<value>.*))?$")
_MORE = lazy_pattern(r"(?: {4}|\t)[ \t]*\S")
# Of Pelican, MultiMarkdown and MkDocs. Text that stands right below such lines may look like one of another key.
_KNOWN = READ_KEYS | {
    *("affiliation", "authors", "base", "categories", "category", "copyright", "date", "email", "keywords", "lang"),
    *("language", "modified", "number", "save_as", "series", "slug", "subtitle", "tags", "template", "translation"),
    "url",
}
_FEWEST = 2


def count_metadata_lines(lines: list[str]) -> int:
    """Return how many lines at the top are metadata: a title, or two keys that generators know, are among them."""
    if not _PAIR.match(lines[0]):
        return 0
    head = list(takewhile(lambda line: _PAIR.match(line) or _MORE.match(line), lines))
    if len(head) < len(lines) and lines[len(head)].strip():
        head = list(takewhile(lambda line: _MORE.match(line) or _find_key(line) in _KNOWN, head))
    keys = {_find_key(line) for line in head}
    return len(head) if "title" in keys or len(keys & _KNOWN) >= _FEWEST else 0


def _find_key(line: str) -> str:
    match = _PAIR.match(line)
    return match["key"].lower() if match else ""


def read_metadata_lines(lines: list[str]) -> Head:
    """Return the keys, in lower case, and values of some lines; an indented line belongs to the value above it."""
    found: list[tuple[str, str, int]] = []
    for number, line in enumerate(lines, 1):
        match = _PAIR.match(line)
        if match:
            found.append((match["key"].lower(), (match["value"] or "").strip(), number))
        else:
            key, value, first = found.pop()
            found.append((key, f"{value} {line.strip()}".lstrip(), first))
    pairs: dict[str, Pair] = {}
    problems: list[Problem] = []
    for key, value, number in found:
        read = read_value(key, value, number) if key in READ_KEYS else None
        if key in pairs:
            if not may_stand_twice(key):
                problems.append(Problem("front-matter-twice", {"key": key}, line=number))
        elif isinstance(read, Problem):
            problems.append(read)
        elif read:
            pairs[key] = read
    return Head(pairs.values(), problems, {key: number for key, _, number in found if key not in READ_KEYS})
