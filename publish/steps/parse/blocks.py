"""Split plain Markdown into blocks, and find link definitions and footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

from publish.core.issue import Block, BlockKind, Footnote, InlineSpan, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.container_names import CODE_FENCE, closes_code
from publish.newsletter.grammar import Grammar
from publish.steps.parse.regions import (
    RULE,
    find_closed_end,
    find_container_end,
    find_fence_end,
    find_formula_end,
    find_open_lines,
    find_raw_end,
    leaves_comment_open,
)

LIST_ITEM = lazy_pattern(r"[ \t]*(?:[-*+]|(?P<number>\d{1,9})[.)])(?:[ \t]+(?P<text>\S.*)|[ \t]*$)")
HEADING = lazy_pattern(r" {0,3}#{1,6}(?:[ \t]|$)")

_MAIN_HEADING = lazy_pattern(r" {0,3}#(?:[ \t]+\S|[ \t]*$)")
_MAIN_UNDERLINE = lazy_pattern(r" {0,3}=+[ \t]*$")
_QUOTE = lazy_pattern(r" {0,3}>")
_UNDERLINE = lazy_pattern(r" {0,3}(?:=+|-+)[ \t]*$")
_DELIMITER = lazy_pattern(r"(?:\|[ \t]*)?:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)*(?:[ \t]*\|)?$")
_QUOTE_MARK = lazy_pattern(r"^\s*> ?")
_DEFINITION = lazy_pattern(r" {0,3}\[(?P<label>(?!\^)[^\]]+)\]:[ \t]*<?(?P<url>[^\s>]+)")
_LABEL_ALONE = lazy_pattern(r" {0,3}\[(?P<label>(?!\^)[^\]]+)\]:[ \t]*$")
# A text may follow a label, too: 「[注]：」 with what it says below.
_ADDRESS_ALONE = lazy_pattern(r"[ \t]*<?(?=[!-~]*[/#.])[!-~]+(?:[ \t]+[\"'(].*)?[ \t]*$")
_INNER = lazy_pattern(r"(?=[ \t>])[ \t>]*(?P<definition>\[[^\n]*)")
_TERM = lazy_pattern(r" {0,3}[^\s:>#|`~<]")
_MEANING = lazy_pattern(r" {0,3}:[ \t]+\S")
_FOOTNOTE = lazy_pattern(r" {0,3}\[\^(?P<key>[^\]\s]{1,80})\]:[ \t]*(?P<text>.*)")
_HTML = lazy_pattern(r" {0,3}<[A-Za-z/!?]")
_ELEMENT = lazy_pattern(r"[ \t]*<([A-Za-z][A-Za-z0-9-]*)")
_ANCHOR = lazy_pattern(r"[ \t]*<a(?=[\s>])[^<>]*></a>", re.IGNORECASE)
_TAG_BORDER = lazy_pattern(r"<(?P<closing>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)")
_FONT_NOTE = lazy_pattern(r"<font[^>]*>\s*(?P<text>注\s*[：:].*?)\s*</font>\s*$")
# A line of punctuation alone, or the rest of an address, continues the line above it.
_CONTINUES = lazy_pattern(r"[。；，、！？：…）」』】》〉”)]+")
_OPEN_ADDRESS = lazy_pattern(r"[^)\s]*$")
_BLOCK_INDENT = 4  # of the blocks of a footnote below a blank line
_MAX_ELEMENT_LINES = 200  # the end of an HTML element or comment is looked for in this many lines

_Finder = Callable[[list[str], int, int], int | None]
"""Return the line after the block that begins at a line; None if no block of the kind begins there."""


def parse_blocks(lines: list[str], region: range, grammar: Grammar, *, line_wise: bool = False) -> list[Block]:
    """Return the blocks of a region; in a digest (`line_wise`) each line of text is a paragraph."""
    blocks = []
    at = region.start
    while at < region.stop:
        if not lines[at].strip():
            at += 1
            continue
        kind, end = _find_block(lines, at, region.stop, line_wise=line_wise)
        while at < end:
            stop = find_line_end(lines, at, end) if kind is BlockKind.PARAGRAPH and line_wise else end
            blocks.append(_make_block(lines, range(at, stop), kind, grammar))
            at = stop
    return blocks


def find_main_headings(lines: list[str], region: range, open_lines: Iterable[int]) -> list[range]:
    """Return the lines of the level-1 headings outside lists, quotations and code."""
    found: list[range] = []
    for at in open_lines:
        line = lines[at]
        if "#" in line and _MAIN_HEADING.match(line):
            found.append(range(at, at + 1))
        elif "=" in line and _MAIN_UNDERLINE.match(line):
            above = at - 1
            if above >= (found[-1].stop if found else 0) and _is_underlined(lines, above, region):
                found.append(range(above, at + 1))
    return found


def _is_underlined(lines: list[str], at: int, region: range) -> bool:
    """Return whether a line alone is a paragraph that the next one makes a heading."""
    alone = at == region.start or not lines[at - 1].strip()
    return alone and at in region and _find_block(lines, at, at + 2, line_wise=False) == (BlockKind.HEADING, at + 2)


def parse_definitions(lines: list[str]) -> dict[str, str]:
    """Return the URLs of the link definitions by lower-case label; the first of a label counts."""
    if not any("]:" in line for line in lines):
        return {}
    open_lines = find_open_lines(lines, range(len(lines)))
    matches = [match for at in open_lines if (match := _match_definition(lines, at, len(lines)))]
    return {match["label"].strip().lower(): match["url"] for match in reversed(matches)}


def _match_definition(lines: list[str], at: int, end: int) -> re.Match[str] | None:
    """Return the link definition that begins here; its address may stand on the next line."""
    if "]:" not in lines[at]:
        return None
    if _LABEL_ALONE.match(lines[at]) and at + 1 < end and _ADDRESS_ALONE.match(lines[at + 1]):
        return _DEFINITION.match(f"{lines[at].rstrip()} {lines[at + 1].lstrip()}")
    return _DEFINITION.match(lines[at])


def _find_definition_end(lines: list[str], at: int, end: int) -> int | None:
    if _match_definition(lines, at, end) is None:
        return None
    return at + 2 if _LABEL_ALONE.match(lines[at]) else at + 1


def find_inner_definitions(lines: list[str]) -> tuple[str, ...]:
    """Return the link definitions that stand inside lists and quotations, without their indentation."""
    if not any("]:" in line for line in lines):
        return ()
    inner = (_INNER.match(lines[at]) for at in find_open_lines(lines, range(len(lines))) if "]:" in lines[at])
    return tuple(match["definition"] for match in inner if match and _DEFINITION.match(match["definition"]))


def parse_footnotes(lines: list[str], *, line_wise: bool = False) -> list[Footnote]:
    """Return the footnotes in order; the first of a key counts. A newsletter is `line_wise`."""
    if not any("]:" in line and "[^" in line for line in lines):
        return []
    footnotes: dict[str, Footnote] = {}
    end = 0
    for at in find_open_lines(lines, range(len(lines))):
        match = _FOOTNOTE.match(lines[at].lstrip()) if at >= end else None
        if match:
            end = find_footnote_end(lines, at, len(lines), line_wise=line_wise) or at + 1
            key = match["key"].lower()
            footnotes.setdefault(key, Footnote(key, _join_note([match["text"], *lines[at + 1 : end]]), at + 1))
    return [*footnotes.values()]


def _dedent(lines: list[str]) -> list[str]:
    """Return the lines of a footnote without the indent of its blocks."""
    after_blank = [line for above, line in pairwise(["", *lines]) if line.strip() and not above.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in after_blank), default=0)
    return [line.expandtabs(_BLOCK_INDENT)[indent:] if indent else line.strip() for line in lines]


def _join_note(lines: list[str]) -> str:
    """Return the text of a footnote without the indent of its blocks."""
    return "\n".join([lines[0], *_dedent(lines[1:])]).strip()


def find_footnote_end(lines: list[str], at: int, end: int, *, line_wise: bool = True) -> int | None:
    """Return the line after the footnote that begins here, its indented lines and further paragraphs.

    Outside a newsletter the lines below continue it without an indentation, too.
    """
    if "[^" not in lines[at] or not _FOOTNOTE.match(lines[at].lstrip()):
        return None
    indent = _count_columns(lines[at])
    is_lazy = not line_wise and not indent
    stop = _find_note_text_end(lines, at + 1, end, indent + 2, is_lazy=is_lazy)
    while stop < end and not lines[stop].strip():
        below = next((i for i in range(stop, end) if lines[i].strip()), end)
        if below == end or _count_columns(lines[below]) < indent + 4:
            break
        stop = _find_note_text_end(lines, below + 1, end, indent + 4, is_lazy=is_lazy)
    return stop


def _find_note_text_end(lines: list[str], at: int, end: int, indent: int, *, is_lazy: bool) -> int:
    """Return the first line from here on that does not continue a footnote's paragraph."""
    for i in range(at, end):
        if not lines[i].strip() or ("[^" in lines[i] and _FOOTNOTE.match(lines[i])):
            return i
        if _count_columns(lines[i]) < indent and (not is_lazy or _begins_block(lines, i, end)):
            return i
    return end


def _count_columns(line: str) -> int:
    """Return how far a line is indented."""
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _begins_block(lines: list[str], at: int, end: int) -> bool:
    """Return whether a line does not continue the text of a footnote above it."""
    line = lines[at]
    begins = RULE.match(line) or _HTML.match(line) or LIST_ITEM.match(line) or _match_definition(lines, at, end)
    return bool(begins) or _interrupts(lines, at, end)


def find_terms_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the definition list that begins here: a term, and below it `: ` and its meaning."""
    if not _begins_terms(lines, at, end):
        return None
    i = at + 1
    while i < end and (lines[i].strip() or _continues_terms(lines, i + 1, end)):
        i += 1
    return i


def _continues_terms(lines: list[str], at: int, end: int) -> bool:
    """Return whether the text below a blank line belongs to the definition list above."""
    if at >= end or not lines[at].strip():
        return False
    return bool(_MEANING.match(lines[at]) or lines[at].startswith(("  ", "\t")) or _begins_terms(lines, at, end))


def _begins_terms(lines: list[str], at: int, end: int) -> bool:
    below = at + 1 if at + 1 >= end or lines[at + 1].strip() else at + 2
    return (
        below < end
        and ":" in lines[below][:4]
        and _MEANING.match(lines[below]) is not None
        and _TERM.match(lines[at]) is not None
    )


def strip_quote_mark(line: str) -> str:
    """Return a line without its `> `."""
    return _QUOTE_MARK.sub("", line)


def find_line_end(lines: list[str], at: int, end: int) -> int:
    """Return the line after a line of text, including punctuation and rests of addresses wrapped onto the next."""
    stop = _find_comment_end(lines, at, end) or at + 1
    while stop < end and (_leaves_address_open(lines[stop - 1]) or _CONTINUES.fullmatch(lines[stop].strip())):
        stop += 1
    return stop


def _leaves_address_open(line: str) -> bool:
    _, bracket, address = line.rpartition("](")
    return bool(bracket) and _OPEN_ADDRESS.match(address) is not None


def _find_comment_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the comment that a line of text leaves open."""
    if not leaves_comment_open(lines[at]):
        return None
    stop = _find_blank(lines, at, min(end, at + _MAX_ELEMENT_LINES))
    return next((i + 1 for i in range(at + 1, stop) if "-->" in lines[i]), None)


def _find_block(lines: list[str], at: int, end: int, *, line_wise: bool) -> tuple[BlockKind, int]:
    """Return the kind of the block that begins here and the line after it."""
    for kind, find_end in _FINDERS:
        stop = find_end(lines, at, end)
        if stop is not None:
            is_note = kind is BlockKind.FOOTNOTE
            return kind, (find_footnote_end(lines, at, end, line_wise=line_wise) or stop) if is_note else stop
    return _find_paragraph(lines, at, end, line_wise=line_wise)


def find_lazy_end(lines: list[str], at: int, end: int) -> int:
    """Return the line after a quote: a blank line, code that it leaves open, or the start of another block ends it."""
    quote = _QUOTE.match(lines[at])
    fence = _follow_fence("", strip_quote_mark(lines[at])) if quote else ""
    for i in range(at + 1, end):
        if quote and _QUOTE.match(lines[i]):
            fence = _follow_fence(fence, strip_quote_mark(lines[i]))
        elif fence or not lines[i].strip() or RULE.match(lines[i]) or _interrupts(lines, i, end):
            return i
    return end


def _follow_fence(fence: str, line: str) -> str:
    """Return the mark of the code block that is open below a line."""
    if fence:
        return "" if closes_code(line, fence) else fence
    opened = CODE_FENCE.match(line)
    return opened["mark"] if opened else ""


def _find_table_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the table that begins here; a second row of dashes is a row."""
    if not is_table(lines, at, end):
        return None
    below = range(at + 2, end)
    return next((i for i in below if not lines[i].strip() or RULE.match(lines[i]) or _ends_table(lines, i, end)), end)


def _ends_table(lines: list[str], at: int, end: int) -> bool:
    return _interrupts(lines, at, end) and not is_table(lines, at, end)


def _find_indented_end(lines: list[str], at: int, end: int) -> int | None:
    last = None
    for i in range(at, end):
        if lines[i].startswith(("    ", "\t")):
            last = i + 1
        elif lines[i].strip():
            break
    return last


def is_table(lines: list[str], at: int, end: int) -> bool:
    """Return whether a GFM table begins here."""
    return (
        "|" in lines[at] and at + 1 < end and "-" in lines[at + 1] and "|" in lines[at + 1]
        and _DELIMITER.match(lines[at + 1].strip()) is not None
    )  # fmt: skip


def _find_paragraph(lines: list[str], at: int, end: int, *, line_wise: bool) -> tuple[BlockKind, int]:
    stop = at + 1
    while stop < end and lines[stop].strip() and not _interrupts(lines, stop, end):
        if line_wise and (LIST_ITEM.match(lines[stop]) or _DEFINITION.match(lines[stop]) or _HTML.match(lines[stop])):
            break
        if _UNDERLINE.match(lines[stop]):
            return BlockKind.HEADING, stop + 1
        stop += 1
    return BlockKind.PARAGRAPH, stop


def _interrupts(lines: list[str], at: int, end: int) -> bool:
    """Return whether this line ends the paragraph above it."""
    line = lines[at]
    if _UNDERLINE.match(line):
        return False
    if line.startswith(("    ", "\t")):
        return False
    item = LIST_ITEM.match(line)
    if item:
        return bool(item["text"]) and item["number"] in (None, "1")
    return bool(
        HEADING.match(line)
        or _QUOTE.match(line)
        or find_footnote_end(lines, at, end)
        or _begins_terms(lines, at, end)
        or RULE.match(line)
        or find_closed_end(lines, at, end)
        or find_formula_end(lines, at, end)
        or is_table(lines, at, end)
        or _FONT_NOTE.match(line.strip())
    )


def _find_blank(lines: list[str], at: int, end: int) -> int:
    return next((i for i in range(at, end) if not lines[i].strip()), end)


def _find_list_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the list that begins here, including its blank and lazy lines."""
    if not LIST_ITEM.match(lines[at]):
        return None
    i = last = at
    while i < end:
        closed = find_closed_end(lines, i, end)
        if closed:
            if not lines[i].startswith((" ", "\t")) and not LIST_ITEM.match(lines[i]):
                break
            last = closed - 1
            i = closed
            continue
        line = lines[i]
        if line.strip():
            belongs = line.startswith(("  ", "\t")) or (LIST_ITEM.match(line) and not RULE.match(line))
            if not belongs and (not lines[i - 1].strip() or RULE.match(line) or HEADING.match(line)):
                break
            last = i
        i += 1
    return last + 1


def _find_html_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the blank line after the element or the run of lines that begins here."""
    if not _HTML.match(lines[at]) or _FONT_NOTE.match(lines[at].strip()) or _is_inline_anchor(lines[at]):
        return None
    return _find_blank(lines, find_element_end(lines, at, end) or at, end)


def _is_inline_anchor(line: str) -> bool:
    """Return whether a line is a mere target of links, which is text: `<a id="x"></a>` above a heading or code."""
    return _ANCHOR.match(line) is not None


def find_element_end(lines: list[str], at: int, end: int) -> int | None:
    """Return the line after the HTML element that opens here; None if it is never closed."""
    element = _ELEMENT.match(lines[at]) if "<" in lines[at] else None
    if element is None:
        return None
    tag = element[1].lower()
    depth = 0
    for i in range(at, min(end, at + _MAX_ELEMENT_LINES)):
        depth += _count_opened(lines[i]).get(tag, 0) if "<" in lines[i] else 0
        if depth <= 0:
            return i + 1
    return None


@lru_cache(maxsize=_MAX_ELEMENT_LINES * 4)  # each line that opens an element reads the same lines below it
def _count_opened(line: str) -> dict[str, int]:
    """Return how many more elements of each name a line opens than closes."""
    opened: dict[str, int] = {}
    for mark in _TAG_BORDER.finditer(line):
        tag = mark["tag"].lower()
        opened[tag] = opened.get(tag, 0) + (-1 if mark["closing"] else 1)
    return opened


def _find_line(pattern: re.Pattern[str]) -> _Finder:
    return lambda lines, at, _: at + 1 if pattern.match(lines[at]) else None


_FINDERS: tuple[tuple[BlockKind, _Finder], ...] = (
    (
        BlockKind.CODE,
        lambda lines, at, end: None if LIST_ITEM.match(lines[at]) else find_fence_end(lines, at, end),
    ),
    (BlockKind.HTML, find_raw_end),
    (BlockKind.CONTAINER, find_container_end),
    (BlockKind.FORMULA, find_formula_end),
    (BlockKind.FOOTNOTE, find_footnote_end),
    (BlockKind.TERMS, find_terms_end),
    (BlockKind.HEADING, _find_line(HEADING)),
    (BlockKind.RULE, _find_line(RULE)),
    (BlockKind.QUOTE, lambda lines, at, end: find_lazy_end(lines, at, end) if _QUOTE.match(lines[at]) else None),
    (BlockKind.CODE, _find_indented_end),
    (BlockKind.LIST, _find_list_end),
    (BlockKind.TABLE, _find_table_end),
    (BlockKind.DEFINITION, _find_definition_end),
    (BlockKind.HTML, _find_html_end),
)


def _make_block(lines: list[str], region: range, kind: BlockKind, grammar: Grammar) -> Block:
    text = "\n".join(lines[region.start : region.stop])
    span = Span(region.start + 1, region.stop)
    if kind is BlockKind.QUOTE:
        quoted = "\n".join(map(strip_quote_mark, text.split("\n")))
        if grammar.note_label.match(quoted):
            return _make_note(quoted.strip(), len(text) - len(quoted), span)
    elif kind is BlockKind.PARAGRAPH:
        note = _FONT_NOTE.match(text.strip())
        if note:
            return _make_note(note["text"], len(text) - len(text.lstrip()) + note.start("text"), span)
        text = text.strip()
    return Block(kind, text, span)


def _make_note(text: str, start: int, span: Span) -> Block:
    text_span = InlineSpan(span.line, start, start + len(text)) if span.line == span.end_line else None
    return Block(BlockKind.NOTE, text, span, text_span=text_span)
