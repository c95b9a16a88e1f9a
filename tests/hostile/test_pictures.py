"""Files that are no pictures, or too much of one: named with their line, never a traceback, never 300 MB."""

from __future__ import annotations

import gzip
import os
import random
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from benchmarks.process import LAUNCHER
from tests.harness.families import family
from tests.hostile.conftest import Build as BuildInProcess
from tests.pictures import (
    SVG,
    XMLNS,
    add_chunk,
    add_segment,
    animate,
    bomb_png,
    declare_png,
    draw,
    encode,
    photograph,
)

MAX_BYTES = 300_000_000
PHOTOGRAPH = encode(photograph(800, 600), "JPEG")
LINE = re.compile(r"2020-06-17\.md:(\d+): .+ — .+")


def declare_gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + animate("GIF")[10:]


def garble(data: bytes) -> bytes:
    chance = random.Random(7)  # noqa: S311  # no secret
    return data[:100] + bytes(byte ^ (chance.random() < 0.02) * 255 for byte in data[100:])


def nest(count: int) -> str:
    return "<g>" * count + "</g>" * count


def bomb_svg() -> str:
    uses = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    return f'<svg {XMLNS} width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>{uses}</svg>'


def laugh() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]><svg {XMLNS}><text>&a8;</text></svg>'


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "noughts": lambda: bytes(1000),
    "page": lambda: b"<!DOCTYPE html><html><title>404</title>",
    "page behind blanks": lambda: b"\xef\xbb\xbf\n\n  <html>",
    "EPS": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/hostname) run showpage",
    "EPS for Windows": lambda: b"\xc5\xd0\xd3\xc6" + bytes(100),
    "PDF": lambda: encode(Image.new("RGB", (9, 9)), "PDF"),
    "ICO": lambda: encode(Image.new("RGB", (16, 16)), "ICO"),
    "PPM": lambda: encode(Image.new("RGB", (9, 9)), "PPM"),
    "JPEG 2000": lambda: encode(Image.new("RGB", (9, 9)), "JPEG2000"),
    "program": lambda: b"\x7fELF" + bytes(200),
    "packed SVG": lambda: gzip.compress(SVG.encode()),
    "cut JPEG": lambda: PHOTOGRAPH[: len(PHOTOGRAPH) // 2],
    "cut PNG": lambda: encode(photograph(400, 300), "PNG")[:-20_000],
    "cut GIF": lambda: animate("GIF", 9)[:-20],
    "cut WebP": lambda: encode(photograph(400, 300), "WEBP")[:-500],
    "cut AVIF": lambda: encode(photograph(400, 300), "AVIF")[:-500],
    "cut HEIC": lambda: encode(photograph(400, 300), "HEIF")[:-500],
    "cut TIFF": lambda: encode(photograph(400, 300), "TIFF")[:-50_000],
    "cut BMP": lambda: encode(photograph(400, 300), "BMP")[:-50_000],
    "mark alone, PNG": lambda: b"\x89PNG\r\n\x1a\n",
    "mark alone, JPEG": lambda: b"\xff\xd8\xff",
    "mark alone, GIF": lambda: b"GIF89a",
    "mark alone, WebP": lambda: b"RIFF\0\0\0\0WEBP",
    "mark alone, HEIC": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "garbled PNG": lambda: garble(encode(photograph(400, 300), "PNG")),
    "garbled WebP": lambda: garble(encode(photograph(400, 300), "WEBP", lossless=True)),
    "PNG without pixels": lambda: draw("PNG").replace(b"IDAT", b"ID\0T"),
    "PNG of no size": lambda: declare_png(0, 0),
    "bomb of 81 megapixels": lambda: bomb_png(9000, 9000),
    "bomb of 225 megapixels": lambda: bomb_png(15_000, 15_000),
    "bomb, declared": lambda: declare_png(60_000, 60_000),
    "bomb beyond numbers": lambda: declare_png(2**31 - 1, 2**31 - 1),
    "bomb, GIF": lambda: declare_gif(65_535, 65_535),
    "bomb, WebP": lambda: draw("WEBP", (5000, 4000), method=0, quality=1),
    "bomb, AVIF": lambda: draw("AVIF", (7000, 5000), speed=10, quality=1),
    "bomb, TIFF": lambda: draw("TIFF", (9000, 9000), "1", compression="group4"),
    "bomb, progressive JPEG": lambda: draw("JPEG", (9000, 9000), "L", progressive=True, quality=1),
    "text bomb": lambda: add_chunk(draw("PNG"), b"zTXt", b"a\0\0" + zlib.compress(bytes(70_000_000))),
    "SVG with a script": lambda: f"<svg {XMLNS}><script>1</script></svg>".encode(),
    "SVG with a handler": lambda: f'<svg {XMLNS} onload="1"/>'.encode(),
    "SVG with HTML": lambda: f"<svg {XMLNS}><foreignObject><b/></foreignObject></svg>".encode(),
    "SVG that reads a file": lambda: f'<svg {XMLNS}><image href="/etc/hostname"/></svg>'.encode(),
    "SVG that calls home": lambda: f'<svg {XMLNS}><image href="http://127.0.0.1/"/></svg>'.encode(),
    "SVG of entities": lambda: laugh().encode(),
    "SVG of SVG": lambda: bomb_svg().encode(),
    "SVG, deep": lambda: f"<svg {XMLNS}>{nest(50_000)}</svg>".encode(),
    "SVG, cut": lambda: SVG[:-9].encode(),
    "SVG, long": lambda: f"<svg {XMLNS}>{' ' * 3_000_000}</svg>".encode(),
    "SVG, thin": lambda: f'<svg {XMLNS} width="1" height="999999"/>'.encode(),
}

LONG_IN_THE_MAKING = {f"bomb, {kind}" for kind in ("WebP", "AVIF", "TIFF", "progressive JPEG")} | {
    "bomb of 225 megapixels"
}

SHOWN: dict[str, Callable[[], bytes]] = {
    "comments by the thousand": lambda: b"\xff\xd8" + b"\xff\xfe\0\x04ab" * 100_000 + PHOTOGRAPH[2:],
    "EXIF out of joint": lambda: add_segment(PHOTOGRAPH, 0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 500),
    "profile out of joint": lambda: add_segment(PHOTOGRAPH, 0xE2, b"ICC_PROFILE\0\1\1" + bytes(5000)),
    "two formats in one": lambda: PHOTOGRAPH + b"<script>alert(1)</script>" + draw("PNG"),
    "PNG called GIF": lambda: draw("PNG"),
    "largest PNG": lambda: bomb_png(8000, 4900),
    "largest colours": lambda: draw("PNG", (8000, 4900), "RGBA", compress_level=1),
    "largest colours, long": lambda: draw("PNG", (1080, 37_000), "RGBA", compress_level=1),
    "largest WebP": lambda: draw("WEBP", (4400, 3000), method=0, quality=1),
    "largest AVIF": lambda: draw("AVIF", (5400, 3600), speed=10, quality=1),
    "largest HEIC": lambda: draw("HEIF", (5500, 4000), quality=1),
    "largest JPEG": lambda: draw("JPEG", (12_000, 9000), quality=1),
    "largest progressive JPEG": lambda: draw("JPEG", (6400, 5000), quality=1, progressive=True, subsampling=0),
    "largest TIFF": lambda: draw("TIFF", (5500, 4000), compression="tiff_lzw"),
    "thin": lambda: draw("PNG", (1, 30_000)),
    "wide": lambda: draw("PNG", (30_000, 1)),
    "a thousand frames": lambda: animate("GIF", 1000, (20, 20)),
    "frames of WebP": lambda: animate("WEBP", 60, (1000, 1000)),
}


class Build(NamedTuple):
    """How a build in a process of its own ended."""

    code: int
    told: list[str]
    """What it said of the issue, a line each."""
    peak: int
    """The most memory that it took, in bytes."""


def build_with(newsletter: Path, pictures: dict[str, Callable[[], bytes]]) -> Build:
    """Build an issue with these pictures, the first on line 3 and each two lines below the last."""
    for number, name in enumerate(pictures):
        (newsletter / "issues" / f"{number}.gif").write_bytes(pictures[name]())
    shown = "\n\n".join(f"![图]({number}.gif)" for number in range(len(pictures)))
    (newsletter / "issues" / "2020-06-17.md").write_text(f"# a\n\n{shown}\n", encoding="utf-8")
    command = [sys.executable, "-m", "publish", "build", "2020-06-17", "--lang", "en", "--quiet"]
    done = subprocess.run(  # noqa: S603  # this very Python
        [sys.executable, "-I", "-S", str(LAUNCHER), *command],
        cwd=newsletter,
        env={"HOME": str(newsletter), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    _, _, peak, code = done.stdout.split()
    assert "Traceback" not in done.stderr
    return Build(int(code), [line for line in done.stderr.splitlines() if line.startswith("2020-06-17.md")], int(peak))


QUICK = [name for name in REFUSED if name not in LONG_IN_THE_MAKING]


@family("names", [QUICK, list(REFUSED)], [QUICK], lambda names: f"{len(names)} files")
def test_broken_pictures_are_reported_with_their_lines(newsletter: Path, names: list[str]) -> None:
    refused = {name: REFUSED[name] for name in names}

    built = build_with(newsletter, refused)

    article = Path("build/2020-06-17/article.html").read_text(encoding="utf-8")
    lines = [int(match[1]) for match in map(LINE.fullmatch, built.told) if match]
    assert (built.code, lines) == (0, [3 + 2 * number for number in range(len(refused))])
    assert article.count("图片缺失：图｜") == len(refused)
    assert built.peak < MAX_BYTES


@family("name", REFUSED, ["bomb of 225 megapixels"])
def test_broken_picture_takes_little_memory(newsletter: Path, name: str) -> None:
    built = build_with(newsletter, {name: REFUSED[name]})

    assert (built.code, len(built.told), built.peak < MAX_BYTES) == (0, 1, True)


@family("name", SHOWN, ["two formats in one", "largest colours", "thin"])
def test_unusual_picture_is_shown(newsletter: Path, name: str) -> None:
    built = build_with(newsletter, {name: SHOWN[name]})

    [picture] = Path("build/2020-06-17/pictures").iterdir()
    assert built.code == 0
    assert b"<script>" not in picture.read_bytes()
    assert built.peak < MAX_BYTES


def test_broken_picture_among_ten_is_reported_and_the_others_are_shown(build: BuildInProcess) -> None:
    for number in range(10):
        Image.new("RGB", (40, 30), (25 * number, 0, 0)).save(f"issues/{number}.png")
    Path("issues/4.png").write_bytes(PHOTOGRAPH[:500])
    shown = "\n\n".join(f"![第 {number} 张]({number}.png)" for number in range(10))
    Path("issues/2020-06-17.md").write_text(f"# 题\n\n{shown}\n", encoding="utf-8")

    told = build("2020-06-17")

    article = Path("build/2020-06-17/article.html").read_text(encoding="utf-8")
    preview = Path("build/2020-06-17/preview.html").read_text(encoding="utf-8")
    assert told.lines == [
        "2020-06-17.md:11: picture issues/4.png is a damaged JPEG — save it again, as PNG or JPEG",
    ]
    assert (article.count("<img "), len(list(Path("build/2020-06-17/pictures").iterdir()))) == (9, 9)
    assert "［图片缺失：第 4 张｜4.png］" in article
    assert "dashed" in preview
    assert "dashed" not in article
