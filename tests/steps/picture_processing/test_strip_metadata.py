from __future__ import annotations

import pytest

from publish.steps.picture_processing.strip_metadata import strip_jpeg, strip_png
from tests.pictures import SIZE, add_chunk, add_segment, animate, decode, draw, encode, make_exif, photograph

CANARY = b"canary-71c3"
JPEG = encode(photograph(*SIZE), "JPEG")
PNG = encode(photograph(*SIZE), "PNG")


@pytest.mark.parametrize(
    "data",
    [
        JPEG,
        draw("JPEG", progressive=True),
        draw("JPEG", mode="L"),
        encode(photograph(64, 64), "JPEG", restart_marker_rows=1),
    ],
    ids=["plain", "progressive", "grey", "restarts"],
)
def test_strip_jpeg_keeps_a_jpeg_without_metadata(data: bytes) -> None:
    assert strip_jpeg(data) == data


@pytest.mark.parametrize(
    "data",
    [
        add_segment(JPEG, 0xFE, CANARY),
        add_segment(JPEG, 0xE1, b"Exif\0\0" + CANARY),
        add_segment(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARY),
        add_segment(JPEG, 0xE0, b"JFXX\0\x10" + CANARY),
        add_segment(JPEG, 0xED, b"Photoshop 3.0\0" + CANARY),
        JPEG + CANARY,
        JPEG[:2] + b"\xff\xff\xff" + add_segment(JPEG, 0xFE, CANARY)[2:],
    ],
    ids=["comment", "EXIF", "XMP", "thumbnail", "Photoshop", "behind its end", "fillings"],
)
def test_strip_jpeg_removes_metadata(data: bytes) -> None:
    stripped = strip_jpeg(data)

    assert stripped is not None
    assert CANARY not in stripped
    assert decode(stripped).tobytes() == decode(JPEG).tobytes()


def test_strip_jpeg_keeps_the_first_of_two_pictures() -> None:
    stripped = strip_jpeg(animate("MPO"))

    assert stripped is not None
    assert decode(stripped).format == "JPEG"


@pytest.mark.parametrize(
    "data", [JPEG[:-2], JPEG[:300], JPEG[:3], JPEG[:2] + b"\xff\xe0\0\x01", JPEG[:2] + b"??", b"\xff\xd8"]
)
def test_strip_jpeg_returns_none_for_a_truncated_jpeg(data: bytes) -> None:
    assert strip_jpeg(data) is None


def test_strip_png_keeps_a_png_without_metadata() -> None:
    assert strip_png(PNG) == PNG


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"prVt"])
def test_strip_png_removes_metadata(kind: bytes) -> None:
    assert strip_png(add_chunk(PNG, kind, CANARY) + CANARY) == PNG


@pytest.mark.parametrize("data", [PNG[:-5], PNG[:40], PNG[:33], PNG[:8]])
def test_strip_png_returns_none_for_a_truncated_png(data: bytes) -> None:
    assert strip_png(data) is None


def test_strip_jpeg_removes_the_gps_position() -> None:
    stripped = strip_jpeg(draw("JPEG", exif=make_exif(1), comment=CANARY))

    assert stripped is not None
    assert not any(word in stripped for word in (b"Exif", b"camera", CANARY))
