from __future__ import annotations

import pytest
from lxml import etree
from lxml import html as html_parser

from publish.steps.serialize import serialize_html


def write(xml: str) -> str:
    return serialize_html(etree.fromstring(xml))


def test_write_html_writes_elements_as_browsers_read_them() -> None:
    assert write("<section>甲<br/><img src='a'/><hr/><p/><section/></section>") == (
        '<section>甲<br><img src="a"><hr><p></p><section></section></section>'
    )


@pytest.mark.parametrize("text", ["甲 &lt;b&gt; &amp;amp;", "\u00a0甲", "💎", "&quot;'"])
def test_write_html_keeps_text(text: str) -> None:
    written = write(f"<p>{text}</p>")

    assert etree.fromstring(written).text == etree.fromstring(f"<p>{text}</p>").text


@pytest.mark.parametrize("words", ["&lt;b&gt; &amp;amp;", "&quot;甲", "'甲", "&quot;'甲"])
def test_write_html_keeps_attributes(words: str) -> None:
    tree = etree.fromstring(f'<img alt="{words}"/>')

    assert html_parser.fragment_fromstring(serialize_html(tree)).get("alt") == tree.get("alt")


def test_write_html_leaves_out_what_stands_behind_the_article() -> None:
    tree = etree.fromstring("<x><p>甲</p>乙</x>")

    assert serialize_html(tree[0]) == "<p>甲</p>"


def test_write_html_writes_the_mark_of_a_scrolling_box_bare() -> None:
    assert write('<section><section data-ignore-width="" style="margin:0">甲</section></section>') == (
        '<section><section data-ignore-width style="margin:0">甲</section></section>'
    )


def test_write_html_leaves_text_that_looks_like_that_mark_alone() -> None:
    text = 'data-ignore-width="" &lt;section data-ignore-width=""'

    assert write(f"<p>{text}</p>") == f"<p>{text}</p>"
