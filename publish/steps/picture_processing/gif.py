"""GIFs that move: counted and stripped without being decoded."""

from __future__ import annotations

from typing import NamedTuple

_HEAD = 13
_TRAILER, _EXTENSION, _FRAME = 0x3B, 0x21, 0x2C
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_PALETTE = 0x80


class Animation(NamedTuple):
    """What a GIF holds."""

    data: bytes
    """The file without comments, texts and what programs left in it."""
    width: int
    """Pixels."""
    height: int
    frames: int
    frame_pixels: int
    """What one frame takes once it is decoded: the screen, and what of any frame stands out of it."""

    @property
    def pixels(self) -> int:
        """Return what all frames take together."""
        return self.frames * self.frame_pixels


def decode_animation(data: bytes) -> Animation | None:
    """Return what a GIF holds; None where it breaks off or its blocks do not follow one another."""
    try:
        return _walk(data)
    except IndexError:
        return None


def _walk(data: bytes) -> Animation | None:
    position = _HEAD + _measure_palette(data[10])
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
    """Return two numbers of two bytes each: across, and down."""
    return int.from_bytes(data[start : start + 2], "little"), int.from_bytes(data[start + 2 : start + 4], "little")


def _measure_palette(flags: int) -> int:
    """Return how many bytes of colours follow; their number is a power of two."""
    return 3 << (flags & 7) + 1 if flags & _PALETTE else 0


def _skip_blocks(data: bytes, position: int) -> int:
    """Return where a chain of blocks ends, each led by its length, the last of length nought."""
    while data[position]:
        position += 1 + data[position]
    return position + 1


def _is_needed(data: bytes, start: int) -> bool:
    """Say whether an extension tells how to show the frames: their time, and how often they come."""
    label = data[start + 1]
    return label == _CONTROL or (label == _APPLICATION and data[start + 3 : start + 14] in _LOOPS)
