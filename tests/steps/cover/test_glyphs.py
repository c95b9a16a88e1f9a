from __future__ import annotations

import base64
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from publish.core.picture import FontFace
from publish.steps.cover.glyphs import BOLD, REGULAR, GlyphSet, TextLine
from tests.fonts import CHINESE, LATIN, find_test_typeface, make_font

TYPEFACE = find_test_typeface()
OWN = GlyphSet(None, REGULAR)


@pytest.fixture(scope="module")
def glyphs() -> GlyphSet:
    return GlyphSet(TYPEFACE.regular, REGULAR)


def write(glyphs: GlyphSet, line: TextLine) -> Image.Image:
    canvas = Image.new("L", (400, 200))
    glyphs.write(ImageDraw.Draw(canvas), (200, 100), line)
    return canvas


def ink(canvas: Image.Image) -> tuple[int, int, int, int]:
    box = canvas.getbbox()
    assert box
    return box


@pytest.mark.parametrize("char", ["简", "A", "…", " ", "\u3000"])
def test_a_letter_that_the_font_has_can_be_written(glyphs: GlyphSet, char: str) -> None:
    assert glyphs.can_write(char)


@pytest.mark.parametrize("char", ["龘", "é", "🚀", "\ue000", "\U0010ffff"])
def test_a_letter_that_the_font_lacks_cannot_be_written(glyphs: GlyphSet, char: str) -> None:
    assert not glyphs.can_write(char)


def test_pillows_own_letters_have_latin_and_no_chinese() -> None:
    assert [char for char in LATIN if not OWN.can_write(char)] == []
    assert [char for char in CHINESE[:-1] if OWN.can_write(char)] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("嵌入式AI简报", "嵌入式AI简报"),
        ("嵌入式AI简报🚀", "嵌入式AI简报"),
        ("嵌入式\u200d简\u202e报\ud800新闻\x00", "嵌入式简报新闻"),
        ("嵌入式 🚀 简报新闻", "嵌入式 简报新闻"),
        ("简报🚀🚀🚀", "简报"),
        ("🚀", ""),
        ("龘龘简报", ""),
        ("", ""),
    ],
)
def test_only_what_can_be_written_is_kept_if_it_is_most_of_the_text(glyphs: GlyphSet, text: str, kept: str) -> None:
    assert glyphs.keep_writable(text) == kept


def test_a_text_is_measured_at_any_size(glyphs: GlyphSet) -> None:
    assert glyphs.measure("简报AI", 50) == pytest.approx(150, abs=1)
    assert glyphs.measure("", 50) == 0


@pytest.mark.parametrize("spacing", [0, 6.0])
@pytest.mark.parametrize("text", ["简报", "AI", "2020.06.17"])
def test_a_line_stands_round_its_middle(glyphs: GlyphSet, text: str, spacing: float) -> None:
    left, top, right, bottom = ink(write(glyphs, TextLine(text, 30, 255, spacing)))

    assert (left + right) / 2 == pytest.approx(200, abs=1)
    assert (top + bottom) / 2 == pytest.approx(100, abs=1)


def test_spacing_stands_between_letters_alone(glyphs: GlyphSet) -> None:
    narrow, wide = (ink(write(glyphs, TextLine("简报新", 30, 255, spacing))) for spacing in (0, 10))

    assert (wide[2] - wide[0]) - (narrow[2] - narrow[0]) == pytest.approx(20, abs=1)


def test_a_line_is_as_bright_as_asked_for(glyphs: GlyphSet) -> None:
    assert write(glyphs, TextLine("简", 30, 180)).getextrema() == (0, 180)


def test_a_line_stands_in_its_middle_without_chinese_and_without_latin(tmp_path: Path) -> None:
    face = FontFace(str(make_font(tmp_path / "greek.ttf", "αβγ")))

    assert ink(write(GlyphSet(face, REGULAR), TextLine("αβγ", 30, 255)))


@pytest.mark.parametrize("data", [b"", b"no font", base64.b64decode("AAEAAAAKAIAAAwAgT1Mv")])
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)

    with pytest.raises(OSError, match=r"\w"):
        GlyphSet(FontFace(str(path)), REGULAR)


@pytest.fixture(scope="module")
def variable(tmp_path_factory: pytest.TempPathFactory) -> FontFace:
    """Return a font of every weight, thin unless told: its letters grow with their weight."""
    path = make_font(tmp_path_factory.mktemp("fonts") / "variable.ttf", "AH简国")
    font = TTFont(path)
    builder = FontBuilder(font=font)
    builder.setupFvar([("wght", 100, 100, 900, "Weight"), ("wdth", 75, 100, 125, "Width")], [])
    grown = {"u7B80": [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (800, 0), (0, 0), (0, 0)]}
    builder.setupGvar({name: [_grow(deltas)] for name, deltas in grown.items()})
    font.save(path)
    return FontFace(str(path))


def _grow(deltas: list[tuple[int, int]]) -> object:
    from fontTools.ttLib.tables.TupleVariation import TupleVariation

    return TupleVariation({"wght": (0.0, 1.0, 1.0)}, deltas)


def test_a_font_of_every_weight_is_set_to_the_one_wanted(variable: FontFace) -> None:
    bold, regular = (GlyphSet(variable, weight).measure("简", 100) for weight in (BOLD, REGULAR))

    assert bold > regular > 100
