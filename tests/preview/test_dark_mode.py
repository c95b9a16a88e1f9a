from __future__ import annotations

import pytest

from publish.core.html import StyledHtml
from publish.preview.article_views import darken_article


def darken(html: str) -> str:
    return darken_article(StyledHtml(html))


def test_darken_article_lifts_text() -> None:
    assert darken('<p style="margin:0;color:#333">甲</p>') == '<p style="margin:0;color:rgb(163,163,163)">甲</p>'


def test_darken_article_darkens_a_box_and_adapts_its_text_to_it() -> None:
    html = darken('<section style="color:#333;background-color:#f7f7f7"><p style="color:#333">甲</p></section>')

    assert html == (
        '<section style="color:rgb(178,178,178);background-color:rgb(33,33,33)">'
        '<p style="color:rgb(178,178,178)">甲</p></section>'
    )


def test_darken_article_leaves_a_tint_and_adapts_text_to_the_mixed_background() -> None:
    html = darken('<section style="background-color:rgba(255,255,255,0.1)"><p style="color:#333">甲</p></section>')

    assert html == (
        '<section style="background-color:rgba(255,255,255,0.1)"><p style="color:rgb(178,178,178)">甲</p></section>'
    )


def test_darken_article_adapts_text_beside_a_box_to_the_page() -> None:
    html = darken('<section><p style="background-color:#f7f7f7">甲</p><p style="color:#333">乙</p></section>')

    assert html.endswith('<p style="color:rgb(163,163,163)">乙</p></section>')


@pytest.mark.parametrize("html", ["", "<section>甲</section><p>乙</p>"], ids=["nothing", "two elements"])
def test_darken_article_keeps_all_that_a_filter_left(html: str) -> None:
    assert darken(html) == html


@pytest.mark.parametrize(
    ("border", "dark"),
    [
        ("border:1px solid rgba(0,0,0,0.12)", "border:1px solid rgba(163,163,163,0.12)"),
        ("border-left:2px dashed #e5e5e5", "border-left:2px dashed rgb(163,163,163)"),
        ("border-color:#333 #2878c8", "border-color:rgb(163,163,163) rgb(40,120,200)"),
        ("border-top:#333 double 3px", "border-top:rgb(163,163,163) double 3px"),
        ("border:0", "border:0"),
        ("border-radius:3px", "border-radius:3px"),
        ("border-collapse:collapse", "border-collapse:collapse"),
    ],
)
def test_darken_article_converts_border_colours_at_any_position(border: str, dark: str) -> None:
    assert darken(f'<p style="{border}">甲</p>') == f'<p style="{dark}">甲</p>'


@pytest.mark.parametrize(
    "style", ["color:inherit", "background-color:transparent", "font-size:16px", "text-align:left"]
)
def test_darken_article_leaves_values_that_are_no_colours(style: str) -> None:
    assert darken(f'<p style="{style}">甲</p>') == f'<p style="{style}">甲</p>'


def test_darken_article_changes_only_styles() -> None:
    html = (
        '<section><p>甲 &amp; <a href="https://mp.weixin.qq.com/s/x">乙</a><br><img src="a.png" alt=""></p></section>'
    )

    assert darken(html) == html
