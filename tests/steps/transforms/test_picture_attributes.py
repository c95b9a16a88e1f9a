from __future__ import annotations

import base64
import re

import pytest

from publish.core.html import StyledHtml
from publish.core.picture import Picture
from publish.newsletter.missing_pictures import describe_missing_picture
from publish.steps.transforms.picture_attributes import (
    embed_pictures,
    insert_placeholders,
    picture_address,
    set_link_attributes,
    set_picture_attributes,
)
from tests.steps.transforms.markup import parse, show

FITTING = 'style="max-width:100%;height:auto"'


def set_attributes(before: str, picture: Picture | None = None) -> str:
    tree = parse(f"<section>{before}</section>")
    pictures = {"a.png": picture} if picture else {}
    set_picture_attributes(tree, pictures)
    written = embed_pictures(StyledHtml(show(tree)), pictures.values())
    return written.removeprefix("<section>").removesuffix("</section>")


@pytest.mark.parametrize(
    ("data", "kind"), [(b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF89a", "gif")]
)
def test_picture_address_returns_a_data_url(data: bytes, kind: str) -> None:
    address = picture_address(Picture("x", data, 1, 1))

    assert address == f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def test_set_picture_attributes_writes_the_real_size() -> None:
    html = set_attributes('<img src="a.png" alt="图"/>', Picture("x.png", b"", 1080, 607))

    assert html == f'<img src="data:image/png;base64," alt="图" data-w="1080" data-ratio="0.562" {FITTING}>'


def test_set_picture_attributes_prefers_the_theme_size() -> None:
    html = set_attributes('<img src="a.png" style="width:20px;max-width:50%"/>', Picture("x.png", b"", 1, 1))

    assert 'style="max-width:50%;height:auto;width:20px"' in html


@pytest.mark.parametrize(
    ("width", "shown", "style"),
    [
        (344, 0, "max-width:100%;height:auto"),
        (345, 0, "max-width:100%;height:auto;width:100%"),
        (676, 0, "max-width:100%;height:auto;width:100%"),
        (677, 0, "max-width:100%;height:auto"),
        (1080, 360, "max-width:100%;height:auto;width:100%"),
        (600, 200, "max-width:100%;height:auto;width:200px"),
    ],
)
def test_set_picture_attributes_fills_the_column_with_a_picture_as_wide_as_a_phone(
    width: int, shown: int, style: str
) -> None:
    html = set_attributes('<img src="a.png"/>', Picture("x.png", b"", width, 100, shown))

    assert f'style="{style}"' in html


def test_set_picture_attributes_keeps_the_width_of_an_author_or_theme() -> None:
    picture = Picture("x.png", b"", 500, 100)

    assert "width:50%" in set_attributes('<img src="a.png" width="50%"/>', picture)
    assert "width:176px" in set_attributes('<img src="a.png" style="width:176px"/>', picture)


@pytest.mark.parametrize(
    ("width", "meant"), [("344", False), ("345", True), ("500px", True), ("676", True), ("677", False), ("80%", False)]
)
def test_set_picture_attributes_says_that_an_uneven_width_of_the_author_is_meant(width: str, *, meant: bool) -> None:
    html = set_attributes(f'<img src="a.png" width="{width}"/>', Picture("x.png", b"", 1080, 100))

    assert ('data-ignore-width=""' in html) is meant


@pytest.mark.parametrize(("shown", "meant"), [(344, False), (352, True), (640, True), (704, False)])
def test_set_picture_attributes_says_that_the_width_of_a_formula_is_meant(shown: int, *, meant: bool) -> None:
    formula = '<section class="formula"><img src="a.png"/></section>'

    html = set_attributes(formula, Picture("x.png", b"", shown * 2, 100, shown))

    assert f"width:{shown // 16}" in html
    assert ('data-ignore-width=""' in html) is meant


@pytest.mark.parametrize(
    ("cell", "width", "own", "style"),
    [
        ("width:50%", 172, "", None),
        ("width:50%", 173, "", "width:100%"),
        ("width:33%", 114, "", "width:100%"),
        ("width:50%", 1080, "", "width:100%"),
        ("width:50%", 1080, ' width="300"', "width:100%"),
        ("width:50%", 1080, ' width="100"', "width:100px"),
        ("", 344, "", None),
        ("", 345, "", "width:100%"),
        ("width:9em", 1080, "", "width:100%"),
    ],
)
def test_set_picture_attributes_fills_the_cell_with_a_picture_as_wide_as_it(
    cell: str, width: int, own: str, style: str | None
) -> None:
    table = f'<table><tbody><tr><td style="{cell}"><img src="a.png"{own}/></td></tr></tbody></table>'

    html = set_attributes(table, Picture("x.png", b"", width, 100))

    [shown] = re.findall(r'<img[^>]*style="([^"]*)"', html)
    assert shown.removeprefix("max-width:100%;height:auto").removeprefix(";") == (style or "")
    assert "data-ignore-width" not in html


@pytest.mark.parametrize(
    ("cells", "width", "filled"), [(2, 172, False), (2, 173, True), (3, 113, False), (3, 114, True), (4, 86, False)]
)
def test_set_picture_attributes_fills_the_cells_of_a_gallery(cells: int, width: int, *, filled: bool) -> None:
    row = '<td><img src="a.png"/></td>' * cells

    html = set_attributes(
        f'<table class="gallery"><tbody><tr>{row}</tr></tbody></table>', Picture("x.png", b"", width, 100)
    )

    assert ("width:100%" in html.replace("max-width:100%", "")) is filled


def test_set_picture_attributes_always_writes_an_alt_text() -> None:
    assert 'alt=""' in set_attributes('<img src="a.png"/>', Picture("x.png", b"", 1, 1))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://mmbiz.qpic.cn/a.png", "https://mmbiz.qpic.cn/a.png"),
        ("http://mmbiz.qpic.cn/a.png", "https://mmbiz.qpic.cn/a.png"),
    ],
)
def test_set_picture_attributes_keeps_public_pictures(source: str, shown: str) -> None:
    assert set_attributes(f'<img src="{source}" alt="图"/>') == f'<img src="{shown}" alt="图" {FITTING}>'


def test_set_picture_attributes_writes_the_size_of_a_licence_s_button() -> None:
    html = set_attributes('<img src="https://i.creativecommons.org/l/by-sa/4.0/88x31.png" alt="许可"/>')

    assert 'data-w="88" data-ratio="0.3523"' in html


@pytest.mark.parametrize(
    "source",
    ["a.png", "../a.png", "javascript:alert(1)", "data:image/png;base64,AA", "picture:qr.png", "//a.example/b.png", ""],
)
def test_set_picture_attributes_replaces_a_missing_picture_by_text(source: str) -> None:
    words = describe_missing_picture(source, "图")

    assert set_attributes(f'甲<img src="{source}" alt="图"/>乙') == f"甲<span>{words}</span>乙"


def test_set_picture_attributes_names_the_file_of_a_missing_picture_without_alt() -> None:
    assert set_attributes('<img src="a.png" alt=""/>') == "<span>［图片缺失：a.png］</span>"


def test_set_picture_attributes_writes_the_natural_width() -> None:
    assert "max-width:100%;height:auto;width:90px" in set_attributes(
        '<img src="a.png"/>', Picture("x.png", b"", 270, 90, 90)
    )


def test_insert_placeholders_returns_sources_by_placeholder() -> None:
    tree = parse('<p><img src="a.png"/><img src="https://a.example/b.png"/></p>')
    set_picture_attributes(tree, {"a.png": Picture("x.png", b"", 1, 1)})

    sources = insert_placeholders(tree)

    assert list(sources) == [image.get("src") for image in tree.iter("img")]
    assert list(sources.values()) == ["x.png", "https://a.example/b.png"]


def test_set_link_attributes_writes_links_as_the_editor_does() -> None:
    tree = parse('<p><a href="https://mp.weixin.qq.com/s/x">甲</a></p>')

    set_link_attributes(tree)

    assert show(tree) == '<p><a href="https://mp.weixin.qq.com/s/x" target="_blank" data-linktype="2">甲</a></p>'


def test_set_link_attributes_turns_a_link_without_address_into_text() -> None:
    tree = parse("<p><a>甲</a>乙</p>")

    set_link_attributes(tree)

    assert show(tree) == "<p><span>甲</span>乙</p>"
