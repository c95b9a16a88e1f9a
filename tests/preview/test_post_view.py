"""A picture post on the preview page."""

from __future__ import annotations

import pytest
from lxml import html as html_parser
from lxml.html import HtmlElement

from publish.core.picture import EmbeddedPicture, Picture, PlacedPicture
from publish.core.picture_post import PicturePost, SentKind
from publish.i18n.translator import Translator
from publish.preview.article_views import embed_picture
from publish.preview.page import render_preview
from publish.preview.versions import Version, VersionPages, render_post, render_versions
from tests.preview.test_page import ARTICLE, payload

FIRST = Picture("0123456789abcdef.png", b"first", 1080, 1440)
CARD = Picture("card-02.png", b"second", 1080, 1440)
WEB = PlacedPicture("", None, "https://a.example/b.png?a=1&b=2", 9)
POST = PicturePost(
    SentKind.PICTURES, "题 <1>", "一 < 二\n\n三", (PlacedPicture("", FIRST), PlacedPicture("", CARD), WEB)
)
ENGLISH = Translator("en")


def render(post: PicturePost = POST, *embedded: Picture) -> VersionPages:
    return render_post(post, ARTICLE._replace(embedding=EmbeddedPicture("key", embedded)), ENGLISH)


def parse(html: str) -> HtmlElement:
    return html_parser.document_fromstring(html)


def test_page_shows_pictures_dots_title_and_text() -> None:
    page = parse(render().light)

    assert page.xpath("//img/@src") == [embed_picture(FIRST), embed_picture(CARD), WEB.url]
    assert page.xpath("//figcaption/text()") == ["1/3", "2/3", "3/3"]
    assert page.xpath("//*[@class='dots']/i/@class") == ["on"]
    assert len(page.xpath("//*[@class='dots']/i")) == 3
    assert (page.findtext(".//h1"), page.xpath("string(//*[@class='text'])")) == ("题 <1>", POST.text)


def test_page_has_both_schemes_and_a_line_about_the_post() -> None:
    pages = render()

    assert ("color-scheme:light}" in pages.light, "color-scheme:dark}" in pages.dark) == (True, True)
    assert pages.light.replace("color-scheme:light}", "") == pages.dark.replace("color-scheme:dark}", "")
    assert "3 of at most 20 pictures, 8 of at most 1000 characters" in pages.changes


def test_names_stand_for_pictures_that_the_article_embeds() -> None:
    sources = parse(render(POST, FIRST).light).xpath("//img/@src")

    assert sources[:2] == ["picture:key/0/", embed_picture(CARD)]


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1080, 1440), "0.7500"), ((1000, 1000), "1.0000"), ((300, 3000), "0.7500"), ((3000, 300), "1.7778")],
)
def test_first_picture_decides_the_height_of_all(size: tuple[int, int], ratio: str) -> None:
    first = FIRST._replace(width=size[0], height=size[1])

    page = parse(render(POST._replace(pictures=(PlacedPicture("", first), WEB))).light)

    assert page.xpath("//figure/@style") == [f"aspect-ratio:{ratio}"] * 2


@pytest.mark.parametrize("pictures", [(), (WEB,)])
def test_pictures_of_unknown_size_are_shown_upright(pictures: tuple[PlacedPicture, ...]) -> None:
    page = parse(render(POST._replace(pictures=pictures)).light)

    assert page.xpath("//figure/@style") == ["aspect-ratio:0.7500"] * len(pictures)


def test_page_of_an_issue_that_becomes_a_post_offers_it() -> None:
    article = ARTICLE._replace(post=POST, embedding=EmbeddedPicture("key", (FIRST,)))

    versions = render_versions(article, ENGLISH)
    page = html_parser.document_fromstring(render_preview(article, ENGLISH))

    assert list(versions) == [Version.PASTED, Version.SENT, Version.POST]
    assert "picture:key/0/" in versions[Version.POST].light
    assert list(payload(page)["versions"]) == ["pasted", "sent", "post"]
