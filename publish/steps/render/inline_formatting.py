"""Parse highlights, superscripts, subscripts, readings of words (ruby) and emoji short codes."""

from __future__ import annotations

import re

import mistune
from mistune.core import InlineState
from mistune.inline_parser import InlineParser
from mistune.plugins.formatting import parse_superscript

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import lower_text
from publish.core.theme import MarkdownOptions
from publish.steps.render.emoji_codes import load_emoji_codes

# `a == b`, `a==b` and `f(x)==g(x)` are comparisons; a highlight stands beside Chinese text or a space.
_MARK = r"(?<![=A-Za-z0-9_!<>)\]}\"'])==(?=[^\s=])"
_MARK_BORDER = "=="
_AFTER_MARK = lazy_pattern(r"[=A-Za-z0-9_(\[{\"']")
# Chinese text writes 5~10 and ^_^: a superscript or subscript is Latin, behind a Latin letter or a bracket. That of
# x^2+y^2=1 has no end.
_SUPERSCRIPT = r"(?<=[\w)\]])\^[A-Za-z0-9+\-−(][A-Za-z0-9+\-−=(),.*]{0,19}\^(?![A-Za-z0-9({\\])"
_SUBSCRIPT = r"(?<=[A-Za-zα-ωΑ-Ω)\]])~(?P<subscript_text>[A-Za-z0-9+\-−=(),]{1,20})~(?!~)"
# A reading is of Han or kana, in letters or kana: neither `[0-9]{6}` nor `[重点]{.mark}` is one.
_RUBY = (
    r"\[(?P<base>[\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff|｜]{1,80})\]"
    r"\{(?P<reading>[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u3041-\u30ff\u3105-\u312f]"
    r"[A-Za-z0-9\u00c0-\u024f\u02c7-\u02d9\u0300-\u036f\u1e00-\u1eff\u3041-\u30ff\u3105-\u312f'’·\- |｜]{0,159})\}"
)
_PARTS = lazy_pattern(r"[|｜]")
# Neither 12:30:45 nor 1:100:2 is a short code.
_EMOJI = r"(?<![A-Za-z0-9_:]):[a-z0-9_+-]{1,40}:(?![A-Za-z0-9_:])"


def register_inline_formatting(md: mistune.Markdown, options: MarkdownOptions) -> None:
    """Register `==marks==`, `x^2^` and `H~2~O`, where the options have them, `[文字]{wénzì}` and `:tada:`."""
    if options.highlight:
        md.inline.register("mark", _MARK, _parse_mark, before="link")
    if options.sup_sub:
        md.inline.register("superscript", _SUPERSCRIPT, parse_superscript, before="linebreak")
        md.inline.register("subscript", _SUBSCRIPT, _parse_subscript, before="strikethrough")
    md.inline.register("ruby", _RUBY, _parse_ruby, before="link")
    md.inline.register("emoji", _EMOJI, _parse_emoji, before="linebreak", start_chars=":")


def _parse_mark(inline: InlineParser, match: re.Match[str], state: InlineState) -> int | None:
    """Parse a highlight, whose end hugs its last word and has no operand behind it."""
    close = state.delimiters.find(_MARK_BORDER, match.end(), formatting=True)
    if close is None or state.depth >= inline.max_nested_level:
        return None
    end = close + len(_MARK_BORDER)
    if state.src[close - 1].isspace() or _AFTER_MARK.match(state.src, end):
        return None
    child = state.copy()
    child.src = state.src[match.end() : close]
    state.append_token({"type": "mark", "children": inline.render(child)})
    return end


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
    emoji = load_emoji_codes().get(match[0])
    if emoji is None:
        return None
    inline.process_text(emoji, state, parse_emphasis=False)
    return match.end()
