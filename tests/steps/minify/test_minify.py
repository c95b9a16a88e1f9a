from __future__ import annotations

import re
from copy import deepcopy
from pathlib import PurePosixPath

import pytest
from lxml import etree

from publish.core.html import Tree, unwrap
from publish.core.settings import Settings
from publish.pipeline import build_article
from publish.steps.minify import COMFORTABLE_CHARS, minify_article, split_article
from publish.steps.minify.hoist_styles import hoist_styles
from publish.steps.minify.shorten import join_archive, shorten_equally, shorten_references
from publish.steps.minify.simplify import drop_inline_styles, drop_nuances, drop_styles
from publish.steps.minify.unwrap_tags import drop_bare_tags, drop_link_attributes
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.wechat.limits import MAX_CONTENT_CHARS, PICTURE_ADDRESS_CHARS
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, Sample, build_sample
from tests.fakes import make_services
from tests.harness.families import family
from tests.themes import load_themes

THEMES = list(load_themes().values())
every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)


def parse(markup: str) -> Tree:
    return etree.fromstring(markup)


def show(tree: Tree) -> str:
    return etree.tostring(tree, encoding="unicode").replace('"', "'")


def text_of(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html))


# --- whole issues -----------------------------------------------------------------------------


@every_sample
def test_every_issue_fits_in_one_article(sample: Sample) -> None:
    [part] = build_sample(sample).parts

    assert len(part.html) < MAX_CONTENT_CHARS


@every_sample
def test_minify_article_keeps_all_words_outside_references(sample: Sample) -> None:
    article = build_sample(sample)

    body = text_of(article.html).partition("参考链接")[0]
    assert text_of(article.parts[0].html).startswith(body)


def test_short_issue_is_sent_unchanged_except_picture_sources() -> None:
    article = build_article("# 题\n\n正文\n", PurePosixPath("a.md"), Settings(), THEMES[0], make_services())

    assert article.parts[0].html == article.html
    assert article.parts[0].shortened == ()


def test_api_variant_has_picture_placeholders_of_real_length() -> None:
    text = "# 题\n\n![图](https://a.example/b.png)\n\n![图](https://a.example/c.png)\n"

    html = build_article(text, PurePosixPath("a.md"), Settings(), THEMES[0], make_services()).parts[0].html

    addresses = re.findall(r'src="([^"]*)"', html)
    assert [len(address) for address in addresses] == [PICTURE_ADDRESS_CHARS] * 2
    assert len(set(addresses)) == 2
    assert all(address.startswith("https://mmbiz.qpic.cn/") for address in addresses)


def make_long(sections: int) -> str:
    lines = "".join(f"正文第{n}段，" + "很长的一段话。" * 20 + "\n\n" for n in range(20))
    return "# 题\n\n" + "".join(f"## 第{n}节\n\n{lines}" for n in range(sections))


def test_long_issue_is_split_in_two_at_a_section() -> None:
    article = build_article(make_long(8), PurePosixPath("a.md"), Settings(), THEMES[0], make_services())

    first, second = article.parts
    assert max(len(first.html), len(second.html)) < MAX_CONTENT_CHARS <= len(text_of(article.html))
    assert text_of(first.html) + text_of(second.html) == text_of(article.html)
    assert "第4节" in second.html.partition("</h2>")[0]


@pytest.mark.parametrize(
    "text", [make_long(20), "# 题\n\n" + "很长的一段话。" * 4000], ids=["sections", "one paragraph"]
)
def test_issue_too_long_for_two_articles_reports_a_problem(text: str) -> None:
    article = build_article(text, PurePosixPath("a.md"), Settings(), THEMES[0], make_services())

    assert {problem.message for problem in article.problems} == {"wechat-w80"}


# --- single passes -----------------------------------------------------------------------------


def test_minify_article_stops_after_the_first_sufficient_pass() -> None:
    line = '<p style="margin:0 0 0 0;color:#333333"><span>字</span></p>'
    tree = parse(f"<section>{line * 340}</section>")

    assert minify_article(tree, count_chars) == ("declarations",)
    assert count_chars(tree) <= COMFORTABLE_CHARS


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("margin:0px 0 8px 0", "margin:0 0 8px"),
        ("margin:8px 4px 8px", "margin:8px 4px"),
        ("padding:4px 4px", "padding:4px"),
        ("margin:1px 2px 3px 4px", "margin:1px 2px 3px 4px"),
        ("color:#333333", "color:#333"),
        ("color:#123456", "color:#123456"),
        ("border:1px solid #aabbcc", "border:1px solid #abc"),
        ("letter-spacing:0.4px", "letter-spacing:.4px"),
        ("border:1px solid rgba(0, 0, 0, 0.12)", "border:1px solid rgba(0,0,0,.12)"),
        ("font-weight:bold", "font-weight:700"),
        ("font-weight:normal", "font-weight:400"),
        ("line-height:1.05;width:10px", "line-height:1.05;width:10px"),
        ("font-style:normal", "font-style:normal"),
    ],
)
def test_shorten_equally_returns_the_shortest_equivalent(written: str, short: str) -> None:
    assert shorten_equally(written) == short


def test_hoist_styles_writes_shared_styles_once() -> None:
    tree = parse(
        "<section><p style='margin:0;color:#333'>甲</p><p style='margin:0;color:#333'>乙</p>"
        "<p style='margin:0;color:#555'>丙</p></section>"
    )

    hoist_styles(tree)

    assert show(tree) == (
        "<section style='color:#333'><p style='margin:0'>甲</p><p style='margin:0'>乙</p>"
        "<p style='margin:0;color:#555'>丙</p></section>"
    )


def test_hoist_styles_keeps_a_style_of_a_single_block() -> None:
    markup = "<section><p style='color:#333'>甲</p></section>"
    tree = parse(markup)

    hoist_styles(tree)

    assert show(tree) == markup


def test_hoist_styles_keeps_properties_that_browsers_set_on_headings_and_cells() -> None:
    markup = "<section style='font-size:16px;text-align:left'><h2 style='font-size:16px'>题</h2></section>"
    tree = parse(markup)

    hoist_styles(tree)

    assert show(tree) == markup


def test_hoist_styles_removes_inline_repetitions_of_the_block() -> None:
    tree = parse(
        "<p style='color:#333'><span style='color:#333;font-weight:600'>甲</span><a style='color:#333'>乙</a></p>"
    )

    hoist_styles(tree)

    assert show(tree) == "<p style='color:#333'><span style='font-weight:600'>甲</span><a>乙</a></p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>甲<span>乙</span>丙</p>", "<p>甲乙丙</p>"),
        ("<p><b>甲</b><span>乙<em>丙</em>丁</span>戊</p>", "<p><b>甲</b>乙<em>丙</em>丁戊</p>"),
        ("<p><span><em>丙</em></span>戊</p>", "<p><em>丙</em>戊</p>"),
        ("<p><span/></p>", "<p/>"),
        (
            "<section style='margin:8px 0 36px'>"
            "<p style='margin:12px 0 0'>甲</p><p style='margin:0 0 8px'>乙</p></section>",
            "<p style='margin:12px 0 0'>甲</p><p style='margin:0 0 36px'>乙</p>",
        ),
        ("<section><p style='margin:1px 2px 3px 4px'>甲</p></section>", "<p style='margin:1px 2px 3px 4px'>甲</p>"),
        ("<section><p style='margin:4px 8px'>甲</p></section>", "<p style='margin:4px 8px'>甲</p>"),
        ("<section style='margin:0'>甲</section>", "<section>甲</section>"),
        ("<section style='margin:0;color:#333'>甲</section>", "<section style='color:#333'>甲</section>"),
    ],
)
def test_drop_bare_tags_unwraps_elements_without_effect(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    drop_bare_tags(tree)

    assert show(tree) == f"<section>{after}</section>"


@pytest.mark.parametrize(
    "markup",
    [
        "<p><span style='color:#333'>甲</span></p>",
        "<section style='padding:8px'><p style='margin:0'>甲</p></section>",
        "<section style='margin:0 8px'><p style='margin:0'>甲</p></section>",
        "<section style='margin:1em'><p style='margin:0'>甲</p></section>",
        "<section style='margin:8px'>甲<p style='margin:0'>乙</p></section>",
        "<section style='margin:8px 0'><p>甲</p></section>",
        "<section style='margin:8px 0'><img/></section>",
        "<section data-ignore-width=''><table style='margin:0'/></section>",
        "<ul><li><section><p style='margin:0'>甲</p></section></li></ul>",
        "<section style='margin:8px 0'/>",
        "<section style='margin:8px 0'><h2 style='display:inline-block;margin:0'>甲</h2></section>",
    ],
)
def test_drop_bare_tags_keeps_elements_with_effect(markup: str) -> None:
    tree = parse(f"<section>{markup}</section>")

    drop_bare_tags(tree)

    assert show(tree) == f"<section>{markup}</section>"


def test_unwrap_keeps_a_root() -> None:
    tree = parse("<section>甲</section>")

    unwrap(tree, tree)

    assert show(tree) == "<section>甲</section>"


def test_drop_link_marks_keeps_the_link() -> None:
    tree = parse("<p><a href='x' target='_blank' data-linktype='2'>甲</a></p>")

    drop_link_attributes(tree)

    assert show(tree) == "<p><a href='x'>甲</a></p>"


REFERENCE = (
    "<p class='reference' style='margin:0'><span class='number'>[{n}]</span>\u00a0名<br/>"
    "<span class='address'><span class='host'>a.example</span>/{n}</span></p>"
)


def test_shorten_references_keeps_number_and_address() -> None:
    group = "<p class='group'>新闻</p>"
    tree = parse(
        f"<section>{group}{REFERENCE.format(n=1)}{REFERENCE.format(n=2)}{group}{REFERENCE.format(n=3)}</section>"
    )

    shorten_references(tree)

    assert show(tree) == (
        f"<section>{group}<p class='reference' style='margin:0'>[1]\u00a0a.example/1<br/>[2]\u00a0a.example/2</p>"
        f"{group}<p class='reference' style='margin:0'>[3]\u00a0a.example/3</p></section>"
    )


def test_join_archive_keeps_dates_and_links_on_one_line() -> None:
    date = "<span class='date'>{}</span>"
    tree = parse(
        f"<section><p class='back-issue'>{date.format(1)}题</p>"
        f"<p class='back-issue'><a href='x'>{date.format(2)}题</a></p>"
        f"<p class='back-issue'>3</p></section>"
    )

    join_archive(tree)

    assert show(tree) == "<section><p class='back-issue'>1\u3000<a href='x'>2</a>\u30003</p></section>"


def test_simplify_passes_keep_fewer_and_fewer_styles() -> None:
    markup = (
        "<section style='letter-spacing:1px'><h2 style='margin:0;font-size:20px;letter-spacing:1px;color:#123'>题"
        "<span style='color:#555;font-weight:400'>2</span></h2>"
        "<p style='margin:0 0 8px;line-height:1.5'>正文呀<a href='x' style='color:#123;text-decoration:none'>链</a></p>"
        "<section data-ignore-width='' style='overflow-x:auto;padding:1px'>x</section></section>"
    )
    tree, shown = parse(markup), []

    for step in (drop_nuances, drop_inline_styles, drop_styles):
        step(tree)
        shown.append(show(tree))

    assert shown == [
        "<section style='letter-spacing:1px'><h2 style='margin:0;font-size:20px;color:#123'>题"
        "<span style='color:#555'>2</span></h2>"
        "<p style='margin:0 0 8px;line-height:1.5'>正文呀<a href='x' style='color:#123'>链</a></p>"
        "<section data-ignore-width='' style='overflow-x:auto;padding:1px'>x</section></section>",
        "<section style='letter-spacing:1px;line-height:1.5'><h2 style='margin:0;font-size:20px;color:#123'>题2</h2>"
        "<p style='margin:0 0 8px'>正文呀<a href='x' style='color:#123'>链</a></p>"
        "<section data-ignore-width='' style='overflow-x:auto;padding:1px'>x</section></section>",
        "<section style='letter-spacing:1px;line-height:1.5'><h2 style='margin:0;font-size:20px'>题2</h2>"
        "<p style='margin:0 0 8px'>正文呀<a href='x'>链</a></p>"
        "<section data-ignore-width='' style='overflow-x:auto'>x</section></section>",
    ]


TITLE = "<h2 style='color:#123;font-size:20px;line-height:1.3'>题</h2>"
TEXT = "<p style='color:#333;font-size:16px;line-height:1.75'>正文，许多字</p>"


def test_drop_inline_styles_writes_the_commonest_line_height_on_the_root() -> None:
    tree = parse(f"<section style='line-height:1.5'>{TITLE}{TEXT}</section>")

    drop_inline_styles(tree)

    text = "<p style='color:#333;font-size:16px'>正文，许多字</p>"
    assert show(tree) == f"<section style='line-height:1.75'>{TITLE}{text}</section>"


def test_drop_styles_writes_the_commonest_styles_on_the_root() -> None:
    tree = parse(f"<section>{TITLE}{TEXT}</section>")

    drop_styles(tree)

    root = "color:#333;font-size:16px;line-height:1.75"
    assert show(tree) == f"<section style='{root}'><h2 style='font-size:20px'>题</h2><p>正文，许多字</p></section>"


def test_drop_nuances_removes_text_colour_with_its_background() -> None:
    ground = "<span style='background-color:#222;color:#fff'>甲<a href='x' style='color:#eee'>乙</a></span>"
    tree = parse(f"<section><p>{ground}<a href='x' style='color:#123'>丙</a></p></section>")

    drop_nuances(tree)

    assert show(tree) == "<section><p>甲<a href='x'>乙</a><a href='x' style='color:#123'>丙</a></p></section>"


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("题<span style='margin:0 0 0 8px'>2 条</span>", "题　2 条"),
        ("题 <span style='margin-left:8px'>2 条</span>", "题 2 条"),
        ("<strong style='margin:0 8px 0 0'>新闻</strong>正文", "<strong>新闻</strong>　正文"),
        ("<em>甲</em><em style='margin:0 8px'>乙</em><em>丙</em>", "<em>甲</em>　<em>乙</em>　<em>丙</em>"),
        ("<em style='margin:8px'>甲</em><br/><em style='margin:8px'>乙</em>", "<em>甲</em><br/><em>乙</em>"),
        ("题<span style='margin:8px 0'>2 条</span>", "题2 条"),
    ],
)
def test_drop_nuances_replaces_inline_margins_by_spaces(line: str, plain: str) -> None:
    tree = parse(f"<section><p>{line}</p></section>")

    drop_nuances(tree)

    assert show(tree) == f"<section><p>{plain}</p></section>"


def test_split_article_keeps_an_article_without_sections() -> None:
    tree = parse("<section><p>甲</p></section>")

    assert split_article(tree, count_chars) == [tree]


def test_count_chars_counts_html_without_class_names() -> None:
    tree = parse("<section class='article'><p class='note'>甲&amp;</p><section data-ignore-width=''/></section>")
    bare = deepcopy(tree)
    strip_attributes(bare)

    assert count_chars(tree) == len(serialize_html(bare))
