from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.html import ChangeKind, ChangeTarget, Filter, FilterReport
from publish.wechat.filters import simulate_filter, simulate_filters

STORE, EDITOR = Filter.STORE, Filter.EDITOR
BOTH = (STORE, EDITOR)
HOME = "https://mmbiz.qpic.cn/a"
ARTICLE = '<a href="https://mp.weixin.qq.com/s/x">文</a>'
PNG = "data:image/png;base64,iVBORw0KGgo="


def find_rules(filter_reports: FilterReport) -> list[str]:
    """Return the rules that changed something."""
    return [change.rule for change in filter_reports.changes if change.kind is not ChangeKind.KEPT]


def check(layer: Filter, before: str, after: str, rules: list[str]) -> None:
    filter_reports = simulate_filter(before, layer)

    assert (filter_reports.html, find_rules(filter_reports)) == (after, rules)
    assert simulate_filter(filter_reports.html, layer).html == filter_reports.html


# --- elements ---------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", BOTH)
@pytest.mark.parametrize(
    ("removed", "rule"),
    [
        ("<style>p{color:red}</style>", "W02"),
        ('<link rel="stylesheet" href="x.css">', "W02"),
        ("<script>alert(1)</script>", "W08"),
        ("<form>名<button>送</button></form>", "W08"),
        ("<video>放</video>", "W08"),
        ('<iframe src="https://a.example/"></iframe>', "W08"),
        ('<iframe class="video_iframe" src="x"></iframe>', "W08"),
        ('<iframe class="video_iframe" data-mpvid="1" data-own="2"></iframe>', "W19"),
        ('<input type="checkbox" checked>', "W54"),
        ("<math><mi>x</mi></math>", "W75"),
        ("<!-- 注 -->", "W01"),
        ("<?php x ?>", "W01"),
    ],
)
def test_elements_go_with_all_they_hold(layer: Filter, removed: str, rule: str) -> None:
    filter_reports = simulate_filter(f"<section>前{removed}后</section>", layer)

    assert filter_reports.html == "<section>前后</section>"
    assert set(find_rules(filter_reports)) >= {rule}


@pytest.mark.parametrize("layer", BOTH)
@pytest.mark.parametrize(
    "kept",
    [
        '<section style="margin:0"><h1>一</h1><p><strong>重</strong><br><em>斜</em><sup>[1]</sup></p></section>',
        "<blockquote><p>引</p></blockquote><hr>",
        '<table><tbody><tr><td colspan="2"><section>格</section></td><td></td></tr></tbody></table>',
        "<ul><li><section>一</section></li></ul><ol><li>一</li></ol>",
        "<p><u>线</u><s>删</s><b>重</b><span leaf>叶</span></p>",
        '<mp-common-profile data-id="x" class="card"></mp-common-profile>',
        '<iframe class="video_iframe" data-mpvid="1" data-src="https://v.qq.com/x"></iframe>',
        '<section class="code-snippet__fix code-snippet__js"><pre><code>x</code></pre></section>',
        '<svg viewbox="0 0 1 1"><path d="M0 0"></path></svg>',
        '<p data-own="1" style="float:left;display:flex;color:#333 !important">文</p>',
        '<p style="background-image:url(https://mmbiz.qpic.cn/a/640)">文</p>',
        ARTICLE,
    ],
)
def test_what_wechat_keeps_stays_to_the_letter(layer: Filter, kept: str) -> None:
    filter_reports = simulate_filter(kept, layer)

    assert (filter_reports.html, find_rules(filter_reports)) == (kept, [])
    assert filter_reports.total(ChangeKind.KEPT) > 0


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('<div style="color:red"><p>文</p></div>', "<p>文</p>", "W06"),
        ('<div style="color:red">文<b>重</b></div><div>字</div>', "<p>文<b>重</b></p><p>字</p>", "W06"),
        ("<span><div>文</div></span>", "<span>文</span>", "W06"),
        ("<article><h2>题</h2><div>文</div></article>", "<h2>题</h2><p>文</p>", "W07"),
        ("<figure>图</figure>", "<p>图</p>", "W07"),
        ("<details><summary>题</summary><p>文</p></details>", "<p>题</p><p>文</p>", "W15"),
        ("<p>H<sub>2</sub>O<my-own>!</my-own></p>", "<p>H2O!</p>", "W15"),
    ],
)
def test_the_editor_unwraps_what_it_does_not_know(before: str, after: str, rule: str) -> None:
    filter_reports = simulate_filter(before, EDITOR)

    assert (filter_reports.html, find_rules(filter_reports)[0]) == (after, rule)
    assert simulate_filter(before, STORE).html == before


def test_a_document_leaves_its_body() -> None:
    page = "<!doctype html><html><head><title>题</title></head><body><p>文</p></body></html>"

    for layer in BOTH:
        assert simulate_filter(page, layer).html == "<p>文</p>"
        assert "W01" in find_rules(simulate_filter(page, layer))


def test_an_empty_div_leaves_nothing() -> None:
    check(EDITOR, "<p>文</p><div></div>", "<p>文</p>", ["W06"])


# --- attributes and styles ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "before", "after", "rules"),
    [
        *((layer, '<p id="x" onclick="y()">文</p>', "<p>文</p>", ["W03", "W18"]) for layer in BOTH),
        *((layer, f'<img src="{PNG}" onerror="x">', f'<img src="{PNG}">', ["W18"]) for layer in [EDITOR]),
        (STORE, '<p class="a">文</p>', '<p class="a">文</p>', []),
        (EDITOR, '<p class="a">文</p>', "<p>文</p>", ["W03"]),
        (EDITOR, '<p lang="zh">文</p>', "<p>文</p>", ["W21"]),
        (EDITOR, '<ol start="3"><li>三</li></ol>', "<ol><li>三</li></ol>", ["W53d"]),
        (EDITOR, '<svg class="a" fill="red"><path></path></svg>', '<svg fill="red"><path></path></svg>', ["W03"]),
        *((layer, '<p style="position:fixed;a:b">文</p>', '<p style="a:b">文</p>', ["W22"]) for layer in BOTH),
        *((layer, '<p style="width:calc(1px + 2px)">文</p>', "<p>文</p>", ["W28"]) for layer in BOTH),
        *((layer, '<p style="background-image:url(//a.example/b)">文</p>', "<p>文</p>", ["W29"]) for layer in BOTH),
        *((layer, '<p style="text-underline-offset:2px">文</p>', "<p>文</p>", ["W43"]) for layer in BOTH),
        (STORE, "<p style=\"color:red;background-image:url('x;y')\">文<b>重</b></p>", "文<b>重</b>", ["W29"]),
        (EDITOR, "<p style=\"color:red;background-image:url('x;y')\">文</p>", '<p style="color:red">文</p>', ["W29"]),
        (STORE, '<p style="--x:1;color:var(--x)">文</p>', '<p style="--x:1;color:var(--x)">文</p>', []),
        (EDITOR, '<p style="--x:1;color:red">文</p>', "<p>文</p>", ["W27", "W27"]),
        (EDITOR, '<p style="color:var(--x);margin:0">文</p>', '<p style="margin:0">文</p>', ["W27"]),
        (EDITOR, '<p style="z-index:1;top:0">文</p>', "<p>文</p>", ["W22", "W22"]),
        (EDITOR, '<p style="transform:none">文</p>', "<p>文</p>", ["W26"]),
        (EDITOR, '<p style="background:#fff">文</p>', "<p>文</p>", ["W30"]),
        (EDITOR, '<p style="WHITE-SPACE: pre; a:b">文</p>', '<p style="white-space:pre-wrap;a:b">文</p>', ["W42"]),
    ],
)  # fmt: skip
def test_attributes_and_declarations(layer: Filter, before: str, after: str, rules: list[str]) -> None:
    check(layer, before, after, rules)


@pytest.mark.parametrize("style", ["a:b(';')", "a:b(;)", 'a:"(;"', "a:b(;", "a:);b:c("])
def test_a_semicolon_in_quotes_or_brackets_ends_no_declaration(style: str) -> None:
    quoted = style.replace('"', "&quot;")

    assert simulate_filter(f'<p style="{quoted}">文</p>', STORE).html == f'<p style="{quoted}">文</p>'


# --- links and pictures -----------------------------------------------------------------------


@pytest.mark.parametrize("layer", BOTH)
@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("https://a.example/", "W68"),
        ("#a", "W70"),
        ("mailto:a@a.example", "W70"),
        ("2020-06-17.md", "W70"),
        ("", "W70"),
        ("javascript:alert(1)", "W18"),
    ],
)
def test_the_text_of_a_dead_link_stays(layer: Filter, address: str, rule: str) -> None:
    check(layer, f'<p>见<a href="{address}">此</a>。</p>', "<p>见此。</p>", [rule])


@pytest.mark.parametrize(
    ("layer", "before", "after", "rules"),
    [
        (STORE, f'<img src="{HOME}/640" alt="图">', f'<img data-src="{HOME}/640" alt="图">', ["W64"]),
        (STORE, f'<img width="9" src="{HOME}/1">', f'<img data-src="{HOME}/1">', ["W20", "W64"]),
        (STORE, '<img src="http://mmbiz.qpic.cn/a/0?x=1">', f'<img data-src="{HOME}/640?x=1">', ["W64"]),
        (STORE, '<p>文<img src="https://a.example/b.png"></p>', "<p>文</p>", ["W62"]),
        (STORE, f'<p>文<img src="{PNG}"></p>', "<p>文</p>", ["W63"]),
        (STORE, "<p>文<img></p>", "<p>文</p>", ["W62"]),
        (EDITOR, f'<img data-src="{HOME}/1">', f'<img data-src="{HOME}/1">', []),
        (EDITOR, f'<img src="{PNG}">', f'<img src="{PNG}">', []),
        (EDITOR, '<img src="https://a.example/b.png">', '<img src="https://a.example/b.png">', []),
        (EDITOR, '<img src="http://a.example/b.png">', '<img src="https://a.example/b.png">', ["W64"]),
        (EDITOR, '<img src="http://mmbiz.qpic.cn/a/0">', f'<img src="{HOME}/0">', ["W64"]),
        (EDITOR, '<p>文<img src="b.png"></p>', "<p>文</p>", ["W62"]),
        (EDITOR, '<p>文<img src="data:image/svg+xml;base64,AAAA"></p>', "<p>文</p>", ["W63"]),
    ],
)
def test_pictures(layer: Filter, before: str, after: str, rules: list[str]) -> None:
    check(layer, before, after, rules)


def test_an_embedded_picture_is_counted_apart() -> None:
    filter_reports = simulate_filter(f'<section><img src="{PNG}"><img src="{PNG}"></section>', STORE)

    assert (filter_reports.embedded, filter_reports.total(ChangeKind.LOST)) == (2, 0)


def test_a_picture_that_is_kept_has_every_byte() -> None:
    before = f'<div><img src="{PNG}" alt="一"><p>-0-</p><img src="{PNG}AAAA"></div>'

    assert simulate_filter(before, EDITOR).html == f'<img src="{PNG}" alt="一"><p>-0-</p><img src="{PNG}AAAA">'


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/png;base64,<script>x</script>">',
        "<p title=' src=\"data:image/png,'><script>x</script><b>\"</b></p>",
        ' src="data:image/png,<script>x</script>"',
        '<img src="data:image/png;base64"><script>x</script>',
        '<img src="data:image/png;base64,AAAA><script>x</script>',
    ],
)
def test_no_markup_passes_for_a_picture(html: str) -> None:
    left = lxml.html.fromstring(f"<body>{simulate_filter(html, EDITOR).html}")

    assert left.xpath("//script") == []


# --- white space --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        ("<p>一</p>\n<p>二</p>", "<p>一</p><p>\u00a0</p><p>二</p>", ["W49"]),
        ("<section> <p>一</p></section>", "<section><p>\u00a0</p><p>一</p></section>", ["W49"]),
        ("<ul> <li>一</li></ul>", "<ul><li>\u00a0</li><li>一</li></ul>", ["W49"]),
        ("<p><b>一</b> <i>二</i></p>", "<p><b>一</b><i>二</i></p>", ["W51"]),
        ("<p>一\n二\n三</p>", "<p>一<br>二<br>三</p>", ["W50"]),
        ("<p><b>一</b>二\n三<i>四</i></p>", "<p><b>一</b>二<br>三<i>四</i></p>", ["W50"]),
        ("<p><b>一</b>\u00a0<i>二</i> 三<br> <i>四</i></p>", "<p><b>一</b>\u00a0<i>二</i> 三<br> <i>四</i></p>", []),
        ("<pre>一\n\n二</pre>", "<pre>一\n\n二</pre>", []),
        ("\n<p>一</p>\n", "\n<p>一</p>\n", []),
        (
            "<table> <tbody><tr> <td>一</td></tr></tbody></table>",
            "<table> <tbody><tr> <td>一</td></tr></tbody></table>",
            [],
        ),
        ("<p>一 二</p>", "<p>一 二</p>", []),
        ("<p> 一</p>", "<p> 一</p>", []),
    ],
)
def test_white_space_that_the_editor_does_not_pass_over(before: str, after: str, rules: list[str]) -> None:
    check(EDITOR, before, after, rules)


def test_the_store_drops_line_ends_in_text() -> None:
    check(STORE, "<pre>一\n\n二</pre>\n<p>三</p>", "<pre>一二</pre>\n<p>三</p>", ["W50"])


# --- lists, cells, pruning ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (
            "<ul><li>一<ul><li>二<ol><li>三<ul><li>四</li></ul></li></ol></li><li>五</li></ul></li></ul>",
            "<ul><li>一<ul><li>二</li><li>三</li><li>四</li><li>五</li></ul></li></ul>",
            ["W53c", "W53c"],
        ),
        ("<ul><li>一<ul><li>二</li></ul></li></ul>", "<ul><li>一<ul><li>二</li></ul></li></ul>", []),
        ("<ul><ul><ul><li>一</li></ul></ul></ul>", "<ul><ul><li>一</li></ul></ul>", ["W53c"]),
        ("<ul><li><b>重</b>：文</li></ul>", "<ul><li><b>重</b><section>：文</section></li></ul>", ["W53"]),
        ("<ul><li>文<b>重</b></li></ul>", "<ul><li>文<section><b>重</b></section></li></ul>", ["W53"]),
        (
            "<ul><li>文<b>重</b><p>段</p></li></ul>",
            "<ul><li>文<section><b>重</b><p>段</p></section></li></ul>",
            ["W53"],
        ),
        (
            "<ul><li><p>段</p>文<b>重</b><i>斜</i><p>段</p></li></ul>",
            "<ul><li><p>段</p><section>文<b>重</b><i>斜</i></section><p>段</p></li></ul>",
            ["W53"],
        ),
        (
            "<ul><li><p>段</p><b>重</b>文<p>段</p></li></ul>",
            "<ul><li><p>段</p><section><b>重</b>文</section><p>段</p></li></ul>",
            ["W53"],
        ),
        ("<ul><li><p>一</p><p>二</p></li><li><p>三</p></li></ul>",) * 2 + ([],),
        ("<p>文<span></span></p><section><p> </p></section>", "<p>文</p>", ["W12", "W12", "W12"]),
        ("<p>\u00a0</p><p><br></p>", "<p>\u00a0</p><p><br></p>", []),
        ("<p><b></b>文</p>", "<p>文</p>", ["W12"]),
        ("<section>" * 12 + "文" + "</section>" * 12, "<section>" * 10 + "文" + "</section>" * 10, ["W13"]),
        ("<section>一" * 12 + "</section>" * 12, "<section>一" * 12 + "</section>" * 12, []),
    ],
)  # fmt: skip
def test_the_editor_rearranges(before: str, after: str, rules: list[str]) -> None:
    check(EDITOR, before, after, rules)


# --- the report -------------------------------------------------------------------------------


def test_changes_are_told_together_with_the_place_of_the_first() -> None:
    filter_reports = simulate_filter(
        '<section><p><a href="https://a.example/">一</a></p><a href="https://a.example/x">二</a></section>', STORE
    )

    assert filter_reports.changes[0] == (ChangeKind.LOST, ChangeTarget.LINK, "a.example", 2, "W68", "section > p > a")
    assert filter_reports.changes[1] == (ChangeKind.KEPT, ChangeTarget.ELEMENT, "", 2, "", "")


def test_a_path_names_the_last_steps_only() -> None:
    filter_reports = simulate_filter("<section>" * 9 + '<p id="x">文</p>', STORE)

    assert filter_reports.changes[0].path == "… > section > section > section > section > p"


def test_both_layers_are_told_as_each_alone() -> None:
    for html in ("<p>文</p>", f'<div id="x"><img src="{PNG}">文</div>'):
        assert simulate_filters(html) == {layer: simulate_filter(html, layer) for layer in Filter}


# --- any HTML -----------------------------------------------------------------------------------

TAGS = st.sampled_from(
    ["p", "div", "section", "ul", "ol", "li", "table", "tr", "td", "span", "b", "a", "img", "br", "svg", "path", "pre",
     "script", "style", "iframe", "form", "x-y", "body", "html", "title", "h1", "textarea", "plaintext", "a:b", 'x"y']
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' style="color:red;--x:url(\'"', " style='position:x;a:b\x0b'", ' id="x"', ' href="#"', " onclick",
     ' src="http://[x"', f' src="{PNG}"', ' class="video_iframe" data-mpvid', ' xml:lang="x" a:b=c',
     ' style=";;:(', " style='calc(\x0b);a:b'"]
)  # fmt: skip
PIECES = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
    st.builds("</{}>".format, TAGS),
    st.sampled_from(
        [" ", "\n", "文", "&nbsp;", "&#11;", "<!--", "-->", "<?x?>", "<![CDATA[", "<", "\0", "\ud800", "&"]
    ),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(Filter))
def test_any_html_survives_somehow(html: str, layer: Filter) -> None:
    left = lxml.html.fromstring(("<body>" + simulate_filter(html, layer).html).encode("utf-8", "replace"))

    assert left.xpath("//script | //style | //form | //@id | //@onclick") == []


@pytest.mark.parametrize("layer", BOTH)
def test_deep_html_survives_somehow(layer: Filter) -> None:
    assert simulate_filter("<div><ul><li>" * 20_000, layer).html is not None


@pytest.mark.parametrize("html", ["", " ", "文", "</body>文", "<frameset><frame>"])
def test_hardly_any_html_survives_somehow(html: str) -> None:
    assert [type(simulate_filter(html, layer).html) for layer in BOTH] == [str, str]
