"""Front matter, written anew: no other character of an issue is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publish.core.issue import FrontMatter

_FENCE = "---"
_LINE_END = re.compile(r"\r\n|\r|\n")
# What stands before a value, the value, and a comment behind it, as the reader of front matter takes them apart.
_QUOTED = r"""\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"""
_WORDS = r"[^\s#]\S*(?:[ \t]+[^\s#]\S*)*"
_PAIR = re.compile(rf"(?P<key>[^:]+:)(?:[ \t]+(?:{_QUOTED}|{_WORDS}))?(?P<rest>[ \t]+#.*|[ \t]*)$")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def write_front_matter(text: str, front_matter: FrontMatter, changes: Mapping[str, str]) -> str:
    """Return an issue's text with some keys of its front matter set, or with no value, taken out.

    Args:
        text: The whole file, decoded, with the line ends and the byte-order mark it has.
        front_matter: What was read of it.
        changes: What each key is to say; empty where the issue is to say nothing.
    """
    mark = text[: len(text) - len(text.lstrip("\ufeff"))]
    lines = _split(text[len(mark) :])
    found = _LINE_END.search(text)
    line_end = found[0] if found else "\n"
    added = [
        f"{key}: {_quote(value)}{line_end}" for key, value in changes.items() if value and key not in front_matter.lines
    ]
    if front_matter.span is None:
        head = [_FENCE + line_end, *added, _FENCE + line_end] if added else []
        return mark + "".join([*head, *lines])
    for key in changes.keys() & front_matter.lines.keys():
        at = front_matter.lines[key] - 1
        lines[at] = _set_value(lines[at], changes[key]) if changes[key] else ""
    closing = front_matter.span.end_line - 1
    return mark + "".join([*lines[:closing], *added, *lines[closing:]])


def _split(text: str) -> list[str]:
    """Return the lines of a text, each with its end."""
    ends = [found.end() for found in _LINE_END.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _set_value(line: str, value: str) -> str:
    written = line.rstrip("\r\n")
    pair = _PAIR.match(written)
    head, rest = (pair["key"], pair["rest"]) if pair else (written.partition(":")[0] + ":", "")
    return f"{head} {_quote(value)}{rest}{line[len(written) :]}"


def _quote(value: str) -> str:
    """Return a value that reads as itself."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
