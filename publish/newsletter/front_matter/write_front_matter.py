"""Write keys of the front matter; every other character of the file stays."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.issue import FrontMatter, FrontMatterSyntax
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.front_matter.toml_head import TABLE
from publish.newsletter.front_matter.yaml_head import is_continued

_FENCE = "---"
_LINE_END = lazy_pattern(r"\r\n|\r|\n")
_WRITTEN_VALUE = r"""\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s#]\S*(?:[ \t]+[^\s#]\S*)*"""
_WRITTEN_PAIR = {
    FrontMatterSyntax.YAML: lazy_pattern(
        rf"(?P<key>[^:]+:)(?:[ \t]+(?:{_WRITTEN_VALUE}))?(?P<comment>[ \t]+#.*|[ \t]*)$"
    ),
    FrontMatterSyntax.TOML: lazy_pattern(rf"(?P<key>[^=]+=)[ \t]*(?:{_WRITTEN_VALUE})(?P<comment>[ \t]+#.*|[ \t]*)$"),
    FrontMatterSyntax.METADATA: lazy_pattern(r"(?P<key>[^:]+:).*(?P<comment>)$"),
}
_SIGN = {FrontMatterSyntax.YAML: ":", FrontMatterSyntax.TOML: " =", FrontMatterSyntax.METADATA: ":"}
_NEEDS_NO_QUOTES = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


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
    syntax = front_matter.syntax
    added = [
        f"{key}{_SIGN[syntax]} {_quote(value, syntax)}{line_end}"
        for key, value in changes.items()
        if value and key not in front_matter.lines
    ]
    if front_matter.span is None:
        head = [_FENCE + line_end, *added, _FENCE + line_end] if added else []
        return byte_order_mark + "".join([*head, *lines])
    for key in changes.keys() & front_matter.lines.keys():
        at = front_matter.lines[key] - 1
        lines[at] = _set_value(lines[at], changes[key], syntax) if changes[key] else ""
        _remove_continuation(lines, at, front_matter)
    at = _find_place(lines, front_matter)
    if added and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += line_end  # the file ends with its metadata
    return byte_order_mark + "".join([*lines[:at], *added, *lines[at:]])


def _remove_continuation(lines: list[str], at: int, front_matter: FrontMatter) -> None:
    """Clear the further lines of a value; in TOML, a value that is written here has none."""
    end = front_matter.span.end_line if front_matter.span else 0
    while (at := at + 1) < end and front_matter.syntax is not FrontMatterSyntax.TOML and is_continued(lines[at]):
        lines[at] = ""


def _find_place(lines: list[str], front_matter: FrontMatter) -> int:
    """Return the index of the line before which a key is added: in TOML, what follows a table belongs to it."""
    end = front_matter.span.end_line if front_matter.span else 0
    if front_matter.syntax is FrontMatterSyntax.METADATA:
        return end
    tables = (i for i in range(end) if front_matter.syntax is FrontMatterSyntax.TOML and TABLE.match(lines[i]))
    return next(tables, end - 1)


def _set_value(line: str, value: str, syntax: FrontMatterSyntax) -> str:
    written = line.rstrip("\r\n")
    pair = _WRITTEN_PAIR[syntax].match(written)
    sign = _SIGN[syntax].strip()
    key, comment = (pair["key"], pair["comment"]) if pair else (written.partition(sign)[0] + sign, "")
    return f"{key} {_quote(value, syntax)}{comment}{line[len(written) :]}"


def _quote(value: str, syntax: FrontMatterSyntax) -> str:
    if syntax is FrontMatterSyntax.METADATA:
        return value
    if syntax is FrontMatterSyntax.YAML and _NEEDS_NO_QUOTES.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
