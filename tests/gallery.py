"""Draw every theme, by day and by night, into one picture: `make gallery` (Chromium and a Chinese font are needed)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from publish.cli import main
from tests.screenshots import GAP, ROOT, shoot_schemes
from tests.themes import THEMES

ISSUE = "2020-06-17"
# The first is the one that all began with.
ORDER = ("neural", "gazette", "sunday", "compact", "airy", "poster")
HEIGHT = 1040
LABEL = 48
WALL, INK = "#d0d5dd", "#1d2733"
COLOURS = 256


def hang(columns: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """Return one picture: a column a theme, its name above, day over night."""
    width, height = columns[0][1][0].size
    rows = len(columns[0][1])
    size = (len(columns) * (width + GAP) + GAP, LABEL + rows * (height + GAP))
    wall = Image.new("RGB", size, WALL)
    draw = ImageDraw.Draw(wall)
    font = ImageFont.load_default(LABEL // 2)
    for column, (name, shots) in enumerate(columns):
        left = GAP + column * (width + GAP)
        draw.text((left, LABEL // 4), name, fill=INK, font=font)
        for row, shot in enumerate(shots):
            wall.paste(shot, (left, LABEL + row * (height + GAP)))
    return wall


def shoot_themes() -> Image.Image:
    """Return the picture of every theme there is."""
    names = sorted((path.stem for path in THEMES), key=lambda name: (*ORDER, name).index(name))
    columns = []
    with TemporaryDirectory() as folder:
        for name in names:
            main(["build", ISSUE, "--theme", name, "--out", f"{folder}/{name}", "--quiet"])
            columns.append((name, shoot_schemes(Path(folder, name, ISSUE, "preview.html"), HEIGHT, 1)))
    return hang(columns)


def reduce_colours(picture: Image.Image) -> Image.Image:
    """Return a picture in its most frequent colours: only the edges of letters give way."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for _, colour in counted if isinstance(colour, tuple) for channel in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    reduce_colours(shoot_themes()).save(ROOT / "docs" / "gallery.png", optimize=True)
