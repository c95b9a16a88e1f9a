"""An article as WeChat shows it at night."""

from __future__ import annotations

import re

from lxml import html as html_parser

from publish.facts.darkmode import PAGE_BRIGHTNESS, darken_background, darken_text, mix_brightness, read_colour
from publish.model import StyledHtml, Tree

_COLOUR = re.compile(r"#[0-9A-Fa-f]+|rgba?\([^)]*\)")


def darken_article(html: StyledHtml) -> str:
    """Return an article with its colours converted."""
    root = html_parser.fragment_fromstring(html)
    _darken(root, PAGE_BRIGHTNESS)
    written: str = html_parser.tostring(root, encoding="unicode")
    return written


def _darken(element: Tree, behind: float) -> None:
    pairs = [declaration.partition(":") for declaration in element.get("style", "").split(";") if declaration]
    style = {name: value for name, _, value in pairs}
    background = read_colour(style.get("background-color", ""))
    if background:
        dark = darken_background(background) if background.alpha == 1 else background
        style["background-color"] = str(dark)
        behind = mix_brightness(dark, behind)
    for name, value in style.items():
        if name == "color":
            style[name] = _darken_written(value, behind)
        elif name.startswith("border"):
            style[name] = _COLOUR.sub(lambda written: _darken_written(written[0], behind), value)
    if style:
        element.set("style", ";".join(f"{name}:{value}" for name, value in style.items()))
    for child in element:
        _darken(child, behind)


def _darken_written(written: str, behind: float) -> str:
    """Return a colour of text or a border converted, as CSS; a word stays."""
    colour = read_colour(written)
    return str(darken_text(colour, behind)) if colour else written
