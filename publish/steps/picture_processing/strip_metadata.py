"""Leave out of a file all that is not the picture: EXIF, places, comments, profiles, what follows its end.

Nothing is decoded or encoded, so the picture itself stays as it is to the last bit.
"""

from __future__ import annotations

import re

_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_FIRST_APPLICATION, _ADOBE = 0xE0, 0xEE
_APPLICATION = range(0xE0, 0xF0)
_JFIF_BYTES = 18
"""Any longer, it holds a second picture."""
_COMMENT = 0xFE
# In the coded data 0xff means a marker only before another byte than these: a zero, a restart, a filling.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

_PNG_HEAD = 8
_PNG_FRAME = 12
"""Bytes of a chunk beside what it holds: length, kind, checksum."""
# What draws, and how bright it is meant; no other chunk of theirs concerns a reader.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB"})


def strip_jpeg(data: bytes) -> bytes | None:
    """Return a JPEG without metadata; None where its segments do not follow one another."""
    kept = [_START_OF_IMAGE]
    position = len(_START_OF_IMAGE)
    while data[position : position + 1] == b"\xff":
        while data[position + 1 : position + 2] == b"\xff":  # fillings
            position += 1
        if data[position : position + 2] == _END_OF_IMAGE:
            return b"".join([*kept, _END_OF_IMAGE])
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        end = position + 2 + length
        if length < 2 or end > len(data):  # the length counts its own two bytes
            return None
        marker = data[position + 1]
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(data, end)
            if found is None:
                return None
            end = found.start()
        if not _is_metadata(marker, data[position:end]):
            kept.append(data[position:end])
        position = end
    return None


def _is_metadata(marker: int, segment: bytes) -> bool:
    """Say whether a segment is not needed to draw; Adobe's tells which colours the numbers mean."""
    if marker == _FIRST_APPLICATION:
        return len(segment) != _JFIF_BYTES or segment[4:9] != b"JFIF\0"
    return marker == _COMMENT or (marker in _APPLICATION and marker != _ADOBE)


def strip_png(data: bytes) -> bytes | None:
    """Return a PNG without metadata; None where its chunks do not follow one another."""
    kept = [data[:_PNG_HEAD]]
    position = _PNG_HEAD
    while position < len(data):
        end = position + _PNG_FRAME + int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        if end > len(data):
            return None
        if kind in _PNG_KEPT:
            kept.append(data[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    return None
