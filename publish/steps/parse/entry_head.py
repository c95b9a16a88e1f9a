"""Parse the first line of an entry: tags, title, source and address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.core.issue import Entry, EntrySpans, InlineSpan, Part, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.labels import MAX_SOURCE_CHARS, SOURCE_SEPARATOR

ENTRY_START = lazy_pattern(r"[-*+][ \t]+(?P<text>\S.*)$")

_TAG = lazy_pattern(r"\[\s*(?P<tag>[^\[\]\s][^\[\]]*)\](?:\s*(?=\[)|\s+(?=\w)(?!https?:))")
_BARE_BRACKET = lazy_pattern(r"\[(?P<title>[^\[\]]+)\]\s*(?P<rest>.*)$")
_REFERENCE = lazy_pattern(r"\[(?P<title>[^\[\]]+)\]\[(?P<label>[^\[\]]*)\]")
_EMPHASIS = lazy_pattern(r"(?:\*\*|__|[*_])$")
_BRACKET = lazy_pattern(r"\\.|[\[\]()]")
# A fast path: the first link of nearly every line has no nested brackets.
_PLAIN_LINK = lazy_pattern(r"(?<![!\\])\[(?P<label>[^\\\[\]()]*)\]\((?P<destination>[^\\\[\]()\s]*)\)")
_LINK_TITLE = lazy_pattern(r"""(?:"[^"]*"|'[^']*'|\([^()]*\))$""")
_CODE_OR_PIPE = lazy_pattern(rf"`[^`]*`|{SOURCE_SEPARATOR.pattern}")


class _Link(NamedTuple):
    """The first line of an entry behind its tags."""

    text: str  # title and source: the text before the link, then that of the link
    columns: Sequence[int]  # of the characters of that text
    url: str | None
    extra: str
    flaw: str | None
    end: int | None = None  # the column behind the link


def parse_entry_head(lines: Sequence[str], span: Span, parts: Sequence[Part], definitions: Mapping[str, str]) -> Entry:
    """Return the entry with a first line, which may be wrapped, and with parts below it."""
    written = "".join(line.strip() for line in lines)
    width = len(lines[0].rstrip())  # columns behind it are those of the next line
    text = _resolve_references(written, definitions)
    tags, at = _find_tags(text)
    link = _parse_link(text, at)
    title, source = _split_source(link.text)
    repeated = f"({link.url})" if link.url and link.extra == f"({link.url})" else ""

    def place(columns: Sequence[int]) -> InlineSpan | None:
        in_one_piece = columns and columns[-1] - columns[0] < len(columns) and columns[-1] < width
        return InlineSpan(span.line, columns[0], columns[-1] + 1) if in_one_piece else None

    separator = name = stray = None
    if link.end is not None and text == written:  # where a reference was resolved, later columns are not known
        if source:
            separator, name = place(link.columns[title.stop : source.start]), place(link.columns[source])
        if repeated and text.startswith(repeated, link.end):
            stray = place(range(link.end, link.end + len(repeated)))
    placed_tags = tuple(placed for tag in tags if (placed := place(range(*tag))))
    return Entry(
        title=link.text[title],
        url=link.url,
        source=link.text[source] if source else None,
        tags=tuple(text[start + 1 : end - 1].strip() for start, end in tags),
        extra="" if repeated else link.extra,
        parts=tuple(parts),
        flaws=(link.flaw,) if link.flaw else ("stray-url",) if repeated else (),
        span=span,
        inline=EntrySpans(place(link.columns[title]), placed_tags, separator, name, stray),
    )


def _resolve_references(text: str, definitions: Mapping[str, str]) -> str:
    """Return a text with each `[title][label]` as an inline link."""
    if "](" in text:
        return text

    def resolve(reference: re.Match[str]) -> str:
        url = definitions.get((reference["label"] or reference["title"]).strip().lower())
        return f"[{reference['title']}]({url})" if url else reference[0]

    return _REFERENCE.sub(resolve, text)


def _find_tags(text: str) -> tuple[list[tuple[int, int]], int]:
    """Return start and end of each tag, and the column of the text behind them."""
    at = ENTRY_START.match(text).start("text")  # type: ignore[union-attr]  # the caller found an entry
    tags = []
    while tag := _TAG.match(text, at):
        tags.append((tag.start(), tag.end("tag") + 1))
        at = tag.end()
    return tags, at


def _parse_link(text: str, at: int) -> _Link:
    """Return what stands behind the tags."""
    link = find_link(text[at:])
    if link is not None:
        start, end, label, destination = link
        url, rest = _split_destination(destination)
        before, after = _strip_emphasis(text[at : at + start], text[at + end :])
        columns: Sequence[int] = range(at + start + 1, at + start + 1 + len(label))
        columns = [*range(at, at + len(before)), *columns] if before else columns
        extra = f"{rest} {after.strip()}".strip()
        return _Link(before + label, columns, url or None, extra, None if url else "empty-url", at + end)
    columns = range(at + 1, len(text))
    bracket = _BARE_BRACKET.match(text, at)
    if bracket and SOURCE_SEPARATOR.match(bracket["rest"]):
        return _Link(f"{bracket['title'].rstrip()} {bracket['rest']}", columns, None, "", "bracket-without-url")
    if bracket:
        return _Link(bracket["title"], columns, None, bracket["rest"], "bracket-without-url")
    if text.startswith("[", at):
        return _Link(text[at + 1 :], columns, None, "", "unclosed-bracket")
    return _Link(text[at:], range(at, len(text)), None, "", "no-link")


def find_link(text: str) -> tuple[int, int, str, str] | None:
    """Return start, end, label and destination of the first inline link; brackets may nest in both."""
    plain = _PLAIN_LINK.search(text)
    if plain and plain.end("label") == text.find("]("):
        return plain.start("label") - 1, plain.end(), plain["label"], plain["destination"]
    opened = _match_brackets(text, "[", "]")
    closed = {start: end for end, start in _match_brackets(text, "(", ")").items()}
    for border in (end for end in sorted(opened) if text.startswith("(", end + 1)):
        start, end = opened[border], closed.get(border + 1)
        if end is not None and text[max(start - 1, 0)] != "!":
            return start, end + 1, text[start + 1 : border], text[border + 2 : end].strip()
    return None


def _match_brackets(text: str, opening: str, closing: str) -> dict[int, int]:
    """Return the position of the opening bracket for that of each closing one."""
    opened: list[int] = []
    matched = {}
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == opening:
            opened.append(bracket.start())
        elif bracket[0] == closing and opened:
            matched[bracket.start()] = opened.pop()
    return matched


def _split_destination(destination: str) -> tuple[str, str]:
    """Return a link's URL and the text behind it, without the optional `"title"`."""
    if destination.startswith("<") and ">" in destination:
        url, rest = destination[1:].split(">", 1)
    else:
        url, _, rest = destination.partition(" ")
    rest = rest.strip()
    return url, "" if _LINK_TITLE.match(rest) else rest


def _strip_emphasis(before: str, after: str) -> tuple[str, str]:
    """Remove the emphasis around a link; titles are bold anyway."""
    mark = _EMPHASIS.search(before)
    if mark and after.startswith(mark[0]):
        return before[: mark.start()], after[len(mark[0]) :]
    return before, after


def _split_source(text: str) -> tuple[slice, slice | None]:
    """Return where title and source of `标题 | 来源` stand; the last separator outside code spans parts them."""
    separators = [match for match in _CODE_OR_PIPE.finditer(text) if not match[0].startswith("`")]
    if separators:
        title, source = _strip(text, 0, separators[-1].start()), _strip(text, separators[-1].end(), len(text))
        if text[title] and 0 < len(text[source]) <= MAX_SOURCE_CHARS:
            return title, source
    return _strip(text, 0, len(text)), None


def _strip(text: str, start: int, end: int) -> slice:
    """Return a part of a text without the space around it."""
    part = text[start:end]
    return slice(end - len(part.lstrip()), start + len(part.rstrip()))
