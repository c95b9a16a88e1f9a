from __future__ import annotations

import re

import pytest

from publish.steps.transforms.inherited_styles import push_down_inherited_styles, strip_attributes
from tests.steps.transforms.markup import parse, show

TEXT = "color:#333;font-size:16px;line-height:1.75;letter-spacing:0.4px;text-align:left"


def push_down(before: str) -> str:
    tree = parse(before)
    push_down_inherited_styles(tree)
    return show(tree)


def test_push_down_styles_repeats_text_styles_on_every_text_block() -> None:
    html = push_down(
        f'<section style="{TEXT};padding:0 8px"><p style="margin:0">甲</p><section><p>乙</p></section></section>'
    )

    assert html == (
        f'<section style="padding:0 8px"><p style="margin:0;{TEXT}">甲</p>'
        f'<section><p style="{TEXT};margin:0">乙</p></section></section>'
    )


def test_push_down_styles_prefers_the_nearest_style() -> None:
    inner = '<blockquote style="color:#222"><p>甲</p><p style="color:#333">乙</p></blockquote>'

    html = push_down(f'<section style="color:#111">{inner}</section>')

    assert re.findall(r"color:(#\d+)", html) == ["#222", "#333"]


def test_push_down_styles_writes_styles_on_a_block_of_text_and_blocks() -> None:
    html = push_down('<section style="color:#333"><section>甲<section>乙</section></section></section>')

    assert html.count("color:#333") == 2


@pytest.mark.parametrize("inner", ["甲", "<strong>甲</strong>", "<br/>甲", "<img/>甲", "<a>甲</a>", "␣", "<hr/>甲"])
def test_push_down_styles_recognizes_text_in_any_position(inner: str) -> None:
    assert 'style="color:#333' in push_down(f'<section style="color:#333"><section>{inner}</section></section>')


@pytest.mark.parametrize("inner", ["<img/>", "<br/>", "", "<hr/>", " \n", "<img/> \n"])
def test_push_down_styles_writes_no_text_style_on_a_block_without_text(inner: str) -> None:
    assert "color" not in push_down(f'<section style="color:#333"><section>{inner}</section></section>')


@pytest.mark.parametrize("tag", ["li", "td", "th"])
def test_push_down_styles_keeps_the_colour_of_markers_and_cells(tag: str) -> None:
    html = push_down(f'<section><{tag} style="color:#333"><section>甲</section></{tag}></section>')

    assert html.count("color:#333") == 2


@pytest.mark.parametrize("tag", ["p", "h2", "h6"])
def test_push_down_styles_writes_a_margin_on_every_text_block(tag: str) -> None:
    assert (
        push_down(f"<section><{tag}>甲</{tag}></section>") == f'<section><{tag} style="margin:0">甲</{tag}></section>'
    )


@pytest.mark.parametrize("tag", ["ul", "ol", "blockquote"])
def test_push_down_styles_writes_a_margin_where_the_platform_has_its_own(tag: str) -> None:
    assert f'<{tag} style="margin:0">' in push_down(f"<section><{tag}/></section>")


def test_push_down_styles_adds_no_margin_to_a_one_sided_margin() -> None:
    assert push_down('<p style="margin-top:4px">甲</p>') == '<p style="margin-top:4px">甲</p>'


@pytest.mark.parametrize(
    ("above", "own", "size"),
    [
        ("16px", "0.75em", "12px"),
        ("16px", "87.5%", "14px"),
        ("16px", "1.1em", "17.6px"),
        ("16px", "14px", "14px"),
        ("1em", "2em", "2em"),
        ("", "0.5em", "0.5em"),
    ],
)
def test_push_down_styles_resolves_relative_font_sizes(above: str, own: str, size: str) -> None:
    outer = f' style="font-size:{above}"' if above else ""

    html = push_down(f'<section{outer}><section style="font-size:{own}"><p>甲</p></section></section>')

    assert html == f'<section><section><p style="font-size:{size};margin:0">甲</p></section></section>'


def test_push_down_styles_ignores_inline_elements() -> None:
    assert "<strong>甲</strong>" in push_down('<p style="color:#333"><strong>甲</strong></p>')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<section class="a" id="b" data-x="c" onclick="d">甲</section>', "<section>甲</section>"),
        ('<section data-ignore-width="" title="x">甲</section>', '<section data-ignore-width="">甲</section>'),
        ('<p data-ignore-width="" align="left">甲</p>', "<p>甲</p>"),
        (
            '<a href="x" target="_blank" data-linktype="2" rel="y">甲</a>',
            '<a href="x" target="_blank" data-linktype="2">甲</a>',
        ),
        (
            '<img src="x" alt="y" data-w="1" data-ratio="2" width="3"/>',
            '<img src="x" alt="y" data-w="1" data-ratio="2">',
        ),
        ('<td colspan="2" rowspan="3" width="4" class="right">甲</td>', '<td colspan="2" rowspan="3">甲</td>'),
        ('<ol start="3" class="x"/>', "<ol></ol>"),
        ('<p style="margin:0" class="x">甲</p>', '<p style="margin:0">甲</p>'),
    ],
)
def test_strip_attributes_keeps_only_attributes_that_wechat_keeps(before: str, after: str) -> None:
    tree = parse(before)

    strip_attributes(tree)

    assert show(tree) == after
