"""What a file is by its content and its name, and whether it is sound."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)
_NAMES = {"jpg": "jpeg"}


class Size(NamedTuple):
    """A picture's size in pixels."""

    width: int
    height: int


def sniff_format(data: bytes) -> str:
    """Return what a file is by its first bytes; empty where it is none of the kinds the platform takes."""
    return next((name for signature, name in _SIGNATURES if data.startswith(signature)), "")


def read_ending(filename: str) -> str:
    """Return what a file's name says it is; empty without an ending."""
    ending = PurePosixPath(filename).suffix[1:].lower()
    return _NAMES.get(ending, ending)


def measure_picture(data: bytes, kind: str) -> Size | None:
    """Return a picture's size; None where it is damaged."""
    from PIL import Image  # heavy

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[kind]) as image:
            size = Size(*image.size)
            image.verify()
            return size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
