"""Rasterize an SVG; the only module that knows resvg.

Scripts and external references are refused, and the parsed SVG is serialized again. Yet resvg may need minutes,
gigabytes or all of the stack: call it in a separate process.
"""

from __future__ import annotations

import base64
import binascii
import re
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from publish.core.exceptions import PictureError
from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.wechat.limits import MAX_PICTURE_HEIGHT, MAX_PICTURE_WIDTH
from publish.wechat.picture_formats import PictureFormat, recognise_format

MAX_SVG_BYTES = 2_000_000
COLUMN_WIDTH = 360  # CSS pixels of a phone's width
_DENSITY = MAX_PICTURE_WIDTH // COLUMN_WIDTH

_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
)
_EMBEDDED = lazy_pattern(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,(.*)", re.DOTALL | re.IGNORECASE)
_RASTERS = frozenset({PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.GIF, PictureFormat.WEBP})
# A backslash in a style could escape either of the two; no drawing program writes one.
_EXTERNAL = lazy_pattern(r"@import|url\(\s*['\"]?\s*(?!#|data:)[^\s'\")]|\\", re.IGNORECASE)
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")
_MAY_BE_URL = frozenset({"style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", *_MARKERS})
"""Attributes whose value may contain a url()."""
_LENGTH = lazy_pattern(r"\s*\+?((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?)\s*(px|pt|pc|mm|cm|in|em|rem|ex)?\s*")
_PIXELS = {"pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "rem": 16, "ex": 8}
_CHINESE_FONTS = {"darwin": "PingFang SC", "win32": "Microsoft YaHei"}
_CHINESE_FONT = "Noto Sans CJK SC"


class RasterImage(NamedTuple):
    """A rasterized SVG."""

    png: bytes
    shown: int  # its natural width in CSS pixels


def rasterize_svg(data: bytes, font_folders: Sequence[str] = (), family: str = "") -> RasterImage:
    """Rasterize an SVG at the resolution of a phone; missing fonts are replaced by others.

    Args:
        data: The SVG.
        font_folders: Folders of fonts besides those of the system.
        family: An installed font: resvg falls back to other fonts only once it has found one by name.

    Raises:
        PictureError: It is broken, or contains a script, an external reference, or HTML; the path is left empty.
    """
    root = _parse(data)
    _refuse_external(root)
    font = _CHINESE_FONTS.get(sys.platform, _CHINESE_FONT)
    return _rasterize(
        root,
        background="white",
        font_family=font,
        sans_serif_family=font,
        serif_family=family or font,
        font_dirs=list(font_folders),
        languages=["zh-CN", "zh", "en"],
        log_information=True,
    )


def rasterize_drawing(data: bytes, font_path: str = "", family: str = "") -> RasterImage:
    """Rasterize an SVG that the program drew, on no ground; its text, if any, is in one font.

    Args:
        data: The SVG.
        font_path: The file of the font.
        family: The name of the font in its file.
    """
    # To look through the fonts of the system takes longer than to draw.
    fonts = {"font_files": [font_path], "font_family": family, "sans_serif_family": family} if font_path else {}
    return _rasterize(_parse(data), skip_system_fonts=True, **fonts)


def _rasterize(root: Tree, **options: Any) -> RasterImage:
    width, height = _measure(root)
    root.attrib.update({"width": f"{width:.3f}", "height": f"{height:.3f}"})
    scale = min(_DENSITY, MAX_PICTURE_WIDTH / width, MAX_PICTURE_HEIGHT / height)
    from resvg_py import svg_to_bytes

    try:
        png = svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            width=max(1, round(width * scale)),
            height=max(1, round(height * scale)),
            **options,
        )
    except ValueError as error:
        raise _make_broken_error() from error
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
        raise _make_broken_error() from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[union-attr]  # not in its stubs
        raise _make_forbidden_error("DTD")
    return root


def _make_broken_error() -> PictureError:
    return PictureError(Problem("picture-broken", {"path": "", "format": str(PictureFormat.SVG)}))


def _make_forbidden_error(part: str) -> PictureError:
    return PictureError(Problem("picture-svg", {"path": "", "what": part}))


def _refuse_external(root: Tree) -> None:
    """Refuse scripts and external references; the targets of links are never loaded."""
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname.lower()
        if tag in _FORBIDDEN:
            raise _make_forbidden_error(f"<{tag}>")
        if tag == "style" and _EXTERNAL.search("".join(map(str, element.itertext(with_tail=False)))):
            raise _make_forbidden_error("url()")
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            attribute = etree.QName(name).localname.lower()
            if attribute.startswith("on"):
                raise _make_forbidden_error(attribute)
            if attribute in ("href", "src") and tag != "a" and not _is_internal(tag, value):
                raise _make_forbidden_error(f"{attribute}={value[:40]}")
            if attribute in _MAY_BE_URL and _EXTERNAL.search(value):
                raise _make_forbidden_error("url()")


def _is_internal(tag: str, href: str) -> bool:
    """Return whether a reference points into the SVG, or embeds a raster picture."""
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
    """Return the natural size of an SVG in CSS pixels; its view box, then CSS, replace missing lengths."""
    box = [float(number) for number in re.findall(r"-?[\d.]+(?:e[+-]?\d{1,2})?", root.get("viewBox", ""))][2:4]
    width, height = _parse_length(root.get("width")), _parse_length(root.get("height"))
    if len(box) == 2 and min(box) > 0:  # its width and its height
        ratio = box[0] / box[1]
        if width is None:
            width = height * ratio if height else box[0]
        height = height or width / ratio
    width, height = width or 300.0, height or 150.0  # CSS 2.1, 10.3.2
    if not 1 / MAX_PICTURE_HEIGHT <= width / height <= MAX_PICTURE_HEIGHT:
        raise _make_broken_error()
    return width, height


def _parse_length(text: str | None) -> float | None:
    """Return a length in CSS pixels; None for a percentage, zero, or an invalid length."""
    length = _LENGTH.fullmatch(text or "")
    return float(length[1]) * _PIXELS.get(length[2] or "", 1) or None if length else None
