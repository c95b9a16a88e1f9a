"""Draw covers of the sample issues, each in another theme, into one picture: part of `make gallery`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

from publish.cli import main
from tests.gallery import ORDER, WALL
from tests.samples import SAMPLES
from tests.screenshots import GAP, ROOT

WIDTH, HEIGHT = 450, 191
COLUMNS = 3


def draw_covers() -> list[Image.Image]:
    """Return a cover a theme, of one issue after the other."""
    issues = sorted(path.stem for path in SAMPLES.glob("????-??-??.md"))
    covers = []
    with TemporaryDirectory() as folder:
        for number, theme in enumerate(ORDER):
            issue = issues[-1 - number % len(issues)]
            main(["build", issue, "--theme", theme, "--out", f"{folder}/{theme}", "--quiet"])
            with Image.open(Path(folder, theme, issue, "cover.png")) as cover:
                covers.append(cover.convert("RGB"))
    return covers


def hang(covers: list[Image.Image]) -> Image.Image:
    """Return one picture: the covers as a list of articles shows them, then as a chat does."""
    rows = -(-len(covers) // COLUMNS)
    step = COLUMNS * (WIDTH + GAP) / len(covers)
    side = round(step) - GAP
    wall = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + side + 2 * GAP), WALL)
    for number, cover in enumerate(covers):
        row, column = divmod(number, COLUMNS)
        place = (GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP))
        wall.paste(cover.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), place)
        square = ImageOps.fit(cover, (side, side), Image.Resampling.LANCZOS)
        wall.paste(square, (GAP + round(number * step), GAP + rows * (HEIGHT + GAP)))
    return wall


if __name__ == "__main__":
    hang(draw_covers()).quantize(256).save(ROOT / "docs" / "covers.png", optimize=True)
