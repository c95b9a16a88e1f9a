"""An article as WeChat shows it at night."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from publish.core.html import StyledHtml, Tree
from publish.wechat.css_properties import join_style, split_style
from publish.wechat.dark_mode import PAGE_BRIGHTNESS, darken_background, darken_text, mix_brightness, read_colour

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
    background = read_colour(style.get("background-color", ""))
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
    colour = read_colour(written)
    return str(darken_text(colour, behind)) if colour else written
