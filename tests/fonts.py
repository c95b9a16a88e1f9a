"""Fonts made for tests: what they have, what they lack and how wide it is is known, on every machine."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from publish.core.picture import FontFace, FontFamily

EM, SIDE = 1000, 60
LATIN = "".join(map(chr, range(0x21, 0x7F)))
CHINESE = "国简嵌入式报端侧智能周本期条业界新闻论文开源博客三星流片移动更封面题…"


def make_font(path: Path, letters: str, *, family: str = "Test Sans SC", style: str = "Regular") -> Path:
    """Write a font whose letters are blocks, each a little different: Latin ones half as wide as Chinese ones."""
    names = {ord(letter): f"u{ord(letter):04X}" for letter in sorted(set(letters) | {" "})}
    widths = {name: EM if code > 0x2E7F else EM // 2 for code, name in names.items()}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *widths])
    builder.setupCharacterMap(names)
    blocks = {name: _draw_block(width, number) for number, (name, width) in enumerate(widths.items())}
    builder.setupGlyf({**blocks, names[ord(" ")]: Glyph(), ".notdef": _draw_block(EM, EM // 2)})
    builder.setupHorizontalMetrics({name: (width, SIDE) for name, width in {**widths, ".notdef": EM}.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": style, "psName": f"{family}-{style}".replace(" ", "")})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def _draw_block(width: int, number: int) -> Glyph:
    """Return a block with a notch that tells it from all others."""
    pen = TTGlyphPen(None)
    right, notch = width - SIDE, 40 + number * 137 % 700
    pen.moveTo((SIDE, 0))
    for point in ((SIDE, 760), (right, 760), (right, notch), (right - 200, notch), (right - 200, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


@functools.cache
def find_test_typeface() -> FontFamily:
    """Return a typeface with Latin and a little Chinese, made once."""
    folder = tempfile.TemporaryDirectory(prefix="publish-fonts-")
    _kept.append(folder)
    face = FontFace(str(make_font(Path(folder.name, "test.ttf"), LATIN + CHINESE)))
    return FontFamily(face, face, chinese=True, key="test")


def install_fontconfig(folder: Path, *paths: str | Path) -> None:
    """Put a program into a folder that answers as fontconfig does: these fonts have Chinese."""
    listed = "".join(rf"{path}\t0\tTrue\ten|zh-cn\n" for path in paths)
    program = folder / "fc-match"
    program.write_text(f"#!/bin/sh\nprintf '{listed}'\n", encoding="utf-8")
    program.chmod(0o755)


_kept: list[tempfile.TemporaryDirectory[str]] = []
