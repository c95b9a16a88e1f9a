"""The versions of an article on the preview page: pasted, sent and shortened, each as WeChat keeps it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from lxml import html as html_parser
from lxml.html import HtmlElement

from publish.core.article import ApiForm, Article
from publish.core.html import Filter
from publish.core.picture import Picture
from publish.core.settings import AccountSettings, NewsletterSettings, Settings
from publish.i18n.translator import LANGUAGES, Translator
from publish.pipeline import build_article, build_shortened
from publish.pipeline.styled_page import BuildInputs
from publish.preview.article_views import embed_picture
from publish.preview.page import fill_view, find_pasted_page, render_preview, render_view
from publish.preview.versions import Version, find_versions, insert_pictures, render_kept, render_sent, render_versions
from tests.articles import simulate_filters
from tests.fakes import make_services
from tests.preview.test_page import ARTICLE, find, payload, read_version
from tests.samples import NUMBERED_ENTRY
from tests.themes import load_themes

PATH = PurePosixPath("issues/2020-06-17.md")
PICTURE = Picture("0123456789abcdef.png", b"the bytes of a picture " * 9, 450, 300)
WEB = "https://a.example/web.png?a=1&b=2"
TEXT = f"# 简报 (2020-06-17)\n\n> 导读：图与字。\n\n## 新闻\n\n![近](near.png)\n\n![网]({WEB})\n\n正文。\n"
LONG = TEXT + "".join(
    f"## 第{part}节\n\n" + "".join(NUMBERED_ENTRY.format(n=n) for n in range(40)) for part in range(2)
)
VERY_LONG = TEXT + "".join(
    f"## 第{part}节\n\n" + "".join(NUMBERED_ENTRY.format(n=n) for n in range(50)) for part in range(5)
)
ACCOUNTS = {"main": AccountSettings("wx0123456789abcdef")}


def make_inputs(**changes: Any) -> BuildInputs:
    settings = Settings(newsletter=NewsletterSettings(account="端侧"), accounts=ACCOUNTS)._replace(**changes)
    return BuildInputs(settings, load_themes()["neural"], make_services(pictures={"near.png": PICTURE}))


def build(text: str = TEXT, **changes: Any) -> Article:
    return build_article(text, PATH, make_inputs(**changes))


def render(article: Article, language: str = "en") -> HtmlElement:
    """Return the page as a build writes it."""
    page = article.embedding.fill(render_preview(article, Translator(language)))
    return parse(page)


def parse(page: str) -> HtmlElement:
    document = html_parser.document_fromstring(page)
    assert isinstance(document, HtmlElement)
    return document


def select(page: HtmlElement, path: str) -> list[HtmlElement]:
    """Return the elements at a path."""
    return [element for element in page.xpath(path) if isinstance(element, HtmlElement)]


def read_pictures(page: str) -> list[str]:
    return [image.get("src") or "" for image in select(parse(page), "//img")]


def damage(html: str) -> Article:
    """Return an article of which the filters change something."""
    return ARTICLE._replace(filter_reports=simulate_filters(html))


# --- which there are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fit", "shortens", "versions"),
    [
        (TEXT, "auto", True, [Version.PASTED, Version.SENT]),
        (LONG, "auto", True, [Version.PASTED, Version.SENT, Version.FITTED]),
        (LONG, "off", False, [Version.PASTED, Version.SENT]),
        (LONG, "strict", True, [Version.PASTED, Version.FITTED]),
        (TEXT, "strict", True, [Version.PASTED, Version.SENT]),
    ],
    ids=["short", "long", "never shortened", "sent shortened", "short enough"],
)
def test_page_offers_the_versions_that_apply(text: str, fit: str, shortens: bool, versions: list[Version]) -> None:
    assert find_versions(build(text, fit=fit), shortens=shortens) == versions


def test_frozen_page_holds_the_pasted_and_the_sent_version() -> None:
    page = render(build(LONG))

    assert list(payload(page)["versions"]) == ["pasted", "sent"]
    assert [button.get("hidden") for button in select(page, "//button[@data-version]")] == [None, None, "", "", ""]
    assert find(page, "//*[@id='versions']").get("hidden") is None


def test_frozen_page_holds_the_shortened_version_when_it_is_sent() -> None:
    page = render(build(LONG, fit="strict"))

    assert list(payload(page)["versions"]) == ["pasted", "fitted"]
    assert [button.get("hidden") for button in select(page, "//button[@data-version]")] == [None, "", None, "", ""]
    assert len(read_version(page, "fitted")["light"]) < len(read_version(page)["light"])


def test_frozen_page_without_accounts_offers_no_choice() -> None:
    page = render(build(accounts={}))

    assert list(payload(page)["versions"]) == ["pasted"]
    assert find(page, "//*[@id='versions']").get("hidden") == ""


def test_live_view_offers_further_versions_without_their_pages() -> None:
    view = render_view(build(LONG), Translator("en"), versions=[Version.PASTED, Version.SENT, Version.FITTED])

    versions = view.payload["versions"]
    assert [name for name in versions if versions[name] is None] == [Version.FITTED]
    assert list(versions) == [Version.PASTED, Version.SENT, Version.FITTED]


# --- what WeChat keeps ----------------------------------------------------------------------------


DAMAGED = "<section><div>正</div><p id='x'>文</p><p style='transform:none'>末</p>\n</section>"


@pytest.mark.parametrize(("version", "filter_"), [(Version.PASTED, Filter.EDITOR), (Version.SENT, Filter.STORE)])
def test_each_version_shows_what_its_filter_keeps(version: Version, filter_: Filter) -> None:
    article = damage(DAMAGED)

    pages = render_versions(article, Translator("en"))[version]

    kept = html_parser.fragment_fromstring(article.filter_reports[filter_].html)
    for page in (pages.light, pages.dark):
        shown = find(parse(page), "//body/section")
        assert shown.text_content() == kept.text_content()
        assert [element.tag for element in shown.iter()] == [element.tag for element in kept.iter()]


@pytest.mark.parametrize(
    ("language", "pasted", "sent"),
    [
        ("en", "WeChat's editor: 3 lost · 1 rewritten", "WeChat's draft box: 1 lost · 0 rewritten"),
        ("zh", "微信编辑器：丢失 3 · 改写 1", "微信草稿箱：丢失 1 · 改写 0"),
    ],
)
def test_line_about_changes_is_that_of_the_version(language: str, pasted: str, sent: str) -> None:
    page = render(damage(DAMAGED), language)

    assert (read_version(page)["changes"], read_version(page, "sent")["changes"]) == (pasted, sent)
    assert find(page, "//*[@id='changes']").text == pasted


def test_page_holds_what_is_sent_once_when_it_is_shown_like_what_is_pasted() -> None:
    sent = read_version(render(build()), "sent")

    assert (sent["light"], sent["dark"]) == ("", "")
    assert sent["changes"] == "WeChat's draft box: 0 lost · 2 rewritten"  # the addresses of pictures


# --- pictures -------------------------------------------------------------------------------------


def test_frozen_page_holds_each_picture_once() -> None:
    article = build(LONG, fit="strict")

    page = article.embedding.fill(render_preview(article, Translator("en")))

    (picture,) = payload(parse(page))["pictures"].values()
    assert picture.startswith("data:image/png;base64,")
    assert page.count(picture.partition(",")[2]) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("fit", "version"), [("auto", "pasted"), ("strict", "fitted")])
def test_each_version_shows_the_pictures_themselves(fit: str, version: str, scheme: str) -> None:
    article = build(LONG, fit=fit)
    page = render(article)

    shown = read_pictures(insert_pictures(read_version(page, version)[scheme], payload(page)["pictures"]))

    source = article.embedding.fill(article.embedding.name_source(0))
    assert shown == [source, WEB]


def test_picture_that_changed_since_the_build_is_shown_as_it_is_now() -> None:
    inputs = make_inputs()
    changed = PICTURE._replace(name="fedcba9876543210.png", data=b"other bytes")
    services = make_services(pictures={"near.png": changed})
    sent = build_shortened(LONG, PATH, inputs._replace(services=services), ApiForm.FITTED)

    pages = render_sent(build(LONG), sent, Translator("en"))

    assert read_pictures(pages.light) == [embed_picture(changed), WEB]


def test_text_like_the_name_of_a_picture_stays() -> None:
    assert insert_pictures("picture:abc/1/ picture:/0/", {"picture:k/1/": "data:"}) == "picture:abc/1/ picture:/0/"


def test_copied_article_is_the_built_one_with_its_pictures() -> None:
    article = build()
    page = render(article)

    assert insert_pictures(payload(page)["html"], payload(page)["pictures"]) == article.embedding.fill(article.html)


def test_exported_page_is_that_of_the_pasted_article_with_its_pictures() -> None:
    article = build()

    page = find_pasted_page(fill_view(render_view(article, Translator("en")), article.embedding))

    assert read_pictures(page)[0] == article.embedding.fill(article.embedding.name_source(0))


@pytest.mark.parametrize("version", ["pasted", "fitted"])
def test_each_version_marks_missing_pictures(version: str) -> None:
    page = render(build(LONG.replace("near.png", "lost.png"), fit="strict"))

    shown = parse(read_version(page, version)["light"])
    assert "lost.png" in find(shown, "//span[contains(@style, 'dashed')]").text_content()


# --- two parts ------------------------------------------------------------------------------------


def test_article_in_two_parts_is_shown_with_both_titles() -> None:
    article = build(VERY_LONG)
    sent = build_shortened(VERY_LONG, PATH, make_inputs(), ApiForm.PARTS)
    assert len(sent.parts) == 2

    pages = render_sent(article, sent, Translator("en"))

    for page in (pages.light, pages.dark):
        shown = parse(page)
        assert [heading.text for heading in select(shown, "//h1")] == ["简报 (2020-06-17)", "简报 (2020-06-17)（续）"]
        assert [element.tag for element in select(shown, "//body/*")] == ["h1", "p", "section"] * 2


def test_frozen_page_shows_both_parts_when_they_are_sent() -> None:
    page = render(build(VERY_LONG, fit="strict"))

    shown = parse(read_version(page, "fitted")["light"])
    assert len(select(shown, "//h1")) == 2
    assert shown.text_content().count("第4节") == 1


def keep(article: Article) -> str:
    """Return what a draft box keeps of an article whose pictures were uploaded."""
    html: str = article.parts[0].html
    for number, placed in enumerate(article.parts[0].pictures):
        html = html.replace(placed.placeholder, f"https://mmbiz.qpic.cn/mmbiz/{number}/0")
    return simulate_filters(html)[Filter.STORE].html


def test_kept_version_shows_what_was_read_back_with_its_pictures() -> None:
    article = build()

    pages = render_kept(article, [keep(article)], Translator("en"))

    sent = render_sent(article, article.sent, Translator("en"))
    assert pages.changes == "Read back from the draft box: 0 elements differ from what was sent"
    assert (pages.light, pages.dark) == (sent.light, sent.dark)


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (("<h2 ", "<h3 "), 1),
        (("正文。", "别的。"), 0),
        (("text-align:left", "text-align:center"), None),
    ],
)
def test_kept_version_counts_the_elements_that_differ(change: tuple[str, str], count: int | None) -> None:
    article = build()
    html = keep(article)
    count = html.count(change[0]) if count is None else count

    pages = render_kept(article, [html.replace(*change)], Translator("en"))

    assert pages.changes.split(": ")[1].startswith(f"{count} element{'s' * (count != 1)} ")
    assert change[1] in pages.light


def test_kept_version_shows_addresses_where_a_picture_is_gone() -> None:
    article = build()
    html = keep(article)
    start = html.index("<img")

    pages = render_kept(article, [html[:start] + html[html.index(">", start) + 1 :]], Translator("en"))

    assert "mmbiz.qpic.cn" in pages.light


def test_kept_version_shows_both_articles_of_a_draft() -> None:
    article = build(VERY_LONG, fit="strict")

    pages = render_kept(article, [part.html for part in article.parts], Translator("zh"))

    assert len(select(parse(pages.light), "//h1")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_of_versions_are_translated(language: str) -> None:
    buttons = select(render(build(), language), "//button[@data-version]")

    expected = {"en": ["Pasted", "Sent", "Shortened", "Kept", "Picture post"]}
    expected["zh"] = ["粘贴版", "发送版", "缩减版", "草稿箱版", "贴图"]
    assert [button.text for button in buttons] == expected[language]
    assert [button.get("aria-pressed") for button in buttons] == ["true", *["false"] * 4]
    assert [button.get("aria-describedby") for button in buttons] == ["changes"] * 5
