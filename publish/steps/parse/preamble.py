"""Parse the preamble, which stands before the first section: tagline, notes, 导读 and hot news."""

from __future__ import annotations

from publish.core.issue import Block, BlockKind, Brief, Intro, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.grammar import Grammar
from publish.newsletter.labels import BRIEF_SUBJECT
from publish.steps.parse.blocks import find_lazy_end, find_line_end, parse_blocks, strip_quote_mark
from publish.steps.parse.regions import RULE, find_closed_end

_BRIEF = lazy_pattern(r"[-*+–—•·][ \t]+(?P<text>\S.*)$")
_TAGLINE = lazy_pattern(r"\*\*[^*]+\*\*$")


def parse_preamble(lines: list[str], region: range, grammar: Grammar) -> list[Block | Brief | Intro]:
    """Return everything between the title and the first section, in order."""
    parts: list[Block | Brief | Intro] = []
    at = block_start = region.start
    while at < region.stop:
        closed = find_closed_end(lines, at, region.stop)
        brief = _BRIEF.match(lines[at]) if not RULE.match(lines[at]) else None
        if closed or not (brief or grammar.intro_start.match(lines[at])):
            at = closed or at + 1
            continue
        parts += parse_blocks(lines, range(block_start, at), grammar, line_wise=True)
        if brief:
            block_start = find_line_end(lines, at, region.stop)
            text = "".join([brief["text"].strip(), *(line.strip() for line in lines[at + 1 : block_start])])
            subject = BRIEF_SUBJECT.match(text)
            name, text = (subject[1], text[subject.end() :]) if subject else (None, text)
            parts.append(Brief(name, text, Span(at + 1, block_start)))
        else:
            block_start = find_lazy_end(lines, at, region.stop)
            parts.append(_parse_intro(lines, range(at, block_start), grammar))
        at = block_start
    parts += parse_blocks(lines, range(block_start, region.stop), grammar, line_wise=True)
    return [_set_kind(part, parts, i) for i, part in enumerate(parts)]


def _parse_intro(lines: list[str], region: range, grammar: Grammar) -> Intro:
    paragraphs = []
    at = region.start
    while at < region.stop:
        end = find_line_end(lines, at, region.stop)
        text = "".join(strip_quote_mark(lines[i]).strip() for i in range(at, end))
        if at == region.start:
            text = text[grammar.intro_label.match(text).end() :]  # type: ignore[union-attr]  # the start of the intro matched
        if text:
            paragraphs.append(text)
        at = end
    return Intro(tuple(paragraphs), Span(region.start + 1, region.stop))


def _set_kind(part: Block | Brief | Intro, parts: list[Block | Brief | Intro], at: int) -> Block | Brief | Intro:
    """Return a paragraph as a tagline or lead-in where it is one."""
    if not isinstance(part, Block) or part.kind is not BlockKind.PARAGRAPH:
        return part
    if at == 0 and _TAGLINE.match(part.text):
        return part._replace(kind=BlockKind.TAGLINE)
    if part.text.endswith(("：", ":")) and at + 1 < len(parts) and isinstance(parts[at + 1], Brief):
        return part._replace(kind=BlockKind.LEAD_IN)
    return part
