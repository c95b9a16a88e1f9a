"""Pictures: how wide they are, what stands below them, which stand side by side."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import mistune
from mistune.core import InlineState
from mistune.inline_parser import InlineParser

MAX_IN_ROW = 4
"""More pictures side by side are too small on a phone: they go on in a row below."""

_WIDTH = r"[1-9]\d{0,3}(?:px|%)?"
# `=300x200`: the height follows from the picture.
_SIZED = (
    r"!\[(?P<image_alt>[^\[\]\n]*)\]\((?P<image_url><[^<>\n]*>|[^()\s<>]+)(?:[ \t]+\"(?P<image_title>[^\"\n]*)\")?"
    rf"(?:[ \t]+=(?P<image_size>{_WIDTH})(?:[x×]\d{{0,4}})?[ \t]*\)"
    rf"|\)\{{[ \t]*width=\"?(?P<image_width>{_WIDTH})\"?[ \t]*\}})"
)
_ALT_WIDTH = re.compile(rf"^(?P<alt>.*)\|(?P<width>{_WIDTH})(?:[x×]\d{{1,4}})?$", re.DOTALL)
_PICTURE = re.compile(
    r'<img src="(?P<src>[^"]*)" alt="(?P<alt>[^"]*)"(?P<width> width="[^"]*")?(?: title="(?P<title>[^"]*)")?/>'
)
_PICTURES = re.compile(r"(?:<img [^>]*/>(?:[ \n]|<br/>)*)+")
_ROW_END = re.compile(r"(?:<br/>|\n)+")
_FILE_NAME = re.compile(r"(?:image|img|picture|图片|\S+\.(?:png|jpe?g|gif|webp|svg))$", re.IGNORECASE)


def parse_sized_images(md: mistune.Markdown) -> None:
    """Read `![](a.png =300x)` and `![](a.png){width=50%}`; `![|300](a.png)` is a picture to any parser."""
    md.inline.register("sized_image", _SIZED, _parse_sized, before="link", start_chars="!")


def _parse_sized(inline: InlineParser, match: re.Match[str], state: InlineState) -> int:
    url = mistune.util.escape_url(match["image_url"].strip("<>"))
    attrs: dict[str, Any] = {"url": url, "width": match["image_size"] or match["image_width"]}
    if match["image_title"]:
        attrs["title"] = match["image_title"]
    child = state.copy()
    child.src = match["image_alt"]
    state.append_token({"type": "image", "children": inline.render(child), "attrs": attrs})
    return match.end()


def render_image(alt: str, url: str, title: str | None, width: str | None) -> str:
    """Render a picture; its alternative text comes escaped."""
    said = _ALT_WIDTH.match(alt) if "|" in alt and not width else None
    if said:
        alt, width = said["alt"], said["width"]
    wide = f' width="{width.removesuffix("px")}"' if width else ""
    shown = f' title="{escape(title)}"' if title else ""
    return f'<img src="{escape(url)}" alt="{alt}"{wide}{shown}/>'


def render_pictures(paragraph: str) -> str | None:
    """Render a paragraph that holds nothing but pictures: one is a figure, several on a line stand side by side."""
    if not _PICTURES.fullmatch(paragraph):
        return None
    rows = [_PICTURE.findall(row) for row in _ROW_END.split(paragraph)]
    if sum(map(len, rows)) < paragraph.count("<img "):  # the author's own HTML
        return None
    parts = (row[at : at + MAX_IN_ROW] for row in rows for at in range(0, len(row), MAX_IN_ROW))
    return "".join(_render_row([_Shown(*found) for found in part]) for part in parts)


class _Shown:
    """A picture and what stands below it."""

    def __init__(self, src: str, alt: str, width: str, title: str) -> None:
        caption = title or ("" if _FILE_NAME.match(alt) else alt)
        self.picture = f'<img src="{src}" alt="{alt}"{width}/>'
        self.caption = f"<figcaption>{caption}</figcaption>" if caption else ""


def _render_row(row: list[_Shown]) -> str:
    if len(row) == 1:
        return f"<figure>{row[0].picture}{row[0].caption}</figure>"
    cells = "".join(f"<td>{shown.picture}{shown.caption}</td>" for shown in row)
    return f'<table class="gallery"><tbody><tr>{cells}</tr></tbody></table>'
