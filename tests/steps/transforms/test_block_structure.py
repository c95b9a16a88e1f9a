from __future__ import annotations

import pytest

from publish.steps.transforms.block_structure import (
    drop_empty,
    replace_tags,
    split_code_lines,
    unwrap_illegal_parents,
    wrap_loose_text,
)
from tests.steps.transforms.markup import parse, show

# --- elements the editor does not know ----------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<div>甲</div>", "<section>甲</section>"),
        ("<details><summary>甲</summary>乙</details>", '<section><p style="font-weight:700">甲</p>乙</section>'),
        (
            "<dl><dt>甲</dt><dd>乙</dd></dl>",
            '<section><p style="font-weight:700">甲</p><p style="padding-left:1em">乙</p></section>',
        ),
        ("<h1>甲</h1>", "<h2>甲</h2>"),
        ("<b>甲</b>", "<strong>甲</strong>"),
        ("<i>甲</i>", "<em>甲</em>"),
        ("<u>甲</u>", '<span style="text-decoration:underline">甲</span>'),
        ("<s>甲</s>", '<span style="text-decoration:line-through">甲</span>'),
        ("<del>甲</del>", '<span style="text-decoration:line-through">甲</span>'),
        ("<mark>甲</mark>", "<span>甲</span>"),
        ("<kbd>甲</kbd>", "<code>甲</code>"),
        ("<sub>2</sub>", '<span style="font-size:12px">2</span>'),
        ("<tfoot></tfoot>", "<tbody></tbody>"),
    ],
)
def test_replace_tags_writes_elements_that_the_editor_keeps(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    replace_tags(tree)

    assert show(tree) == f"<section>{after}</section>"


def test_replace_tags_prefers_the_theme_style() -> None:
    tree = parse('<section><dt style="font-weight:400;margin:0">甲</dt></section>')

    replace_tags(tree)

    assert show(tree) == '<section><p style="font-weight:400;margin:0">甲</p></section>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<figure><img/><figcaption>甲</figcaption></figure>乙", "<section><img></section><p>甲</p>乙"),
        ("<figure><figcaption>甲</figcaption><img/></figure>", "<section><img></section><p>甲</p>"),
        (
            "<figure><figcaption>甲</figcaption>乙<div>丙</div></figure>",
            "<section>乙<section>丙</section></section><p>甲</p>",
        ),
        (
            "<figure><figcaption>甲</figcaption><figcaption>乙</figcaption>丙</figure>",
            "<section>丙</section><p>甲</p><p>乙</p>",
        ),
        ("<figure><img/>甲<figcaption>乙</figcaption>丙</figure>丁", "<section><img>甲丙</section><p>乙</p>丁"),
        ("<figcaption>甲</figcaption>乙", "<p>甲</p>乙"),
        (
            "甲<table><caption>乙</caption><tbody></tbody></table>丙",
            "甲<p>乙</p><table><tbody></tbody></table>丙",
        ),
    ],
)
def test_replace_tags_moves_captions_and_keeps_all_text(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    replace_tags(tree)

    assert show(tree) == f"<section>{after}</section>"


# --- code ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<pre><code>a = 1</code></pre>", "<section><p>a = 1</p></section>"),
        ("<pre><code>a\n  b</code></pre>", "<section><p>a</p><p>␣␣b</p></section>"),
        ("<pre><code>a\n\n\nb</code></pre>", "<section><p>a</p><p>␣</p><p>␣</p><p>b</p></section>"),
        ("<pre><code>\ta\tb</code></pre>", "<section><p>␣␣␣␣a ␣␣␣b</p></section>"),
        ("<pre><code></code></pre>", "<section><p>␣</p></section>"),
        ("<pre>a\nb</pre>", "<section><p>a</p><p>b</p></section>"),
        ("<pre><code>a</code> b</pre>", "<section><p><code>a</code> b</p></section>"),
        ("<pre>a <code>b</code></pre>", "<section><p>a <code>b</code></p></section>"),
        ("<pre>a\n<b>b\n c</b> d</pre>", "<section><p>a</p><p><b>b</b></p><p><b>␣c</b> d</p></section>"),
        (
            '<pre><b style="color:#333"><i>a\n\nb</i></b></pre>',
            '<section><p><b style="color:#333"><i>a</i></b></p><p><b style="color:#333"><i></i></b>␣</p>'
            '<p><b style="color:#333"><i>b</i></b></p></section>',
        ),
        ('<pre>a\n<img src="x"/></pre>', '<section><p>a</p><p><img src="x"></p></section>'),
        ("<pre>甲<p>a b</p></pre>", "<section>甲<p>a b</p></section>"),
        ("<pre>a<pre>b\nc</pre></pre>", "<section>a<section><p>b</p><p>c</p></section></section>"),
    ],
)
def test_split_code_lines_writes_a_paragraph_per_line(before: str, after: str) -> None:
    tree = parse(f"<section>{before}丁</section>")

    split_code_lines(tree)

    assert show(tree).replace(' style="margin:0"', "") == f"<section>{after}丁</section>"


def test_split_code_lines_styles_the_box_and_each_line() -> None:
    tree = parse('<section><pre style="padding:1px"><code style="color:#333">a\nb</code></pre></section>')

    split_code_lines(tree)

    line = '<p style="margin:0;color:#333">{}</p>'
    assert show(tree[0]) == f'<section style="padding:1px">{line.format("a")}{line.format("b")}</section>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a b <code>c d\te\nf</code> g h</p>", "<p>a b <code>c d ␣␣␣e f</code> g h</p>"),
        ("<p><code>a <em>b c</em> d</code></p>", "<p><code>a <em>b c</em> d</code></p>"),
        ("<p><code>a b<section>c d</section></code></p>", "<p><code>a b<section>c d</section></code></p>"),
    ],
)
def test_split_code_lines_keeps_every_space_that_html_would_lose(before: str, after: str) -> None:
    tree = parse(before)

    split_code_lines(tree)

    assert show(tree) == after


# --- illegal parents of blocks ------------------------------------------------------------


@pytest.mark.parametrize("tag", ["p", "h2", "h6", "span", "strong", "em", "code", "sup", "a"])
def test_unwrap_illegal_parents_turns_parents_of_blocks_into_sections(tag: str) -> None:
    tree = parse(f"<section><{tag}>甲<em><p>乙</p></em></{tag}></section>")

    unwrap_illegal_parents(tree)

    assert show(tree) == "<section><section>甲<section><p>乙</p></section></section></section>"


def test_unwrap_illegal_parents_removes_the_href_of_a_former_link() -> None:
    tree = parse('<section><a href="https://mp.weixin.qq.com/s/x"><p>甲</p></a></section>')

    unwrap_illegal_parents(tree)

    assert show(tree) == "<section><section><p>甲</p></section></section>"


def test_unwrap_illegal_parents_keeps_inline_elements_in_paragraphs() -> None:
    tree = parse("<section><p>甲<strong>乙<br/></strong></p></section>")

    unwrap_illegal_parents(tree)

    assert show(tree) == "<section><p>甲<strong>乙<br></strong></p></section>"


# --- loose text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲<p>乙</p>丙", "<p>甲</p><p>乙</p><p>丙</p>"),
        ("甲<p>乙</p>丙<p>丁</p>戊<p>己</p>", "<p>甲</p><p>乙</p><p>丙</p><p>丁</p><p>戊</p><p>己</p>"),
        ("<em>甲</em>乙<p>丙</p><em>丁</em><br/>戊", "<p><em>甲</em>乙</p><p>丙</p><p><em>丁</em><br>戊</p>"),
        (" \n<p>甲</p> \n<p>乙</p>\n", "<p>甲</p><p>乙</p>"),
        ("甲<em>乙</em>丙", "甲<em>乙</em>丙"),
        ("<section>甲<p>乙</p></section>", "<section><p>甲</p><p>乙</p></section>"),
        ("<blockquote>甲<ul><li>乙</li></ul></blockquote>", "<blockquote><p>甲</p><ul><li>乙</li></ul></blockquote>"),
        ("<blockquote>甲</blockquote>", "<blockquote>甲</blockquote>"),
    ],
)
def test_wrap_loose_text_wraps_text_beside_blocks_in_paragraphs(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    wrap_loose_text(tree)

    assert show(tree) == f"<section>{after}</section>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p></p><p>甲</p><p></p>", "<p>甲</p>"),
        ('<p style="margin:0"></p>', ""),
        ("<p>␣</p><p><img/></p><p>甲</p>", "<p>␣</p><p><img></p><p>甲</p>"),
        ("<blockquote><p></p></blockquote><blockquote>甲</blockquote>", "<blockquote>甲</blockquote>"),
    ],
)
def test_drop_empty_removes_empty_paragraphs_and_quotations(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    drop_empty(tree)

    assert show(tree) == f"<section>{after}</section>"


def test_drop_empty_keeps_a_root_paragraph() -> None:
    tree = parse("<p/>")

    drop_empty(tree)

    assert show(tree) == "<p></p>"
