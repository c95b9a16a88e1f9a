"""Layout of a cover's text: positions and sizes of its lines."""

from __future__ import annotations

from typing import NamedTuple

from PIL.ImageDraw import ImageDraw

from publish.core.picture import FontFamily
from publish.core.text import is_wide
from publish.steps.cover import CoverText
from publish.steps.cover.glyphs import BOLD, REGULAR, WHITE, GlyphSet, TextLine
from publish.steps.cover.line_breaking import WrappedText, break_lines
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH

# All lengths are pixels. The text stays in the middle square: of a shared article, a chat shows no more.
_COLUMN = COVER_HEIGHT - 2 * 26
_MIDDLE = COVER_WIDTH / 2

_LARGEST, _SMALLEST = 76, 28
_ONE_LINE_FROM = 48  # a name that would be smaller on one line is broken into several, if possible
_SEVERAL_LINES = range(60, 36, -4)
_NAME_LINES, _LONE_NAME_LINES, _NAME_LEADING = 2, 3, 1.18
_DAY_SIZE, _DAY_SPACING, _DAY_TONE = 25, 3.0, 228
_LINE_SIZES = (27, 26, 25, 24)
_LINE_LEADING, _LINES, _LINE_TONE = 1.42, 2, 242
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
    """Draw the text of a cover into its middle: the date, the name, a rule, the subject."""
    bold = GlyphSet(family.bold if family else None, BOLD)
    regular = GlyphSet(family.regular if family else None, REGULAR)
    lines = _set_lines(text.lines, regular)
    name = _set_name(text.names, bold, _NAME_LINES if lines else _LONE_NAME_LINES)
    day = [_CoverRow(_DAY_SIZE, regular, TextLine(text.day, _DAY_SIZE, _DAY_TONE, _DAY_SPACING))] if text.day else []
    day = day if name else _set_name((text.day,), bold, 1)
    rule = [_CoverRow(_RULE_HEIGHT)] if lines and (day or name) else []
    groups = [rows for rows in (day, name, rule, lines) if rows]
    top = (COVER_HEIGHT - sum(row.height for rows in groups for row in rows) - _GAP * (len(groups) - 1)) / 2
    for rows in groups:
        for row in rows:
            row.draw(pen, top + row.height / 2)
            top += row.height
        top += _GAP


def _set_name(names: tuple[str, ...], glyphs: GlyphSet, max_lines: int) -> list[_CoverRow]:
    """Return the rows of the first name that the font can write, as large as fits."""
    name = next(filter(None, map(glyphs.keep_writable, names)), "")
    if not name:
        return []
    size, lines = _fit_name(name, glyphs, max_lines)
    return [_CoverRow(size * _NAME_LEADING, glyphs, TextLine(line, size, WHITE)) for line in lines]


def _fit_name(name: str, glyphs: GlyphSet, max_lines: int) -> tuple[int, list[str]]:
    """Return the size of a name, and its lines."""
    size = min(_LARGEST, int(_COLUMN / glyphs.measure(name, 1)))
    breakable = any(char.isspace() or is_wide(char) for char in name)
    if size >= (_ONE_LINE_FROM if breakable else _SMALLEST):
        return size, [name]
    for size in _SEVERAL_LINES:
        broken = _break(name, glyphs, size, max_lines)
        if broken.whole:
            break
    return size, broken.lines


def _set_lines(texts: tuple[str, ...], glyphs: GlyphSet) -> list[_CoverRow]:
    """Return the rows of the subject, as large as fits; the smallest size is cut where it does not fit."""
    writable = [text for text in map(glyphs.keep_writable, texts) if text]
    for size in _LINE_SIZES:
        max_lines = _LINES - len(writable) + 1  # each text begins a line
        broken = [_break(text, glyphs, size, max_lines) for text in writable]
        if all(each.whole for each in broken):
            break
    lines = [line for each in broken for line in each.lines]
    return [_CoverRow(size * _LINE_LEADING, glyphs, TextLine(line, size, _LINE_TONE)) for line in lines]


def _break(text: str, glyphs: GlyphSet, size: int, max_lines: int) -> WrappedText:
    ellipsis = glyphs.keep_writable("…")
    return break_lines(text, _COLUMN / size, max_lines, lambda part: glyphs.measure(part, 1), ellipsis)
