from __future__ import annotations

import re

import pytest

from publish.core.picture import Focus
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH, find_crops, find_post_crops


def test_find_crops_keeps_a_standard_cover_whole_and_crops_its_centre_to_a_square() -> None:
    assert find_crops(COVER_WIDTH, COVER_HEIGHT) == {"2.35:1": "0_0_1_1", "1:1": "0.287222_0_0.712778_1"}


@pytest.mark.parametrize(
    ("focus", "square"),
    [(Focus(0, 1), "0_0_0.425556_1"), (Focus(1, 0), "0.574444_0_1_1"), (Focus(0.3, 0.5), "0.172333_0_0.597889_1")],
)
def test_find_crops_keeps_the_focus_in_the_square(focus: Focus, square: str) -> None:
    assert find_crops(COVER_WIDTH, COVER_HEIGHT, focus) == {"2.35:1": "0_0_1_1", "1:1": square}


def test_find_crops_takes_a_focus_of_its_own_for_the_square() -> None:
    crops = find_crops(900, 1200, Focus(0.5, 0), Focus(0.5, 1))

    assert crops == {"2.35:1": "0_0_1_0.319167", "1:1": "0_0.25_1_1"}


@pytest.mark.parametrize("size", [(900, 383), (400, 400), (300, 900), (5000, 700)])
@pytest.mark.parametrize(("name", "ratio"), [("2.35:1", 900 / 383), ("1:1", 1.0)])
def test_find_crops_returns_the_largest_centred_crops(size: tuple[int, int], name: str, ratio: float) -> None:
    crop = find_crops(*size)[name]

    assert re.fullmatch(r"(?:[01]|0\.\d{1,6})(?:_(?:[01]|0\.\d{1,6})){3}", crop)
    left, top, right, bottom = map(float, crop.split("_"))
    assert (right - left) * size[0] / ((bottom - top) * size[1]) == pytest.approx(ratio, rel=1e-4)
    assert (left, right) == (0, 1) or (top, bottom) == (0, 1)
    assert (left + right, top + bottom) == pytest.approx((1, 1))


@pytest.mark.parametrize("size", [(1080, 1440), (900, 383), (470, 470), (3000, 400)])
@pytest.mark.parametrize(("name", "ratio"), [("2.35_1", 900 / 383), ("1_1", 1.0), ("16_9", 16 / 9)])
def test_find_post_crops_returns_every_documented_ratio(size: tuple[int, int], name: str, ratio: float) -> None:
    left, top, right, bottom = map(float, find_post_crops(*size, Focus(0.2, 0.9))[name].split("_"))

    assert (right - left) * size[0] / ((bottom - top) * size[1]) == pytest.approx(ratio, rel=1e-4)
    assert (left, right) == (0, 1) or (top, bottom) == (0, 1)


@pytest.mark.parametrize(
    ("size", "left"),
    [
        ((199, 900), []),
        ((900, 199), []),
        ((200, 200), ["1_1"]),
        ((355, 900), ["1_1"]),
        ((356, 900), ["16_9", "1_1"]),
        ((469, 900), ["16_9", "1_1"]),
        ((470, 900), ["16_9", "1_1", "2.35_1"]),
        ((900, 200), ["16_9", "1_1", "2.35_1"]),
    ],
)
def test_find_post_crops_leaves_out_each_crop_that_is_too_small(size: tuple[int, int], left: list[str]) -> None:
    assert sorted(find_post_crops(*size)) == left
