"""Draw every theme into docs/themes/, each with an issue, an essay and a tutorial, and all of them into one picture."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from publish.cli import main
from tests.gallery import ORDER, WALL
from tests.screenshots import GAP, ROOT, shoot_schemes
from tests.themes import THEMES

TEXTS = ("2020-06-17", "tests/gallery/essay.md", "tests/gallery/tutorial.md")
"""What every theme is shown with: an issue of the newsletter, an essay, a tutorial with code."""
HEIGHT = 1400
OVERVIEW_HEIGHT = 720
IN_A_ROW = 5
LABEL = 48
INK = "#1d2733"
COLOURS, FREQUENT_COLOURS = 256, 96
FOLDER = ROOT / "docs" / "themes"
PAGE = ROOT / "docs" / "gallery.md"


def shoot_theme(name: str) -> list[list[Image.Image]]:
    """Return the pictures of a theme: for each text, by day and by night."""
    with TemporaryDirectory() as folder:
        shots = []
        for text in TEXTS:
            out = Path(folder, Path(text).stem)
            main(["build", text, "--theme", name, "--out", str(out), "--quiet"])
            shots.append(shoot_schemes(next(out.rglob("preview.html")), HEIGHT, 1))
        return shots


def hang(pictures: list[Image.Image], in_a_row: int, names: list[str] | None = None) -> Image.Image:
    """Return one picture of many, in rows, each with its name above if there are names."""
    width, height = pictures[0].size
    label = LABEL if names else 0
    rows = -(-len(pictures) // in_a_row)
    wall = Image.new("RGB", (in_a_row * (width + GAP) + GAP, rows * (label + height + GAP) + GAP), WALL)
    draw = ImageDraw.Draw(wall)
    font = ImageFont.load_default(LABEL // 2)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, in_a_row)
        left, top = GAP + column * (width + GAP), GAP + row * (label + height + GAP)
        if names:
            draw.text((left, top + LABEL // 4), names[number], fill=INK, font=font)
        wall.paste(picture, (left, top + label))
    return wall


def beside(shots: list[Image.Image], height: int) -> Image.Image:
    """Return the beginning of an article by day, with the same by night beside it."""
    width = shots[0].width
    both = Image.new("RGB", (2 * width, height), WALL)
    for number, shot in enumerate(shots):
        both.paste(shot.crop((0, 0, width, height)), (number * width, 0))
    return both


def reduce_colours(picture: Image.Image) -> Image.Image:
    """Return a picture in its most frequent colours, the grounds, and in some that cover all others, the accents."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)[:FREQUENT_COLOURS]
    channels = [channel for _, colour in counted if isinstance(colour, tuple) for channel in colour]
    covering = picture.quantize(COLOURS - FREQUENT_COLOURS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*channels, *covering])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def write_page(names: list[str]) -> None:
    """Write the page that shows the pictures."""
    parts = [f"## {name}\n\n![{name}: an issue, an essay, a tutorial](themes/{name}.png)\n" for name in names]
    head = (
        "# Every theme\n\n"
        "An issue, an essay and a tutorial in each, by day and by night, as a phone 375 wide shows them.\n"
        "Drawn by `make gallery`; `publish themes compare ISSUE` shows an issue of your own.\n\n"
    )
    PAGE.write_text(head + "\n".join(parts), encoding="utf-8")


def draw_all() -> None:
    """Draw all pictures."""
    FOLDER.mkdir(exist_ok=True)
    names = sorted((path.stem for path in THEMES), key=lambda name: (*ORDER, name).index(name))
    overview = []
    for name in names:
        shots = shoot_theme(name)
        every = [shot for pair in shots for shot in pair]
        half = [shot.resize((shot.width * 2 // 3, shot.height * 2 // 3), Image.Resampling.LANCZOS) for shot in every]
        reduce_colours(hang(half, len(half))).save(FOLDER / f"{name}.png", optimize=True)
        overview.append(beside(shots[0], OVERVIEW_HEIGHT))
    small = [one.resize((one.width // 2, one.height // 2), Image.Resampling.LANCZOS) for one in overview]
    reduce_colours(hang(small, IN_A_ROW, names)).save(ROOT / "docs" / "gallery.png", optimize=True)
    write_page(names)


if __name__ == "__main__":
    draw_all()
