from __future__ import annotations

import re

from publish.steps.render import render_body
from publish.steps.render.references import LinkRules, References
from tests.samples import TITLE, read

ARTICLE = "https://mp.weixin.qq.com/s/abc"


def make_link(url: str, text: str = "文") -> str:
    return f'<a href="{url}">{text}</a>'


def mark(text: str) -> str:
    return f'<span class="link">{text}</span>'


def test_number_links_numbers_addresses_in_order() -> None:
    references = References()

    html = references.number_links(make_link("https://a.example", "甲") + make_link("https://b.example", "乙"), "论文")

    assert html == f'{mark("甲")}<sup class="ref">\u00a0[1]</sup>{mark("乙")}<sup class="ref">\u00a0[2]</sup>'
    assert len(references) == 2


def test_number_links_reuses_the_number_of_an_address() -> None:
    references = References()
    references.number_links(make_link("https://a.example/x"), "论文")

    html = references.number_links(make_link("http://A.example/x/"), "博文")

    assert html.endswith("[1]</sup>")
    assert len(references) == 1


def test_number_links_leaves_text_without_links_alone() -> None:
    assert References().number_links("<abbr>甲</abbr> &lt;a", "论文") == "<abbr>甲</abbr> &lt;a"


def test_number_links_keeps_wechat_articles_as_https_links() -> None:
    references = References()

    assert references.number_links(make_link("http://mp.weixin.qq.com/s?a=1&amp;b=2"), "论文") == (
        '<a class="link" href="https://mp.weixin.qq.com/s?a=1&amp;b=2">文</a>'
    )
    assert references.render() == ""


def test_number_links_turns_an_anchor_without_href_into_text() -> None:
    references = References()

    assert references.number_links("<a>甲</a>", "论文") == "甲"
    assert references.pop_unresolved() == []


def test_number_links_drops_a_link_without_text() -> None:
    references = References()

    assert references.number_links(f"{make_link('https://a.example', '')}{make_link(ARTICLE, '')}乙", "论文") == "乙"
    assert len(references) == 0


def test_pop_unresolved_returns_each_destination_once() -> None:
    references = References()
    references.number_links(make_link("a/b.pdf") + make_link("#top") + make_link("ftp://a.example"), "论文")

    assert references.pop_unresolved() == ["a/b.pdf", "ftp://a.example"]
    assert references.pop_unresolved() == []


def test_render_groups_references_by_section() -> None:
    references = References()
    for section, url in (
        ("", "https://a.example"),
        ("论文", "https://b.example"),
        ("论文", "https://c.example"),
        ("博文", "https://d.example"),
    ):
        references.number_links(make_link(url), section)

    classes = re.findall(r'class="(group|reference)"', references.render())

    assert classes == ["reference", "group", "reference", "reference", "group", "reference"]


def test_render_shows_name_and_address_with_its_host() -> None:
    references = References()

    references.number_links(
        make_link("https://www.zhihu.com/question/1?a=1&amp;b=%E4%B8%AD", "问 &amp; <b>答</b>"), "论文"
    )

    assert references.render() == (
        '<p class="group">论文</p><p class="reference"><span class="number">[1]</span>\u00a0问 &amp; 答<br/>'
        '<span class="address"><span class="host">www.zhihu.com</span>/question/1?a=1&amp;b=中</span></p>'
    )


def test_render_keeps_http_in_addresses() -> None:
    references = References()

    references.number_links(make_link("http://a.example/x"), "")

    assert '<span class="host">http://a.example</span>/x' in references.render()


def test_render_names_a_bare_address_after_its_subject() -> None:
    references = References()

    references.number_links(make_link("https://a.example/x", "a.example/x"), "论文", "Lite Transformer")

    assert "\u00a0Lite Transformer<br/>" in references.render()


def test_render_leaves_a_bare_address_unnamed_without_subject() -> None:
    references = References()

    references.number_links(make_link("https://a.example/x", "https://a.example/x"), "论文")

    assert "<br/>" not in references.render()


def test_render_makes_no_links() -> None:
    references = References(LinkRules("https://a.example/{date}", {"2020-06-03": "https://b.example/x"}))

    references.number_links(
        make_link("2020-06-03.md") + make_link("2020-05-15.md") + make_link("www.c.example"), "论文"
    )

    assert "<a" not in references.render()
    assert re.findall(r'host">([^<]*)', references.render()) == ["b.example", "a.example", "www.c.example"]


def test_bare_address_excludes_the_surrounding_bracket() -> None:
    body = render_body(read("[https://a.example/x] 后"))

    assert "/x</span>" in body.references
    assert "]</sup>] 后" in body.html


def test_field_that_repeats_an_address_with_brackets_is_left_out() -> None:
    body = render_body(read(TITLE, "", "## 新闻", "- [题](https://a.example/A_(b))", "链接：https://a.example/A_(b)"))

    assert "链接" not in body.html


def test_reference_names_hold_no_markup() -> None:
    body = render_body(
        read(TITLE, "", "## 新闻", "- [题 **要** `码`](https://mp.weixin.qq.com/s/a)", "代码：https://a.example/")
    )

    assert "代码 · 题 要 码<br/>" in body.references


def test_references_outside_sections_have_a_separate_group() -> None:
    body = render_body(
        read(
            TITLE,
            "",
            "## 新闻",
            "- [题](https://a.example/)",
            "",
            "----",
            "",
            "WeChat: a",
            "",
            "见 https://b.example/x",
        )
    )

    assert '<p class="group">其他</p>' in body.references
