"""An article as WeChat's page shows it, in light and dark mode, with its missing pictures marked."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from lxml import etree

from publish.core.article import Article
from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import Picture
from publish.core.style_attribute import join_style, split_style
from publish.newsletter.missing_pictures import MISSING_PICTURE
from publish.wechat.dark_mode import PAGE_BRIGHTNESS, darken_background, darken_text, mix_brightness, parse_colour
from publish.wechat.page_style import PAGE_STYLE

_BOX = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:12px 16px;border:2px dashed #d14343;"
    "color:#d14343;font-size:14px;line-height:1.6;text-align:left"
)


def mark_missing_pictures(html: str, reasons: Mapping[str, str]) -> str:
    """Return an article with a box and a reason for every missing picture; `reasons` are by name in its notice."""
    if not reasons:
        return html
    body = _parse(html)
    for element in list(body.iter(etree.Element)):
        _box_tail(element, reasons)
        _box_text(element, reasons)
    return _serialize(body)


def _parse(html: str) -> Tree:
    """Return the body of an article, of which a filter may have left nothing."""
    page = etree.fromstring(f"<body>{html}", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return page[0]


def _serialize(body: Tree) -> str:
    return "".join(etree.tostring(child, method="html", encoding="unicode") for child in body)


def _box_text(element: Tree, reasons: Mapping[str, str]) -> None:
    before, boxes = _split(element.text or "", reasons)
    if boxes:
        element.text = before
        element[:0] = boxes


def _box_tail(element: Tree, reasons: Mapping[str, str]) -> None:
    parent = element.getparent()
    before, boxes = _split(element.tail or "", reasons)
    if boxes and parent is not None:
        element.tail = before
        index = parent.index(element) + 1
        parent[index:index] = boxes


def _split(text: str, reasons: Mapping[str, str]) -> tuple[str, list[Tree]]:
    """Return the text before the first notice, and a box for each notice with the text after it."""
    boxes: list[Tree] = []
    before, start = text, 0
    for missing in MISSING_PICTURE.finditer(text):
        if missing["name"] not in reasons:
            continue
        if not boxes:
            before = text[: missing.start()]
        else:
            boxes[-1].tail = text[start : missing.start()]
        boxes.append(_make_box(missing[0], reasons[missing["name"]]))
        start = missing.end()
        boxes[-1].tail = text[start:]
    return before, boxes


def _make_box(notice: str, reason: str) -> Tree:
    box = etree.Element("span", style=_BOX)
    box.text = notice
    etree.SubElement(box, "br").tail = reason
    return box


_COLOUR = lazy_pattern(r"#[0-9A-Fa-f]+|rgba?\([^)]*\)")


def darken_article(html: str) -> str:
    """Return an article with the colours of dark mode."""
    body = _parse(html)
    _darken(body, PAGE_BRIGHTNESS)
    return _serialize(body)


def _darken(element: Tree, brightness: float) -> None:
    style = element.get("style")
    if style:
        dark, brightness = _darken_style(style, brightness)
        element.set("style", dark)
    for child in element:
        _darken(child, brightness)


@lru_cache(maxsize=4096)
def _darken_style(text: str, brightness: float) -> tuple[str, float]:
    """Return a converted style attribute, and the brightness of the background inside."""
    style = split_style(text)
    background = parse_colour(style.get("background-color", ""))
    if background:
        dark = darken_background(background) if background.alpha == 1 else background
        style["background-color"] = str(dark)
        brightness = mix_brightness(dark, brightness)
    for name, value in style.items():
        if name == "color":
            style[name] = _darken_colour(value, brightness)
        elif name.startswith("border"):
            style[name] = _COLOUR.sub(lambda colour: _darken_colour(colour[0], brightness), value)
    return join_style(style), brightness


def _darken_colour(css: str, brightness: float) -> str:
    """Return the converted colour of text or a border; a named colour stays."""
    colour = parse_colour(css)
    return str(darken_text(colour, brightness)) if colour else css


# Nothing but pictures is loaded or run.
PHONE_POLICY = "default-src 'none';img-src data: https:;style-src 'unsafe-inline'"
_PHONE = (
    f'<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{PHONE_POLICY}">'
    "<meta name=viewport content='width=device-width'><style>{style}html{{color-scheme:{scheme}}}"
    "body>section+h1{{margin-top:56px}}</style><title>{title}</title><body class=rich_media_content>{body}"
)


def render_phone(parts: Sequence[tuple[str, str]], article: Article, scheme: str) -> str:
    """Return the titles and HTML of an article's parts as one page, in the colours of a scheme."""
    author = escape(article.metadata.author)
    body = "".join(f"<h1>{escape(title)}</h1><p class=by>{author}</p>{html}" for title, html in parts)
    return render_body_page(body, parts[0][0], scheme)


def render_body_page(body: str, title: str, scheme: str) -> str:
    """Return a page of WeChat's that holds some HTML, in the colours of a scheme."""
    return _PHONE.format(style=PAGE_STYLE, scheme=scheme, title=escape(title), body=body)


def embed_picture(picture: Picture) -> str:
    """Return a picture as a data URL."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"
