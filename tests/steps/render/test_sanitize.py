from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.steps.render.sanitize import sanitize_fragment, sanitize_html

TAGS = (
    "<b>|</b>|<p>|</p>|<div>|</div>|<table>|<td>|<tr>|</table>|<ul>|<li>|</ul>|<a href='https://a.example'>|</a>|<h2>|</h2>"
    "|<script>|</script>|<svg>|</svg>|<math>|<mtext>|<style>|</style>|<pre>|</pre>|<br>|<img src=x>|<select>|<form>"
    "|<b class='x' title='>'>|<!--|-->|<!|<?|&lt;|&#13;|&nbsp;|<|>|'|\"|文| "
)
PIECES = st.lists(st.sampled_from(TAGS.split("|")), max_size=20).map("".join)


def clean(markup: str, *, inline: bool = True) -> str:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=inline)
    assert cleaned
    return cleaned.html


def removed_from(markup: str) -> tuple[str, ...]:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=True)
    assert cleaned
    return cleaned.removed


def test_clean_html_names_each_removed_thing_once() -> None:
    assert removed_from("<font color=a>x</font><font color=b size=3>y</font>") == ("<font>", "color=", "size=")


def test_clean_html_names_nothing_where_all_stays() -> None:
    assert removed_from('<a href="https://a.example">x</a><ol start="2"><li><br></ol>') == ()


def test_clean_html_counts_so_that_a_second_thing_of_a_kind_is_noticed() -> None:
    assert removed_from('<a href="https://a.example">x</a><a href="javascript:x">y</a>') == ("href=",)


def test_clean_html_writes_every_element_closed() -> None:
    html = clean("<p>甲<br><img src='https://a.example/a.png'><b></b><ul><li>乙")

    assert html == '<p>甲<br/><img src="https://a.example/a.png"/><b></b></p><ul><li>乙</li></ul>'


def test_clean_html_leaves_no_link_inside_a_link() -> None:
    html = clean('<a href="https://a.example">甲<table><p><a href="https://b.example">乙')

    assert html.startswith('<a href="https://a.example">甲<p>乙</p></a>')


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("甲<b>乙</b>", "<p>甲<b>乙</b></p>"),
        ("<b>甲</b>", "<p><b>甲</b></p>"),
        ("甲<div>乙</div>", "<section>甲<div>乙</div></section>"),
        ("<div>乙</div>甲", "<section><div>乙</div>甲</section>"),
        ("<div>甲</div>", "<div>甲</div>"),
        ("<div>甲</div>\n<div>乙</div>", "<div>甲</div>\n<div>乙</div>"),
        ("<script>甲</script>", ""),
    ],
)
def test_clean_html_gives_loose_text_of_a_block_a_home(markup: str, html: str) -> None:
    assert clean(markup, inline=False) == html


def test_clean_html_gives_a_piece_in_a_paragraph_no_other() -> None:
    assert clean("甲<b>乙</b>") == "甲<b>乙</b>"


@pytest.mark.parametrize(
    ("markup", "whole"),
    [
        ("<div>" * 40, True),
        ("<div>" * 41, False),
        ("<div></span>" * 41, False),
        ("</div>" * 41 + "<div>" * 41, False),
        ("<p><b></p>" * 41, False),
        ("<div><div></div>" * 39, True),
        ("<div><div></div>" * 40, False),
        ("<b></b>" + "<div>" * 40, True),
        ("<p>文</p>" * 200, True),
        ("<p>文" * 200, True),
        ("<br><img src=x>" * 200, True),
        ("<table>" + "<tr><td>文" * 200, True),
        ("<ul><li>" * 20, True),
        ("<ul><li>" * 21, False),
        ("<table><tr><td>" * 11, False),
    ],
    ids=lambda markup: markup[:20] if isinstance(markup, str) else "",
)
def test_clean_html_refuses_what_nests_too_deep(markup: str, whole: bool) -> None:
    cleaned = sanitize_fragment(markup, [markup], inline=True)

    assert (cleaned is not None) == whole


@pytest.mark.parametrize(
    ("raw", "tamed"),
    [
        ('<td class="center">', "<td>"),
        ("<td CLASS=center width=1>", "<td width=1>"),
        ("<td\nclass='a b'>", "<td>"),
        ('<b title="a > b" class="x">', '<b title="a > b">'),
        ('<b data-class="x">', '<b data-class="x">'),
        ('class="x"', 'class="x"'),
    ],
)
def test_tame_html_takes_the_classes_off(raw: str, tamed: str) -> None:
    assert sanitize_html(raw) == tamed


@pytest.mark.parametrize("name", ["int", "vector", "T", "list", "sum", "path", "model", "svg:p", "b\x00"])
def test_tame_html_makes_text_of_names_that_are_no_element(name: str) -> None:
    assert sanitize_html(f"甲<{name} x>乙</{name}>") == f"甲&lt;{name} x>乙&lt;/{name}>"


@pytest.mark.parametrize("tag", ["<B>", "</b>", "<br/>", "<h1>", "<main>", "<mp-common-profile x>", "<b\nx>"])
def test_tame_html_leaves_elements_alone(tag: str) -> None:
    assert sanitize_html(f"{tag}甲") == f"{tag}甲"


@pytest.mark.parametrize(
    "name", ["svg", "math", "script", "style", "iframe", "noscript", "template", "textarea", "title"]
)
def test_clean_html_removes_an_element_whole_whose_content_is_no_text(name: str) -> None:
    markup = f"甲<{name}>乙</{name}>丙"

    assert clean(markup) == "甲丙"
    assert removed_from(markup) == (f"<{name}>",)


@pytest.mark.parametrize(
    ("raw", "tamed"),
    [
        ("<div 甲", "&lt;div 甲"),
        ("<b>甲</b></b", "<b>甲</b>&lt;/b"),
        ("甲<!-- 乙", "甲&lt;!-- 乙"),
        ("<!-- 甲 --><!-- 乙 <!-- 丙", "<!-- 甲 -->&lt;!-- 乙 &lt;!-- 丙"),
        ("<!-- <!-- 甲 -->", "<!-- <!-- 甲 -->"),
        ("<?x?><!X><![CDATA[x]]>", "&lt;?x?>&lt;!X>&lt;![CDATA[x]]>"),
    ],
)
def test_tame_html_makes_text_of_what_would_swallow_the_rest(raw: str, tamed: str) -> None:
    assert sanitize_html(raw) == tamed


@given(PIECES)
def test_clean_html_is_well_formed_and_harmless(markup: str) -> None:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=False)

    assert cleaned
    root = etree.fromstring(f"<x>{cleaned.html}</x>")
    assert not {"script", "style", "svg", "math", "form", "select"} & {element.tag for element in root.iter()}
    assert {name for element in root.iter() for name, _ in element.items()} <= {"href", "src"}
