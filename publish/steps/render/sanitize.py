"""Raw HTML of an author, judged by an allow-list; the only module that knows nh3."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

import nh3
from lxml import etree, html
from lxml.html import defs

from publish.core.text import drop_unwritable
from publish.newsletter.class_names import CLASS_NAMES
from publish.newsletter.container_names import BOXES, CARD, COMPARISON

MAX_DEPTH = 40
"""Elements nested deeper make every HTML library slow or forgetful; the article round a piece is deep as well."""

_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre", "rt", "ruby",
    "s", "section", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt", "title", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# The hooks our own renderer writes inside a piece; an author's classes are gone before.
_HOOKS = {
    "td": {"center", "right"},
    "th": {"center", "right"},
    "li": {"task"},
    "p": {"alert", "cited"},
    "section": {*BOXES, CARD, "formula"},
    "img": {"inline-formula"},
    "pre": {"scroll"},
    "span": {"ruby", "line-number", *(hook for hook in CLASS_NAMES if hook.startswith(("bar", "code-")))},
    "sup": {"ref"},
    "table": {COMPARISON, "gallery"},
}
# Any other name in angle brackets is text: `vector<int>`; a hyphen makes an element of one's own.
_ELEMENTS = defs.tags | {"main", "picture", "template"}
_NAME = re.compile(r"<(?=/?([A-Za-z][^\s/<>]*))")
_TAG = re.compile(r"""<[A-Za-z](?:"[^"]*"|'[^']*'|[^"'<>])*>""")
_CLASS = re.compile(r"""[\s/]class\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_NO_ELEMENT = re.compile(r"<(?=\?|!(?!--)|[A-Za-z/][^<>]*$)")
# The brackets for those who know no ruby: we write our own.
_SPARED = frozenset({"<rp>"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "b", "br", "code", "del", "em", "i", "img", "kbd", "mark", "ruby", "s", "span", "strong", "sub", "sup", "u"}
)  # fmt: skip
# Their end is implied by what follows.
_IMPLIED = frozenset({"dd", "dt", "li", "p", "tbody", "td", "th", "thead", "tr"})


_RAW_TEXT = (
    "iframe", "math", "noembed", "noframes", "noscript", "plaintext",
    "script", "style", "svg", "template", "textarea", "title", "xmp",
)  # fmt: skip
_RAW_TEXT_TAG = re.compile(rf"<(?=(?P<tag>{'|'.join(_RAW_TEXT)})\b)", re.IGNORECASE)


class SanitizedHtml(NamedTuple):
    """Clean HTML, and what was taken out of it."""

    html: str
    removed: tuple[str, ...]


def sanitize_html(raw: str) -> str:
    """Return raw HTML without its author's classes, which could pass for our own.

    What is no element becomes text, so does a tag or comment that is never closed: it would swallow what follows.
    """
    open_comments = raw.rfind("-->") + 1
    raw = raw[:open_comments] + raw[open_comments:].replace("<!--", "&lt;!--")
    raw = _NAME.sub(lambda name: "<" if _is_element(name[1].lower()) else "&lt;", raw)
    return _NO_ELEMENT.sub("&lt;", _TAG.sub(lambda tag: _CLASS.sub("", tag[0]), raw))


def _is_element(name: str) -> bool:
    return name in _ELEMENTS or "-" in name


def sanitize_fragment(markup: str, raw: Iterable[str], *, inline: bool) -> SanitizedHtml | None:
    """Return a piece of HTML without what its author may not say; None when it nests too deep.

    Args:
        markup: The rendered piece, through `sanitize_html` where its author wrote HTML.
        raw: What its author wrote as HTML.
        inline: Whether the piece stands in a paragraph; loose text of any other gets one of its own.
    """
    markup = _shut_raw_texts(markup)
    before = _take_stock(markup, _VOID | _IMPLIED)
    if before.deepest > MAX_DEPTH:
        return None
    sanitized = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_HOOKS,
        url_schemes={"http", "https", "mailto", "data", "formula", "diagram"},  # judged where links and pictures are
        link_rel=None,
        clean_content_tags={*_RAW_TEXT, "rp"},
    )
    sanitized = drop_unwritable(sanitized)
    after = _take_stock(sanitized, _VOID)
    if after.deepest > MAX_DEPTH:
        return None
    classes = {"class=" for piece in raw for tag in _TAG.findall(piece) if _CLASS.search(tag)}
    return SanitizedHtml(
        _as_xml(sanitized, inline=inline), tuple(sorted({*(before.names - after.names)} - _SPARED | classes))
    )


def _shut_raw_texts(markup: str) -> str:
    """Make text of a tag whose content is no HTML and that is never closed: it would swallow what follows."""
    lower = markup.lower()
    closed = {tag: lower.rfind(f"</{tag}") for tag in _RAW_TEXT}
    return _RAW_TEXT_TAG.sub(lambda tag: tag[0] if tag.start() < closed[tag["tag"].lower()] else "&lt;", markup)


class _TagCounter(HTMLParser):
    """Count the tags and attributes of a piece, and how deep they nest."""

    def __init__(self, flat: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._flat = flat
        self.names: Counter[str] = Counter()
        self.deepest = 0
        self._open: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[f"<{tag}>"] += 1
        self.names.update(f"{name}=" for name, _ in attrs)
        if tag not in self._flat:
            self._open[tag] += 1
            self.deepest = max(self.deepest, self._open.total())

    def handle_endtag(self, tag: str) -> None:
        self._open[tag] = max(0, self._open[tag] - 1)


def _take_stock(markup: str, flat: frozenset[str]) -> _TagCounter:
    counter = _TagCounter(flat)
    counter.feed(markup)
    return counter


def _as_xml(sanitized: str, *, inline: bool) -> str:
    """Write clean HTML the way the rest of the article is written: every element closed."""
    home = html.fragment_fromstring(sanitized, create_parent="p")
    for link in home.findall(".//a//a"):
        link.drop_tag()
    _write_readings(home)
    for element in home.iter():
        if element.tag not in _VOID and not len(element):
            element.text = element.text or ""
    texts = [home.text, *(child.tail for child in home)]
    kinds = {child.tag in _INLINE for child in home}
    loose = any((text or "").strip() for text in texts) or True in kinds
    if False in kinds:
        home.tag = "section"
    written = etree.tostring(home, encoding="unicode")
    return written if loose and not inline else written[len(home.tag) + 2 : -len(home.tag) - 3]


def _write_readings(home: html.HtmlElement) -> None:
    """Write how a word is read behind it, as the renderer writes it."""
    for reading in home.findall(".//rt"):
        reading.tag = "span"
        reading.set("class", "ruby")
        reading.text = f"（{reading.text or ''}"
        if len(reading):
            reading[-1].tail = f"{reading[-1].tail or ''}）"
        else:
            reading.text += "）"
    for word in home.findall(".//ruby"):
        word.drop_tag()
