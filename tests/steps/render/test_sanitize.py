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


def sanitize(markup: str, *, inline: bool = True) -> str:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=inline)
    assert cleaned
    return cleaned.html


def get_removed(markup: str) -> tuple[str, ...]:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=True)
    assert cleaned
    return cleaned.removed


def test_sanitize_fragment_lists_each_removed_name_once() -> None:
    assert get_removed("<font color=a>x</font><font color=b size=3>y</font>") == ("<font>", "color=", "size=")


def test_sanitize_fragment_lists_nothing_when_nothing_is_removed() -> None:
    assert get_removed('<a href="https://a.example">x</a><ol start="2"><li><br></ol>') == ()


def test_sanitize_fragment_lists_a_name_removed_once_of_two() -> None:
    assert get_removed('<a href="https://a.example">x</a><a href="javascript:x">y</a>') == ("href=",)


def test_sanitize_fragment_closes_every_element() -> None:
    html = sanitize("<p>甲<br><img src='https://a.example/a.png'><b></b><ul><li>乙")

    assert html == '<p>甲<br/><img src="https://a.example/a.png"/><b></b></p><ul><li>乙</li></ul>'


def test_sanitize_fragment_removes_a_link_inside_a_link() -> None:
    html = sanitize('<a href="https://a.example">甲<table><p><a href="https://b.example">乙')

    assert html.startswith('<a href="https://a.example">甲<p>乙</p></a>')


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ('<p align="center">甲</p>', '<p class="center">甲</p>'),
        ("<h2 align=right>甲</h2>", '<h2 class="right">甲</h2>'),
        ('<div style="text-align: center">甲</div>', '<div class="center">甲</div>'),
        ("<center>甲</center>", '<section class="center">甲</section>'),
        ('<p align="left">甲</p>', "<p>甲</p>"),
        ('<img src="a.png" style="zoom:33%;" />', '<p><img width="33%" src="a.png"/></p>'),
        ('<IMG src="a.png" style="zoom: 50%; width: 200px" width=9 height=1>', '<p><img width="200" src="a.png"/></p>'),
        ('<a name="x"></a>甲', "<p><a></a>甲</p>"),
    ],
)
def test_sanitize_fragment_keeps_alignment_and_widths(markup: str, html: str) -> None:
    assert sanitize(markup, inline=False) == html


def test_sanitize_fragment_tells_nothing_of_an_alignment_that_it_keeps() -> None:
    assert get_removed('<p align="center"><img src="https://a.example/a.png" style="width:50%" height="9"></p>') == ()


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
def test_sanitize_fragment_wraps_loose_text_of_a_block(markup: str, html: str) -> None:
    assert sanitize(markup, inline=False) == html


def test_sanitize_fragment_adds_no_paragraph_to_an_inline_piece() -> None:
    assert sanitize("甲<b>乙</b>") == "甲<b>乙</b>"


@pytest.mark.parametrize(
    ("markup", "accepted"),
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
def test_sanitize_fragment_returns_none_when_nested_too_deep(markup: str, accepted: bool) -> None:
    cleaned = sanitize_fragment(markup, [markup], inline=True)

    assert (cleaned is not None) == accepted


@pytest.mark.parametrize(
    ("raw", "sanitized"),
    [
        ('<td class="center">', "<td>"),
        ("<td CLASS=center width=1>", "<td width=1>"),
        ("<td\nclass='a b'>", "<td>"),
        ('<b title="a > b" class="x">', '<b title="a > b">'),
        ('<b data-class="x">', '<b data-class="x">'),
        ('class="x"', 'class="x"'),
    ],
)
def test_sanitize_html_removes_classes(raw: str, sanitized: str) -> None:
    assert sanitize_html(raw) == sanitized


@pytest.mark.parametrize("name", ["int", "vector", "T", "list", "sum", "path", "model", "svg:p", "b\x00"])
def test_sanitize_html_escapes_unknown_elements(name: str) -> None:
    assert sanitize_html(f"甲<{name} x>乙</{name}>") == f"甲&lt;{name} x>乙&lt;/{name}>"


@pytest.mark.parametrize("tag", ["<B>", "</b>", "<br/>", "<h1>", "<main>", "<mp-common-profile x>", "<b\nx>"])
def test_sanitize_html_keeps_known_elements(tag: str) -> None:
    assert sanitize_html(f"{tag}甲") == f"{tag}甲"


@pytest.mark.parametrize(
    "name", ["svg", "math", "script", "style", "iframe", "noscript", "template", "textarea", "title"]
)
def test_sanitize_fragment_removes_raw_text_elements_with_their_content(name: str) -> None:
    markup = f"甲<{name}>乙</{name}>丙"

    assert sanitize(markup) == "甲丙"
    assert get_removed(markup) == (f"<{name}>",)


@pytest.mark.parametrize(
    ("raw", "sanitized"),
    [
        ("<div 甲", "&lt;div 甲"),
        ("<b>甲</b></b", "<b>甲</b>&lt;/b"),
        ("甲<!-- 乙", "甲&lt;!-- 乙"),
        ("<!-- 甲 --><!-- 乙 <!-- 丙", "<!-- 甲 -->&lt;!-- 乙 &lt;!-- 丙"),
        ("<!-- <!-- 甲 -->", "<!-- <!-- 甲 -->"),
        ("<?x?><!X><![CDATA[x]]>", "&lt;?x?>&lt;!X>&lt;![CDATA[x]]>"),
    ],
)
def test_sanitize_html_escapes_unclosed_tags_and_comments(raw: str, sanitized: str) -> None:
    assert sanitize_html(raw) == sanitized


@given(PIECES)
def test_sanitize_fragment_returns_well_formed_safe_html(markup: str) -> None:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=False)

    assert cleaned
    root = etree.fromstring(f"<x>{cleaned.html}</x>")
    assert not {"script", "style", "svg", "math", "form", "select"} & {element.tag for element in root.iter()}
    assert {name for element in root.iter() for name, _ in element.items()} <= {"href", "src"}
