"""Parse images with a width, and render them with captions, alone or side by side."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

import mistune
from mistune.core import InlineState
from mistune.inline_parser import InlineParser

from publish.core.lazy_pattern import lazy_pattern

MAX_IN_ROW = 4  # more pictures side by side are too small on a phone; the others go into a row below

_WIDTH = r"[1-9]\d{0,3}(?:px|%)?"
# `=300x200`: the height is ignored, for it follows from the picture.
_SIZED = (
    r"!\[(?P<image_alt>[^\[\]\n]*)\]\((?P<image_url><[^<>\n]*>|[^()\s<>]+)(?:[ \t]+\"(?P<image_title>[^\"\n]*)\")?"
    rf"(?:[ \t]+=(?P<image_size>{_WIDTH})(?:[x×]\d{{0,4}})?[ \t]*\)"
    rf"|\)\{{[ \t]*width=\"?(?P<image_width>{_WIDTH})\"?[ \t]*\}})"
)
_ALT_WIDTH = lazy_pattern(rf"^(?P<alt>.*)\|(?P<width>{_WIDTH})(?:[x×]\d{{1,4}})?$", re.DOTALL)
_PICTURE = lazy_pattern(
    r'<img src="(?P<src>[^"]*)" alt="(?P<alt>[^"]*)"(?P<width> width="[^"]*")?(?: title="(?P<title>[^"]*)")?/>'
)
_PICTURES = lazy_pattern(r"(?:<img [^>]*/>(?:[ \n]|<br/>)*)+")
_ITALIC = lazy_pattern(r"<em>(?:[^<]|<(?!/?em\b))*</em>\s*")
_LINE_ENDS = ("\n", "<br/>")
_ROW_END = lazy_pattern(r"(?:<br/>|\n)+")
# What programs and authors write where they mean no caption: `Image`, `a.png`, `graph-opt`, `fig_1`.
_NO_CAPTION = lazy_pattern(
    r"(?:(?i:image|img|picture|图片|\S+\.(?:png|jpe?g|gif|webp|svg))|[a-z0-9]+(?:[-_][a-z0-9]+)*)$"
)


def parse_sized_images(md: mistune.Markdown) -> None:
    """Register `![](a.png =300x)` and `![](a.png){width=50%}`; `![|300](a.png)` is an image to any parser."""
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
    """Render an image; `alt` is escaped already."""
    match = _ALT_WIDTH.match(alt) if "|" in alt and not width else None
    if match:
        alt, width = match["alt"], match["width"]
    width_attribute = f' width="{width.removesuffix("px")}"' if width else ""
    title_attribute = f' title="{escape(title)}"' if title else ""
    return f'<img src="{escape(url)}" alt="{alt}"{width_attribute}{title_attribute}/>'


def render_pictures(paragraph: str) -> str | None:
    """Render a paragraph of nothing but images, those of a line side by side; None for any other.

    An italic line below them stands as a paragraph of its own.
    """
    lines = _PICTURES.match(paragraph)
    below = _ITALIC.fullmatch(paragraph, lines.end()) if lines and lines[0].rstrip(" ").endswith(_LINE_ENDS) else None
    if lines is None or (lines.end() < len(paragraph) and below is None):
        return None
    paragraph, italic = lines[0], f"<p>{below[0]}</p>" if below else ""
    rows = [found for row in _ROW_END.split(paragraph) if (found := _PICTURE.findall(row))]
    if sum(map(len, rows)) < paragraph.count("<img "):  # some are the author's own HTML
        return None
    rows = [row[at : at + MAX_IN_ROW] for row in rows for at in range(0, len(row), MAX_IN_ROW)]
    return "".join(map(_render_row, rows)) + italic


def _render_row(row: list[tuple[str, str, str, str]]) -> str:
    """Render pictures side by side, each a source, alternative text, width and title; captions are a row below."""
    pictures = [f'<img src="{src}" alt="{alt}"{width}/>' for src, alt, width, _ in row]
    captions = [title or _find_caption(alt, src) for src, alt, _, title in row]
    captions = [f"<figcaption>{caption}</figcaption>" if caption else "" for caption in captions]
    if len(pictures) == 1:
        return f"<figure>{pictures[0]}{captions[0]}</figure>"
    rows = "".join(
        f"<tr>{''.join(f'<td>{one}</td>' for one in cells)}</tr>" for cells in (pictures, captions) if any(cells)
    )
    return f'<table class="gallery"><tbody>{rows}</tbody></table>'


def _find_caption(alt: str, src: str) -> str:
    """Return an alternative text as a caption; empty where it only names the picture or its file."""
    stem = unquote(unescape(src)).rpartition("/")[2].rpartition(".")[0]
    return "" if _NO_CAPTION.match(alt) or unescape(alt).casefold() == stem.casefold() else alt
