from __future__ import annotations

import pytest
from lxml import etree
from lxml import html as html_parser

from publish.steps.serialize import serialize_html


def write(xml: str) -> str:
    return serialize_html(etree.fromstring(xml))


def test_serialize_html_writes_void_and_empty_elements_as_html() -> None:
    assert write("<section>甲<br/><img src='a'/><hr/><p/><section/></section>") == (
        '<section>甲<br><img src="a"><hr><p></p><section></section></section>'
    )


@pytest.mark.parametrize("text", ["甲 &lt;b&gt; &amp;amp;", "\u00a0甲", "💎", "&quot;'"])
def test_serialize_html_keeps_text(text: str) -> None:
    written = write(f"<p>{text}</p>")

    assert etree.fromstring(written).text == etree.fromstring(f"<p>{text}</p>").text


@pytest.mark.parametrize("words", ["&lt;b&gt; &amp;amp;", "&quot;甲", "'甲", "&quot;'甲"])
def test_serialize_html_keeps_attributes(words: str) -> None:
    tree = etree.fromstring(f'<img alt="{words}"/>')

    assert html_parser.fragment_fromstring(serialize_html(tree)).get("alt") == tree.get("alt")


def test_serialize_html_drops_the_tail_of_the_article() -> None:
    tree = etree.fromstring("<x><p>甲</p>乙</x>")

    assert serialize_html(tree[0]) == "<p>甲</p>"


def test_serialize_html_writes_ignore_width_without_value() -> None:
    assert write('<section><section data-ignore-width="" style="margin:0">甲</section></section>') == (
        '<section><section data-ignore-width style="margin:0">甲</section></section>'
    )


def test_serialize_html_keeps_text_like_the_ignore_width_attribute() -> None:
    text = 'data-ignore-width="" &lt;section data-ignore-width=""'

    assert write(f"<p>{text}</p>") == f"<p>{text}</p>"
