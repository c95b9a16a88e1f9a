"""Read front matter in YAML, between two `---`.

The values of the keys that count stay text as they are written: `No`, `12:30`, `AI: 现状`. Only what cannot be text as
it is written goes through the YAML parser, whose events alone are read: nothing is constructed, no alias resolved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.newsletter.front_matter.pairs import MAX_VALUE_CHARS, READ_KEYS, Head, Pair, may_stand_twice, read_value
from publish.newsletter.front_matter.yaml_value import parse_yaml_value

PAIR = lazy_pattern(
    r"""(?P<quote>["']?)(?P<key>[A-Za-z][A-Za-z0-9_-]{0,63})(?P=quote)[ \t]*:(?:[ \t]+(?P<value>.*))?$"""
)

_COMMENT = lazy_pattern(r"[ \t]*(?:#.*)?$")
_OPEN = lazy_pattern(r"[\[{,][ \t]*$")  # of a list in brackets, whose further lines may begin anywhere
_CONTINUED = lazy_pattern(r"[ \t]|-[ \t]|-$|[\]}]")
_FOREIGN = lazy_pattern(r"(?![\s&*!|>@`%{\[?-])(?P<key>(?:[^:]|:(?![ \t]|$))+):(?=[ \t]|$)")
_WIDE_COLON = lazy_pattern(r"(?P<key>[^\s:：]{1,64})[ \t]*：")
_QUOTED = lazy_pattern(r"""(?:"(?P<double>(?:[^"\\]|\\["\\])*)"|'(?P<single>(?:[^']|'')*)')(?:[ \t]+#.*)?$""")
_ESCAPE = lazy_pattern(r"\\(.)")
_LAST_COMMENT = lazy_pattern(r"(?:^|[ \t]+)(?P<comment>#.*)$")
_BRACKETS = ("[", "{")
_REFERENCES = ("&", "*", "!")  # anchor, alias, tag
_SPECIAL = ('"', "'", "|", ">", *_BRACKETS, *_REFERENCES)


class _KeyLines(NamedTuple):
    """A key at the left edge, with the lines that belong to it."""

    line: int
    lines: list[str]


def read_yaml(lines: list[str], first_line: int) -> Head:
    """Return the keys and values of some lines in YAML, of which the first has a number in the file."""
    pairs: dict[str, Pair] = {}
    others: dict[str, int] = {}
    problems: list[Problem] = []
    for item in _split_items(lines, first_line):
        match = PAIR.match(item.lines[0].rstrip())
        if match is None or match["key"] not in READ_KEYS:
            other = match or _FOREIGN.match(item.lines[0])
            if other:
                others.setdefault(other["key"].strip(" \t\"'"), item.line)
            else:
                problems += [_refuse_line(item.lines[0], item.line)]
            continue
        if match["key"] in pairs:
            if not may_stand_twice(match["key"]):
                problems.append(Problem("front-matter-twice", {"key": match["key"]}, line=item.line))
            continue
        for read in _read_item(match["key"], match["value"] or "", item):
            if isinstance(read, Pair):
                pairs[read.key] = read
            else:
                problems.append(read)
    return Head(pairs.values(), problems, others)


def _split_items(lines: list[str], first_line: int) -> Iterator[_KeyLines]:
    """Yield each key with its further lines, and each line that is neither; comments between them are left out."""
    item = None
    for number, line in enumerate(lines, first_line):
        is_key = bool(PAIR.match(line.rstrip()) or _FOREIGN.match(line))
        if item and (is_continued(line) or not line.strip() or (not is_key and _OPEN.search(item.lines[-1]))):
            item.lines.append(line)
            continue
        if _COMMENT.match(line):
            continue
        if item:
            yield item
        item = _KeyLines(number, [line]) if is_key else None
        if not is_key:
            yield _KeyLines(number, [line])
    if item:
        yield item


def is_continued(line: str) -> bool:
    """Return whether a line belongs to the key above it."""
    return bool(_CONTINUED.match(line))


def _refuse_line(line: str, number: int) -> Problem:
    colon = _WIDE_COLON.match(line)
    if colon:
        return Problem("front-matter-colon", {"key": colon["key"]}, line=number, excerpt=line[:60])
    return Problem("front-matter-line", {}, line=number, excerpt=line[:60])


def _read_item(key: str, written: str, item: _KeyLines) -> Iterator[Pair | Problem]:
    """Yield the pair of a key that counts, or what is wrong with it."""
    if len(written) > MAX_VALUE_CHARS:  # before any pattern is tried on it
        long = read_value(key, written, item.line)
        yield from () if long is None else (long,)
        return
    more = [number for number, line in enumerate(item.lines[1:], item.line + 1) if not _COMMENT.match(line)]
    is_plain = not written.startswith(_SPECIAL)
    if not more and (plain := _read_plain(key, written, item.line)):
        yield plain
        return
    try:
        value = None if written.startswith(_REFERENCES) else parse_yaml_value("\n".join(item.lines))
    except ValueError:
        if more and is_plain:
            yield from (_refuse_line(item.lines[number - item.line], number) for number in more)
            return
        value = written if written.startswith(_BRACKETS) and not more else None
    read = read_value(key, value, item.line, written or item.lines[more[0] - item.line].strip())
    if read:
        yield read


def _read_plain(key: str, written: str, line: int) -> Pair | Problem | None:
    """Return a value of one line that is text as it is written; None if only the YAML parser can tell."""
    quoted = _QUOTED.match(written)
    if quoted is None and written.startswith(_SPECIAL):
        return None
    if quoted is None:
        comment = _LAST_COMMENT.search(written)
        read = read_value(key, _LAST_COMMENT.sub("", written), line, written)
        return read._replace(comment=comment["comment"]) if comment and isinstance(read, Pair) else read
    if quoted["single"] is not None:
        return read_value(key, quoted["single"].replace("''", "'"), line)
    return read_value(key, _ESCAPE.sub(r"\1", quoted["double"]), line)
