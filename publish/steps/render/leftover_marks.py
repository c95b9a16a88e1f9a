"""Show what is left of foreign marks and unread links as code: an author who escaped them meant them as written."""

from __future__ import annotations

from html import escape, unescape

from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.foreign_marks import FOREIGN_MARK, holds_hint

_LINK = lazy_pattern(r"!?\[[^\[\]<>\n]*\]\([^()<>\n]*\)|!\[|\]\(")
_LEFT = lazy_pattern(f"{_LINK.pattern}|{FOREIGN_MARK.pattern}")
_PIECE = lazy_pattern(r"(?P<tag><(?P<end>/?)(?P<name>[a-z][a-z0-9]*)[^>]*>)")
_CLOSED = frozenset({"code", "pre"})


def quote_leftovers(html: str) -> str:
    """Return rendered HTML in which no text outside code looks like a mark of another program or an unread link."""
    text = html.replace("&lt;", "<").replace("&gt;", ">")
    if not holds_hint(text) and "](" not in text and "![" not in text:
        return html
    pieces = []
    depth = at = 0
    for tag in _PIECE.finditer(html):
        pieces += [_quote(html[at : tag.start()]) if not depth else html[at : tag.start()], tag[0]]
        if tag["name"] in _CLOSED:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
        at = tag.end()
    return "".join([*pieces, _quote(html[at:])])


def _quote(text: str) -> str:
    plain = unescape(text)
    quoted = _quote_plain(plain)
    return text if quoted == escape(plain, quote=False) else quoted


def _quote_plain(text: str) -> str:
    """Return a text as HTML with each mark as code; what is left of one is a text of its own, and so is the rest."""
    pieces: list[str] = []
    while mark := _LEFT.search(text):
        pieces += [_quote_plain(text[: mark.start()]), f"<code>{escape(mark[0], quote=False)}</code>"]
        text = text[mark.end() :]
    return "".join([*pieces, escape(text, quote=False)])
