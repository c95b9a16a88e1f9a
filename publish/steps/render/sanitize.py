"""Sanitize an author's raw HTML by an allow-list; the only module that imports nh3."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

import nh3
from lxml import etree, html

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import drop_unwritable
from publish.newsletter.class_names import CLASS_NAMES
from publish.newsletter.container_names import BOXES, CARD, COMPARISON
from publish.steps.render.profile_cards import settle_cards
from publish.wechat.elements import (
    ATTRIBUTES,
    BLOCKS,
    HTML_ELEMENTS,
    INLINES,
    NEVER_FILLED,
    PROFILE_CARD,
    REPLACED,
    TEXT_LEVEL,
)

MAX_DEPTH = 40  # HTML libraries are slow or lose elements below this depth; the article around a piece nests as well

_TAGS = {*BLOCKS, *INLINES, *REPLACED, "pre", "ruby", "rt", PROFILE_CARD}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt", "title", "width"},
    "ol": {"start"},
    **{tag: set(ATTRIBUTES[tag]) for tag in ("td", "th", PROFILE_CARD)},
}
# The class names of the renderer; an author's are removed before.
_CLASSES = {
    "td": {"center", "right"},
    "th": {"center", "right"},
    "li": {"task"},
    "p": {"alert", "cited", "swipe", "center", "right"},
    "section": {*BOXES, CARD, "formula", "center", "right"},
    **{tag: {"center", "right"} for tag in ("div", "h1", "h2", "h3", "h4", "h5", "h6")},
    "img": {"inline-formula"},
    "pre": {"scroll"},
    "span": {"ruby", "line-number", *(name for name in CLASS_NAMES if name.startswith(("bar", "code-")))},
    "sup": {"ref"},
    "table": {COMPARISON, "gallery"},
}
# Any other name in angle brackets is text: `vector<int>`; a name with a hyphen is a custom element.
_NAME = lazy_pattern(r"<(?=/?([A-Za-z][^\s/<>]*))")
_TAG = lazy_pattern(r"""<[A-Za-z](?:"[^"]*"|'[^']*'|[^"'<>])*>""")
_VALUE = r"""\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)"""
_CLASS = lazy_pattern(rf"[\s/]class{_VALUE}", re.IGNORECASE)
_ALIGNED = lazy_pattern(
    r"""[\s/]align\s*=\s*["']?(?P<align>center|middle|right)\b["']?|\btext-align\s*:\s*(?P<style>center|right)\b\s*;?""",
    re.IGNORECASE,
)
_SIZED = lazy_pattern(r"(?<![\w-])(?P<name>zoom|width)\s*:\s*(?P<size>[1-9]\d{0,3}(?:px|%))\s*;?", re.IGNORECASE)
_HEIGHT = lazy_pattern(rf"[\s/]height{_VALUE}|\bheight\s*:\s*[\w.%]+\s*;?", re.IGNORECASE)
_WIDTH = lazy_pattern(rf"[\s/]width{_VALUE}", re.IGNORECASE)
_EMPTY_STYLE = lazy_pattern(r"""[\s/]style\s*=\s*(?:"[\s;]*"|'[\s;]*')""", re.IGNORECASE)
_ANCHOR = lazy_pattern(rf"[\s/](?:name|id){_VALUE}", re.IGNORECASE)
_CENTERED = lazy_pattern(r"<(?P<end>/?)center\b[^>]*>", re.IGNORECASE)
_TAG_NAME = lazy_pattern(r"<([A-Za-z][A-Za-z0-9]*)")
_NOT_A_TAG = lazy_pattern(r"<(?=\?|!(?!--)|[A-Za-z/][^<>]*$)")
_INLINE = INLINES | TEXT_LEVEL | {"ruby"}
# What WeChat's editor writes round a card goes without a word: the card stays.
_OWN_CLASS = lazy_pattern(
    rf"""^<{PROFILE_CARD}\b.*|[\s/]class\s*=\s*["']?(?:mp_profile_iframe_wrp|ProseMirror)\b[^"'>]*["']?""",
    re.IGNORECASE | re.DOTALL,
)
_ROUND_CARDS = frozenset({"nodeleaf="})
# Elements without a required end tag.
_IMPLIED = frozenset({"dd", "dt", "li", "p", "tbody", "td", "th", "thead", "tr"})


_RAW_TEXT = (
    "iframe", "math", "noembed", "noframes", "noscript", "plaintext",
    "script", "style", "svg", "template", "textarea", "title", "xmp",
)  # fmt: skip
_RAW_TEXT_TAG = lazy_pattern(rf"<(?=(?P<tag>{'|'.join(_RAW_TEXT)})\b)", re.IGNORECASE)


class SanitizedHtml(NamedTuple):
    """Sanitized HTML, the removed tags and attributes, and what cards of accounts lacked that were removed."""

    html: str
    removed: tuple[str, ...]
    card_faults: tuple[str, ...] = ()


def sanitize_html(raw: str) -> str:
    """Return raw HTML without classes, which could pass for the renderer's.

    Unknown elements become text, and so do tags and comments that are never closed: they would swallow the rest.
    """
    open_comments = raw.rfind("-->") + 1
    raw = raw[:open_comments] + raw[open_comments:].replace("<!--", "&lt;!--")
    raw = _NAME.sub(lambda name: "<" if name[1].lower() in HTML_ELEMENTS or "-" in name[1] else "&lt;", raw)
    raw = _CENTERED.sub(lambda tag: "</section>" if tag["end"] else '<section align="center">', raw)
    return _NOT_A_TAG.sub("&lt;", _TAG.sub(lambda tag: _translate_look(_CLASS.sub("", tag[0])), raw))


def _translate_look(tag: str) -> str:
    """Return a tag with what WeChat keeps of its look: its alignment as a class, a picture's size as its width."""
    if "=" not in tag:
        return tag
    name = _TAG_NAME.match(tag)
    element = name[1].lower() if name else ""
    if element == "img":
        tag = _translate_size(tag)
    elif element == "a":
        tag = _ANCHOR.sub("", tag)
    elif aligned := _ALIGNED.search(tag) if "center" in _CLASSES.get(element, ()) else None:
        side = (aligned["align"] or aligned["style"]).lower().replace("middle", "center")
        tag = _EMPTY_STYLE.sub("", _ALIGNED.sub("", tag)).replace(f"<{name[1]}", f'<{name[1]} class="{side}"', 1)  # type: ignore[index]  # has an element
    return tag


def _translate_size(tag: str) -> str:
    """Return a picture's tag with the width of its style as attribute, without its height, which follows."""
    sizes = {size["name"].lower(): size["size"] for size in _SIZED.finditer(tag)}
    tag = _EMPTY_STYLE.sub("", _HEIGHT.sub("", _SIZED.sub("", tag)))
    if not sizes:
        return tag
    size = sizes.get("width") or sizes["zoom"]
    return f'{tag[:4]} width="{size.removesuffix("px")}"{_WIDTH.sub("", tag[4:])}'


def sanitize_fragment(markup: str, raw: Iterable[str], *, inline: bool) -> SanitizedHtml | None:
    """Return a piece of HTML without forbidden elements and attributes; None if it nests too deep.

    Args:
        markup: The rendered piece, its raw HTML already through `sanitize_html`.
        raw: The author's raw HTML.
        inline: Whether the piece stands in a paragraph; loose text of other pieces gets a paragraph.
    """
    markup = _escape_unclosed(markup)
    before = _TagCounter(markup, NEVER_FILLED | _IMPLIED)
    if before.deepest > MAX_DEPTH:
        return None
    cleaned = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={
            "http",
            "https",
            "mailto",
            "tel",
            "data",
            "file",
            "vault",
            "formula",
            "diagram",
        },  # checked elsewhere
        link_rel=None,
        clean_content_tags={*_RAW_TEXT, "rp"},
    )
    sanitized = drop_unwritable(cleaned)
    after = _TagCounter(sanitized, NEVER_FILLED)
    if after.deepest > MAX_DEPTH:
        return None
    classes = {"class=" for piece in raw for tag in _TAG.findall(piece) if _CLASS.search(_OWN_CLASS.sub("", tag))}
    removed = {*(before.names - after.names)} - {"<rp>"} | classes  # the renderer writes the brackets of ruby itself
    root = html.fragment_fromstring(sanitized, create_parent="p")
    faults = settle_cards(root)
    if f"<{PROFILE_CARD}>" in before.names:
        removed -= _ROUND_CARDS
    return SanitizedHtml(_to_xml(root, inline=inline), tuple(sorted(removed)), faults)


def _escape_unclosed(markup: str) -> str:
    """Escape the tags of raw-text elements that are never closed: they would swallow the rest."""
    lower = markup.lower()
    closed = {tag: lower.rfind(f"</{tag}") for tag in _RAW_TEXT}
    return _RAW_TEXT_TAG.sub(lambda tag: tag[0] if tag.start() < closed[tag["tag"].lower()] else "&lt;", markup)


class _TagCounter(HTMLParser):
    """Counts of the tags and attributes of a piece, and its depth."""

    def __init__(self, markup: str, flat: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._flat = flat
        self.names: Counter[str] = Counter()
        self.deepest = 0
        self._open: Counter[str] = Counter()
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[f"<{tag}>"] += 1
        self.names.update(f"{name}=" for name, _ in attrs)
        if tag not in self._flat:
            self._open[tag] += 1
            self.deepest = max(self.deepest, self._open.total())

    def handle_endtag(self, tag: str) -> None:
        self._open[tag] = max(0, self._open[tag] - 1)


def _to_xml(root: html.HtmlElement, *, inline: bool) -> str:
    """Return sanitized HTML with every element closed, as in the rest of the article."""
    for link in root.findall(".//a//a"):
        link.drop_tag()
    _replace_ruby(root)
    for element in root.iter():
        if element.tag not in NEVER_FILLED and not len(element):
            element.text = element.text or ""
    texts = [root.text, *(child.tail for child in root)]
    kinds = {child.tag in _INLINE for child in root}
    loose = any((text or "").strip() for text in texts) or True in kinds
    if False in kinds:
        root.tag = "section"
    xml = etree.tostring(root, encoding="unicode")
    return xml if loose and not inline else xml[len(root.tag) + 2 : -len(root.tag) - 3]


def _replace_ruby(root: html.HtmlElement) -> None:
    """Replace `<ruby>` by the word and its reading in brackets, as the renderer writes them."""
    for reading in root.findall(".//rt"):
        reading.tag = "span"
        reading.set("class", "ruby")
        reading.text = f"（{reading.text or ''}"
        if len(reading):
            reading[-1].tail = f"{reading[-1].tail or ''}）"
        else:
            reading.text += "）"
    for word in root.findall(".//ruby"):
        word.drop_tag()
