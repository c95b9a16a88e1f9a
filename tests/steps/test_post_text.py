"""The text of a picture post, read from the HTML of an article's body."""

from __future__ import annotations

import pytest

from publish.core.html import Html
from publish.core.picture_post import TextKind
from publish.steps.post_text import read_blocks, write_post_text

DIGEST = (
    '<p class="tagline">关注部署</p><section class="intro"><p class="promise">本期 2 条</p>'
    '<p><strong class="mark">新闻</strong> 导读一句；</p></section><section class="briefs">'
    '<p class="brief"><span class="marker">▪</span>\u00a0<strong>高通</strong>：热点</p></section>'
    '<section class="section"><h2>业界新闻 <span class="count">2 条</span></h2>'
    '<section class="entry"><h3 class="title"><a href="https://a.example">甲 &lt; 乙</a>'
    '<sup class="ref"> [1]</sup></h3>'
    '<p class="meta"><span class="source">知乎</span> <span class="tag">ICLR</span></p>'
    '<p class="field"><span class="label">链接：</span>a.example</p><p>摘要一。</p></section>'
    '<section class="entry"><h3 class="title">丙</h3></section></section>'
    '<section class="section"><h2>空的</h2></section>'
)


def write(html: str, limit: int = 1000, **more: bool) -> str:
    return write_post_text(read_blocks(Html(html)), limit, **{"is_digest": False, **more}).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一 &lt; 二&nbsp;三&amp;四</p>", "一 < 二 三&四"),
        ("<p>甲</p><p>乙</p>", "甲\n\n乙"),
        ('<p>见<a href="https://a.example">这里</a><sup class="ref"> [1]</sup>。</p>', "见这里。"),
        ('<p>甲</p><figure><img src="a.png" alt="图"/><figcaption>题</figcaption></figure><p>乙</p>', "甲\n\n乙"),
        ('<p><img src="a.png" alt="图"/></p><p>乙</p>', "乙"),
        ('<p>设 <img class="inline-formula" alt="x^2" src="formula:1"/> 为正</p>', "设 x^2 为正"),
        ("<ul><li>一</li><li><p>二</p><ul><li>内</li></ul></li></ul>", "· 一\n· 二\n· 内"),
        ('<ol start="3"><li>三</li><li>四</li></ol>', "3. 三\n4. 四"),
        ("<ul><li><p>一</p><p>续</p></li></ul>", "· 一\n续"),
        ("<h2>一节</h2><p>文</p><h3>小题</h3><p>字</p>", "【一节】\n\n文\n\n小题\n\n字"),
        ("<pre><code>a = 1\n  b</code></pre>", "a = 1\n  b"),
        ("<p>上<br/>下</p>", "上\n下"),
        ("<p>一行\n二行</p><p>one\ntwo</p>", "一行二行\n\none two"),
        ("<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>", "甲 · 乙\n1 · 2"),
        ("<blockquote><p>引文</p></blockquote><!-- 注 --><p>文</p>", "引文\n\n文"),
        ('<section class="toc"><p class="toc-item">目录</p></section><p>文<!-- 注 --></p>', "文"),
        ("游离<p>段</p>其后", "游离\n\n段\n\n其后"),
        ("", ""),
        ("<hr/>", ""),
    ],
)
def test_body_becomes_plain_text(html: str, text: str) -> None:
    assert write(html) == text


def test_digest_becomes_its_introduction_and_the_titles_of_its_entries() -> None:
    assert write(DIGEST, is_digest=True) == "新闻：导读一句；\n\n· 高通：热点\n\n【业界新闻】\n1. 甲 < 乙\n2. 丙"


def test_blocks_have_their_kinds() -> None:
    kinds = [block.kind for block in read_blocks(Html(DIGEST))]

    assert kinds == [
        TextKind.ASIDE,
        TextKind.INTRO,
        TextKind.BRIEF,
        TextKind.SECTION,
        TextKind.ENTRY,
        TextKind.SOURCE,
        TextKind.FIELD,
        TextKind.PARAGRAPH,
        TextKind.ENTRY,
        TextKind.SECTION,
    ]


def test_long_body_is_cut_at_a_sentence_and_its_length_is_told() -> None:
    html = f"<p>{'甲' * 30}。</p><p>{'乙' * 50}。{'丙' * 100}。</p>"

    post = write_post_text(read_blocks(Html(html)), 100, is_digest=False)

    assert post.text == f"{'甲' * 30}。\n\n{'乙' * 50}。"
    assert post.chars == 31 + 2 + 152


def test_text_never_ends_with_a_heading() -> None:
    html = f"<p>{'甲' * 30}。</p><h2>一节</h2><p>{'乙' * 80}。</p>"

    assert write(html, 60) == f"{'甲' * 30}。"


@pytest.mark.parametrize("has_cards", [True, False])
def test_long_digest_loses_its_introduction_before_its_titles(has_cards: bool) -> None:
    post = write_post_text(read_blocks(Html(DIGEST)), 34, is_digest=True, has_cards=has_cards)

    assert post.text == "· 高通：热点\n\n【业界新闻】\n1. 甲 < 乙\n2. 丙"
    assert (post.chars > len(post.text)) is not has_cards


def test_long_digest_loses_its_last_titles() -> None:
    post = write_post_text(read_blocks(Html(DIGEST)), 26, is_digest=True, has_cards=True)

    assert post.text == "· 高通：热点\n\n【业界新闻】\n1. 甲 < 乙"
    assert len(post.text) < post.chars
