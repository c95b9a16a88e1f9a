"""What stands before the first section: tagline, notes, 导读, hot news."""

from __future__ import annotations

import re

from publish.core.issue import Block, BlockKind, Brief, Intro, Span
from publish.newsletter.labels import BRIEF_SUBJECT, INTRO_LABEL, INTRO_START
from publish.steps.parse.blocks import find_lazy_end, find_line_end, parse_blocks
from publish.steps.parse.regions import RULE, Region, find_closed_end

_BRIEF = re.compile(r"[-*+–—•·][ \t]+(?P<text>\S.*)$")
_TAGLINE = re.compile(r"\*\*[^*]+\*\*$")


def parse_preamble(lines: list[str], region: Region) -> list[Block | Brief | Intro]:
    """Read everything between the title and the first section, in order."""
    parts: list[Block | Brief | Intro] = []
    at = plain = region.start
    while at < region.end:
        closed = find_closed_end(lines, at, region.end)
        brief = _BRIEF.match(lines[at]) if not RULE.match(lines[at]) else None
        if closed or not (brief or INTRO_START.match(lines[at])):
            at = closed or at + 1
            continue
        parts += parse_blocks(lines, Region(plain, at), line_wise=True)
        if brief:
            plain = find_line_end(lines, at, region.end)
            text = "".join([brief["text"].strip(), *(line.strip() for line in lines[at + 1 : plain])])
            parts.append(_read_brief(text, Span(at + 1, plain)))
        else:
            plain = find_lazy_end(lines, at, region.end)
            parts.append(_read_intro(lines, Region(at, plain)))
        at = plain
    parts += parse_blocks(lines, Region(plain, region.end), line_wise=True)
    return [_name_role(part, parts, i) for i, part in enumerate(parts)]


def _read_brief(text: str, span: Span) -> Brief:
    subject = BRIEF_SUBJECT.match(text)
    if subject is None:
        return Brief(None, text, span)
    return Brief(subject[1], text[subject.end() :], span)


def _read_intro(lines: list[str], region: Region) -> Intro:
    paragraphs = []
    at = region.start
    while at < region.end:
        end = find_line_end(lines, at, region.end)
        text = "".join(re.sub(r"^\s*> ?", "", lines[i]).strip() for i in range(at, end))
        if at == region.start:
            text = text[INTRO_LABEL.match(text).end() :]  # type: ignore[union-attr]  # _INTRO matched
        if text:
            paragraphs.append(text)
        at = end
    return Intro(tuple(paragraphs), Span(region.start + 1, region.end))


def _name_role(part: Block | Brief | Intro, parts: list[Block | Brief | Intro], at: int) -> Block | Brief | Intro:
    """Tell the tagline and the hot news' lead-in from other paragraphs."""
    if not isinstance(part, Block) or part.kind is not BlockKind.PARAGRAPH:
        return part
    if at == 0 and _TAGLINE.match(part.text):
        return Block(BlockKind.TAGLINE, part.text, part.span)
    if part.text.endswith(("：", ":")) and at + 1 < len(parts) and isinstance(parts[at + 1], Brief):
        return Block(BlockKind.LEAD_IN, part.text, part.span)
    return part
