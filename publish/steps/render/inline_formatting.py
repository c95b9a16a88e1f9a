"""Parse highlights, superscripts, subscripts, readings of words (ruby) and emoji short codes."""

from __future__ import annotations

import re
from functools import cache

import mistune
from mistune.core import InlineState
from mistune.inline_parser import InlineParser
from mistune.plugins.formatting import parse_mark, parse_superscript

from publish.core.text import lower_text

# `a == b` and `a==b` are comparisons; a highlight stands beside Chinese text or a space.
_MARK = r"(?<![=A-Za-z0-9_!<>])==(?=[^\s=])"
# Chinese text writes 5~10 and ^_^: a superscript or subscript is Latin, behind a Latin letter or a bracket.
_SUPERSCRIPT = r"(?<=[\w)\]])\^[A-Za-z0-9+\-−(][A-Za-z0-9+\-−=(),.*]{0,19}\^"
_SUBSCRIPT = r"(?<=[A-Za-zα-ωΑ-Ω)\]])~(?P<subscript_text>[A-Za-z0-9+\-−=(),]{1,20})~(?!~)"
_RUBY = r"\[(?P<base>[^\[\]{}\n^][^\[\]{}\n]{0,79})\]\{(?P<reading>[^\[\]{}\n]{1,160})\}"
_PARTS = re.compile(r"[|｜]")
# Neither 12:30:45 nor 1:100:2 is a short code.
_EMOJI = r"(?<![A-Za-z0-9_:]):[a-z0-9_+-]{1,40}:(?![A-Za-z0-9_:])"


def register_inline_formatting(md: mistune.Markdown) -> None:
    """Register `==marks==`, `x^2^`, `H~2~O`, `[文字]{wénzì}` and `:tada:`."""
    md.inline.register("mark", _MARK, parse_mark, before="link")
    md.inline.register("superscript", _SUPERSCRIPT, parse_superscript, before="linebreak")
    md.inline.register("subscript", _SUBSCRIPT, _parse_subscript, before="strikethrough")
    md.inline.register("ruby", _RUBY, _parse_ruby, before="link")
    md.inline.register("emoji", _EMOJI, _parse_emoji, before="linebreak", start_chars=":")


def _parse_subscript(inline: InlineParser, match: re.Match[str], state: InlineState) -> int:
    lowered = lower_text(match["subscript_text"])
    if lowered:
        inline.process_text(lowered, state)
    else:
        state.append_token({"type": "subscript", "raw": match["subscript_text"]})
    return match.end()


def _parse_ruby(_: InlineParser, match: re.Match[str], state: InlineState) -> int:
    bases, readings = _PARTS.split(match["base"]), _PARTS.split(match["reading"])
    if len(bases) != len(readings):
        bases, readings = [match["base"]], [match["reading"]]
    for base, reading in zip(bases, readings, strict=True):
        state.append_token({"type": "ruby", "raw": base.strip(), "attrs": {"reading": reading.strip()}})
    return match.end()


def _parse_emoji(inline: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    emoji = _load_emoji().get(match[0])
    if emoji is None:
        return None
    inline.process_text(emoji, state, parse_emphasis=False)
    return match.end()


@cache
def _load_emoji() -> dict[str, str]:
    """Return the emoji by their short codes, as on GitHub."""
    from emoji import EMOJI_DATA, STATUS  # a large table, and rarely needed

    return {
        code: emoji
        for emoji, data in EMOJI_DATA.items()
        if data["status"] <= STATUS["fully_qualified"]
        for code in (data["en"].lower(), *data.get("alias", ()))
    }
