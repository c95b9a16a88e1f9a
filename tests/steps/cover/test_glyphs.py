from __future__ import annotations

import base64
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from publish.core.picture import FontFace
from publish.steps.cover.glyphs import BOLD, REGULAR, GlyphSet, TextLine, load_glyphs
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


def find_box(canvas: Image.Image) -> tuple[int, int, int, int]:
    box = canvas.getbbox()
    assert box
    return box


@pytest.mark.parametrize("char", ["简", "A", "…", " ", "\u3000"])
def test_can_write_returns_true_for_present_glyphs(glyphs: GlyphSet, char: str) -> None:
    assert glyphs.can_write(char)


@pytest.mark.parametrize("char", ["龘", "é", "🚀", "\ue000", "\U0010ffff"])
def test_can_write_returns_false_for_missing_glyphs(glyphs: GlyphSet, char: str) -> None:
    assert not glyphs.can_write(char)


def test_pillow_font_has_latin_and_no_chinese() -> None:
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
def test_keep_writable_returns_text_when_most_of_it_is_writable(glyphs: GlyphSet, text: str, kept: str) -> None:
    assert glyphs.keep_writable(text) == kept


def test_keep_writable_keeps_a_few_marks_of_a_flood(tmp_path: Path) -> None:
    path = make_font(tmp_path / "marks.ttf", LATIN + "\u0301\u0302")
    marked = GlyphSet(FontFace(str(path)), REGULAR)

    kept = marked.keep_writable("q" + "\u0301\u0302" * 4_000 + "q\u0301")

    assert kept == "q\u0301\u0302\u0301\u0302q\u0301"


def test_measure_scales_with_the_size(glyphs: GlyphSet) -> None:
    assert glyphs.measure("简报AI", 50) == pytest.approx(150, abs=1)
    assert glyphs.measure("", 50) == 0


@pytest.mark.parametrize("spacing", [0, 6.0])
@pytest.mark.parametrize("text", ["简报", "AI", "2020.06.17"])
def test_write_centres_a_line(glyphs: GlyphSet, text: str, spacing: float) -> None:
    left, top, right, bottom = find_box(write(glyphs, TextLine(text, 30, 255, spacing)))

    assert (left + right) / 2 == pytest.approx(200, abs=1)
    assert (top + bottom) / 2 == pytest.approx(100, abs=1)


def test_write_adds_spacing_only_between_letters(glyphs: GlyphSet) -> None:
    narrow, wide = (find_box(write(glyphs, TextLine("简报新", 30, 255, spacing))) for spacing in (0, 10))

    assert (wide[2] - wide[0]) - (narrow[2] - narrow[0]) == pytest.approx(20, abs=1)


def test_write_draws_in_the_given_tone(glyphs: GlyphSet) -> None:
    assert write(glyphs, TextLine("简", 30, 180)).getextrema() == (0, 180)


def test_write_centres_a_line_when_the_font_lacks_reference_letters(tmp_path: Path) -> None:
    face = FontFace(str(make_font(tmp_path / "greek.ttf", "αβγ")))

    assert find_box(write(GlyphSet(face, REGULAR), TextLine("αβγ", 30, 255)))


@pytest.mark.parametrize("data", [b"", b"no font", base64.b64decode("AAEAAAAKAIAAAwAgT1Mv")])
def test_glyph_set_raises_for_a_file_that_is_no_font(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)

    with pytest.raises(OSError, match=r"\w"):
        GlyphSet(FontFace(str(path)), REGULAR)


@pytest.fixture(scope="module")
def variable(tmp_path_factory: pytest.TempPathFactory) -> FontFace:
    """Return a variable font, thin by default, whose glyphs grow with the weight."""
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


def test_glyph_set_sets_the_weight_of_a_variable_font(variable: FontFace) -> None:
    bold, regular = (GlyphSet(variable, weight).measure("简", 100) for weight in (BOLD, REGULAR))

    assert bold > regular > 100


def test_pictures_share_the_glyphs_of_a_font_until_it_changes() -> None:
    bold, regular = (load_glyphs(TYPEFACE, weight) for weight in (BOLD, REGULAR))
    assert load_glyphs(TYPEFACE, BOLD) is bold
    assert load_glyphs(TYPEFACE, REGULAR) is regular
    assert load_glyphs(TYPEFACE._replace(key="changed"), BOLD) is not bold


def test_pictures_without_a_font_have_the_glyphs_of_pillow() -> None:
    assert load_glyphs(None, BOLD).family == OWN.family
