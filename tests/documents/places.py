"""Where single documents deviate, and why: each with how many deviations of which kind remain.

What is called a fault is one, and goes from here once it is mended: the test fails where a place no longer deviates.
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
_ALT_ADDRESS = "Fault: an address in a picture's alternative text is shortened as one in the text is."
_TITLE_LABEL = "Fault: a link in the title that is written with a label keeps its brackets."

PLACES = (
    Place(
        "pymdown-extensions:docs/src/markdown/extensions/blocks/plugins/caption.md",
        _HTML_BELOW_TEXT,
        {"words": 1, "pictures": 1},
    ),
    Place("foundation-sites:docs/pages/javascript.md", _HTML_BELOW_TEXT, {"words": 2}),
    Place("foundation-sites:docs/pages/responsive-accordion-tabs.md", _HTML_BELOW_TEXT, {"words": 1}),
    Place(
        "pymdown-extensions:docs/src/markdown/extensions/bracketspan.md",
        "Fault: attributes in braces behind brackets are taken for a reading.",
        {"words": 1, "links": 1},
    ),
    Place(
        "click:docs/utils.md",
        "Fault: a sentence behind the fence that happens to hold the word `bar` puts a bar above the code.",
        {"words": 1, "code": 1},
    ),
    Place(
        "create-docusaurus:templates/shared/docs/tutorial-basics/markdown-features.mdx",
        "Fault: a title in brackets directly behind the name of a ::: box is cut at its first blank.",
        {"words": 2},
    ),
    Place("dynaconf:README.md", _ALT_ADDRESS, {"pictures": 1}),
    Place("mint-ui:README.md", _ALT_ADDRESS, {"pictures": 1}),
    Place("weui:README.md", _ALT_ADDRESS, {"words": 1, "pictures": 1}),
    Place("weui:README_cn.md", _ALT_ADDRESS, {"words": 1, "pictures": 1}),
    Place(
        "slidev-cli:template.md",
        "Fault: front matter of a comment, with a blank line, is text; a footnote behind ! is not cited.",
        {"words": 3, "headings": 1, "items": 1, "links": 2},
    ),
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
    Place("eslint-config-alloy:README.md", _TITLE_LABEL, {"words": 1, "headings": 1}),
    Place("eslint-config-alloy:README.zh-CN.md", _TITLE_LABEL, {"words": 1, "headings": 1}),
    Place(
        "foundation-sites:docs/pages/navigation.md",
        "Its HTML closes a list with an item open; lxml puts the rest of the page into it, browsers do not.",
        {"items": 1},
    ),
    Place(
        "nodeppt:ppts/demo.md",
        "A heading of a section counts, also directly below HTML; CommonMark shows its marks.",
        {"words": 2, "headings": 1},
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
    Refusal("slidev-theme-default:example.md", "theme-missing", _OTHER_THEME),
)
