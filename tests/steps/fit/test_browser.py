"""In a browser, the lossless passes change no word's position, size or colour."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise, zip_longest
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from publish.core.html import Tree
from publish.steps.fit import fit_article
from publish.steps.fit.declarations import shorten_declarations
from publish.steps.fit.page_defaults import drop_page_defaults
from publish.steps.fit.unwrap_tags import drop_idle_margins, drop_link_attributes
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.wechat.page_style import PAGE_STYLE
from tests.articles import EVERY_SAMPLE, Sample
from tests.harness.families import family, pick_every
from tests.steps.fit.fitted_articles import lay_out_sample

pytestmark = pytest.mark.browser

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
    page.set_content(
        f"<!doctype html><style>{PAGE_STYLE}</style><body class=rich_media_content>{serialize_html(stripped)}"
    )
    return page.evaluate(RENDER_CHARS)


def find_differences(before: Any, after: Any) -> list[Any]:
    """Return the characters that look different, or have moved against the one before.

    A heading shown as a box within a line may move by two pixels with its section's line height.
    """
    pairs = list(zip_longest(before, after, fillvalue=("", 0, 0, "")))
    return [
        (one, other)
        for (above, above_other), (one, other) in pairwise([(("", 0, 0, ""), ("", 0, 0, "")), *pairs])
        if (one[0], one[3]) != (other[0], other[3])
        or abs(one[1] - other[1]) > 1
        or abs((one[2] - above[2]) - (other[2] - above_other[2])) > _MOST_MOVED
    ]


_MOST_MOVED = 2.5  # pixels

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


SAMPLES = [sample for sample in EVERY_SAMPLE if sample.issue.parent.name != "drafts"]


def draw(sample: Sample) -> Tree:
    """Return the article of a sample, with a dot for each picture; for a missing one a browser writes its alt."""
    tree = lay_out_sample(sample)
    for image in tree.iter("img"):
        image.set("src", DOT)
    return tree


@family("sample", SAMPLES, pick_every(SAMPLES, 19))
def test_steps_that_no_reader_sees_do_not_change_the_rendering(page: Page, sample: Sample) -> None:
    tree = draw(sample)
    before = render_chars(page, tree)

    for step in (shorten_declarations, drop_page_defaults, drop_link_attributes, drop_idle_margins):
        step(tree)
        assert find_differences(before, render_chars(page, tree)) == []
    assert fit_article(tree, count_chars, count_chars(tree) - 1) == ()
    assert find_differences(before, render_chars(page, tree)) == []
