from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.html import ChangeKind, ChangeTarget, Filter, FilterReport
from publish.wechat.filters import simulate_filter

STORE, EDITOR = Filter.STORE, Filter.EDITOR
BOTH = (STORE, EDITOR)
PICTURE = "https://mmbiz.qpic.cn/a"
ARTICLE = '<a href="https://mp.weixin.qq.com/s/x">文</a>'
PNG = "data:image/png;base64,iVBORw0KGgo="


def find_rules(report: FilterReport) -> list[str]:
    """Return the rules that changed something."""
    return [change.rule for change in report.changes if change.kind is not ChangeKind.KEPT]


def check(filter_: Filter, before: str, after: str, rules: list[str]) -> None:
    report = simulate_filter(before, filter_)

    assert (report.html, find_rules(report)) == (after, rules)
    assert simulate_filter(report.html, filter_).html == report.html


# --- elements ---------------------------------------------------------------------------------


@pytest.mark.parametrize("filter_", BOTH)
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
def test_filter_removes_elements_with_their_content(filter_: Filter, removed: str, rule: str) -> None:
    report = simulate_filter(f"<section>前{removed}后</section>", filter_)

    assert report.html == "<section>前后</section>"
    assert set(find_rules(report)) >= {rule}


@pytest.mark.parametrize("filter_", BOTH)
@pytest.mark.parametrize(
    "kept",
    [
        '<section style="margin:0"><h1>一</h1><p><strong>重</strong><br><em>斜</em><sup>[1]</sup></p></section>',
        "<blockquote><p>引</p></blockquote><hr>",
        '<table><tbody><tr><td colspan="2"><section>格</section></td><td></td></tr></tbody></table>',
        "<ul><li><section>一</section></li></ul><ol><li>一</li></ol>",
        "<p><u>线</u><s>删</s><b>重</b><span leaf>叶</span></p>",
        '<mp-common-profile class="mp_profile_iframe" data-pluginname="mpprofile" data-id="MzI5MTczODI3Ng==" '
        'data-nickname="甲" data-headimg="http://mmbiz.qpic.cn/mmbiz_png/a/0" data-from="0"></mp-common-profile>',
        '<iframe class="video_iframe" data-mpvid="1" data-src="https://v.qq.com/x"></iframe>',
        '<section class="code-snippet__fix code-snippet__js"><pre><code>x</code></pre></section>',
        '<svg viewbox="0 0 1 1"><path d="M0 0"></path></svg>',
        '<p data-own="1" style="float:left;display:flex;color:#333 !important">文</p>',
        '<p style="background-image:url(https://mmbiz.qpic.cn/a/640)">文</p>',
        ARTICLE,
    ],
)
def test_filter_leaves_kept_html_unchanged(filter_: Filter, kept: str) -> None:
    report = simulate_filter(kept, filter_)

    assert (report.html, find_rules(report)) == (kept, [])
    assert report.total(ChangeKind.KEPT) > 0


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
def test_editor_unwraps_unknown_elements(before: str, after: str, rule: str) -> None:
    report = simulate_filter(before, EDITOR)

    assert (report.html, find_rules(report)[0]) == (after, rule)
    assert simulate_filter(before, STORE).html == before


def test_filter_keeps_only_the_body_of_a_document() -> None:
    page = "<!doctype html><html><head><title>题</title></head><body><p>文</p></body></html>"

    for filter_ in BOTH:
        assert simulate_filter(page, filter_).html == "<p>文</p>"
        assert "W01" in find_rules(simulate_filter(page, filter_))


def test_editor_removes_an_empty_div() -> None:
    check(EDITOR, "<p>文</p><div></div>", "<p>文</p>", ["W06"])


# --- attributes and styles ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filter_", "before", "after", "rules"),
    [
        *((filter_, '<p id="x" onclick="y()">文</p>', "<p>文</p>", ["W03", "W18"]) for filter_ in BOTH),
        *((filter_, f'<img src="{PNG}" onerror="x">', f'<img src="{PNG}">', ["W18"]) for filter_ in [EDITOR]),
        (STORE, '<p class="a">文</p>', '<p class="a">文</p>', []),
        (EDITOR, '<p class="a">文</p>', "<p>文</p>", ["W03"]),
        (EDITOR, '<p lang="zh">文</p>', "<p>文</p>", ["W21"]),
        (EDITOR, '<ol start="3"><li>三</li></ol>', "<ol><li>三</li></ol>", ["W53d"]),
        (EDITOR, '<svg class="a" fill="red"><path></path></svg>', '<svg fill="red"><path></path></svg>', ["W03"]),
        *((filter_, '<p style="position:fixed;a:b">文</p>', '<p style="a:b">文</p>', ["W22"]) for filter_ in BOTH),
        *((filter_, '<p style="width:calc(1px + 2px)">文</p>', "<p>文</p>", ["W28"]) for filter_ in BOTH),
        *((filter_, '<p style="background-image:url(//a.example/b)">文</p>', "<p>文</p>", ["W29"]) for filter_ in BOTH),
        *((filter_, '<p style="text-underline-offset:2px">文</p>', "<p>文</p>", ["W43"]) for filter_ in BOTH),
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
def test_filter_removes_attributes_and_declarations(filter_: Filter, before: str, after: str, rules: list[str]) -> None:
    check(filter_, before, after, rules)


@pytest.mark.parametrize("style", ["a:b(';')", "a:b(;)", 'a:"(;"', "a:b(;", "a:);b:c("])
def test_filter_does_not_split_declarations_at_quoted_or_bracketed_semicolons(style: str) -> None:
    quoted = style.replace('"', "&quot;")

    assert simulate_filter(f'<p style="{quoted}">文</p>', STORE).html == f'<p style="{quoted}">文</p>'


# --- links and pictures -----------------------------------------------------------------------


@pytest.mark.parametrize("filter_", BOTH)
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
def test_filter_keeps_the_text_of_a_lost_link(filter_: Filter, address: str, rule: str) -> None:
    check(filter_, f'<p>见<a href="{address}">此</a>。</p>', "<p>见此。</p>", [rule])


@pytest.mark.parametrize(
    ("filter_", "before", "after", "rules"),
    [
        (STORE, f'<img src="{PICTURE}/640" alt="图">', f'<img data-src="{PICTURE}/640" alt="图">', ["W64"]),
        (STORE, f'<img width="9" src="{PICTURE}/1">', f'<img data-src="{PICTURE}/1">', ["W20", "W64"]),
        (STORE, '<img src="http://mmbiz.qpic.cn/a/0?x=1">', f'<img data-src="{PICTURE}/640?x=1">', ["W64"]),
        (STORE, '<p>文<img src="https://a.example/b.png"></p>', "<p>文</p>", ["W62"]),
        (STORE, f'<p>文<img src="{PNG}"></p>', "<p>文</p>", ["W63"]),
        (STORE, "<p>文<img></p>", "<p>文</p>", ["W62"]),
        (EDITOR, f'<img data-src="{PICTURE}/1">', f'<img data-src="{PICTURE}/1">', []),
        (EDITOR, f'<img src="{PNG}">', f'<img src="{PNG}">', []),
        (EDITOR, '<img src="https://a.example/b.png">', '<img src="https://a.example/b.png">', []),
        (EDITOR, '<img src="http://a.example/b.png">', '<img src="https://a.example/b.png">', ["W64"]),
        (EDITOR, '<img src="http://mmbiz.qpic.cn/a/0">', f'<img src="{PICTURE}/0">', ["W64"]),
        (EDITOR, '<p>文<img src="b.png"></p>', "<p>文</p>", ["W62"]),
        (EDITOR, '<p>文<img src="data:image/svg+xml;base64,AAAA"></p>', "<p>文</p>", ["W63"]),
    ],
)
def test_filter_rewrites_and_loses_pictures(filter_: Filter, before: str, after: str, rules: list[str]) -> None:
    check(filter_, before, after, rules)


def test_filter_report_counts_embedded_pictures_separately() -> None:
    report = simulate_filter(f'<section><img src="{PNG}"><img src="{PNG}"></section>', STORE)

    assert (report.embedded, report.total(ChangeKind.LOST)) == (2, 0)


def test_filter_keeps_every_byte_of_embedded_pictures() -> None:
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
def test_filter_does_not_mistake_markup_for_embedded_pictures(html: str) -> None:
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
def test_editor_rewrites_white_space(before: str, after: str, rules: list[str]) -> None:
    check(EDITOR, before, after, rules)


def test_store_drops_line_ends_in_text() -> None:
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
def test_editor_rearranges_lists_cells_and_chains(before: str, after: str, rules: list[str]) -> None:
    check(EDITOR, before, after, rules)


# --- report ----------------------------------------------------------------------------------


def test_filter_report_groups_changes_with_the_path_of_the_first() -> None:
    report = simulate_filter(
        '<section><p><a href="https://a.example/">一</a></p><a href="https://a.example/x">二</a></section>', STORE
    )

    assert report.changes[0] == (ChangeKind.LOST, ChangeTarget.LINK, "a.example", 2, "W68", "section > p > a")
    assert report.changes[1] == (ChangeKind.KEPT, ChangeTarget.ELEMENT, "", 2, "", "")


def test_filter_report_shortens_long_paths() -> None:
    report = simulate_filter("<section>" * 9 + '<p id="x">文</p>', STORE)

    assert report.changes[0].path == "… > section > section > section > section > p"


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
def test_filter_removes_active_content_from_any_html(html: str, filter_: Filter) -> None:
    left = lxml.html.fromstring(("<body>" + simulate_filter(html, filter_).html).encode("utf-8", "replace"))

    assert left.xpath("//script | //style | //form | //@id | //@onclick") == []


@pytest.mark.parametrize("filter_", BOTH)
def test_filter_does_not_crash_on_deeply_nested_html(filter_: Filter) -> None:
    assert simulate_filter("<div><ul><li>" * 20_000, filter_).html is not None


@pytest.mark.parametrize("html", ["", " ", "文", "</body>文", "<frameset><frame>"])
def test_filter_does_not_crash_on_nearly_empty_html(html: str) -> None:
    assert [type(simulate_filter(html, filter_).html) for filter_ in BOTH] == [str, str]
