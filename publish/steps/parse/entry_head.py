"""Parse the first line of an entry: tags, title, source and address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.core.issue import Entry, EntrySpans, InlineSpan, Part, Span
from publish.newsletter.labels import MAX_SOURCE_CHARS, SOURCE_SEPARATOR

ENTRY_START = re.compile(r"[-*+][ \t]+(?P<text>\S.*)$")

_TAG = re.compile(r"\[\s*(?P<tag>[^\[\]\s][^\[\]]*)\](?:\s*(?=\[)|\s+(?=\w)(?!https?:))")
_BARE_BRACKET = re.compile(r"\[(?P<title>[^\[\]]+)\]\s*(?P<rest>.*)$")
_REFERENCE = re.compile(r"\[(?P<title>[^\[\]]+)\]\[(?P<label>[^\[\]]*)\]")
_EMPHASIS = re.compile(r"(?:\*\*|__|[*_])$")
_BRACKET = re.compile(r"\\.|[\[\]()]")
# A fast path: the first link of nearly every line has no nested brackets.
_PLAIN_LINK = re.compile(r"(?<![!\\])\[(?P<label>[^\\\[\]()]*)\]\((?P<destination>[^\\\[\]()\s]*)\)")
_LINK_TITLE = re.compile(r"""(?:"[^"]*"|'[^']*'|\([^()]*\))$""")
_CODE_OR_PIPE = re.compile(rf"`[^`]*`|{SOURCE_SEPARATOR.pattern}")


_Bounds = tuple[int, int]  # start and end in a text


class _TitleText(NamedTuple):
    """Title and source as they are read: the text before the link, then that of the link."""

    before: str
    before_at: int  # its column
    label: str = ""
    label_at: int = 0

    def place(self, start: int, end: int) -> _Bounds | None:
        """Return the columns of a part; None if the link begins within it."""
        border = len(self.before)
        if start < border < end:
            return None
        shift = self.before_at if end <= border else self.label_at - border
        return start + shift, end + shift


class _Link(NamedTuple):
    """The first line of an entry behind its tags."""

    title: _TitleText
    url: str | None
    extra: str
    flaw: str | None
    end: int | None = None  # the column behind the link


def parse_entry_head(lines: Sequence[str], span: Span, parts: Sequence[Part], definitions: Mapping[str, str]) -> Entry:
    """Return the entry that begins with a line.

    Args:
        lines: The first line, and those that it is wrapped onto.
        span: Their numbers.
        parts: The parts below.
        definitions: URLs of the file's link definitions by label.
    """
    written = "".join(line.strip() for line in lines)
    text = _resolve_references(written, definitions)
    tags, at = _find_tags(text)
    link = _parse_link(text, at)
    both = link.title.before + link.title.label
    title, source = _split_source(both)
    repeated = f"({link.url})" if link.url and link.extra == f"({link.url})" else ""

    def place(bounds: _Bounds | None) -> InlineSpan | None:
        return InlineSpan(span.line, *bounds) if bounds and bounds[1] <= len(lines[0]) else None

    inline = EntrySpans(place(link.title.place(*title)), tuple(filter(None, (place(tag) for tag in tags))))
    if link.end is not None and text == written:  # where a reference was resolved, later columns are not known
        if source:
            separator, name = link.title.place(title[1], source[0]), link.title.place(*source)
            inline = inline._replace(separator=place(separator), source=place(name))
        if repeated and text.startswith(repeated, link.end):
            inline = inline._replace(stray=place((link.end, link.end + len(repeated))))
    return Entry(
        title=both[slice(*title)],
        url=link.url,
        source=both[slice(*source)] if source else None,
        tags=tuple(text[start + 1 : end - 1].strip() for start, end in tags),
        extra="" if repeated else link.extra,
        parts=tuple(parts),
        flaws=tuple(filter(None, (link.flaw, "stray-url" if repeated else None))),
        span=span,
        inline=inline,
    )


def _resolve_references(text: str, definitions: Mapping[str, str]) -> str:
    """Return a text with each `[title][label]` as an inline link."""
    if "](" in text:
        return text

    def resolve(reference: re.Match[str]) -> str:
        url = definitions.get((reference["label"] or reference["title"]).strip().lower())
        return f"[{reference['title']}]({url})" if url else reference[0]

    return _REFERENCE.sub(resolve, text)


def _find_tags(text: str) -> tuple[list[_Bounds], int]:
    """Return the columns of the tags, and the column of the text behind them."""
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
        title = _TitleText(before, at, label, at + start + 1)
        return _Link(title, url or None, f"{rest} {after.strip()}".strip(), None if url else "empty-url", at + end)
    bracket = _BARE_BRACKET.match(text, at)
    if bracket:
        rest, rest_at = bracket["rest"], bracket.start("rest")
        title = _TitleText(bracket["title"], at + 1)
        if SOURCE_SEPARATOR.match(rest):
            title, rest = title._replace(before=title.before.rstrip(), label=f" {rest}", label_at=rest_at - 1), ""
        return _Link(title, None, rest, "bracket-without-url")
    if text.startswith("[", at):
        return _Link(_TitleText(text[at + 1 :], at + 1), None, "", "unclosed-bracket")
    return _Link(_TitleText(text[at:], at), None, "", "no-link")


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


def _split_source(text: str) -> tuple[_Bounds, _Bounds | None]:
    """Return where title and source of `标题 | 来源` stand; the last separator outside code spans parts them."""
    separators = [match for match in _CODE_OR_PIPE.finditer(text) if not match[0].startswith("`")]
    if separators:
        title = _strip_bounds(text, 0, separators[-1].start())
        source = _strip_bounds(text, separators[-1].end(), len(text))
        if title[0] < title[1] and 0 < source[1] - source[0] <= MAX_SOURCE_CHARS:
            return title, source
    return _strip_bounds(text, 0, len(text)), None


def _strip_bounds(text: str, start: int, end: int) -> _Bounds:
    """Return the bounds of a part of a text without the space around it."""
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())
