from __future__ import annotations

import pytest

from publish.wechat.picture_formats import PictureFormat, name_content, recognise_format
from tests.pictures import SVG, draw


@pytest.mark.parametrize("kind", PictureFormat)
def test_recognise_format_recognises_every_format(kind: PictureFormat) -> None:
    assert recognise_format(draw(kind)) is kind


@pytest.mark.parametrize(
    "head",
    [
        "\ufeff",
        "\n  ",
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        "<!-- made by hand --><!-- twice -->\n",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        '<?xml version="1.0"?><!-- a > b --><!DOCTYPE svg [<!ENTITY a "b">]>',
    ],
    ids=["mark", "blanks", "declaration", "comments", "type", "entities"],
)
def test_recognise_format_recognises_svg_after_its_prologue(head: str) -> None:
    assert recognise_format((head + SVG).encode()) is PictureFormat.SVG


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BM and more letters",
        b"<html><svg></svg></html>",
        b"<!-- " * 50_000 + b"<svg>",
        b"<!---->" * 50_000,
        b"\x89PNG",
        b"....ftypisom....isom",
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
    ids=["empty", "letters", "page", "open comments", "comments", "cut", "film", "EPS"],
)
def test_recognise_format_returns_none_for_other_data(data: bytes) -> None:
    assert recognise_format(data) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<!DOCTYPE html><p>404", "HTML"),
        (b"\n<HTML>", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"....ftypisom", "MP4"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
        (b'{"errcode": 0}', "JSON"),
        (b"words", ""),
    ],
)
def test_name_content_names_other_kinds_of_files(data: bytes, name: str) -> None:
    assert name_content(data) == name
