"""Picture formats, recognised by the first bytes: never by a file name or a server's media type."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import partial

from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import Picture, PictureChange
from publish.core.problem import Problem, Severity
from publish.wechat.limits import MAX_ANIMATION_BYTES, MAX_ANIMATION_FRAMES, MAX_ANIMATION_PIXELS, MAX_FRAME_PIXELS


class PictureFormat(StrEnum):
    """A supported format; the value is Pillow's name for it."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    AVIF = "AVIF"
    HEIF = "HEIF"
    BMP = "BMP"
    TIFF = "TIFF"
    SVG = "SVG"


# Matched at the start alone: some are only two letters long.
_SIGNATURES: tuple[tuple[PictureFormat, re.Pattern[bytes]], ...] = (
    (PictureFormat.JPEG, lazy_pattern(rb"\xff\xd8\xff")),
    (PictureFormat.PNG, lazy_pattern(rb"\x89PNG\r\n\x1a\n")),
    (PictureFormat.GIF, lazy_pattern(rb"GIF8[79]a")),
    (PictureFormat.WEBP, lazy_pattern(rb"RIFF.{4}WEBP", re.DOTALL)),
    # `ftyp` with its brand, the major one or a compatible one: ISO/IEC 23000-22 for AVIF, 23008-12 for HEIF.
    (PictureFormat.AVIF, lazy_pattern(rb".{4}ftyp(?:avi[fs]|(?:mif1|msf1|miaf).{4}(?:.{4}){0,16}?avi[fs])", re.DOTALL)),
    (PictureFormat.HEIF, lazy_pattern(rb".{4}ftyp(?:he[iv][cxms]|mif1|msf1)", re.DOTALL)),
    # With the length of the second header, for two letters are not enough.
    (PictureFormat.BMP, lazy_pattern(rb"BM.{12}(?:\x0c|\x28|\x34|\x38|\x40|\x6c|\x7c)\0\0\0", re.DOTALL)),
    (PictureFormat.TIFF, lazy_pattern(rb"II\*\0|MM\0\*")),
    (
        PictureFormat.SVG,
        lazy_pattern(
            rb"(?:\xef\xbb\xbf)?\s*+(?><\?xml[^>]*+>\s*+)?"
            rb"(?>(?><!--.*?-->|<!DOCTYPE\s+svg\b[^>\[]*+(?>\[.*?\]\s*+)?>)\s*+)*+<(?:\w+:)?svg[\s/>]",
            re.DOTALL,
        ),
    ),
)

_OTHERS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    (
        "HTML",
        lazy_pattern(rb"(?:\xef\xbb\xbf)?\s*+<(?:!doctype html|html|head|body|script|meta|title)\b", re.IGNORECASE),
    ),
    ("PDF", lazy_pattern(rb"%PDF")),
    ("PostScript", lazy_pattern(rb"%!PS|\xc5\xd0\xd3\xc6")),
    ("Photoshop", lazy_pattern(rb"8BPS")),
    ("JPEG XL", lazy_pattern(rb"\xff\x0a|\0\0\0\x0cJXL ")),
    ("JPEG 2000", lazy_pattern(rb"\0\0\0\x0cjP  ")),
    ("ICO", lazy_pattern(rb"\0\0[\x01\x02]\0")),
    ("MP4", lazy_pattern(rb".{4}ftyp", re.DOTALL)),
    ("SVGZ", lazy_pattern(rb"\x1f\x8b")),
    ("ZIP", lazy_pattern(rb"PK\x03\x04")),
    ("Git LFS", lazy_pattern(rb"version https://git-lfs")),
    ("JSON", lazy_pattern(rb"\s*+[{\[]\s*+[\"{\[]")),
)

_ANIMATION_LIMITS = {
    "limit": MAX_ANIMATION_BYTES // 1_000_000,
    "frames": MAX_ANIMATION_FRAMES,
    "frame": MAX_FRAME_PIXELS // 1_000_000,
    "pixels": MAX_ANIMATION_PIXELS // 1_000_000,
}


def recognise_format(data: bytes) -> PictureFormat | None:
    """Return the format of a picture; None for other data and unsupported formats."""
    return next((found for found, signature in _SIGNATURES if signature.match(data)), None)


def explain_changes(picture: Picture, path: str, line: int | None) -> list[Problem]:
    """Return warnings for changes that readers notice, at the line of the issue that shows the picture."""
    warn = partial(Problem, severity=Severity.WARNING, line=line)
    warnings = {
        PictureChange.FIRST_FRAME: warn("picture-first-frame", {"path": path, **_ANIMATION_LIMITS}),
        PictureChange.GLYPHS_MISSING: warn("picture-glyphs", {"path": path}),
    }
    return [problem for change, problem in warnings.items() if change in picture.changes]


def name_content(data: bytes) -> str:
    """Return the kind of data that is no supported picture; empty for an unknown one."""
    return next((name for name, signature in _OTHERS if signature.match(data)), "")
