"""Draw the cards of a picture post, 1080 by 1440 pixels: title, 导读, entries, and the account's QR code last."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from publish.core.picture import Focus, FontFamily, Picture
from publish.steps.cover.card_layout import (
    BOTTOM,
    LABEL_GAP,
    LABEL_HEIGHT,
    TOP,
    UNIT_GAP,
    Card,
    CardPiece,
    find_labels,
    lay_cards,
    lay_intro,
)
from publish.steps.cover.card_rows import (
    CARD_HEIGHT,
    CARD_WIDTH,
    COLUMN,
    MARGIN,
    CardFonts,
    RowStyle,
    fit_line,
    open_fonts,
)
from publish.steps.cover.card_texts import CardTexts
from publish.steps.cover.draw import make_palette
from publish.steps.cover.glyphs import WHITE, GlyphSet
from publish.steps.cover.line_breaking import break_lines
from publish.steps.cover.pattern import draw_pattern
from publish.wechat.dark_mode import Colour
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH, MAX_POST_PICTURES

_INTRO_NAME = "导读"
_FOLLOW, _PRESS = "关注「{}」", "长按识别二维码，阅读全文"
_FOLLOW_NAMELESS = "关注我们"

_SIZE = (CARD_WIDTH, CARD_HEIGHT)
_PATTERN_TONE, _QUIET_TONE = 104, 26
_INK, _SOFT, _PAPER = (31, 36, 43), (112, 119, 128), 0.045
_RULE = (226, 229, 233)
_LETTERS, _BRIGHT = (WHITE, WHITE, WHITE), (233, 236, 240)
_SUBJECT_SIZES, _SUBJECT_LINES, _SUBJECT_LEADING = range(116, 60, -6), 5, 1.28
_SMALL = 42
_CONTENT_SIZE, _CONTENT_HEIGHT, _INDENT = 40, 74, 40
_FOOT, _BLOCK_GAP, _FILLED = 130, 64, 0.62
_LABEL_SIZE, _FOOT_SIZE = 36, 32
_PLATE, _PLATE_TOP, _PLATE_EDGE, _NEARLY = 640, 262, 24, 0.8


class CardColours(NamedTuple):
    """The colours of cards with a bright background."""

    paper: tuple[int, int, int]
    accent: tuple[int, int, int]  # dark enough for white letters on it, and for letters on the paper


class CardPlan(NamedTuple):
    """What stands on the cards of an issue, before they are drawn."""

    texts: CardTexts
    bright: tuple[Card, ...]  # the 导读, and entries or sections
    left_out: int  # how many of these have no room on the cards
    has_code: bool  # whether the last card is the account's QR code

    @property
    def total(self) -> int:
        """Return the number of cards."""
        return 1 + len(self.bright) + self.has_code


def plan_cards(texts: CardTexts, family: FontFamily | None, *, has_code: bool) -> CardPlan:
    """Return what stands on each card of an issue.

    Args:
        texts: The texts; letters that the font lacks are left out.
        family: The font; Pillow's own, which has no Chinese, for None.
        has_code: Whether there is a QR code for the last card.

    Raises:
        OSError: The font cannot be read.
    """
    fonts = open_fonts(family)
    intro = lay_intro(texts, fonts, _INTRO_NAME)
    laid = lay_cards(texts, fonts, MAX_POST_PICTURES - 1 - has_code - len(intro))
    return CardPlan(texts, (*intro, *laid.cards), laid.left_out, has_code)


class CardLook(NamedTuple):
    """How the cards of an issue look."""

    day: date | None  # the seed of the pattern; the names for None
    accent: Colour  # the theme's colour
    family: FontFamily | None


def draw_card(plan: CardPlan, number: int, look: CardLook, qr: Picture | None) -> Picture:
    """Draw one card of a plan, counted from 1; errors are those of `plan_cards`."""
    fonts = open_fonts(look.family)
    if number == 1:
        image = _draw_first(plan.texts, fonts, look)
    elif number == plan.total and qr is not None:
        image = _draw_last(plan.texts, fonts, look, qr)
    else:
        names = (*plan.texts.cover.names, plan.texts.account)
        name = next(filter(None, map(fonts.keep_writable, names)), "")
        page = f"{number} / {plan.total}"
        image = _draw_bright(plan.bright[number - 2], fonts, _choose_colours(look.accent), page, name)
    data = BytesIO()
    # Few colours are in it, and a palette of them makes the file a third as large.
    image.quantize(WHITE + 1, dither=Image.Dither.NONE).save(data, "PNG")
    return Picture(f"card-{number:02}.png", data.getvalue(), *_SIZE)


def _choose_colours(accent: Colour) -> CardColours:
    shade = make_palette(accent)[:3]
    red, green, blue = (round(WHITE - (WHITE - channel) * _PAPER) for channel in shade)
    return CardColours((red, green, blue), (shade[0], shade[1], shade[2]))


def _draw_background(texts: CardTexts, look: CardLook) -> Image.Image:
    """Return the pattern of the cover, loud at the top and quiet behind the letters, in the cover's colours."""
    pattern = draw_pattern(look.day, "".join(texts.cover.names), _SIZE)
    fade = Image.linear_gradient("L").resize(_SIZE, Image.Resampling.BICUBIC)
    fade = fade.point([min(WHITE, tone * 2) for tone in range(WHITE + 1)])
    loud, quiet = (
        pattern.point([tone * most // WHITE for tone in range(WHITE + 1)]) for most in (_PATTERN_TONE, _QUIET_TONE)
    )
    canvas = Image.composite(quiet, loud, fade)
    canvas.putpalette(make_palette(look.accent))
    return canvas.convert("RGB")


class _FirstCard(NamedTuple):
    """The texts of the first card, each line cut to its width, and where they begin."""

    small: str  # name and marks, above the subject
    size: int  # of the subject
    subject: list[str]
    contents: list[str]

    @property
    def subject_height(self) -> float:
        return len(self.subject) * self.size * _SUBJECT_LEADING

    @property
    def top(self) -> float:
        """Return where the subject begins: all ends at the foot of the card."""
        below = len(self.contents) * _CONTENT_HEIGHT + (_BLOCK_GAP if self.contents else 0)
        return CARD_HEIGHT - _FOOT - below - self.subject_height


def find_title_focus(plan: CardPlan, family: FontFamily | None) -> Focus:
    """Return the point of the first card that a wide crop keeps in its middle: the middle of its subject."""
    first = _lay_first(plan.texts, open_fonts(family))
    crop = CARD_WIDTH * COVER_HEIGHT / COVER_WIDTH
    share = (first.top + first.subject_height / 2 - crop / 2) / (CARD_HEIGHT - crop)
    return Focus(0.5, round(min(max(share, 0.0), 1.0), 3))


def _lay_first(texts: CardTexts, fonts: CardFonts) -> _FirstCard:
    """Return the newsletter's name, number and date, the issue's subject, and what is inside."""
    cover = texts.cover
    name = next(filter(None, map(fonts.bold.keep_writable, cover.names)), "")
    subject = fonts.bold.keep_writable(cover.subject) or name
    marks = next(filter(None, map(fonts.regular.keep_writable, cover.marks)), "")
    small = "  ".join(text for text in (name if name != subject else "", marks) if text)
    size, lines = _fit_subject(subject, fonts.bold)
    contents = _choose_contents(texts, fonts, size, len(lines))
    return _FirstCard(fit_line(small, fonts.regular, _SMALL, COLUMN), size, lines, contents)


def _draw_first(texts: CardTexts, fonts: CardFonts, look: CardLook) -> Image.Image:
    image = _draw_background(texts, look)
    pen, first = ImageDraw.Draw(image), _lay_first(texts, fonts)
    top = first.top
    if first.small:
        fonts.regular.write_at(pen, (MARGIN, top - 84), first.small, _SMALL, _BRIGHT)
        pen.rectangle((MARGIN, top - 46, MARGIN + 95, top - 41), fill=_BRIGHT)
    height = first.size * _SUBJECT_LEADING
    for line in first.subject:
        fonts.bold.write_at(pen, (MARGIN, top + height / 2), line, first.size, _LETTERS)
        top += height
    top += _BLOCK_GAP
    for line in first.contents:
        middle = top + _CONTENT_HEIGHT / 2
        pen.ellipse((MARGIN + 4, middle - 6, MARGIN + 16, middle + 6), fill=_BRIGHT)
        fonts.regular.write_at(pen, (MARGIN + _INDENT, middle), line, _CONTENT_SIZE, _BRIGHT)
        top += _CONTENT_HEIGHT
    return image


def _fit_subject(subject: str, glyphs: GlyphSet) -> tuple[int, list[str]]:
    """Return the largest size in which the subject fits, and its lines."""
    for size in _SUBJECT_SIZES:
        broken = break_lines(subject, COLUMN / size, _SUBJECT_LINES, glyphs.measure_em)
        if broken.whole:
            break
    return size, [line for line in broken.lines if line]


def _choose_contents(texts: CardTexts, fonts: CardFonts, size: int, lines: int) -> list[str]:
    """Return the titles of what is inside, each cut to a line, as many as there is room for."""
    room = CARD_HEIGHT * _FILLED - lines * size * _SUBJECT_LEADING
    titles = list(filter(None, map(fonts.keep_writable, texts.contents)))[: max(0, int(room / _CONTENT_HEIGHT))]
    return [fit_line(title, fonts.regular, _CONTENT_SIZE, COLUMN - _INDENT) for title in titles]


def _draw_bright(card: Card, fonts: CardFonts, colours: CardColours, page: str, name: str) -> Image.Image:
    """Draw a card with text."""
    image = Image.new("RGB", _SIZE, colours.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, CARD_WIDTH, 15), fill=colours.accent)
    labels = find_labels(card.pieces)
    top: float = TOP
    for number, piece in enumerate(card.pieces):
        if number:
            gap = piece.gap + (card.stretch if piece.gap == UNIT_GAP else 0)
            if piece.gap == UNIT_GAP and number not in labels:
                pen.rectangle((MARGIN, top + gap / 2 - 1, CARD_WIDTH - MARGIN, top + gap / 2), fill=_RULE)
            top += gap
        if number in labels:
            _draw_label(pen, piece.section, top, fonts, colours)
            top += LABEL_HEIGHT + LABEL_GAP
        top = _draw_piece(pen, piece, top, fonts, colours)
    _draw_foot(pen, fonts, page, name)
    return image


def _draw_label(pen: ImageDraw.ImageDraw, text: str, top: float, fonts: CardFonts, colours: CardColours) -> None:
    line = fit_line(text, fonts.bold, _LABEL_SIZE, COLUMN - 56)
    width = fonts.bold.find_width(line, _LABEL_SIZE)
    box = (MARGIN, top, MARGIN + width + 56, top + LABEL_HEIGHT)
    pen.rounded_rectangle(box, LABEL_HEIGHT / 2, fill=colours.accent)
    fonts.bold.write_at(pen, (MARGIN + 28, top + LABEL_HEIGHT / 2), line, _LABEL_SIZE, _LETTERS)


def _draw_piece(
    pen: ImageDraw.ImageDraw, piece: CardPiece, top: float, fonts: CardFonts, colours: CardColours
) -> float:
    """Draw the lines of a piece, and return where they end."""
    fills = {RowStyle.TITLE: colours.accent, RowStyle.TEXT: _INK, RowStyle.SOURCE: _SOFT}
    for row in piece.rows:
        top += row.gap
        glyphs = fonts.bold if row.style is RowStyle.TITLE else fonts.regular
        glyphs.write_at(pen, (MARGIN, top + row.height / 2), row.text, row.size, fills[row.style])
        top += row.height
    return top


def _draw_foot(pen: ImageDraw.ImageDraw, fonts: CardFonts, page: str, name: str) -> None:
    """Draw the newsletter's name and the number of the card at its foot."""
    middle = (BOTTOM + CARD_HEIGHT) / 2 + 8
    width = fonts.regular.find_width(page, _FOOT_SIZE)
    line = fit_line(name, fonts.regular, _FOOT_SIZE, COLUMN - width - 60)
    fonts.regular.write_at(pen, (MARGIN, middle), line, _FOOT_SIZE, _SOFT)
    fonts.regular.write_at(pen, (CARD_WIDTH - MARGIN - width, middle), page, _FOOT_SIZE, _SOFT)


def _draw_last(texts: CardTexts, fonts: CardFonts, look: CardLook, qr: Picture) -> Image.Image:
    """Draw the card with the account's QR code on white."""
    image = _draw_background(texts, look)
    pen = ImageDraw.Draw(image)
    plate = ((CARD_WIDTH - _PLATE) / 2, _PLATE_TOP, (CARD_WIDTH + _PLATE) / 2 - 1, _PLATE_TOP + _PLATE - 1)
    pen.rounded_rectangle(plate, 36, fill=(WHITE, WHITE, WHITE))
    with Image.open(BytesIO(qr.data)) as opened:
        code = opened.convert("RGB")
    most = _PLATE - 2 * _PLATE_EDGE
    scale = most / max(code.size)
    whole = scale >= 1 and int(scale) * max(code.size) >= most * _NEARLY  # edges of modules stay sharp
    size = tuple(round(side * (int(scale) if whole else scale)) for side in code.size)
    code = code.resize((size[0], size[1]), Image.Resampling.NEAREST if whole else Image.Resampling.LANCZOS)
    image.paste(code, ((CARD_WIDTH - code.width) // 2, _PLATE_TOP + (_PLATE - code.height) // 2))
    account = fonts.keep_writable(texts.account)
    top = _PLATE_TOP + _PLATE + 110
    for text, size_, glyphs, fill in (
        (_FOLLOW.format(account) if account else _FOLLOW_NAMELESS, 60, fonts.bold, _LETTERS),
        (_PRESS, 42, fonts.regular, _BRIGHT),
    ):
        line = fit_line(glyphs.keep_writable(text), glyphs, size_, COLUMN)
        glyphs.write_at(pen, ((CARD_WIDTH - glyphs.find_width(line, size_)) / 2, top), line, size_, fill)
        top += 100
    return image
