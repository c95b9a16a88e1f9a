from __future__ import annotations

import pytest

from publish.steps.picture_processing.strip_metadata import decode_animation
from tests.pictures import SIZE, animate, decode

GIF = animate("GIF", 3, duration=80, loop=0)
CANARY = b"canary-71c3"


def test_a_gif_is_counted_and_measured() -> None:
    animation = decode_animation(GIF)

    assert animation is not None
    assert animation[1:] == (*SIZE, 3, SIZE[0] * SIZE[1])


def test_a_gif_of_nothing_but_itself_stays_as_it_is() -> None:
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
def test_nothing_is_left_of_what_a_gif_hides(data: bytes) -> None:
    animation = decode_animation(data)

    assert animation is not None
    assert animation.data == GIF


def test_a_gif_keeps_its_time_and_its_loops() -> None:
    animation = decode_animation(GIF)

    assert animation is not None
    info = decode(animation.data).info
    assert (info["duration"], info["loop"]) == (80, 0)


def test_a_gif_without_its_last_byte_is_whole() -> None:
    animation = decode_animation(GIF[:-1])

    assert animation is not None
    assert animation.data == GIF


@pytest.mark.parametrize("data", [GIF[:-2], GIF[:200], GIF[:12], GIF[:6], GIF[:13] + b"?" + GIF[13:]])
def test_a_gif_that_breaks_off_is_none(data: bytes) -> None:
    assert decode_animation(data) is None
