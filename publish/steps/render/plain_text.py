"""The text that a reader sees of rendered HTML."""

from __future__ import annotations

import re
from html import unescape

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import drop_unwritable, is_wide

_UNREAD = lazy_pattern(r'<sup class="ref">.*?</sup>|<figcaption>.*?</figcaption>', re.DOTALL)
_BREAK = lazy_pattern(r"<br ?/?>|</(?:p|li|td|th|h\d)>")
_TAG = lazy_pattern(r"<[^>]*>")
_BLOCK_BORDER = lazy_pattern(r"\s*(?:</?(?:p|ul|ol|section|blockquote|pre|h\d|figure|dl|dt|dd)\b[^>]*>\s*|</li>\s*)+")
_CODE = lazy_pattern(r"<pre[^>]*>(?P<code>.*?)</pre>", re.DOTALL)
_ITEM = lazy_pattern(r"<li\b[^>]*>\s*(?:<p>)?")
_SPACES = lazy_pattern(r"(?P<before>\S?)(?:[^\S ]|\s{2})\s*(?P<after>\S?)")  # a single space stays as it is


def read_text(html: str) -> str:
    """Return what a reader sees of rendered HTML on one line, without numbers of references, pictures and captions."""
    if "<" in html:
        html = _TAG.sub("", _BREAK.sub(" ", _UNREAD.sub("", html)))
    if "&" in html:
        html = drop_unwritable(unescape(html))
    is_even = html.isprintable() and "  " not in html  # nearly every line is; the pattern is slow
    return html.strip() if is_even else _SPACES.sub(_join, html).strip()


def flatten_blocks(html: str) -> str:
    """Return blocks as lines of one paragraph: a footnote stands among the references, which are lines."""
    if "<p>" not in html and "<li" not in html and "<pre" not in html:
        return html
    html = _CODE.sub(lambda block: f"<p>{block['code'].replace(chr(10), '<br/>')}</p>", html)
    lines = _BLOCK_BORDER.split(_ITEM.sub("<p>• ", html))
    return "<br/>".join(line for line in lines if line.strip())


def _join(gap: re.Match[str]) -> str:
    """Return one space, or nothing for the end of a line between two wide characters, as in the article."""
    before, after = gap["before"], gap["after"]
    joined = "\n" in gap[0] and before and after and is_wide(before) and is_wide(after)
    return f"{before}{'' if joined else ' '}{after}"
