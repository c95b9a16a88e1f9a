from __future__ import annotations

import base64

import pytest

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


def place(before: str, picture: Picture | None = None) -> str:
    tree = parse(f"<section>{before}</section>")
    pictures = {"a.png": picture} if picture else {}
    set_picture_attributes(tree, pictures)
    embed_pictures(tree, pictures.values())
    return show(tree).removeprefix("<section>").removesuffix("</section>")


@pytest.mark.parametrize(
    ("data", "kind"), [(b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF89a", "gif")]
)
def test_picture_address_holds_the_picture_itself(data: bytes, kind: str) -> None:
    address = picture_address(Picture("x", data, 1, 1))

    assert address == f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def test_place_pictures_shows_a_picture_with_its_real_size() -> None:
    html = place('<img src="a.png" alt="图"/>', Picture("x.png", b"", 1080, 607))

    assert html == f'<img src="data:image/png;base64," alt="图" data-w="1080" data-ratio="0.562" {FITTING}>'


def test_place_pictures_lets_the_theme_size_a_picture() -> None:
    html = place('<img src="a.png" style="width:20px;max-width:50%"/>', Picture("x.png", b"", 1, 1))

    assert 'style="max-width:50%;height:auto;width:20px"' in html


def test_place_pictures_always_says_something_of_a_picture() -> None:
    assert 'alt=""' in place('<img src="a.png"/>', Picture("x.png", b"", 1, 1))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("https://mmbiz.qpic.cn/a.png", "https://mmbiz.qpic.cn/a.png"),
        ("http://mmbiz.qpic.cn/a.png", "https://mmbiz.qpic.cn/a.png"),
    ],
)
def test_place_pictures_leaves_pictures_of_the_web_there(source: str, shown: str) -> None:
    assert place(f'<img src="{source}" alt="图"/>') == f'<img src="{shown}" alt="图" {FITTING}>'


@pytest.mark.parametrize(
    "source",
    ["a.png", "../a.png", "javascript:alert(1)", "data:image/png;base64,AA", "picture:qr.png", "//a.example/b.png", ""],
)
def test_place_pictures_says_where_a_picture_is_missing(source: str) -> None:
    words = describe_missing_picture(source, "图")

    assert place(f'甲<img src="{source}" alt="图"/>乙') == f"甲<span>{words}</span>乙"


def test_place_pictures_names_a_missing_picture_without_words_by_its_file() -> None:
    assert place('<img src="a.png" alt=""/>') == "<span>［图片缺失：a.png］</span>"


def test_place_pictures_shows_a_drawing_as_wide_as_it_was_meant() -> None:
    assert "max-width:100%;height:auto;width:90px" in place('<img src="a.png"/>', Picture("x.png", b"", 270, 90, 90))


def test_hold_places_tells_what_stood_where() -> None:
    tree = parse('<p><img src="a.png"/><img src="https://a.example/b.png"/></p>')
    set_picture_attributes(tree, {"a.png": Picture("x.png", b"", 1, 1)})

    held = insert_placeholders(tree)

    assert list(held) == [image.get("src") for image in tree.iter("img")]
    assert list(held.values()) == ["x.png", "https://a.example/b.png"]


def test_mark_links_writes_links_as_the_editor_does() -> None:
    tree = parse('<p><a href="https://mp.weixin.qq.com/s/x">甲</a></p>')

    set_link_attributes(tree)

    assert show(tree) == '<p><a href="https://mp.weixin.qq.com/s/x" target="_blank" data-linktype="2">甲</a></p>'


def test_mark_links_makes_text_of_a_link_that_leads_nowhere() -> None:
    tree = parse("<p><a>甲</a>乙</p>")

    set_link_attributes(tree)

    assert show(tree) == "<p><span>甲</span>乙</p>"
