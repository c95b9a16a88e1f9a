"""What is found in plain markup, kind by kind, is what is found in a tree of it."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.html import Filter
from publish.core.target import Target
from publish.wechat.filters import simulate_closely, simulate_filter
from publish.wechat.filters.plain_filter import report_plain
from publish.wechat.plain_markup import MAX_DEPTH, OpeningTag, read_plain_markup
from publish.wechat.validator import validate_closely, validate_html
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample, build_sample
from tests.harness.families import family

PNG = "data:image/png;base64,AAAA"
PLACED = "https://mmbiz.qpic.cn/a/0"
STYLES = [
    "", "margin:0", "color:#333;margin:0", "color:#eee", "background-color:#ffd", "height:20px", "font-size:10px",
    "--a:1;color:red", "width:300px", "position:fixed", "display:inline-block", "overflow-x:auto", "color:RED",
]  # fmt: skip
ATTRIBUTES = [
    ' data-ignore-width=""', " data-ignore-width", ' id="a"', ' class="b"', ' onclick="c"', ' title="d e"',
    ' colspan="2"', ' align="left"', ' data-x="1"', ' leaf=""', ' title="&quot;&amp;"', ' width="3" width="4"',
]  # fmt: skip
LINKS = [
    "https://mp.weixin.qq.com/s/a?b=1&amp;c", "https://a.example/", "javascript:a", "a.md", "https://a.example/文 b",
]  # fmt: skip
IMAGES = [PNG, PLACED, "http://mmbiz.qpic.cn/a/0", "https://a.example/b.png", "b.png"]
TEXTS = [
    "文", "a b", " 文", "文 ", " ", "\u00a0", "&amp;&lt;", "&quot;", '"', "&nbsp;", "a  b", "\n", "\u200b", "\x7f", ">",
    "",
]  # fmt: skip
SIZES = ["", ' alt="" data-w="9"', ' alt="x" width="9"', ' alt="x" data-w="600"']
BLOCKS = ["section", "p", "blockquote", "h2", "ul", "ol", "li", "table", "tbody", "tr", "td", "th", "div", "pre"]
INLINES = ["span", "strong", "em", "sup", "code", "a", "b", "font"]


def write_element(tag: str, style: str, attribute: str, content: str) -> str:
    styled = f' style="{style}"' if style else ""
    return f"<{tag}{styled}{attribute}>{content}</{tag}>"


def write_image(source: str, rest: str) -> str:
    return f'<img src="{source}"{rest}>'


STYLED = (st.sampled_from(STYLES[:3]) | st.sampled_from(STYLES), st.just("") | st.sampled_from(ATTRIBUTES))
IMAGE = st.builds(write_image, st.sampled_from(IMAGES), st.sampled_from(SIZES))
LINK = st.sampled_from(LINKS).map(' target="_blank" href="{}"'.format)
TEXT = st.sampled_from(TEXTS[:3]) | st.sampled_from(TEXTS)
INLINE = st.recursive(
    TEXT | IMAGE | st.sampled_from(["<br>", "<br/>", "<!-- a -->", "<hr>"]),
    lambda inner: (
        st.builds(write_element, st.sampled_from(INLINES), *STYLED, st.lists(inner, max_size=3).map("".join))
        | st.builds(write_element, st.just("a"), st.just("color:#333"), LINK, inner)
    ),
    max_leaves=5,
)
BLOCK = st.recursive(
    st.builds(write_element, st.sampled_from(BLOCKS[:4]), *STYLED, st.lists(INLINE, max_size=4).map("".join)),
    lambda inner: (
        st.builds(write_element, st.sampled_from(BLOCKS), *STYLED, st.lists(inner | INLINE, max_size=3).map("".join))
        | inner.map(lambda block: f"<ul><li>{block}</li><li>{block}</li></ul>")
        | inner.map(lambda block: f"<table><tbody><tr><td>{block}</td><th>{block}</th></tr></tbody></table>")
    ),
    max_leaves=8,
)
HTML = st.lists(BLOCK, min_size=1, max_size=4).map(lambda blocks: f"<section>{''.join(blocks)}</section>")


PLAIN_STYLE = st.sampled_from(STYLES), st.just("") | st.sampled_from(ATTRIBUTES[:6])
PLAIN_IMAGE = st.builds(write_image, st.sampled_from(IMAGES), st.sampled_from(SIZES))
PLAIN_TEXT = st.sampled_from([*TEXTS[:4], "&amp;", "\u00a0文"])
PLAIN_LINK = st.builds(write_element, st.just("a"), st.sampled_from(STYLES), LINK, PLAIN_TEXT)
PLAIN_INLINE = (
    PLAIN_LINK
    | PLAIN_TEXT
    | PLAIN_IMAGE
    | st.builds(
        write_element,
        st.sampled_from(INLINES[:5]),
        *PLAIN_STYLE,
        st.lists(PLAIN_TEXT | PLAIN_LINK, min_size=1).map("".join),
    )
)
PLAIN_BLOCK = st.recursive(
    st.builds(
        write_element,
        st.sampled_from(["p", "h2", "section"]),
        *PLAIN_STYLE,
        st.lists(PLAIN_INLINE, min_size=1).map("".join),
    ),
    lambda inner: (
        st.builds(
            write_element,
            st.sampled_from(["section", "blockquote"]),
            *PLAIN_STYLE,
            st.lists(inner, min_size=1).map("".join),
        )
        | st.lists(inner, min_size=1).map(lambda blocks: f"<ul><li>{'</li><li>'.join(blocks)}</li></ul>")
        | st.lists(inner, min_size=1).map(
            lambda blocks: f"<table><tbody><tr><td>{'</td><td>'.join(blocks)}</td></tr></tbody></table>"
        )
    ),
    max_leaves=12,
)


@family("sample", EVERY_SAMPLE, REPRESENTATIVES)
def test_articles_are_plain_and_nothing_else_is_found_in_a_tree(sample: Sample) -> None:
    article = build_sample(sample)

    for html in (article.html, *(part.html for part in article.sent.parts)):
        assert read_plain_markup(html) is not None
        for target in Target:
            assert validate_html(html, target) == validate_closely(html, target)
        for filter_ in Filter:
            assert simulate_filter(html, filter_) == simulate_closely(html, filter_)


@given(html=HTML | BLOCK | PLAIN_BLOCK)
def test_in_any_markup_is_found_what_is_found_in_a_tree(html: str) -> None:
    for target in Target:
        assert validate_html(html, target) == validate_closely(html, target)
    for filter_ in Filter:
        assert simulate_filter(html, filter_) == simulate_closely(html, filter_)


@pytest.mark.parametrize(
    "html",
    [
        "", "文", "<p>", "</p>", "<br>", "<p></p>", "<p>文</p>文", "文<p>文</p>", "<p>一</p><p>二</p>", "<p>文</b></p>",
        "<p>文</p></p>", "<p><p>文</p></p>", "<section><p>文</section></p>", "<p title='a'>文</p>", "<P>文</P>",
        '<a href="a"><span><a href="b">文</a></span></a>', "<ul>文</ul>", "<section><li>文</li></section>",
        f"{'<section>' * (MAX_DEPTH + 2)}文{'</section>' * (MAX_DEPTH + 2)}", "<tr><td>文</td></tr>",
        "<p>文<!-- a --></p>", "<p>a < b</p>",
    ],
)  # fmt: skip
def test_other_markup_is_left_to_a_parser(html: str) -> None:
    assert read_plain_markup(html) is None


def test_plain_markup_with_a_fixed_height_is_measured_in_a_tree() -> None:
    html = f'<section><section style="height:20px"><p>{"文" * 200}</p></section></section>'

    assert read_plain_markup(html) is not None
    assert "wechat-w38-clipped" in [problem.message for problem in validate_html(html, Target.PASTE)]


def test_store_moves_the_addresses_of_pictures_in_plain_markup() -> None:
    html = f'<section><p>文<img src="{PLACED}" alt=""></p></section>'
    plain = read_plain_markup(html)
    assert plain is not None

    report = report_plain(html, plain, Filter.STORE)

    assert report == simulate_closely(html, Filter.STORE)
    assert report is not None
    assert report.html == html.replace(f'src="{PLACED}"', f'data-src="{PLACED[:-1]}640"')


def test_very_long_tags_are_kept_by_nobody() -> None:
    validate_html(f'<section><p title="{"长" * 2000}">文</p></section>', Target.PASTE)
    validate_html("<section><p>文</p></section>", Target.PASTE)  # the markup that was read last is kept

    assert not [each for each in gc.get_objects() if isinstance(each, OpeningTag) and each.is_long]
