from __future__ import annotations

import pytest
from lxml import html

from publish.newsletter.missing_pictures import describe_missing_picture, name_source
from publish.preview.article_views import mark_missing_pictures

REASONS = {"a.png": "no picture a.png — put it there", "b.png": "<b> & more"}
A, B, OTHER = (
    describe_missing_picture("a.png", "图"),
    describe_missing_picture("b.png", ""),
    describe_missing_picture("c.png", ""),
)


def boxes(written: str) -> list[str]:
    page = html.fragment_fromstring(written)
    return [box.text_content() for box in page.xpath("//span[contains(@style, 'dashed')]")]


def test_mark_missing_pictures_boxes_notice_with_its_reason() -> None:
    assert boxes(mark_missing_pictures(f"<section><p>{A}</p></section>", REASONS)) == [A + REASONS["a.png"]]


@pytest.mark.parametrize(
    "inner",
    [f"甲{A}乙{B}丙", f"<span>{A}</span>乙<b>x</b>{B}丙", f"<b>甲</b>{A}{B}", f"<br>{A}<br>{B}乙<br>{OTHER}"],
)
def test_mark_missing_pictures_boxes_every_notice_and_keeps_all_text(inner: str) -> None:
    article = f"<section><p>{inner}</p></section>"

    boxed = mark_missing_pictures(article, REASONS)

    text = html.fragment_fromstring(article).text_content()
    shown = html.fragment_fromstring(boxed).text_content()
    assert boxes(boxed) == [A + REASONS["a.png"], B + REASONS["b.png"]]
    assert shown.replace(REASONS["a.png"], "").replace(REASONS["b.png"], "") == text


def test_mark_missing_pictures_leaves_text_of_unknown_pictures() -> None:
    article = f"<section><p>{OTHER}</p></section>"

    assert mark_missing_pictures(article, REASONS) == article


@pytest.mark.parametrize("html", ["", f"<p>甲</p><section>乙{OTHER}</section>"], ids=["nothing", "two elements"])
def test_mark_missing_pictures_keeps_all_that_a_filter_left(html: str) -> None:
    assert mark_missing_pictures(html, REASONS) == html


def test_mark_missing_pictures_leaves_attributes() -> None:
    article = f'<section><img src="https://a.example/b" alt="{A}"></section>'

    assert mark_missing_pictures(article, REASONS) == article


def test_mark_missing_pictures_escapes_reasons() -> None:
    assert "&lt;b&gt; &amp; more" in mark_missing_pictures(f"<section>{B}</section>", REASONS)


def test_reasons_are_found_by_the_name_in_the_article() -> None:
    assert name_source("%E5%9B%BE.png") in describe_missing_picture("%E5%9B%BE.png", "图")
