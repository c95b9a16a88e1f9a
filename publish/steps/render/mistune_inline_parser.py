"""mistune's inline parser beside Chinese text: bare addresses, emphasis and footnote marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import groupby
from typing import Any, NamedTuple

from mistune.core import InlineState
from mistune.inline_parser import InlineParser

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import is_wide
from publish.core.urls import is_web_address, shorten_address

# Chinese text has no space after an address: it ends where ASCII ends.
_BARE_ADDRESS = lazy_pattern(r"https?://[!#-;=?-_a-~]+", re.IGNORECASE)
_ADDRESS_TAIL = ".,;:!?'*_~"

_FOOTNOTE_MARK = r"(?P<bang>!?)\[\^(?P<footnote_key>[^\]\s]{1,80})\]"

_INLINE_NOTE = r"\^\[(?P<note>(?:[^\[\]^]|\^(?!\[)|\[[^\[\]]*\])+)\](?!\()"

# Stands beside `**` for "punctuation"; Unicode reserves this character for private use.
_SENTINEL = "\ufdd0"
_STARS = lazy_pattern(r"\*+")

MAX_EMPHASIS_MARKS = 300
"""In a paragraph with more runs of `*` and `_` they stay text, for mistune takes quadratic time over them."""
_EMPHASIS_MARKS = lazy_pattern(r"\*+|_+")


class ChineseInlineParser(InlineParser):
    """mistune's inline rules, with bare addresses and `**` beside Chinese punctuation."""

    overflows = False  # whether a paragraph had too many emphasis marks

    def __init__(self, footnotes: Mapping[str, int]) -> None:
        super().__init__()
        self._footnotes = footnotes  # index of each footnote in the list, by key
        self.missing_footnotes: list[str] = []  # keys without a footnote
        self.notes: list[str] = []  # texts of `^[notes]`
        self._note_count = 0
        self.register(
            "footnote", _FOOTNOTE_MARK, ChineseInlineParser._parse_footnote, before="link", start_chars=("!", "[")
        )
        self.register("inline_note", _INLINE_NOTE, ChineseInlineParser._parse_note, before="link", start_chars="^")
        self.bare_addresses: list[str] = []  # those that became links, each with the character behind it

    def finalize_tokens(self, tokens: list[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
        """Link bare addresses and mark stars before mistune resolves emphasis."""
        texts = [token["raw"] for token in tokens if token["type"] == "text"]
        if ":" in texts:  # where an emoji short code might have begun
            tokens = _join_texts(tokens)
            texts = [token["raw"] for token in tokens if token["type"] == "text"]
        if any("://" in text for text in texts):
            tokens = list(_link_addresses(_join_texts(tokens), self.bare_addresses))
        if sum(len(_EMPHASIS_MARKS.findall(text)) for text in texts) > MAX_EMPHASIS_MARKS:
            self.overflows = True
            return super().finalize_tokens(tokens, self.max_nested_level)
        if any("*" in text for text in texts):
            tokens = _join_texts(tokens)
            for i, token in enumerate(tokens):
                if _is_open_text(token):
                    before, after = _edge(tokens, i - 1), _edge(tokens, i + 1)
                    tokens[i] = token | {"raw": _mark_stars(token["raw"], before, after)}
            return _drop_sentinels(super().finalize_tokens(tokens, depth))
        return super().finalize_tokens(tokens, depth)

    def _parse_note(self, match: re.Match[str], state: InlineState) -> int:
        """Parse a footnote whose text stands where it is cited."""
        self.notes.append(match["note"])
        state.append_token({"type": "footnote", "raw": str(len(self._footnotes) + self._note_count)})
        self._note_count += 1
        return match.end()

    def _parse_footnote(self, match: re.Match[str], state: InlineState) -> int | None:
        """Parse a footnote mark; a key without a footnote stays text."""
        key = match["footnote_key"]
        index = self._footnotes.get(key.lower())
        if index is None:
            # `[^abc]` may be a regular expression; in an issue with footnotes it is more likely a slip.
            if key.isdigit() or self._footnotes:
                self.missing_footnotes.append(key)
            return None
        if match["bang"]:  # else `![` would begin a picture
            state.append_token({"type": "text", "raw": "!"})
        state.append_token({"type": "footnote", "raw": str(index)})
        return match.end()


def _is_open_text(token: dict[str, Any]) -> bool:
    return token["type"] == "text" and bool(token.get("_emphasis", True))


def _join_texts(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join adjacent text tokens in which emphasis is parsed."""
    joined: list[dict[str, Any]] = []
    for is_open, group in groupby(tokens, _is_open_text):
        run = list(group)
        joined += [run[0] | {"raw": "".join(token["raw"] for token in run)}] if is_open else run
    return joined


def _link_addresses(tokens: list[dict[str, Any]], linked: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the tokens with the bare URLs of texts as links, and record these."""
    in_anchor = False
    for token in tokens:
        if token["type"] == "inline_html":
            in_anchor = (in_anchor or token["raw"][:2].lower() == "<a") and token["raw"][:3].lower() != "</a"
        if in_anchor or not _is_open_text(token):
            yield token
            continue
        text, at = token["raw"], 0
        for match in _BARE_ADDRESS.finditer(text):
            address = _trim_address(match[0])
            if not is_web_address(address):
                continue
            yield {"type": "text", "raw": text[at : match.start()]}
            label = {"type": "text", "raw": shorten_address(address), "_emphasis": False}
            yield {"type": "link", "children": [label], "attrs": {"url": address}}
            at = match.start() + len(address)
            linked.append(text[match.start() : at + 1])
        yield {"type": "text", "raw": text[at:]}


def _trim_address(address: str) -> str:
    """Return an address without the sentence's own punctuation at its end."""
    unopened = {closing: address.count(closing) - address.count(opening) for opening, closing in ("()", "[]")}
    end = len(address)
    while end and (address[end - 1] in _ADDRESS_TAIL or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]


def _edge(tokens: list[dict[str, Any]], at: int) -> str:
    """Return the character emphasis sees beyond a text: a space at the border, punctuation for a link or code."""
    if not 0 <= at < len(tokens) or tokens[at]["type"] in ("softbreak", "linebreak"):
        return " "
    return "`"


def _mark_stars(text: str, before: str, after: str) -> str:
    """Insert a sentinel where CommonMark's flanking rule would miss `**` beside Chinese text.

    The rule wants a space or punctuation on the outer side, which Chinese text lacks: `**文本。**后文`.
    """

    def mark(stars: re.Match[str]) -> str:
        previous = text[max(stars.start() - 1, 0) : stars.start()] or before
        following = text[stars.end() : stars.end() + 1] or after
        if _is_wide_or_emoji(previous) or _is_wide_or_emoji(following):
            if previous.isalnum() and _is_punctuation(following):
                return _SENTINEL + stars[0]
            if _is_punctuation(previous) and following.isalnum():
                return stars[0] + _SENTINEL
        return stars[0]

    return _STARS.sub(mark, text)


def _is_wide_or_emoji(char: str) -> bool:
    return is_wide(char) or char > "\uffff"


def _is_punctuation(char: str) -> bool:
    return not char.isspace() and not char.isalnum()


def _drop_sentinels(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for token in tokens:
        if "raw" in token:
            token["raw"] = token["raw"].replace(_SENTINEL, "")
        elif "children" in token:
            _drop_sentinels(token["children"])
    return tokens


MAX_QUOTED_CHARS = 60

_CODE = lazy_pattern(r"<code\b[^<>]*>[^<]*</code>")
_INLINE_TAG = lazy_pattern(r"</?(?:a|b|del|em|i|img|mark|s|span|strong|su[bp]|u)\b[^<>]*>")
_TAG = lazy_pattern(r"<[^<>]*>")
_NOT_MARKS = lazy_pattern(r"`[^`]*`|(?<=\]\()[^()]*|https?://\S+")
_ESCAPED = r"\*"
_WIDTHS = (12, 4, 1)  # characters to either side by which a mark is found again
_MARK = lazy_pattern(r"\*\*+")


class DeadMark(NamedTuple):
    """A `**` that is shown."""

    line: int  # 0-based, in the Markdown
    text: str  # that line


def find_unparsed_emphasis(markdown: str, html: str) -> DeadMark | None:
    """Return the first `**` of a pair outside code and addresses that is shown instead of making text bold.

    A text with an escaped star counts as meant, and so does a `**` that is no mark anywhere: `2 ** 3`, `**/*.py`.
    """
    marks = _MARK.findall(_NOT_MARKS.sub("", _CODE.sub("", markdown)))
    if len(marks) < 2 or _ESCAPED in markdown:
        return None
    shown = unescape(_TAG.sub("\n", _INLINE_TAG.sub("", _CODE.sub("`", html))))
    for mark in _MARK.finditer(shown):
        before, after = shown[max(mark.start() - 1, 0) : mark.start()], shown[mark.end() : mark.end() + 1]
        if not _is_operator(before, after):
            return _locate(markdown, shown, mark.span())
    return None


_QUOTES = ("''", '""', "()", "（）", "“”", "‘’", "「」")


def _is_operator(before: str, after: str) -> bool:
    """Return whether a `**` between two characters is a power, a file pattern, quoted, a value, an argument."""
    if before == after == " " or "/" in (before, after) or before == "=" or before + after in _QUOTES:
        return True
    return not before.isalnum() and after.isascii() and (after.isalnum() or after == "_")


def _locate(markdown: str, shown: str, mark: tuple[int, int]) -> DeadMark:
    """Return the line of a mark by the text around it, as much of it as is written without other marks."""
    lines = markdown.split("\n")
    before, after = shown[: mark[0]].rpartition("\n")[2], shown[mark[1] :].partition("\n")[0]
    for width in _WIDTHS:
        words = f"{before[-width:]}{shown[slice(*mark)]}{after[:width]}"
        for at, line in enumerate(lines):
            if words in line:
                return DeadMark(at, line)
    return DeadMark(0, lines[0])
