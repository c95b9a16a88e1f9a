from __future__ import annotations

import pytest

from publish.steps.picture_processing.strip_metadata import decode_animation
from tests.pictures import SIZE, animate, decode

GIF = animate("GIF", 3, duration=80, loop=0)
CANARY = b"canary-71c3"


def test_decode_animation_counts_frames_and_pixels() -> None:
    animation = decode_animation(GIF)

    assert animation is not None
    assert animation[1:] == (*SIZE, 3, SIZE[0] * SIZE[1])


def test_decode_animation_keeps_a_gif_without_metadata() -> None:
    animation = decode_animation(GIF)

    assert animation is not None
    assert animation.data == GIF


def extend(label: int, *blocks: bytes) -> bytes:
    """Return a GIF with another extension before its first frame."""
    extension = bytes([0x21, label]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
    start = GIF.index(b"\x21\xff")
    return GIF[:start] + extension + GIF[start:]


@pytest.mark.parametrize(
    "data",
    [extend(0xFE, CANARY), extend(0x01, b"x" * 12, CANARY), extend(0xFF, b"XMP DataXMP", CANARY), GIF + CANARY],
    ids=["comment", "text", "XMP", "behind its end"],
)
def test_decode_animation_removes_metadata(data: bytes) -> None:
    animation = decode_animation(data)

    assert animation is not None
    assert animation.data == GIF


def test_decode_animation_keeps_frame_times_and_loops() -> None:
    animation = decode_animation(GIF)

    assert animation is not None
    info = decode(animation.data).info
    assert (info["duration"], info["loop"]) == (80, 0)


def test_decode_animation_accepts_a_missing_trailer() -> None:
    animation = decode_animation(GIF[:-1])

    assert animation is not None
    assert animation.data == GIF


@pytest.mark.parametrize("data", [GIF[:-2], GIF[:200], GIF[:12], GIF[:6], GIF[:13] + b"?" + GIF[13:]])
def test_decode_animation_returns_none_for_a_truncated_gif(data: bytes) -> None:
    assert decode_animation(data) is None
