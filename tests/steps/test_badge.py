import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from publish.core.picture import Picture
from publish.newsletter.licences import find_licence, list_licences
from publish.steps.badge import draw_badge

MARKS = {
    "cc": """
......########......
...###........###...
..#..............#..
.#....##....##....#.
##..##....###.....##
##..##....###.....##
.#....##....##....#.
..#..............#..
...###........###...
......########......
""",
    "by": """
......########......
...###...##...###...
..#......##......#..
.#......####......#.
##......####......##
##......####......##
.#.......##.......#.
..#......##......#..
...###...##...###...
......########......
""",
    "sa": """
......########......
...###........###...
..#......###.....#..
.#....####.####...#.
##..####.....###..##
##...###.....###..##
.#.....###.####...#.
..#......###.....#..
...###........###...
......########......
""",
    "nd": """
......########......
...###........###...
..#..............#..
.#................#.
##.....######.....##
##.....######.....##
.#................#.
..#..............#..
...###........###...
......########......
""",
    "nc": """
......########......
...###...##...###...
..#....######....#..
.###...#....#.....#.
##..######........##
##........######..##
.#.....#....#...###.
..#....######....#..
...###...##...###...
......########......
""",
    "zero": """
......########......
...###........###...
..#.....####.....#..
.#.....##..##.....#.
##....##..####....##
##....#####.##....##
.#.....###.##.....#.
..#.....####.....#..
...###........###...
......########......
""",
}


def badge(spdx: str) -> Picture:
    licence = find_licence(spdx)
    assert licence
    return draw_badge(licence)


def decode(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data)) as image:
        image.load()
        return image


def marks(picture: Picture) -> list[str]:
    image = decode(picture).convert("L")
    # 14 white columns stand between two marks, more between the border and a mark.
    ink = [min(image.crop((x, 18, x + 1, 82)).tobytes()) < 250 for x in range(image.width)]
    lefts = [x for x in range(14, image.width - 64) if ink[x] and not any(ink[x - 13 : x])]
    return [as_letters(image.crop((left, 18, left + 64, 82))) for left in lefts]


def as_letters(mark: Image.Image) -> str:
    greys = mark.resize((20, 10), Image.Resampling.BOX).tobytes()
    glyphs = "".join("#" if grey < 184 else "." for grey in greys)
    return "\n" + "".join(glyphs[start : start + 20] + "\n" for start in range(0, len(glyphs), 20))


@pytest.mark.parametrize(
    ("spdx", "names"),
    [
        ("CC-BY-4.0", ["cc", "by"]),
        ("CC-BY-SA-4.0", ["cc", "by", "sa"]),
        ("CC-BY-NC-ND-2.5", ["cc", "by", "nc", "nd"]),
        ("CC-BY-NC-ND-1.0", ["cc", "by", "nd", "nc"]),
        ("CC0-1.0", ["cc", "zero"]),
    ],
)
def test_draw_badge_draws_the_marks_of_a_licence_in_order(spdx: str, names: list[str]) -> None:
    assert marks(badge(spdx)) == [MARKS[name] for name in names]


def test_draw_badge_draws_a_different_badge_per_licence() -> None:
    pixels = {decode(badge(spdx)).tobytes() for spdx in list_licences()}

    assert len(pixels) == len(list_licences()) == 31


def test_draw_badge_writes_the_name_below_the_marks() -> None:
    three, four = (decode(badge(f"CC-BY-SA-{version}")) for version in ("3.0", "4.0"))

    assert three.crop((0, 0, 360, 90)).tobytes() == four.crop((0, 0, 360, 90)).tobytes()
    assert three.crop((0, 90, 360, 120)).tobytes() != four.crop((0, 90, 360, 120)).tobytes()


@pytest.mark.parametrize("spdx", list_licences())
def test_draw_badge_keeps_marks_and_name_clear_of_the_border(spdx: str) -> None:
    image = decode(badge(spdx)).convert("L")

    ink = image.point([255 if grey < 145 else 0 for grey in range(256)]).getbbox()

    assert ink
    assert ink[0] >= 24
    assert ink[2] <= image.width - 24


@pytest.mark.parametrize("spdx", list_licences())
def test_draw_badge_is_sharp_and_small(spdx: str) -> None:
    picture = badge(spdx)

    assert picture.width >= 360
    assert (picture.width, picture.height) == decode(picture).size
    assert len(picture.data) < 8_000


def test_draw_badge_returns_opaque_grey_picture_with_white_corners() -> None:
    image = decode(badge("CC-BY-SA-4.0"))

    assert image.mode == "L"
    assert not image.has_transparency_data
    assert {image.getpixel(corner) for corner in [(0, 0), (359, 0), (0, 135), (359, 135)]} == {255}


def test_draw_badge_is_deterministic() -> None:
    assert badge("CC-BY-SA-4.0") == badge("CC-BY-SA-4.0")


@pytest.mark.parametrize(
    ("spdx", "name"),
    [
        ("CC-BY-SA-4.0", "badge-cc-by-sa-4.0.png"),
        ("CC-BY-NC-ND-1.0", "badge-cc-by-nd-nc-1.0.png"),
        ("CC0-1.0", "badge-cc0-1.0.png"),
    ],
)
def test_draw_badge_names_the_picture_after_the_licence(spdx: str, name: str) -> None:
    assert badge(spdx).name == name


def test_badge_is_imported_without_pillow() -> None:
    code = "import sys, publish.steps.badge; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this very Python
