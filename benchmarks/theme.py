"""Themes of any number of rules: as many that style something, in the same order of weight, for us as for mistune.

What a page is built of comes first, then what refines it, then the colours of a code highlighter, which an issue
without code never meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

RULES = 140
"""About as many as a newsletter's theme with a code highlighter has."""

_OURS = (
    ".article", "p", "a", "strong", "em", "del", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "code", "pre",
    "table", "th", "td", "img", "figure", "figcaption", ".section", ".entry", ".title", ".meta", ".source", ".tag",
    ".field", ".label", ".reference", ".number", ".address", ".ref", ".brief",
    ".article p", ".article a", ".section p", ".section h2", ".section h3", ".entry p", ".entry a", ".entry .title",
    ".entry .field", ".entry .label", ".entry .tag", ".entry > ul", ".entry li", "ul > li", "ol > li", "li > p",
    "li > a", "li strong", "blockquote p", "blockquote a", "p > code", "li > code", "p > strong", "p > a",
    ".intro p", ".intro .promise", ".briefs .brief", ".note", ".lead-in", ".marker", ".references h2", ".archive h2",
    ".back-issue", ".contact", ".licence p",
)  # fmt: skip

_THEIRS = (
    ".nl", "p", "a", "strong", "em", "del", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "img", "figure", "figcaption", "section", "sup", "sub", "b", "i",
    "font", "br", "div", "span",
    ".nl p", ".nl a", ".nl h1", ".nl h2", ".nl h3", ".nl > p", ".nl li a", ".nl li strong", ".nl li > p", ".nl > ul",
    ".nl ul ul", ".nl ul > li", ".nl ol > li", ".nl li > ul", ".nl li > code", ".nl p > code", ".nl p > strong",
    ".nl p > a", ".nl p > img", "blockquote p", "blockquote a", "h1 + p", "h2 + p", "h2 + ul", "h1 + blockquote",
    "li:first-child", "ul > li:last-child", "tr:nth-child(2n)", "table th", "table td", "thead th", "tbody td",
    ".nl font", ".nl pre code", ".footnotes",
)  # fmt: skip

_DECLARATIONS = (
    "margin: 0 0 8px; color: #333333; font-size: 15px; line-height: 1.7",
    "padding: 4px 8px; color: #1f4e79",
    "margin: 16px 0; font-weight: 600; letter-spacing: 0.5px",
    "color: #555555; font-size: 13px; line-height: 1.6",
    "border-bottom: 1px solid #cccccc; text-decoration: none",
)


def make_our_theme(rules: int = RULES) -> str:
    """Return a theme for our own pages."""
    return _make_theme(_OURS, rules)


def make_their_theme(rules: int = RULES) -> str:
    """Return a theme for what mistune makes of the same issues."""
    return _make_theme(_THEIRS, rules)


def _make_theme(structure: Sequence[str], rules: int) -> str:
    selectors = [*structure, *(f"x{number}" for number in range(rules))][:rules]
    declared = islice(cycle(_DECLARATIONS), len(structure))
    colours = (f"color: #{number * 4099 % 0xFFFFFF:06x}" for number in range(rules))
    pairs = zip(selectors, [*declared, *colours], strict=False)
    return "\n".join(f"{selector} {{ {declarations} }}" for selector, declarations in pairs)
