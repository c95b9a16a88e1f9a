from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from itertools import product

import pytest
from PIL import Image, ImageChops

from publish.core.picture import FontFace, FontFamily, Picture
from publish.pipeline.resolve_cover import find_accent
from publish.steps.cover import CoverText
from publish.steps.cover.draw import draw_cover
from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import Colour
from tests.fonts import LATIN, find_test_typeface, make_font
from tests.harness.families import family, pick_every
from tests.themes import load_themes

DAY = date(2020, 6, 17)
WEEKS = [DAY + timedelta(weeks=week) for week in range(7)]
SQUARE = (258.5, 0, 641.5, 383)
BLUE = Colour(31, 78, 121)
TYPEFACE = find_test_typeface()
WORDS = CoverText(("嵌入式AI简报",), ("2020.06.17",), "三星3nm流片", ("业界新闻", "开源论文/博文"))
NOTHING = CoverText((), (), "", ())

ACCENTS = {
    **{name: find_accent(theme) for name, theme in load_themes().items()},
    "white": Colour(255, 255, 255),
    "black": Colour(0, 0, 0),
    "yellow": Colour(255, 235, 59),
    "cyan": Colour(0, 255, 255),
    "pure blue": Colour(0, 0, 255),
}


def draw(
    words: CoverText = WORDS, day: date | None = DAY, accent: Colour = BLUE, face: FontFamily | None = TYPEFACE
) -> Picture:
    return draw_cover(words, day, accent, face)


def decode(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data)) as image:
        return image.convert("RGB")


def find_text_pixels(words: CoverText, face: FontFamily | None = TYPEFACE) -> Image.Image:
    """Return a mask of the pixels that a cover's text changes: white there, black elsewhere."""
    # The pattern of an undated cover grows from its names: a date keeps it the same.
    changed = ImageChops.difference(decode(draw(words, face=face)), decode(draw(NOTHING, face=face)))
    return changed.convert("L").point([0] + [255] * 255)


def find_bands(written: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return the box of each line of text, from top to bottom."""
    inked = [written.crop((0, y, written.width, y + 1)).getbbox() is not None for y in range(written.height)]
    edges = [y for y in range(1, written.height) if inked[y] != inked[y - 1]]
    bands = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        box = written.crop((0, top, written.width, bottom)).getbbox()
        assert box
        bands.append((box[0], top, box[2], bottom))
    return bands


def brightest(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    colours = image.crop(box).getcolors(image.width * image.height) or []
    return max(find_luminance(Colour(*colour)) for _, colour in colours if isinstance(colour, tuple))


# --- the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", WEEKS)
def test_draw_cover_returns_a_small_opaque_picture_of_cover_size(day: date) -> None:
    picture = draw(day=day)

    with Image.open(BytesIO(picture.data)) as image:
        assert (image.format, image.size, image.has_transparency_data) == ("PNG", (900, 383), False)
    assert (picture.name, picture.width, picture.height) == ("cover.png", 900, 383)
    assert len(picture.data) < 200_000


@pytest.mark.parametrize("day", [*WEEKS, None])
def test_draw_cover_is_deterministic(day: date | None) -> None:
    assert draw(day=day) == draw(day=day)


def test_draw_cover_depends_on_every_argument() -> None:
    variants = [
        draw(),
        draw(WORDS._replace(names=("端侧周报",))),
        draw(WORDS._replace(highlights=("新闻",))),
        draw(WORDS._replace(marks=("2020.06.18",))),
        draw(day=DAY + timedelta(days=1)),
        draw(accent=ACCENTS["poster"]),
        draw(face=None),
    ]

    assert len({picture.data for picture in variants}) == len(variants)


@pytest.mark.parametrize("name", ["neural", "sunday", "compact", "airy", "poster"])
def test_draw_cover_has_the_hue_of_the_accent(name: str) -> None:
    accent, cover = ACCENTS[name], decode(draw(accent=ACCENTS[name]))

    ground = cover.getpixel((899, 0))
    assert isinstance(ground, tuple)
    assert ground.index(max(ground)) == accent.index(max(accent[:3]))


# --- the text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        WORDS._replace(highlights=()),
        WORDS._replace(names=()),
        WORDS._replace(marks=()),
        WORDS._replace(names=("端侧智能周报" * 12,), highlights=("三星3nm流片/" * 12,)),
        WORDS._replace(names=("Embedded AI Weekly of the World",), highlights=("w" * 80,)),
        WORDS._replace(names=("端侧智能周报" * 12,), subject="三星3nm流片/" * 12, highlights=("新闻" * 40,) * 3),
        WORDS._replace(names=("W" * 24,)),
        CoverText(("简",), (), "", ()),
        CoverText((), (), "", ("新闻",)),
    ],
    ids=["all", "no line", "no name", "no date", "long", "latin", "all long", "one word", "one letter", "line alone"],
)
def test_draw_cover_keeps_text_inside_the_middle_square(words: CoverText) -> None:
    box = find_text_pixels(words).getbbox()

    assert box
    left, top, right, bottom = box
    assert left >= SQUARE[0] + 20
    assert right <= SQUARE[2] - 20
    assert top >= 20
    assert bottom <= 383 - 20


def test_draw_cover_centres_the_text() -> None:
    box = find_text_pixels(WORDS).getbbox()

    assert box
    assert (box[0] + box[2]) / 2 == pytest.approx(450, abs=2)
    assert (box[1] + box[3]) / 2 == pytest.approx(191.5, abs=12)


def test_draw_cover_stacks_date_name_rule_and_lines_with_the_name_largest() -> None:
    heights = [bottom - top for _, top, _, bottom in find_bands(find_text_pixels(WORDS))]

    assert len(heights) == 6
    assert max(heights) == heights[1] > 1.5 * heights[0]
    assert min(heights) == heights[2] == 3


@pytest.mark.parametrize(
    ("words", "bands"),
    [
        (WORDS._replace(subject="", highlights=()), 2),
        (WORDS._replace(highlights=()), 4),
        (WORDS._replace(subject=""), 5),
        (WORDS._replace(names=()), 5),
        (WORDS._replace(marks=()), 5),
        (WORDS._replace(subject="三星3nm流片/移动更新/开源新闻/界封面题/期本条"), 7),
        (WORDS._replace(subject="", highlights=("三星流片更新/移动更新新闻/开源新闻",)), 5),
        (WORDS._replace(subject="", highlights=("三星流片更新/移动更新新闻/开源新闻", "新闻", "论文")), 6),
        (WORDS._replace(names=("嵌入式智能开源周报",)), 6),
        (WORDS._replace(names=("嵌入式智能开源周报三星流片更新题",), subject="", highlights=("新闻",) * 3), 7),
        (CoverText(("嵌入式智能开源周报三星流片更新题",), (), "", ()), 3),
        (CoverText((), (), "", ("新闻",)), 1),
        (NOTHING, 0),
    ],
    ids=[
        "nothing but name and date",
        "no highlights",
        "no subject",
        "no name",
        "no date",
        "long subject",
        "one long highlight",
        "three highlights, one long",
        "long name",
        "longer name",
        "long name alone",
        "line alone",
        "nothing",
    ],
)
def test_draw_cover_breaks_text_into_as_many_lines_as_needed(words: CoverText, bands: int) -> None:
    assert len(find_bands(find_text_pixels(words))) == bands


def test_draw_cover_enlarges_the_date_without_a_name() -> None:
    [small, *_], [large] = (
        find_bands(find_text_pixels(words)) for words in (WORDS, CoverText((), ("2020.06.17",), "", ()))
    )

    assert large[2] - large[0] > 1.5 * (small[2] - small[0])


# --- missing glyphs -----------------------------------------------------------------


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> FontFamily:
    face = FontFace(str(make_font(tmp_path_factory.mktemp("fonts") / "latin.ttf", LATIN)))
    return FontFamily(face, face, chinese=False, key="latin")


@pytest.mark.parametrize("letter", ["🚀", "\u200b", "\ue000", "\ud800", "龘"], ids=ascii)
def test_draw_cover_leaves_out_missing_glyphs(letter: str) -> None:
    words = WORDS._replace(names=(f"嵌入式AI简报{letter}",), highlights=(f"三星流片更新{letter}",))
    without = WORDS._replace(names=("嵌入式AI简报",), highlights=("三星流片更新",))

    assert draw(words) == draw(without)


def test_draw_cover_takes_another_name_when_the_font_lacks_chinese(latin: FontFamily) -> None:
    words = CoverText(("嵌入式AI简报", "NeuralTalk"), ("第 12 期", "No. 12"), "业界新闻", ("业界新闻", "3nm/PyTorch"))

    shown = CoverText(("NeuralTalk",), ("No. 12",), "", ("3nm/PyTorch",))
    assert find_text_pixels(words, latin).tobytes() == find_text_pixels(shown, latin).tobytes()


def test_draw_cover_shows_only_the_date_when_no_name_is_writable() -> None:
    written = find_text_pixels(CoverText(("嵌入式简报",), ("2020.06.17",), "", ("三星流片",)), None)

    assert len(find_bands(written)) == 1


def test_draw_cover_cuts_without_ellipsis_when_the_font_lacks_it(latin: FontFamily) -> None:
    assert find_text_pixels(CoverText(("AI",), (), "", ("chip " * 16,)), latin).getbbox()


# --- contrast -----------------------------------------------------------------------------------


COVERS = list(product(ACCENTS, WEEKS))


@family("cover", COVERS, pick_every(COVERS, 5), lambda cover: f"{cover[0]}-{cover[1]}")
def test_draw_cover_has_enough_contrast_behind_every_line(cover: tuple[str, date]) -> None:
    name, day = cover
    written, behind = (decode(draw(words, day, ACCENTS[name])) for words in (WORDS, NOTHING))

    contrasts = [
        (brightest(written, band) + 0.05) / (brightest(behind, band) + 0.05)
        for band in find_bands(find_text_pixels(WORDS))
        if band[3] - band[1] > 3
    ]
    assert len(contrasts) == 5
    assert min(contrasts) >= 4.5
