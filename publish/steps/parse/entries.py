"""Parse the entries of a section (`- ` items) and the blocks between them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publish.core.issue import Block, Entry, Span
from publish.newsletter.labels import MAX_SOURCE_CHARS, SOURCE_SEPARATOR, SUMMARY_LABEL
from publish.steps.parse.blocks import find_line_end, parse_blocks
from publish.steps.parse.entry_body import parse_entry_body
from publish.steps.parse.regions import RULE, find_closed_end, find_open_lines

ENTRY_START = re.compile(r"[-*+][ \t]+(?P<text>\S.*)$")

_LINK_START = re.compile(r"(?:\*\*|__)?\[(?![ xX]\](?:\s|$))")
_TAG = re.compile(r"\[\s*(?P<tag>[^\[\]\s][^\[\]]*)\](?:\s*(?=\[)|\s+(?=\w)(?!https?:))")
_BARE_BRACKET = re.compile(r"\[(?P<title>[^\[\]]+)\]\s*(?P<rest>.*)$")
_REFERENCE = re.compile(r"\[(?P<title>[^\[\]]+)\]\[(?P<label>[^\[\]]*)\]")
_EMPHASIS = re.compile(r"(?:\*\*|__|[*_])$")
_BRACKET = re.compile(r"\\.|[\[\]()]")
# A fast path: the first link of nearly every line has no nested brackets.
_PLAIN_LINK = re.compile(r"(?<![!\\])\[(?P<label>[^\\\[\]()]*)\]\((?P<destination>[^\\\[\]()\s]*)\)")
_LINK_TITLE = re.compile(r"""(?:"[^"]*"|'[^']*'|\([^()]*\))$""")
_CODE_OR_PIPE = re.compile(rf"`[^`]*`|{SOURCE_SEPARATOR.pattern}")


def has_entries(lines: list[str], region: range) -> bool:
    """Return whether a section has entries: some item begins with a link or a tag, or has a 摘要."""
    for at in find_open_lines(lines, region):
        text = _find_item_text(lines, at)
        below = lines[at + 1].lstrip() if at + 1 < region.stop else ""
        if text and (_LINK_START.match(text) or SUMMARY_LABEL.match(below)):
            return True
    return False


def parse_entries(lines: list[str], region: range, definitions: Mapping[str, str]) -> list[Entry | Block]:
    """Return a section's entries and the blocks between them, in order.

    Args:
        lines: All lines of the file.
        region: The section without its heading.
        definitions: URLs of the file's link definitions by label.
    """
    parts: list[Entry | Block] = []
    starts = [at for at in find_open_lines(lines, region) if _find_item_text(lines, at)]
    at = region.start
    for i, start in enumerate(starts):
        parts += parse_blocks(lines, range(at, start), line_wise=True)
        limit = starts[i + 1] if i + 1 < len(starts) else region.stop
        at = _find_entry_end(lines, start, limit)
        parts.append(_parse_entry(lines, range(start, at), definitions))
    parts += parse_blocks(lines, range(at, region.stop), line_wise=True)
    return parts


def _find_item_text(lines: list[str], at: int) -> str | None:
    line = lines[at]
    if line[:1] not in ("-", "*", "+") or RULE.match(line):
        return None
    match = ENTRY_START.match(line)
    return match["text"] if match else None


def _find_entry_end(lines: list[str], start: int, limit: int) -> int:
    """Return the line after the entry: a blank line ends it unless an indented line follows."""
    at = last = start + 1
    while at < limit:
        if not lines[at].strip():
            at += 1
            continue
        if not lines[at - 1].strip() and not lines[at].startswith(("  ", "\t")):
            break
        at = last = find_closed_end(lines, at, limit) or at + 1
    return last


def _parse_entry(lines: list[str], region: range, definitions: Mapping[str, str]) -> Entry:
    stop = find_line_end(lines, region.start, region.stop)
    if find_link(lines[region.start]):
        stop = region.start + 1
    first = "".join(line.strip() for line in lines[region.start : stop])
    text = _resolve_references(ENTRY_START.match(first)["text"], definitions)  # type: ignore[index]  # `_find_item_text` matched
    tags, text = _split_tags(text)
    title, url, extra, flaws = _split_link(text)
    if url and extra == f"({url})":
        flaws.append("stray-url")
        extra = ""
    title, source = _split_source(title)
    return Entry(
        title=title,
        url=url,
        source=source,
        tags=tuple(tags),
        extra=extra,
        parts=tuple(parse_entry_body(lines, range(stop, region.stop))),
        flaws=tuple(flaws),
        span=Span(region.start + 1, stop),
    )


def _resolve_references(text: str, definitions: Mapping[str, str]) -> str:
    """Return a text with each `[title][label]` as an inline link."""
    if "](" in text:
        return text

    def resolve(reference: re.Match[str]) -> str:
        url = definitions.get((reference["label"] or reference["title"]).strip().lower())
        return f"[{reference['title']}]({url})" if url else reference[0]

    return _REFERENCE.sub(resolve, text)


def _split_tags(text: str) -> tuple[list[str], str]:
    tags = []
    while match := _TAG.match(text):
        tags.append(match["tag"].strip())
        text = text[match.end() :]
    return tags, text


def _split_link(text: str) -> tuple[str, str | None, str, list[str]]:
    """Return title, URL, text after the link, and flaws of an entry's first line."""
    link = find_link(text)
    if link is not None:
        start, end, label, destination = link
        url, rest = _split_destination(destination)
        before, after = _strip_emphasis(text[:start], text[end:])
        extra = f"{rest} {after.strip()}".strip()
        return f"{before}{label}".strip(), url or None, extra, [] if url else ["empty-url"]
    bracket = _BARE_BRACKET.match(text)
    if bracket:
        title, rest = bracket["title"].strip(), bracket["rest"]
        if SOURCE_SEPARATOR.match(rest):
            title, rest = f"{title} {rest}", ""
        return title, None, rest, ["bracket-without-url"]
    if text.startswith("["):
        return text[1:].strip(), None, "", ["unclosed-bracket"]
    return text, None, "", ["no-link"]


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


def _split_source(title: str) -> tuple[str, str | None]:
    """Split `标题 | 来源` at the last separator outside code spans."""
    separators = [match for match in _CODE_OR_PIPE.finditer(title) if not match[0].startswith("`")]
    if not separators:
        return title, None
    head, source = title[: separators[-1].start()].strip(), title[separators[-1].end() :].strip()
    if not head or not source or len(source) > MAX_SOURCE_CHARS:
        return title, None
    return head, source
