from datetime import date

import pytest
from lxml import html

from publish.core.article import ArticleMetadata, Body, Footer
from publish.core.back_issue import BackIssue
from publish.core.html import Html
from publish.core.issue import Contact, Issue
from publish.core.picture import Picture
from publish.core.reading import Reading
from publish.steps.assemble import assemble_page
from publish.steps.render import render_body
from tests.samples import TITLE, read

PICTURE = Picture("a.png", b"", 1, 1)


def assemble(
    footer: Footer | None = None,
    *,
    issue: Issue | None = None,
    title: str = "端侧周报 (2020-06-17)",
    source_url: str = "",
    references: str = "",
) -> html.HtmlElement:
    body = Body(Html("<p>文</p>"), Html(references), 0, (), (), render_body(issue or read(TITLE)).texts)
    page = assemble_page(body, ArticleMetadata(title, "", "", source_url), footer or Footer())
    return html.fragment_fromstring(page)


def get_texts(page: html.HtmlElement, css_class: str) -> list[str]:
    return [element.text_content() for element in page.find_class(css_class)]


def test_article_is_one_element() -> None:
    page = assemble()

    assert (page.tag, page.get("class")) == ("section", "article")
    assert [child.tag for child in page] == ["p"]


@pytest.mark.parametrize(
    ("reading", "lines"), [(None, []), (Reading(), []), (Reading(1200, 3), ["全文 1200 字，约 3 分钟"])]
)
def test_line_under_the_title_says_how_long_the_article_is(reading: Reading | None, lines: list[str]) -> None:
    body = Body(Html("<p>文</p>"), Html(""), 0, (), (), render_body(read(TITLE)).texts)
    page = assemble_page(body, ArticleMetadata("题", "", "", ""), Footer(), reading=reading)

    assert get_texts(html.fragment_fromstring(page), "reading") == lines


def test_article_parts_are_in_order() -> None:
    footer = Footer((BackIssue(date(2020, 6, 3), "", None),), PICTURE, (), PICTURE, "许可")

    page = assemble(footer, issue=read(f"{TITLE}：甲"), references="<p>[1]</p>")

    assert [child.get("class") for child in page] == ["subtitle", None, "references", "archive", "follow", "licence"]


# --- subtitle ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "title", "subtitle"),
    [
        (f"{TITLE}：甲/乙", "端侧周报 (2020-06-17)", ["甲/乙"]),
        (f"{TITLE}：甲/乙", "端侧周报 (2020-06-17)：甲/乙", []),
        (f"{TITLE}：**甲** <乙", "端侧周报 (2020-06-17)", ["甲 <乙"]),
        (f"{TITLE}：", "端侧周报 (2020-06-17)", []),
        (TITLE, "端侧周报 (2020-06-17)", []),
        (f"{TITLE}：甲", "另一题", ["端侧周报 (2020-06-17)：甲"]),
        (f"{TITLE}：", "另一题", ["端侧周报 (2020-06-17)"]),
        ("# 很长的题", "很长…", ["很长的题"]),
        ("文", "2020-06-17", []),
    ],
    ids=["cut", "whole", "markup", "colon only", "none", "overridden", "overridden colon", "title cut", "no title"],
)
def test_subtitle_shows_the_part_missing_from_the_title(heading: str, title: str, subtitle: list[str]) -> None:
    assert get_texts(assemble(issue=read(heading), title=title), "subtitle") == subtitle


# --- references and back issues ---------------------------------------------------------------


def test_references_have_a_heading() -> None:
    assert get_texts(assemble(references="<p>[1] 甲</p>"), "references") == ["参考链接[1] 甲"]


def test_back_issue_renders_date_and_title() -> None:
    back_issues = (BackIssue(date(2020, 6, 3), "甲<乙", None), BackIssue(date(2020, 5, 15), "", None))

    page = assemble(Footer(back_issues))

    assert get_texts(page, "archive") == ["往期回顾2020-06-03 甲<乙2020-05-15"]
    assert get_texts(page, "back-issue") == ["2020-06-03 甲<乙", "2020-05-15"]
    assert get_texts(page, "date") == ["2020-06-03"]


def test_back_issue_whose_title_has_its_number_says_it_once() -> None:
    titles = {12: "周刊第 12 期", 11: "谈谈 112 件事", 10: ""}
    back_issues = tuple(BackIssue(None, title, None, number) for number, title in titles.items())

    page = assemble(Footer(back_issues))

    assert get_texts(page, "back-issue") == ["周刊第 12 期", "第 11 期 谈谈 112 件事", "第 10 期"]


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://mp.weixin.qq.com/s/a", ["https://mp.weixin.qq.com/s/a"]),
        ("https://mp.weixin.qq.com/s?a=1&b=2", ["https://mp.weixin.qq.com/s?a=1&b=2"]),
        ("https://a.example/", []),
        ("javascript:alert(1)", []),
        ("", []),
        (None, []),
    ],
)
def test_back_issue_links_only_to_wechat_articles(url: str | None, links: list[str]) -> None:
    page = assemble(Footer((BackIssue(date(2020, 6, 3), "甲", url),)))

    assert page.xpath("//a/@href") == links


# --- follow block -----------------------------------------------------------------------------


def test_qr_code_has_a_caption() -> None:
    page = assemble(Footer(qr=PICTURE))

    assert page.xpath("//*[@class='qr']/img/@src") == ["frame:qr"]
    assert get_texts(page, "caption") == ["长按识别二维码关注"]


def test_qr_caption_names_the_account() -> None:
    contacts = (Contact("编辑", "乙"), Contact("公众号", "甲&丙"))

    assert get_texts(assemble(Footer(qr=PICTURE, contacts=contacts)), "caption") == ["长按识别二维码关注「甲&丙」"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("甲<乙", "甲<乙"),
        ("a%41", "a%41"),
        ("https://a.example/b/", "a.example/b"),
        ("http://a.example/", "http://a.example/"),
    ],
)
def test_contact_is_rendered_without_link(value: str, text: str) -> None:
    page = assemble(Footer(contacts=(Contact("项目", value),)))

    assert get_texts(page, "contact") == [f"项目：{text}"]
    assert page.xpath("//a") == []


def test_hint_is_shown_with_a_source_url() -> None:
    assert get_texts(assemble(source_url="https://a.example/"), "hint") == ["链接打不开？请点文末「阅读原文」"]


# --- licence ----------------------------------------------------------------------------------


def test_badge_is_shown_beside_the_licence() -> None:
    page = assemble(Footer(badge=PICTURE, licence="甲<乙"))

    assert page.xpath("//*[@class='licence']/*[@class='badge']/img/@src") == ["frame:badge"]
    assert get_texts(page, "licence") == ["甲<乙"]


def test_licence_without_badge_renders_text_only() -> None:
    assert [child.tag for child in assemble(Footer(licence="甲")).find_class("licence")[0]] == ["p"]


def test_footer_pictures_have_alt_text() -> None:
    assert assemble(Footer(qr=PICTURE, badge=PICTURE, licence="甲")).xpath("//img/@alt") == ["二维码", "许可协议标志"]


def test_assemble_page_declares_what_a_machine_made() -> None:
    page = assemble_page(
        Body(Html("<p>文</p>"), Html(""), 0, (), ()), ArticleMetadata("题", "", "", "", ai_notice="声明"), Footer()
    )

    assert page == '<section class="article"><p class="ai-notice">声明</p><p>文</p></section>'
