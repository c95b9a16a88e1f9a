"""Strip metadata from JPEG, PNG and GIF files: EXIF, GPS positions, comments, profiles, data behind the end.

Nothing is decoded or encoded, so the pixels stay the same. The frames of a GIF are counted on the way.
"""

from __future__ import annotations

from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_FIRST_APPLICATION, _ADOBE = 0xE0, 0xEE
_APPLICATION = range(0xE0, 0xF0)
_JFIF_BYTES = 18  # a longer segment contains a thumbnail
_COMMENT = 0xFE
# In the coded data 0xff begins a marker only before other bytes than zero, a restart marker or a fill byte.
_NEXT_MARKER = lazy_pattern(rb"\xff[^\x00\xd0-\xd7\xff]")

_PNG_HEAD = 8
_PNG_FRAME = 12  # bytes of a chunk beside its data: length, kind, checksum
# Chunks with pixels, palette, gamma and colour space; no other changes the picture.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB"})

_GIF_HEAD = 13
_TRAILER, _EXTENSION, _FRAME = 0x3B, 0x21, 0x2C
_CONTROL, _GIF_APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_HAS_PALETTE = 0x80


def strip_jpeg(data: bytes) -> bytes | None:
    """Return a JPEG without metadata; None where its segments are malformed."""
    kept = [_START_OF_IMAGE]
    position = len(_START_OF_IMAGE)
    while data[position : position + 1] == b"\xff":
        while data[position + 1 : position + 2] == b"\xff":  # fill bytes
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
    """Return whether a segment is not needed for decoding; Adobe's defines the colour model."""
    if marker == _FIRST_APPLICATION:
        return len(segment) != _JFIF_BYTES or segment[4:9] != b"JFIF\0"
    return marker == _COMMENT or (marker in _APPLICATION and marker != _ADOBE)


def strip_png(data: bytes) -> bytes | None:
    """Return a PNG without metadata; None where its chunks are malformed."""
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


class Animation(NamedTuple):
    """The frames of a GIF."""

    data: bytes  # the file without comments, texts and application data
    width: int  # pixels
    height: int
    frames: int
    frame_pixels: int  # pixels of one decoded frame: the screen, and parts of any frame outside it


def decode_animation(data: bytes) -> Animation | None:
    """Return the frames of a GIF; None where it is cut off or its blocks are malformed."""
    try:
        return _walk(data)
    except IndexError:
        return None


def _walk(data: bytes) -> Animation | None:
    position = _GIF_HEAD + _measure_palette(data[10])
    screen = _read_pair(data, 6)
    kept, frames, (right, bottom) = [data[:position]], 0, screen
    while position < len(data) and data[position] != _TRAILER:  # some programs leave the trailer out
        start, kind = position, data[position]
        if kind == _FRAME:
            frames += 1
            (left, top), (across, down) = _read_pair(data, position + 1), _read_pair(data, position + 5)
            right, bottom = max(right, left + across), max(bottom, top + down)
            position = _skip_blocks(data, position + 11 + _measure_palette(data[position + 9]))
        elif kind == _EXTENSION:
            position = _skip_blocks(data, position + 2)
        else:
            return None
        if kind == _FRAME or _is_needed(data, start):
            kept.append(data[start:position])
    if position > len(data):
        return None
    return Animation(b"".join([*kept, bytes([_TRAILER])]), *screen, frames, right * bottom)


def _read_pair(data: bytes, start: int) -> tuple[int, int]:
    """Return two numbers of two bytes each: horizontal and vertical."""
    return int.from_bytes(data[start : start + 2], "little"), int.from_bytes(data[start + 2 : start + 4], "little")


def _measure_palette(flags: int) -> int:
    """Return the size of the following colour table in bytes; its number of colours is a power of two."""
    return 3 << (flags & 7) + 1 if flags & _HAS_PALETTE else 0


def _skip_blocks(data: bytes, position: int) -> int:
    """Return the end of a chain of blocks, each preceded by its length, the last of length zero."""
    while data[position]:
        position += 1 + data[position]
    return position + 1


def _is_needed(data: bytes, start: int) -> bool:
    """Return whether an extension controls the animation: frame times or the number of loops."""
    label = data[start + 1]
    return label == _CONTROL or (label == _GIF_APPLICATION and data[start + 3 : start + 14] in _LOOPS)
