"""In a browser, the lossless passes change no word's position, size or colour."""

from __future__ import annotations

from copy import deepcopy
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from publish.core.html import Tree
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline import build_article
from publish.pipeline import variants as twins
from publish.steps.minify.hoist_styles import hoist_styles
from publish.steps.minify.shorten import shorten_declarations
from publish.steps.minify.unwrap_tags import drop_bare_tags, drop_link_attributes
from publish.steps.serialize import serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from tests.fakes import make_services
from tests.harness.families import family
from tests.samples import CORPUS
from tests.themes import load_themes

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
ISSUES = [*sorted((ROOT / "embedded-ai-report").glob("*.md")), *sorted(CORPUS.glob("*/*.md"))]
THEMES = list(load_themes().values())
# What the platform's page says itself, so that what an article leaves out shows.
PAGE = (
    "<!doctype html><meta charset=utf-8><style>body{margin:0;padding:0 16px;font:17px/1.6 sans-serif;"
    "letter-spacing:.034em;text-align:justify;color:rgba(0,0,0,.9)}p{margin:1em 0}"
    "section,p,h2,h3{max-width:100%;box-sizing:border-box}</style>"
)
# Each character, where it stands and how it looks; runs of text may have been joined.
RENDER_CHARS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = [];
  while (walker.nextNode()) {
    const text = walker.currentNode, range = document.createRange();
    const style = getComputedStyle(text.parentElement);
    const how = [style.color, style.fontSize, style.fontWeight, style.textDecorationLine, style.backgroundColor].join();
    for (let at = 0; at < text.data.length; at += 1) {
      if (!text.data[at].trim()) continue;
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = range.getBoundingClientRect();
      seen.push([text.data[at], box.x, box.y, how]);
    }
  }
  return seen;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 375, "height": 800})


def render_chars(page: Page, tree: Tree) -> Any:
    stripped = deepcopy(tree)
    strip_attributes(stripped)
    page.set_content(PAGE + serialize_html(stripped))
    return page.evaluate(RENDER_CHARS)


def find_differences(before: Any, after: Any) -> list[Any]:
    """Return the characters that have moved by more than rounding, or look different."""
    pairs = zip_longest(before, after, fillvalue=("", 0, 0, ""))
    return [
        (one, other)
        for one, other in pairs
        if (one[0], one[3]) != (other[0], other[3]) or abs(one[1] - other[1]) > 1 or abs(one[2] - other[2]) > 1
    ]


DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


RENDER_CHARSS = [(path, THEMES[number % len(THEMES)]) for number, path in enumerate(ISSUES)]


@family("sample", RENDER_CHARSS, RENDER_CHARSS[: len(THEMES)], lambda sample: f"{sample[0].stem}-{sample[1].name}")
def test_lossless_passes_do_not_change_the_rendering(
    page: Page, sample: tuple[Path, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, theme = sample
    adapted: list[Tree] = []

    def keep(tree: Tree, _: object) -> tuple[str, ...]:
        adapted.append(deepcopy(tree))
        for image in adapted[-1].iter("img"):
            image.set("src", DOT)  # in place of a missing picture a browser writes its alt
        return ()

    monkeypatch.setattr(twins, "minify_article", keep)
    issue_path = PurePosixPath(f"issues/{path.stem}.md")
    build_article(path.read_text(encoding="utf-8-sig"), issue_path, Settings(), theme, make_services())
    tree = adapted[0]
    before = render_chars(page, tree)

    for step in (shorten_declarations, drop_bare_tags, hoist_styles, drop_link_attributes):
        step(tree)
        assert find_differences(before, render_chars(page, tree)) == []
