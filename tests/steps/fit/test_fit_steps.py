from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree

from publish.core.html import Tree, unwrap
from publish.core.style_attribute import get_style
from publish.steps.fit.declarations import shorten_equally
from publish.steps.fit.inheritance import place_declarations
from publish.steps.fit.inline_margins import replace_margins_by_spaces
from publish.steps.fit.last_steps import join_archive, shorten_references
from publish.steps.fit.outline import outline_elements
from publish.steps.fit.page_defaults import drop_page_defaults
from publish.steps.fit.split_article import split_article
from publish.steps.fit.unwrap_tags import drop_bare_tags, drop_idle_margins, drop_link_attributes, write_strong
from publish.steps.fit.visual_weight import weigh_own, weigh_text
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes


def parse(markup: str) -> Tree:
    return etree.fromstring(markup)


def show(tree: Tree) -> str:
    return etree.tostring(tree, encoding="unicode").replace('"', "'")


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


def place(markup: str, name: str) -> dict[str, str]:
    """Return the declarations of a property, by the id of their element."""
    nodes = outline_elements(parse(markup))
    accepted = [frozenset({node.text[name].value} if node.chars else ()) for node in nodes]
    placed = place_declarations(nodes, name, accepted, [bool(node.own) for node in nodes])
    return {str(nodes[number].element.get("id")): value for number, value in placed.items()}


def test_place_declarations_writes_a_shared_value_once() -> None:
    markup = (
        "<section id='root'><p id='a' style='color:#333'>甲</p><p id='b' style='color:#333'>乙</p>"
        "<p id='c' style='color:#555'>丙</p></section>"
    )

    assert place(markup, "color") == {"root": "#333", "c": "#555"}


def test_place_declarations_writes_a_value_on_the_inner_section_that_shares_it() -> None:
    lines = "<p id='{0}' style='font-size:13px'>甲</p><p id='{0}{0}' style='font-size:13px'>乙</p>"
    text = "<p id='t' style='font-size:16px'>文</p>"
    markup = (
        f"<section id='root'>{text}{text}<section id='foot' style='margin:1px'>{lines.format('x')}</section></section>"
    )

    assert place(markup, "font-size") == {"root": "16px", "foot": "13px"}


def test_place_declarations_gives_no_text_of_the_page_a_value() -> None:
    markup = "<section id='root'>文<p id='a' style='color:#333'>甲</p><p id='b' style='color:#333'>乙</p></section>"

    assert place(markup, "color") == {"a": "#333", "b": "#333"}


@pytest.mark.parametrize(
    ("markup", "name", "placed"),
    [
        ("<h2 id='a' style='font-size:16px'>题</h2>", "font-size", {"a": "16px", "t": "16px"}),
        (
            "<p id='p' style='color:#333'>文<a id='a' style='color:#333'>链</a></p>",
            "color",
            {"root": "#333", "a": "#333"},
        ),
        ("<p id='p' style='font-weight:400'>文</p>", "font-weight", {}),
        ("<p id='p' style='font-weight:700'>文<span id='s' style='font-weight:400'>a</span></p>", "font-weight", None),
    ],
)
def test_place_declarations_knows_what_the_page_sets_itself(
    markup: str, name: str, placed: dict[str, str] | None
) -> None:
    text = "<p id='t' style='font-size:16px;color:#333'>很长的正文</p>"
    expected = {"p": "700", "s": "400"} if placed is None else placed

    assert place(f"<section id='root'>{text}{markup}</section>", name) == expected


def test_place_declarations_keeps_a_relative_size_on_its_element() -> None:
    markup = "<p id='p' style='font-size:.9em'>甲<span id='s' style='font-size:.9em'>乙</span></p>"

    assert place(f"<section id='root' style='font-size:16px'>{markup}</section>", "font-size") == {
        "p": ".9em",
        "s": ".9em",
    }


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<a style='text-decoration:none;color:#123'>链</a>", "<a style='color:#123'>链</a>"),
        ("<p style='box-sizing:border-box;overflow-wrap:break-word'>文</p>", "<p>文</p>"),
        ("<table style='width:100%;border-collapse:collapse'/>", "<table/>"),
        ("<td style='background-color:transparent;border:0'/>", "<td style='border:0'/>"),
        ("<th style='background-color:transparent'/>", "<th style='background-color:transparent'/>"),
        ("<ul style='list-style-type:disc'><li>一</li></ul>", "<ul><li>一</li></ul>"),
        (
            "<ul style='list-style-type:disc'><li><ul style='list-style-type:disc'/></li></ul>",
            "<ul><li><ul style='list-style-type:disc'/></li></ul>",
        ),
        ("<img style='max-width:100%;height:auto'/>", "<img style='max-width:100%;height:auto'/>"),
        ("<h2 style='font-size:16px;font-weight:400'>题</h2>", "<h2 style='font-size:16px;font-weight:400'>题</h2>"),
    ],
)
def test_drop_page_defaults_removes_what_the_page_says_itself(markup: str, left: str) -> None:
    tree = parse(f"<section>{markup}</section>")

    drop_page_defaults(tree)

    assert show(tree) == f"<section>{left}</section>"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("<span style='margin:0 8px 0 0;color:#555'>源</span>", "<span style='color:#555'>源</span>"),
        ("<span style='margin:0 8px 0 0'>源</span> 后", "<span style='margin:0 8px 0 0'>源</span> 后"),
        ("<span style='margin:0 8px 0 4px'>源</span>", "<span style='margin:0 8px 0 4px'>源</span>"),
        ("<img style='margin:0 8px 0 0'/>", "<img style='margin:0 8px 0 0'/>"),
    ],
)
def test_drop_idle_margins_removes_space_at_the_end_of_a_line(line: str, left: str) -> None:
    tree = parse(f"<p>{line}</p>")

    drop_idle_margins(tree)

    assert show(tree) == f"<p>{left}</p>"


def test_write_strong_shortens_bold_spans_alone() -> None:
    tree = parse("<p><span style='font-weight:600'>甲</span><span style='font-weight:600;color:#555'>乙</span></p>")

    write_strong(list(tree.iter()))

    assert show(tree) == "<p><strong>甲</strong><span style='font-weight:600;color:#555'>乙</span></p>"


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("题<span style='margin:0 0 0 8px'>2 条</span>", "题　<span>2 条</span>"),
        ("题 <span style='margin-left:8px'>2 条</span>", "题 <span>2 条</span>"),
        ("<strong style='margin:0 8px 0 0'>新闻</strong>正文", "<strong>新闻</strong>　正文"),
        ("<em>甲</em><em style='margin:0 8px'>乙</em><em>丙</em>", "<em>甲</em>　<em>乙</em>　<em>丙</em>"),
        ("<em style='margin:8px'>甲</em><br/><em style='margin:8px'>乙</em>", "<em>甲</em><br/><em>乙</em>"),
        ("题<span style='margin:8px 0'>2 条</span>", "题<span>2 条</span>"),
        ("<em style='margin:0 .5em 0 0'>甲</em>乙", "<em>甲</em>　乙"),
        ("<em style='margin:0 -8px 0 0'>甲</em>乙", "<em>甲</em>乙"),
        ("<em style='margin:auto'>甲</em>乙", "<em>甲</em>乙"),
        ("<em style='margin:'>甲</em>乙", "<em>甲</em>乙"),
    ],
)
def test_replace_margins_by_spaces_keeps_words_apart(line: str, plain: str) -> None:
    tree = parse(f"<p>{line}</p>")

    for element in tree:
        replace_margins_by_spaces(element, get_style(element), {})
        element.attrib.pop("style", "")

    assert show(tree) == f"<p>{plain}</p>"


def test_replace_margins_by_spaces_writes_none_beside_a_margin_that_stays() -> None:
    tree = parse("<p>甲<em>乙</em>丙</p>")

    replace_margins_by_spaces(tree[0], {"margin": "0 4px", "margin-left": "8px"}, {"margin": "0 4px 0 0"})

    assert show(tree) == "<p>甲　<em>乙</em>丙</p>"


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("font-size", ".5em@7", "8.5px"),
        ("font-size", "200%@7", "34px"),
        ("line-height", "34px", "2"),
        ("letter-spacing", ".1em@3", "1.7px"),
        ("letter-spacing", "normal", ".6px"),
    ],
)
def test_weigh_text_compares_values_in_one_unit(name: str, value: str, same: str) -> None:
    assert weigh_text(name, value, same) == pytest.approx(0)


@pytest.mark.parametrize(
    ("value", "same"), [("1em 0", "17px 0"), ("4px", "4px 4px 4px 4px"), ("10% 0", "1.7px 0"), ("auto", "0")]
)
def test_weigh_own_counts_the_sides_of_a_box_in_pixels(value: str, same: str) -> None:
    assert weigh_own("margin", value) == pytest.approx(weigh_own("margin", same))


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
        ("<section style='margin:8px 0'><p>甲</p></section>", "<p style='margin:8px 0'>甲</p>"),
        ("<section><p>甲</p></section>", "<p>甲</p>"),
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


def test_drop_link_attributes_keeps_the_link() -> None:
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


def test_split_article_keeps_an_article_without_sections() -> None:
    tree = parse("<section><p>甲</p></section>")

    assert split_article(tree, count_chars) == [tree]


def test_count_chars_counts_html_without_class_names() -> None:
    tree = parse("<section class='article'><p class='note'>甲&amp;</p><section data-ignore-width=''/></section>")
    bare = deepcopy(tree)
    strip_attributes(bare)

    assert count_chars(tree) == len(serialize_html(bare))
