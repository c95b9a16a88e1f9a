from __future__ import annotations

import base64

import pytest

from publish.core.exceptions import PictureError
from publish.core.problem import Problem
from publish.steps.picture_processing.rasterize_svg import MAX_SVG_BYTES, RasterImage, rasterize_svg
from tests.pictures import SVG, XMLNS, decode, draw

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
PNG = base64.b64encode(draw("PNG", (4, 4))).decode()


def write(inner: str = "", size: str = 'width="90" height="60"', head: str = "") -> bytes:
    return f"{head}<svg {XMLNS} {XLINK} {size}>{inner}</svg>".encode()


def refuse(data: bytes) -> Problem:
    with pytest.raises(PictureError) as caught:
        rasterize_svg(data)
    (problem,) = caught.value.problems
    return problem


def size_of(drawing: RasterImage) -> tuple[int, int]:
    return decode(drawing.png).size


def test_rasterize_svg_keeps_colours() -> None:
    image = decode(rasterize_svg(SVG.encode()).png).convert("RGB")

    assert image.getpixel((100, 100)) == (0xC8, 0x1E, 0x1E)


def test_rasterize_svg_has_a_white_background() -> None:
    assert decode(rasterize_svg(write()).png).convert("RGB").getcolors() == [(270 * 180, (255, 255, 255))]


@pytest.mark.parametrize(
    ("size", "pixels", "shown"),
    [
        ('width="90" height="60"', (270, 180), 90),
        ('width="600" height="300"', (1080, 540), 360),
        ('width="4000" height="2000"', (1080, 540), 360),
        ('viewBox="0 0 120 60"', (360, 180), 120),
        ('viewBox="0,0,120,60" width="100%"', (360, 180), 120),
        ('viewBox="0 0 120 60" width="60"', (180, 90), 60),
        ('viewBox="0 0 120 60" height="60"', (360, 180), 120),
        ('viewBox="0 0 0 60"', (900, 450), 300),
        ("", (900, 450), 300),
        ('width="1in" height="72pt"', (288, 288), 96),
        ('width="25.4mm" height="2.54cm"', (288, 288), 96),
        ('width="10em" height="1e2"', (480, 300), 160),
        ('width="50" height="40000"', (25, 20_000), 50),
        ('width="0" height="none"', (900, 450), 300),
    ],
)
def test_rasterize_svg_returns_phone_resolution_and_natural_width(
    size: str, pixels: tuple[int, int], shown: int
) -> None:
    drawing = rasterize_svg(write(size=size))

    assert (size_of(drawing), drawing.shown) == (pixels, shown)


@pytest.mark.parametrize(
    "data",
    [
        write(head='<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example/svg11.dtd">'),
        write('<a xlink:href="https://a.example/"><rect width="9" height="9"/></a>'),
        write('<defs><rect id="r" width="9" height="9"/></defs><use href="#r"/><use xlink:href="#r"/>'),
        write('<linearGradient id="g"/><rect fill="url(#g)" style="stroke:url(\'#g\')" width="9" height="9"/>'),
        write("<style>.a{fill:url(#g)} @font-face{src:url(data:font/woff2;base64,AA)}</style>"),
        write(f'<image href="data:image/png;base64,{PNG}" width="9" height="9"/>'),
        write('<image width="9" height="9"/><image href="" width="9" height="9"/>'),
        write("<!-- <script>1</script> --><?php echo ?>"),
        write("<text>url(http://a.example/) @import</text>"),
    ],
    ids=["type", "link", "use", "gradient", "style", "picture inside", "empty", "comment", "words"],
)
def test_rasterize_svg_accepts_output_of_drawing_programs(data: bytes) -> None:
    assert size_of(rasterize_svg(data)) == (270, 180)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (write("<script>fetch('http://a.example/')</script>"), "<script>"),
        (write(f"<g><SCRIPT {XMLNS}/></g>"), "<script>"),
        (write("<foreignObject><p>a</p></foreignObject>"), "<foreignobject>"),
        (write('<rect onload="alert(1)"/>'), "onload"),
        (write('<image href="a.png"/>'), "href=a.png"),
        (write('<image xlink:href="file:///etc/hostname"/>'), "href=file:///etc/hostname"),
        (write('<image href="https://a.example/a.png"/>'), "href=https://a.example/a.png"),
        (write('<use href="b.svg#a"/>'), "href=b.svg#a"),
        (write('<filter id="f"><feImage href="/dev/zero"/></filter>'), "href=/dev/zero"),
        (write('<use href="data:image/png;base64,AA"/>'), "href=data:image/png;base64,AA"),
        (write('<image href="data:image/svg+xml;base64,AA"/>'), "href=data:image/svg+xml;base64,AA"),
        (write('<image href="data:image/png;base64,AAA"/>'), "href=data:image/png;base64,AAA"),
        (write('<image href="data:image/png;base64,PHN2Zz4="/>'), "href=data:image/png;base64,PHN2Zz4="),
        (write('<rect fill="url(http://a.example/)"/>'), "url()"),
        (write("<rect style=\"fill:URL( 'file:///etc/hostname')\"/>"), "url()"),
        (write('<rect style="fill:u\\72l(a)"/>'), "url()"),
        (write("<style>@import 'http://a.example/';</style>"), "url()"),
        (write("<text>&a;</text>", head='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'), "DTD"),
        (write("<text>&a;</text>", head='<!DOCTYPE svg [<!ENTITY a "b">]>'), "DTD"),
    ],
)
def test_rasterize_svg_refuses_scripts_and_external_references(data: bytes, what: str) -> None:
    assert refuse(data) == Problem("picture-svg", {"path": "", "what": what})


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        SVG.encode()[:-3],
        write("<g></svg>"),
        write(size='width="1" height="90000"'),
        write(size='width="90000" height="1"'),
        f"<g {XMLNS}/>".encode(),
        "".join(['<svg xmlns="http://www.w3.org/2000/svg">', "<g>" * 300, "</g>" * 300, "</svg>"]).encode(),
    ],
    ids=["cut", "cut at its end", "open", "tall", "wide", "no SVG", "deep"],
)
def test_rasterize_svg_refuses_a_broken_svg(data: bytes) -> None:
    assert refuse(data).message == "picture-broken"


def test_rasterize_svg_refuses_a_large_file() -> None:
    assert refuse(write(" " * MAX_SVG_BYTES)) == Problem("picture-large", {"path": "", "limit": 2})
