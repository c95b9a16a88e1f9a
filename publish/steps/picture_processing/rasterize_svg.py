"""Draw an SVG; the only module that knows resvg.

What it could run or load is refused here, and what is drawn is our own spelling of what was read. Yet resvg may need
minutes, gigabytes or all of the stack: call it in a process of its own.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from publish.core.exceptions import PictureError
from publish.core.html import Tree
from publish.core.problem import Problem
from publish.wechat.limits import MAX_PICTURE_HEIGHT, MAX_PICTURE_WIDTH
from publish.wechat.picture_formats import PictureFormat, recognise_format

MAX_SVG_BYTES = 2_000_000
COLUMN_WIDTH = 360
"""CSS pixels of a phone's width."""
_DENSITY = MAX_PICTURE_WIDTH // COLUMN_WIDTH

_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
)
_EMBEDDED = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,(.*)", re.DOTALL | re.IGNORECASE)
_RASTERS = frozenset({PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.GIF, PictureFormat.WEBP})
# A backslash in a style could spell either of the two; nobody draws with one.
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|data:)[^\s'\")]|\\", re.IGNORECASE)
_STYLED = frozenset(
    {
        "style",
        "fill",
        "stroke",
        "filter",
        "mask",
        "clip-path",
        "marker",
        "marker-start",
        "marker-mid",
        "marker-end",
        "cursor",
    }
)
"""Attributes whose value may be a url()."""
_LENGTH = re.compile(r"\s*\+?((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?)\s*(px|pt|pc|mm|cm|in|em|rem|ex)?\s*")
_PIXELS = {"pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "rem": 16, "ex": 8}
_CHINESE_FONTS = {"darwin": "PingFang SC", "win32": "Microsoft YaHei"}
_CHINESE_FONT = "Noto Sans CJK SC"


class RasterImage(NamedTuple):
    """An SVG as pixels."""

    png: bytes
    shown: int
    """CSS pixels it is meant to be wide."""


def rasterize_svg(data: bytes, font_folders: Sequence[str] = (), family: str = "") -> RasterImage:
    """Draw an SVG as sharp as a phone shows it.

    A machine without the fonts that it asks for draws it with others.

    Args:
        data: The SVG.
        font_folders: Where fonts lie beside those of the system.
        family: A font that is there: resvg looks for letters in other fonts only once it has found one by name.

    Raises:
        PictureError: It is broken, or holds a script, a reference to something outside, or HTML; its name is left open.
    """
    root = _parse(data)
    _refuse_outside(root)
    width, height = _measure(root)
    root.attrib.update({"width": f"{width:.3f}", "height": f"{height:.3f}"})
    scale = min(_DENSITY, MAX_PICTURE_WIDTH / width, MAX_PICTURE_HEIGHT / height)
    from resvg_py import svg_to_bytes

    font = _CHINESE_FONTS.get(sys.platform, _CHINESE_FONT)
    try:
        png = svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            width=max(1, round(width * scale)),
            height=max(1, round(height * scale)),
            background="white",
            font_family=font,
            sans_serif_family=font,
            serif_family=family or font,
            font_dirs=list(font_folders),
            languages=["zh-CN", "zh", "en"],
            log_information=True,
        )
    except ValueError as error:
        raise _find_broken() from error
    return RasterImage(png, min(COLUMN_WIDTH, max(1, round(width))))


def _parse(data: bytes) -> Tree:
    if len(data) > MAX_SVG_BYTES:
        raise PictureError(Problem("picture-large", {"path": "", "limit": MAX_SVG_BYTES // 1_000_000}))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _find_broken() from error
    inner = root.getroottree().docinfo.internalDTD
    if inner is not None and any(True for _ in inner.iterentities()):  # type: ignore[union-attr]  # not in its stubs
        raise _refuse("DTD")
    return root


def _find_broken() -> PictureError:
    return PictureError(Problem("picture-broken", {"path": "", "format": str(PictureFormat.SVG)}))


def _refuse(what: str) -> PictureError:
    return PictureError(Problem("picture-svg", {"path": "", "what": what}))


def _refuse_outside(root: Tree) -> None:
    """Refuse what would run, or what lies elsewhere; what a link leads to is never loaded."""
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname.lower()
        if tag in _FORBIDDEN:
            raise _refuse(f"<{tag}>")
        if tag == "style" and _OUTSIDE.search("".join(map(str, element.itertext(with_tail=False)))):
            raise _refuse("url()")
        for written, value in ((str(written), str(value)) for written, value in element.attrib.items()):
            attribute = etree.QName(written).localname.lower()
            if attribute.startswith("on"):
                raise _refuse(attribute)
            if attribute in ("href", "src") and tag != "a" and not _is_inside(tag, value):
                raise _refuse(f"{attribute}={value[:40]}")
            if attribute in _STYLED and _OUTSIDE.search(value):
                raise _refuse("url()")


def _is_inside(tag: str, href: str) -> bool:
    """Say whether a reference leads to a part of the SVG, or holds a picture itself."""
    if href.startswith("#") or not href:
        return True
    embedded = _EMBEDDED.match(href)
    if embedded is None or tag not in ("image", "feimage"):
        return False
    try:
        return recognise_format(base64.b64decode(embedded[1])) in _RASTERS
    except binascii.Error:
        return False


def _measure(root: Tree) -> tuple[float, float]:
    """Return how large an SVG wants to be, in CSS pixels; what it leaves open follows its view box, then CSS."""
    box = [float(number) for number in re.findall(r"-?[\d.]+(?:e[+-]?\d{1,2})?", root.get("viewBox", ""))][2:4]
    width, height = _read_length(root.get("width")), _read_length(root.get("height"))
    if len(box) == 2 and min(box) > 0:  # its width and its height
        across = box[0] / box[1]
        if width is None:
            width = height * across if height else box[0]
        height = height or width / across
    width, height = width or 300.0, height or 150.0  # CSS 2.1, 10.3.2
    if not 1 / MAX_PICTURE_HEIGHT <= width / height <= MAX_PICTURE_HEIGHT:
        raise _find_broken()
    return width, height


def _read_length(written: str | None) -> float | None:
    """Return a length in CSS pixels; None for a percentage, nought, or what is no length."""
    length = _LENGTH.fullmatch(written or "")
    return float(length[1]) * _PIXELS.get(length[2] or "", 1) or None if length else None
