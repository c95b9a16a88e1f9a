from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any, Literal

import pytest
from lxml import html as html_parser
from lxml.html import HtmlElement
from playwright.sync_api import Browser

from publish.core.article import ApiArticle, ApiForm, Article, ArticleMetadata, Counts, SentArticle
from publish.core.html import StyledHtml
from publish.core.picture import CoverFocus, Focus, MissingPicture, Picture
from publish.core.problem import Problem, Severity
from publish.core.reading import Reading
from publish.i18n.translator import LANGUAGES, Translator
from publish.preview.page import render_preview
from publish.preview.panels import render_panels
from tests.articles import simulate_filters

HTML = StyledHtml('<section style="color:#333333"><p style="color:#333333">正文</p></section>')
ARTICLE = Article(
    name="2020-06-17",
    metadata=ArticleMetadata("简报 (2020-06-17)", "编辑部", "芯片；模型", "https://example.org/2020-06-17"),
    html=HTML,
    sent=SentArticle(ApiForm.WHOLE, (ApiArticle(HTML),)),
    pictures=(),
    counts=Counts(0, 0, 0, 0, 0),
    problems=(),
    filter_reports=simulate_filters(HTML),
    cover=Picture("cover.png", b"drawn", 900, 383),
)
WRONG = Problem("claim-false", {"claimed": 9, "found": 8}, rule="N03", file="2020-06-17.md", line=9)
# An attribute may hold what would end a script.
TRICKY = ARTICLE._replace(
    html=StyledHtml('<section><img alt="</script><script>alert(1)</script><!--<script>"></section>')
)
HOSTILE = "</script><script>alert(1)</script><!--<script>\"'&amp;{title}"


def render(article: Article = ARTICLE, language: str = "en") -> HtmlElement:
    return html_parser.document_fromstring(render_preview(article, Translator(language)))


def find(page: HtmlElement, path: str) -> HtmlElement:
    (element,) = page.xpath(path)
    assert isinstance(element, HtmlElement)
    return element


def payload(page: HtmlElement) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(find(page, "//script[@id='payload']").text or "")
    return data


def read_version(page: HtmlElement, version: str = "pasted") -> dict[str, str]:
    """Return the pages of a version of the article."""
    pages: dict[str, str] = payload(page)["versions"][version]
    return pages


def with_headline(**changes: Any) -> Article:
    return ARTICLE._replace(metadata=ARTICLE.metadata._replace(**changes))


# --- what can be copied -------------------------------------------------------------------------


def test_page_contains_the_article_to_paste() -> None:
    assert payload(render())["html"] == ARTICLE.html


@pytest.mark.parametrize(
    ("field", "value", "length"),
    [
        ("title", "简报 (2020-06-17)", "15/32 characters"),
        ("author", "编辑部", "3/16 characters"),
        ("digest", "芯片；模型", "5/128 characters"),
        ("source", "https://example.org/2020-06-17", "30/1024 bytes"),
    ],
)
def test_page_shows_each_field_with_its_length_and_a_button(field: str, value: str, length: str) -> None:
    page = render()

    assert find(page, f"//*[@id='{field}']/p").text == value
    assert find(page, f"//*[@id='{field}']//span[2]").text == length
    assert find(page, f"//*[@id='{field}']//button").get("data-copy") == value


@pytest.mark.parametrize("field", ["title", "author", "digest", "source_url"])
def test_page_shows_empty_field_without_a_button(field: str) -> None:
    page = render(with_headline(**{field: ""}))

    row = find(page, f"//*[@id='{field.removesuffix('_url')}']")
    assert find(row, "./p").text == "none"
    assert row.xpath(".//button") == []


@pytest.mark.parametrize(("length", "shown"), [(1024, ""), (1025, "over")])
def test_page_marks_fields_that_are_too_long(length: int, shown: str) -> None:
    page = render(with_headline(source_url="x" * length))

    assert find(page, "//*[@id='source']//span[2]").get("class") == shown


def test_page_shows_the_length_of_the_article() -> None:
    assert find(render(), "//*[@id='content']//span[2]").text == f"{len(ARTICLE.html)} characters"


SENT_HINTS = {
    "en": "; more than the documented 20,000 characters, which is only a hint",
    "zh": "，多于文档所说的 20,000，仅作提示",
}


@pytest.mark.parametrize(
    ("language", "lengths", "form", "told"),
    [
        ("en", [19_999], ApiForm.WHOLE, "the whole article: 59,997 of 600,000 bytes, 19,999 characters"),
        ("en", [20_000], ApiForm.WHOLE, "the whole article: 60,000 of 600,000 bytes, 20,000 characters"),
        ("zh", [20_000], ApiForm.WHOLE, "整篇：60,000 字节，上限 600,000；20,000 字符"),
        ("en", [19_000], ApiForm.FITTED, "shortened: 57,000 of 600,000 bytes, 19,000 characters"),
        ("en", [9, 8], ApiForm.PARTS, "shortened, in two articles: 27 + 24 of 600,000 bytes, 9 + 8 characters"),
    ],
)
def test_page_shows_the_length_of_what_is_sent_beside_the_measured_limit(
    language: str, lengths: list[int], form: ApiForm, told: str
) -> None:
    parts = tuple(ApiArticle(StyledHtml("长" * length)) for length in lengths)
    page = render(ARTICLE._replace(sent=SentArticle(form, parts)), language)

    written = find(page, "//*[@id='content']/p[2]").text or ""
    meter = find(page, "//*[@id='content']/meter")
    assert written.endswith(told + (SENT_HINTS[language] if max(lengths) >= 20_000 else ""))
    assert (meter.get("max"), meter.get("value")) == ("600000", str(3 * max(lengths)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1200 characters and words, about 3 min to read, 1 picture"),
        ("zh", "全文 1200 字，约 3 分钟读完，1 张图片"),
    ],
)
def test_page_says_how_long_the_article_takes_to_read(language: str, said: str) -> None:
    counts = ARTICLE.counts._replace(pictures=1)
    page = render(ARTICLE._replace(reading=Reading(1200, 3), counts=counts), language)

    assert find(page, "//*[@id='content']/p[1]").text == said


@pytest.mark.parametrize("field", ["title", "author", "digest", "source_url"])
def test_page_escapes_fields(field: str) -> None:
    page = render(with_headline(**{field: HOSTILE}))

    row = find(page, f"//*[@id='{field.removesuffix('_url')}']")
    assert find(row, "./p").text == HOSTILE
    assert find(row, ".//button").get("data-copy") == HOSTILE


# --- what there is to do ------------------------------------------------------------------------


def test_page_lists_problems_with_their_lines() -> None:
    page = render(ARTICLE._replace(problems=(WRONG, WRONG._replace(severity=Severity.WARNING))))

    listed = [(item.get("class"), item.text_content()) for item in page.xpath("//ul[@class='problems']/li")]
    result = "Line 9 · N03导读 promises 9 entries, there are 8 — write 8"
    assert listed == [("error", result), ("warning", result)]


def test_page_shows_the_file_of_a_problem_outside_the_issue() -> None:
    page = render(ARTICLE._replace(problems=(WRONG._replace(file="publish.toml", times=2),)))

    result = find(page, "//ul[@class='problems']/li").text_content()
    assert result.startswith("publish.toml · Line 9 · N03")
    assert result.endswith("(2 places)")


def test_problem_links_to_text_of_its_line_and_of_lines_above() -> None:
    article = ARTICLE._replace(problems=(WRONG._replace(line=4),))

    page = html_parser.document_fromstring(
        render_preview(article, Translator("en"), "# 简报\n\n- [模型 | 某站](x)\n()\n")
    )

    assert json.loads(find(page, "//ul[@class='problems']/li/button").get("data-place") or "") == ["模型", "简报"]


def test_problem_of_an_element_links_to_it() -> None:
    page = render(ARTICLE._replace(problems=(Problem("entry-no-link", {"title": "甲"}, element="section>p[3]"),)))

    button = find(page, "//ul[@class='problems']/li/button")
    assert (button.get("data-element"), button.get("data-place")) == ("section>p[3]", "[]")


@pytest.mark.parametrize(
    ("hints", "told"),
    [
        (0, "Nothing to mend"),
        (1, "No errors and no warnings; publish check has 1 hint"),
        (2, "No errors and no warnings; publish check has 2 hints"),
    ],
)
def test_page_shows_clean_message_only_without_hints(hints: int, told: str) -> None:
    problems = (WRONG._replace(severity=Severity.INFO),) * hints

    panels = render_panels(ARTICLE._replace(problems=problems), Translator("en"), "")

    assert panels["problems"] == f'<p class="clean">{told}</p>'
    assert '<li class="done">No errors</li>' in panels["remaining"]


def test_page_escapes_problems() -> None:
    page = render(ARTICLE._replace(problems=(Problem("entry-no-link", {"title": HOSTILE}),)))

    assert HOSTILE in find(page, "//ul[@class='problems']/li").text_content()


@pytest.mark.parametrize(("source_url", "steps"), [("https://example.org", 6), ("", 5)])
def test_page_lists_the_remaining_steps(source_url: str, steps: int) -> None:
    assert len(render(with_headline(source_url=source_url)).xpath("//ol[@class='steps']/li")) == steps


@pytest.mark.parametrize(("language", "words"), [("en", "followers are told"), ("zh", "关注者才会收到")])
def test_page_lists_the_step_that_sends_the_article(language: str, words: str) -> None:
    last = find(render(language=language), "//ol[@class='steps']/li[last()]").text_content()

    assert (words in last, "群发通知" in last, "publish release" in last) == (True, True, True)


def test_page_reminds_of_the_step_that_declares_generated_content() -> None:
    declared = ARTICLE._replace(metadata=ARTICLE.metadata._replace(ai_notice="本文文字由 AI 生成"))

    assert render(ARTICLE).find(".//input[@data-step='declare']") is None
    assert render(declared).find(".//input[@data-step='declare']") is not None


def test_page_marks_passed_checks() -> None:
    checks = render().xpath("//ul[@class='checks']/li")

    assert {check.get("class") for check in checks} == {"done"}
    assert len(checks) == 4


def test_page_marks_open_checks() -> None:
    article = with_headline(title="长" * 33, digest="")
    missing = MissingPicture("a.png", Problem("picture-missing", {"path": "a.png"}))

    checks = render(article._replace(problems=(WRONG,), missing_pictures=(missing,))).xpath("//ul[@class='checks']/li")

    assert [(check.get("class"), check.text) for check in checks] == [
        ("open", "1 error to mend"),
        ("open", "1 picture is missing"),
        ("open", "Title, author, digest or address is too long"),
        ("open", "There is no digest; WeChat would take the first words"),
    ]


# --- the cover ----------------------------------------------------------------------------------


def test_page_contains_the_cover_once_and_shows_both_crops() -> None:
    page = render()

    assert payload(page)["cover"] == "data:image/png;base64,ZHJhd24="
    assert [image.get("class") for image in page.xpath("//*[@id='cover']//img[@data-cover='src']")] == [
        "wide",
        "square",
    ]


def test_page_shows_where_the_square_of_a_cover_lies() -> None:
    page = render(ARTICLE._replace(cover_focus=CoverFocus(Focus(0.3, 0.5))))

    assert "object-position:30.00% 50.00%" in find(page, "//*[@id='cover']//img[@class='square']").get("style")
    assert "30% of its way" in find(page, "//ol[@class='steps']/li[3]").text_content()
    assert "are the middle" in find(render(), "//ol[@class='steps']/li[3]").text_content()


@pytest.mark.parametrize(("size", "shares"), [((900, 1200), ("10%", "80%")), ((1800, 383), ("20%", "70%"))])
def test_page_shows_each_crop_of_a_cover_that_is_sent_whole(size: tuple[int, int], shares: tuple[str, str]) -> None:
    article = ARTICLE._replace(
        cover=ARTICLE.cover._replace(width=size[0], height=size[1]),
        cover_focus=CoverFocus(Focus(0.2, 0.1), Focus(0.7, 0.8)),
    )

    page = render(article)

    for name, place in (("wide", "20.00% 10.00%"), ("square", "70.00% 80.00%")):
        assert find(page, f"//*[@id='cover']//img[@class='{name}']").get("style") == f"object-position:{place}"
    step = find(page, "//ol[@class='steps']/li[3]").text_content()
    assert all(share in step for share in shares)


def test_page_shows_the_title_beside_both_crops() -> None:
    captions = render(with_headline(title="<b>题")).xpath("//*[@id='cover']//figcaption")

    assert [caption.text for caption in captions] == ["<b>题", "<b>题"]


def test_page_saves_the_cover_under_the_issues_name() -> None:
    article = ARTICLE._replace(cover=Picture("cover.jpg", b"\xff\xd8\xff", 900, 383))

    page = render(article)

    assert find(page, "//a[@data-cover='href']").get("download") == "2020-06-17-cover.jpg"
    assert payload(page)["cover"].startswith("data:image/jpeg;base64,")
    assert find(page, "//*[@id='cover']//span[2]").text == "900×383"


# --- how it looks -------------------------------------------------------------------------------


def test_page_shows_the_article_in_light_mode_under_title_and_author() -> None:
    shown = html_parser.document_fromstring(read_version(render())["light"])

    assert [find(shown, path).text for path in ("//h1", "//p[@class='by']", "//section/p")] == [
        "简报 (2020-06-17)",
        "编辑部",
        "正文",
    ]
    assert find(shown, "//section/p").get("style") == "color:#333333"


def test_page_shows_the_article_in_dark_mode_with_other_colours() -> None:
    shown = html_parser.document_fromstring(read_version(render())["dark"])

    assert find(shown, "//section/p").text == "正文"
    assert "#333333" not in (find(shown, "//section/p").get("style") or "")


@pytest.mark.browser
@pytest.mark.parametrize("machine", ["light", "dark"])
def test_article_has_the_colours_of_its_scheme_whatever_the_machines_is(
    browser: Browser, machine: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=machine)
    grounds = []
    for scheme in ("light", "dark"):
        page.set_content(read_version(render())[scheme])
        grounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    page.close()

    assert grounds == ["rgb(255, 255, 255)", "rgb(25, 25, 25)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_escapes_title_and_author(scheme: str) -> None:
    shown = html_parser.document_fromstring(read_version(render(with_headline(title=HOSTILE, author=HOSTILE)))[scheme])

    assert [find(shown, path).text for path in ("//h1", "//p[@class='by']")] == [HOSTILE, HOSTILE]
    assert shown.xpath("//script") == []


@pytest.mark.parametrize(("language", "code", "copy"), [("zh", "zh-CN", "复制文章"), ("en", "en", "Copy article")])
def test_page_uses_the_language_of_the_translator(language: str, code: str, copy: str) -> None:
    page = render(language=language)

    assert (page.get("lang"), find(page, "//*[@id='copy']").text) == (code, copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_labels_every_button(language: str) -> None:
    buttons = render(language=language).xpath("//button")

    assert len(buttons) == 18
    assert all(button.text for button in buttons)


def test_page_title_is_the_title_of_the_article() -> None:
    assert find(render(with_headline(title=HOSTILE)), "//head/title").text == HOSTILE


# --- what it must not do ------------------------------------------------------------------------


def policy(page: HtmlElement) -> dict[str, list[str]]:
    (written,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    return {name: sources for name, *sources in (rule.split() for rule in written.split(";"))}


@pytest.mark.parametrize("article", [ARTICLE, TRICKY], ids=["plain", "tricky"])
def test_page_policy_allows_only_its_own_script(article: Article) -> None:
    page = render(article)

    (script,) = page.xpath("//script[not(@type='application/json')]")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert policy(page)["script-src"] == [f"'sha256-{digest}'"]
    assert policy(page)["default-src"] == ["'none'"]


def test_page_escapes_script_end_tags_in_the_article() -> None:
    assert payload(render(TRICKY))["html"] == TRICKY.html


def test_page_sandboxes_the_article() -> None:
    assert [frame.get("sandbox") for frame in render().xpath("//iframe")] == ["allow-same-origin"] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_article_has_its_own_content_security_policy(scheme: str) -> None:
    shown = html_parser.document_fromstring(read_version(render())[scheme])

    assert "script-src" not in policy(shown)
    assert policy(shown)["default-src"] == ["'none'"]


def test_page_loads_nothing_from_the_network() -> None:
    written = render_preview(with_headline(source_url=""), Translator("en"))

    elements = list(html_parser.document_fromstring(written).iter())
    attributes = {str(name) for element in elements for name in element.attrib}
    links = [link for element in elements if (link := element.get("href")) is not None]
    assert all(link.startswith("#") for link in links)
    assert {"src", "srcset", "action", "poster", "data"} & attributes == set()
    assert re.findall(r"url\(|@import|(?:https?:)?//\w|fetch\(|XMLHttpRequest|import\(", written) == []


def test_page_policy_allows_only_pictures_from_the_network() -> None:
    allowed: dict[str, Any] = policy(render())

    assert {name for name, sources in allowed.items() if "https:" in sources} == {"img-src"}
    assert allowed["img-src"] == ["data:", "https:"]
