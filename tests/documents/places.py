"""Where single documents deviate, and why: each with how many deviations of which kind remain.

The test fails where a place no longer deviates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Place(NamedTuple):
    """A document that deviates."""

    document: str
    reason: str
    kinds: Mapping[str, int]


_HTML_BELOW_TEXT = (
    "HTML directly below a line of text stays in its paragraph, where Markdown is read; CommonMark shows the marks."
)

PLACES = (
    Place(
        "pymdown-extensions:docs/src/markdown/extensions/blocks/plugins/caption.md",
        _HTML_BELOW_TEXT,
        {"words": 1, "pictures": 1},
    ),
    Place("foundation-sites:docs/pages/javascript.md", _HTML_BELOW_TEXT, {"words": 2}),
    Place("foundation-sites:docs/pages/responsive-accordion-tabs.md", _HTML_BELOW_TEXT, {"words": 1}),
    Place(
        "hexo-theme-next:docs/AGPL3.md",
        "Its title opens a <div> twice and closes none; markdown-it-py's heading swallows the document.",
        {"words": 1, "headings": 1, "links": 1},
    ),
    Place(
        "hexo-theme-arknights:README-Ja.md",
        "A fence indented less than its item's text stays in the item; its code loses as much of its indentation.",
        {"items": 1, "code": 1},
    ),
    Place(
        "vitepress:template/index.md",
        "A tag of a generator stands before its front matter, which is none then; a title is plain text.",
        {"headings": 1, "links": 1},
    ),
    Place(
        "vue-ele-form:README.md",
        "Several headings of the first level lower those of Markdown, but not those of the author's HTML.",
        {"headings": 1},
    ),
    Place(
        "foundation-sites:docs/pages/navigation.md",
        "Its HTML closes a list with an item open; lxml puts the rest of the page into it, browsers do not.",
        {"items": 1},
    ),
)


class Refusal(NamedTuple):
    """A document that no article is built from."""

    document: str
    problem: str
    reason: str


_OTHER_THEME = "Its `theme` is another program's; the editor is told the names of ours."

REFUSALS = (
    Refusal("nodeppt:ppts/demo.md", "theme-missing", _OTHER_THEME),
    Refusal("slidev-cli:template.md", "theme-missing", _OTHER_THEME),
    Refusal("slidev-theme-default:example.md", "theme-missing", _OTHER_THEME),
)
