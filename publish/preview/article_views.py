"""An article on WeChat's own page, by day and by night."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from lxml import etree

from publish.core.article import Article
from publish.core.html import Filter, StyledHtml, Tree
from publish.core.picture import Picture
from publish.core.style_attribute import join_style, split_style
from publish.i18n.messages import Translator
from publish.newsletter.missing_pictures import GAP, name_source
from publish.wechat.dark_mode import PAGE_BRIGHTNESS, darken_background, darken_text, mix_brightness, parse_colour

_BOX = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:12px 16px;border:2px dashed #d14343;"
    "color:#d14343;font-size:14px;line-height:1.6;text-align:left"
)


def mark_missing_pictures(html: str, reasons: Mapping[str, str]) -> str:
    """Return an article with every gap boxed and its reason told.

    Args:
        html: The article.
        reasons: Why a picture is missing, by what the words in the article call it.
    """
    page = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    root = page[0][0]
    for element in list(root.iter(etree.Element)):
        _box_tail(element, reasons)
        _box_text(element, reasons)
    return etree.tostring(root, method="html", encoding="unicode", with_tail=False)


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
        place = parent.index(element) + 1
        parent[place:place] = boxes


def _split(text: str, reasons: Mapping[str, str]) -> tuple[str, list[Tree]]:
    """Return the text before the first gap, and a box for each gap with the text behind it."""
    boxes: list[Tree] = []
    before, start = text, 0
    for missing in GAP.finditer(text):
        if missing["name"] not in reasons:
            continue
        if not boxes:
            before = text[: missing.start()]
        else:
            boxes[-1].tail = text[start : missing.start()]
        boxes.append(_draw_box(missing[0], reasons[missing["name"]]))
        start = missing.end()
        boxes[-1].tail = text[start:]
    return before, boxes


def _draw_box(words: str, reason: str) -> Tree:
    box = etree.Element("span", style=_BOX)
    box.text = words
    etree.SubElement(box, "br").tail = reason
    return box


_COLOUR = re.compile(r"#[0-9A-Fa-f]+|rgba?\([^)]*\)")


def darken_article(html: StyledHtml) -> str:
    """Return an article with its colours converted."""
    page = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    root = page[0][0]
    _darken(root, PAGE_BRIGHTNESS)
    return etree.tostring(root, method="html", encoding="unicode")


def _darken(element: Tree, behind: float) -> None:
    style = element.get("style")
    if style:
        dark, behind = _darken_style(style, behind)
        element.set("style", dark)
    for child in element:
        _darken(child, behind)


@lru_cache(maxsize=4096)
def _darken_style(written: str, behind: float) -> tuple[str, float]:
    """Return a style attribute converted, and how bright it is behind what stands inside."""
    style = split_style(written)
    background = parse_colour(style.get("background-color", ""))
    if background:
        dark = darken_background(background) if background.alpha == 1 else background
        style["background-color"] = str(dark)
        behind = mix_brightness(dark, behind)
    for name, value in style.items():
        if name == "color":
            style[name] = _darken_written(value, behind)
        elif name.startswith("border"):
            style[name] = _COLOUR.sub(lambda colour: _darken_written(colour[0], behind), value)
    return join_style(style), behind


def _darken_written(written: str, behind: float) -> str:
    """Return a colour of text or a border converted, as CSS; a word stays."""
    colour = parse_colour(written)
    return str(darken_text(colour, behind)) if colour else written


# What an article inherits where it says nothing; it runs nothing and asks for nothing but pictures, wherever it lies.
_POLICY = "default-src 'none';img-src data: https:;style-src 'unsafe-inline'"
_PHONE = (
    f'<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{_POLICY}">'
    "<meta name=viewport content='width=device-width'>"
    "<style>html{{background:{page};color-scheme:{scheme};-webkit-text-size-adjust:100%}}"
    "body{{max-width:677px;margin:0 auto;padding:0 16px 32px;color:{ink};font:17px/1.6 -apple-system,"
    "BlinkMacSystemFont,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "letter-spacing:.034em;text-align:justify;overflow-wrap:break-word}}"
    "h1{{margin:20px 0 14px;font-size:22px;line-height:1.4;letter-spacing:0;text-align:left}}"
    ".by{{margin:0 0 22px;color:{quiet};font-size:15px}}section,p,h2,h3,h4{{max-width:100%;box-sizing:border-box}}"
    "</style><title>{title}</title><h1>{title}</h1><p class=by>{author}</p>{article}"
)

_DAY = {"scheme": "light", "page": "#fff", "ink": "rgba(0,0,0,.9)", "quiet": "rgba(0,0,0,.3)"}
_NIGHT = {"scheme": "dark", "page": "#191919", "ink": "#a3a3a3", "quiet": "rgba(255,255,255,.3)"}


def render_phones(article: Article, translator: Translator) -> dict[str, str]:
    """Return the article by day, by night, and as WeChat's editor keeps it; that is empty where all is kept."""
    reasons = {name_source(missing.source): translator.explain(missing.problem) for missing in article.missing_pictures}
    kept = article.filter_reports[Filter.EDITOR].html
    return {
        "light": render_day(article, _box(article.html, reasons)),
        "dark": _render(article, _box(darken_article(article.html), reasons), _NIGHT),
        "kept": render_day(article, _box(kept, reasons)) if kept != article.html else "",
    }


def render_day(article: Article, html: str) -> str:
    """Return an article's HTML by day, under its title and author."""
    return _render(article, html, _DAY)


def embed_picture(picture: Picture) -> str:
    """Return a picture as an address that holds it."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _render(article: Article, html: str, look: Mapping[str, str]) -> str:
    metadata = article.metadata
    return _PHONE.format(title=escape(metadata.title), author=escape(metadata.author), article=html, **look)


def _box(html: str, reasons: Mapping[str, str]) -> str:
    return mark_missing_pictures(html, reasons) if reasons else html
