"""Articles in a notebook: a frame in which a phone's page stands, and nothing else crosses."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html

import publish
from publish import ArticleHtml, BuiltIssue
from tests.library.conftest import NAME

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

HOSTILE = '"></iframe><script>parent.document.title = "hacked"</script>&quot;<b title=\'x\'>'
# What a notebook's own style sheets do to whatever stands in them.
STYLE = "* { color: red !important; font-size: 40px !important }"
NOTEBOOK = f"<title>notebook</title><style>{STYLE}</style><p id=after>下</p>"


class Tags(HTMLParser):
    """Collects the tags of HTML with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def show(displayed: ArticleHtml | BuiltIssue) -> str:
    return displayed._repr_html_()


@pytest.fixture(params=["text", "issue"])
def displayed(request: pytest.FixtureRequest, newsletter: Path) -> ArticleHtml | BuiltIssue:
    """Return an article of hostile words, as a notebook is given it."""
    if request.param == "text":
        return publish.render(f"`{HOSTILE}`")
    (newsletter / "issues" / f"{NAME}.md").write_text(f"---\ntitle: 题`{HOSTILE}`\n---\n`{HOSTILE}`", encoding="utf-8")
    return publish.build(NAME, newsletter)


def test_notebook_gets_one_frame_whose_sandbox_allows_nothing(displayed: ArticleHtml | BuiltIssue) -> None:
    [(tag, attributes)] = Tags(show(displayed)).tags

    assert (tag, attributes["sandbox"], "width:375px" in (attributes["style"] or "")) == ("iframe", "", True)
    page = html.document_fromstring(attributes["srcdoc"] or "")
    assert HOSTILE in "".join(map(str, page.itertext()))
    assert {"script", "b"} & {str(element.tag) for element in page.iter(etree.Element)} == set()


def test_frame_has_wechats_page_style_and_loads_pictures_alone(displayed: ArticleHtml | BuiltIssue) -> None:
    [(_, attributes)] = Tags(show(displayed)).tags
    page = attributes["srcdoc"] or ""

    assert ("rich_media_content" in page, "default-src 'none'" in page) == (True, True)


def test_built_issue_is_shown_under_its_title_and_author(newsletter: Path) -> None:
    [(_, attributes)] = Tags(show(publish.build(NAME, newsletter))).tags
    page = html.document_fromstring(attributes["srcdoc"] or "")

    assert [page.findtext(path) for path in (".//h1", ".//p[@class='by']")] == ["简报 (2020-06-17)", "编辑部"]


@pytest.fixture
def open_notebook(browser: Browser) -> Callable[[str], tuple[Page, Frame]]:
    """Return what opens a notebook with an output, and its frame."""

    def open_page(cell: str) -> tuple[Page, Frame]:
        page = browser.new_page(viewport={"width": 900, "height": 900})
        page.set_content(f"{NOTEBOOK}{cell}")
        return page, page.frames[1]

    return open_page


@pytest.mark.browser
def test_browser_runs_nothing_and_lets_no_style_in(
    open_notebook: Callable[[str], tuple[Page, Frame]], displayed: ArticleHtml | BuiltIssue
) -> None:
    page, frame = open_notebook(show(displayed))

    code = frame.locator("code").first
    assert code.inner_text() == HOSTILE
    assert code.evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 0)"
    assert (page.title(), page.locator("#after").inner_text()) == ("notebook", "下")
    page.close()


@pytest.mark.browser
def test_browser_shows_the_article_at_a_phones_width_with_its_picture(
    open_notebook: Callable[[str], tuple[Page, Frame]], newsletter: Path
) -> None:
    page, frame = open_notebook(show(publish.build(NAME, newsletter)))

    box = page.locator("iframe").bounding_box()
    assert (box and box["width"], frame.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (377, True)
    assert frame.locator("section img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    page.close()
