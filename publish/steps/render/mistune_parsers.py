"""Inline Markdown beside Chinese text: where addresses end, and where `**` is bold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from publish.core.text import is_wide
from publish.core.urls import is_web_address, shorten_address
from publish.steps.render.container_blocks import turn_into_alert

# Chinese text has no space after an address: it ends where ASCII ends.
_BARE_ADDRESS = re.compile(r"https?://[!#-;=?-_a-~]+", re.IGNORECASE)
_ADDRESS_TAIL = ".,;:!?'*_~"

_FOOTNOTE = r"\[\^(?P<footnote_key>[^\]\s]{1,80})\]"

# Stands beside `**` for "punctuation"; Unicode keeps it for such private use.
_SENTINEL = "\ufdd0"
_STARS = re.compile(r"\*+")


MAX_EMPHASIS_MARKS = 300
"""In a paragraph with more runs of `*` and `_` they are text: mistune takes quadratic time over them."""
_EMPHASIS_MARKS = re.compile(r"\*+|_+")


class ChineseInlineParser(InlineParser):
    """mistune's inline rules, with bare addresses and `**` beside Chinese punctuation."""

    overflows = False
    """Whether some paragraph had too many marks of emphasis."""

    def __init__(self) -> None:
        super().__init__()
        self.footnotes: Mapping[str, int] = {}
        """The place of each footnote in the issue's list, by its key."""
        self.lost_footnotes: list[str] = []
        """Keys to which nothing is said at the foot."""
        self.register("footnote", _FOOTNOTE, parse_footnote, before="link", start_chars="[")

    def finalize_tokens(self, tokens: list[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
        """Link bare addresses and mark stars before mistune resolves emphasis."""
        texts = [token["raw"] for token in tokens if token["type"] == "text"]
        if ":" in texts:  # where a short code might have begun
            tokens = _join_texts(tokens)
            texts = [token["raw"] for token in tokens if token["type"] == "text"]
        if any("://" in text for text in texts):
            tokens = list(_link_addresses(_join_texts(tokens)))
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


def parse_footnote(inline: ChineseInlineParser, match: re.Match[str], state: InlineState) -> int | None:
    """Parse a mark that leads to the foot; a key that nothing is said to stays text."""
    key = match["footnote_key"]
    place = inline.footnotes.get(key.lower())
    if place is None:
        # `[^abc]` may stand in a text about patterns; where there are footnotes, it is more likely a slip.
        if key.isdigit() or inline.footnotes:
            inline.lost_footnotes.append(key)
        return None
    state.append_token({"type": "footnote", "raw": str(place)})
    return match.end()


def _is_open_text(token: dict[str, Any]) -> bool:
    return token["type"] == "text" and bool(token.get("_emphasis", True))


def _join_texts(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbouring text tokens that emphasis may stand in."""
    joined: list[dict[str, Any]] = []
    for token in tokens:
        if joined and _is_open_text(token) and _is_open_text(joined[-1]):
            joined[-1] = joined[-1] | {"raw": joined[-1]["raw"] + token["raw"]}
        else:
            joined.append(token)
    return joined


def _link_addresses(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Turn the bare addresses in text into links."""
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
        yield {"type": "text", "raw": text[at:]}


def _trim_address(address: str) -> str:
    """Take the sentence's own punctuation off the end of an address."""
    unopened = {closing: address.count(closing) - address.count(opening) for opening, closing in ("()", "[]")}
    end = len(address)
    while end and (address[end - 1] in _ADDRESS_TAIL or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]


def _edge(tokens: list[dict[str, Any]], at: int) -> str:
    """Return what emphasis sees beyond a text: a space at the borders, punctuation before a link or code."""
    if not 0 <= at < len(tokens) or tokens[at]["type"] in ("softbreak", "linebreak"):
        return " "
    return "`"


def _mark_stars(text: str, before: str, after: str) -> str:
    """Put a sentinel where CommonMark's flanking rule would miss `**` beside Chinese text.

    The rule asks for a space or punctuation on the outer side, which Chinese does not write: `**文本。**后文`.
    """
    marked, at = [], 0
    for match in _STARS.finditer(text):
        start, end = match.span()
        previous = text[start - 1] if start else before
        following = text[end] if end < len(text) else after
        marked.append(text[at:start])
        at = end
        wide = _is_wide_or_emoji(previous) or _is_wide_or_emoji(following)
        if wide and previous.isalnum() and _is_punctuation(following):
            marked.append(_SENTINEL + match[0])
        elif wide and _is_punctuation(previous) and following.isalnum():
            marked.append(match[0] + _SENTINEL)
        else:
            marked.append(match[0])
    return "".join([*marked, text[at:]])


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


class LinearBlockParser(BlockParser):
    """mistune's block rules in linear time."""

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a `#` heading; mistune looks for the closing `#` with a pattern that is quadratic in blanks."""
        text = m["atx_2"].strip()
        bare = text.rstrip("#")
        if not bare or bare != bare.rstrip():
            text = bare.rstrip()
        state.append_token({"type": "heading", "text": text, "attrs": {"level": len(m["atx_1"])}, "style": "atx"})
        return m.end() + 1

    def parse_block_quote(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a quotation, or an alert where it begins with one's mark."""
        end = super().parse_block_quote(m, state)
        # What ended the quotation may stand behind it already.
        turn_into_alert(next(token for token in reversed(state.tokens[-2:]) if token["type"] == "block_quote"))
        return end


MAX_QUOTED_CHARS = 60

_CODE = re.compile(r"<code\b[^<>]*>[^<]*</code>")
_TAG = re.compile(r"<[^<>]*>")
_NOT_MARKS = re.compile(r"`[^`]*`|(?<=\]\()[^()]*|https?://\S+")
_ESCAPED = r"\*"
_MARK = re.compile(r"\*\*+")


def has_unparsed_emphasis(markdown: str, html: str) -> bool:
    """Say whether a pair of `**` that was meant to make text bold is shown as it is.

    Args:
        markdown: What an author wrote; stars in code and addresses mean nothing, and who escapes one knows how.
        html: What became of it.
    """
    marks = _MARK.findall(_NOT_MARKS.sub("", _CODE.sub("", markdown)))
    if len(marks) < len(("opening", "closing")) or _ESCAPED in markdown:
        return False
    return _MARK.search(_TAG.sub("", _CODE.sub("", html))) is not None
