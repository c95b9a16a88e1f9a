from __future__ import annotations

import pytest

from publish.steps.render.plain_text import flatten_blocks, read_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("甲<strong>乙</strong>", "甲乙"),
        ('甲<sup class="ref">[1]</sup>，乙', "甲，乙"),
        ("x<sup>2</sup>", "x2"),
        ('<figure><img src="a" alt="图"/><figcaption>说明</figcaption></figure>', ""),
        ('甲<img src="formula:1" alt="\\alpha"/>乙', "甲乙"),
        ("甲\n乙", "甲乙"),
        ("a\nb", "a b"),
        ("甲<br/>乙", "甲 乙"),
        ("<p>甲</p><p>乙</p>", "甲 乙"),
        ("用 <code>&lt;Loader /&gt;</code> 画", "用 <Loader /> 画"),
        ("&amp;amp;", "&amp;"),
    ],
)
def test_read_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert read_text(html) == text


@pytest.mark.parametrize(
    ("html", "flat"),
    [
        ("甲<br/>乙", "甲<br/>乙"),
        ("<p>甲</p><p>乙</p>", "甲<br/>乙"),
        ("<p>甲</p><ul><li>乙</li><li><p>丙</p></li></ul>", "甲<br/>• 乙<br/>• 丙"),
        ("<p>甲</p><pre><code>a\nb</code></pre>", "甲<br/><code>a<br/>b</code>"),
    ],
)
def test_flatten_blocks_writes_them_as_lines(html: str, flat: str) -> None:
    assert flatten_blocks(html) == flat
