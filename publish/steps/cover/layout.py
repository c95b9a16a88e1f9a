"""Layout of a cover's text: positions and sizes of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PIL.ImageDraw import ImageDraw

from publish.core.picture import FontFamily
from publish.core.text import is_wide
from publish.steps.cover import CoverText
from publish.steps.cover.glyphs import BOLD, REGULAR, WHITE, GlyphSet, TextLine, load_glyphs
from publish.steps.cover.line_breaking import WrappedText, break_lines
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH

# All lengths are pixels. The text stays in the middle square: of a shared article, a chat shows no more.
_COLUMN = COVER_HEIGHT - 2 * 26
_MIDDLE = COVER_WIDTH / 2

_LARGEST, _SMALLEST = 76, 28
_ONE_LINE_FROM = 48  # a name that would be smaller on one line is broken into several, if possible
_SEVERAL_LINES = range(60, 36, -4)
_NAME_LINES, _LONE_NAME_LINES, _NAME_LEADING = 2, 3, 1.18
_THREE_LINES = range(44, 36, -4)  # a long name above other lines
_MARK_SIZE, _MARK_SPACING, _MARK_TONE = 25, 3.0, 228
_SUBJECT_SIZES, _SUBJECT_LINES, _SUBJECT_LEADING, _SUBJECT_TONE = (27, 26, 25, 24), 2, 1.42, 242
_HIGHLIGHT_SIZES, _HIGHLIGHT_LEADING, _HIGHLIGHT_TONE = (26, 25, 24), 1.5, 242
_SMALL_HIGHLIGHT_SIZES, _SMALL_HIGHLIGHT_TONE = (22,), 238  # below a subject
_HIGHLIGHT_GAP = 8  # below a subject
_MARGIN = 22  # least space above and below the text
_RULE_WIDTH, _RULE_HEIGHT, _RULE_TONE = 56, 3, 165
_GAP = 22


class _CoverRow(NamedTuple):
    """A row of the cover: a line of text, or without one, a rule."""

    height: float
    glyphs: GlyphSet | None = None
    line: TextLine | None = None

    def draw(self, pen: ImageDraw, middle: float) -> None:
        """Draw the row in the horizontal middle of the cover."""
        if self.glyphs and self.line:
            self.glyphs.write(pen, (_MIDDLE, middle), self.line)
        else:
            top, left = round(middle - self.height / 2), round(_MIDDLE - _RULE_WIDTH / 2)
            pen.rectangle((left, top, left + _RULE_WIDTH - 1, top + _RULE_HEIGHT - 1), fill=_RULE_TONE)


def write_text(pen: ImageDraw, text: CoverText, family: FontFamily | None) -> None:
    """Draw the text of a cover into its middle: date and number, name, a rule, subject, what is in the issue."""
    bold = load_glyphs(family, BOLD)
    regular = load_glyphs(family, REGULAR)
    subject = _set_subject(text.subject, regular)
    highlights = [each for each in map(regular.keep_writable, text.highlights) if each]
    name = _set_name(text.names, bold, is_alone=not (subject or highlights))
    mark = _choose_writable(text.marks, regular)
    line = TextLine(mark, _MARK_SIZE, _MARK_TONE, _MARK_SPACING)
    marks = (
        ([_CoverRow(_MARK_SIZE, regular, line)] if mark else []) if name else _set_name((mark,), bold, is_alone=True)
    )
    rule = [_CoverRow(_RULE_HEIGHT)] if (subject or highlights) and (marks or name) else []
    above = [(rows, _GAP) for rows in (marks, name, rule) if rows] + ([(subject, _HIGHLIGHT_GAP)] if subject else [])
    room = COVER_HEIGHT - 2 * _MARGIN - sum(_measure(rows) + gap for rows, gap in above)
    groups = [*above, (_set_highlights(highlights, regular, room, small=bool(subject)), 0)]
    groups = [(rows, gap) for rows, gap in groups if rows]
    last_gap = groups[-1][1] if groups else 0
    top = (COVER_HEIGHT + last_gap - sum(_measure(rows) + gap for rows, gap in groups)) / 2
    for rows, gap in groups:
        for row in rows:
            row.draw(pen, top + row.height / 2)
            top += row.height
        top += gap


def _measure(rows: Sequence[_CoverRow]) -> float:
    return sum(row.height for row in rows)


def _choose_writable(texts: tuple[str, ...], glyphs: GlyphSet) -> str:
    """Return the first text that the font can write whole, else what it can write of one."""
    whole = (text for text in texts if glyphs.keep_writable(text) == text)
    return next(whole, "") or next(filter(None, map(glyphs.keep_writable, texts)), "")


def _set_name(names: tuple[str, ...], glyphs: GlyphSet, *, is_alone: bool) -> list[_CoverRow]:
    """Return the rows of the first name that the font can write, as large as fits."""
    name = next(filter(None, map(glyphs.keep_writable, names)), "")
    if not name:
        return []
    size, lines = _fit_name(name, glyphs, is_alone=is_alone)
    return [_CoverRow(size * _NAME_LEADING, glyphs, TextLine(line, size, WHITE)) for line in lines]


def _fit_name(name: str, glyphs: GlyphSet, *, is_alone: bool) -> tuple[int, list[str]]:
    """Return the size of a name, and its lines."""
    size = min(_LARGEST, int(_COLUMN / glyphs.measure(name, 1)))
    breakable = any(char.isspace() or is_wide(char) for char in name)
    if size >= (_ONE_LINE_FROM if breakable else _SMALLEST):
        return size, [name]
    two = [(size, _NAME_LINES) for size in _SEVERAL_LINES]
    three = [(size, _LONE_NAME_LINES) for size in (_SEVERAL_LINES if is_alone else _THREE_LINES)]
    for size, max_lines in three if is_alone else [*two, *three]:
        broken = _break(name, glyphs, size, max_lines)
        if broken.whole:
            break
    return size, broken.lines


def _set_subject(subject: str, glyphs: GlyphSet) -> list[_CoverRow]:
    """Return the rows of the subject, as large as fits; at the smallest size it is cut where it does not fit."""
    text = glyphs.keep_writable(subject)
    if not text:
        return []
    for size in _SUBJECT_SIZES:
        broken = _break(text, glyphs, size, _SUBJECT_LINES)
        if broken.whole:
            break
    return _make_rows(broken.lines, glyphs, size, _SUBJECT_LEADING, _SUBJECT_TONE)


def _set_highlights(texts: Sequence[str], glyphs: GlyphSet, room: float, *, small: bool) -> list[_CoverRow]:
    """Return the rows of as many texts as there is room for, each cut to its line; a single one may have two."""
    sizes = _SMALL_HIGHLIGHT_SIZES if small else _HIGHLIGHT_SIZES
    texts = texts[: int(room / (sizes[0] * _HIGHLIGHT_LEADING))]
    if not texts:
        return []
    max_lines = 1 if small or len(texts) > 1 else 2
    for size in sizes:
        broken = [_break(text, glyphs, size, max_lines) for text in texts]
        if all(each.whole for each in broken):
            break
    tone = _SMALL_HIGHLIGHT_TONE if small else _HIGHLIGHT_TONE
    return _make_rows([line for each in broken for line in each.lines], glyphs, size, _HIGHLIGHT_LEADING, tone)


def _make_rows(lines: list[str], glyphs: GlyphSet, size: int, leading: float, tone: int) -> list[_CoverRow]:
    return [_CoverRow(size * leading, glyphs, TextLine(line, size, tone)) for line in lines]


def _break(text: str, glyphs: GlyphSet, size: int, max_lines: int) -> WrappedText:
    ellipsis = glyphs.keep_writable("…")
    return break_lines(text, _COLUMN / size, max_lines, lambda part: glyphs.measure(part, 1), ellipsis)
