from __future__ import annotations

from itertools import product

import pytest

from publish.core.picture import Focus
from publish.wechat.cover_crops import check_crops
from publish.wechat.limits import find_crops

PLACES = [Focus(x, y) for x, y in product((0, 0.333333, 1), repeat=2)]


@pytest.mark.parametrize("size", [(900, 383), (900, 1200), (1801, 767), (997, 7993), (5003, 1009)])
@pytest.mark.parametrize("square", PLACES)
def test_check_crops_finds_nothing_wrong_with_computed_crops(size: tuple[int, int], square: Focus) -> None:
    assert check_crops(*size, find_crops(*size, Focus(0.123456789, 0.987654321), square)) == []


@pytest.mark.parametrize(
    "crop", ["", "0_0_1", "0_0_1_1_1", "0,0,1,1", "-0.1_0_1_1", "0_0_1.1_1", "0_0_0.1234567_1", "0_0_2_1", "0_0_nan_1"]
)
def test_check_crops_reports_edges_that_are_no_shares(crop: str) -> None:
    [problem] = check_crops(900, 383, {"2.35:1": crop})

    assert (problem.message, problem.values["crop"]) == ("cover-crop-form", crop)


@pytest.mark.parametrize(
    ("ratio", "crop"),
    [("2.35:1", "0_0_0.9_1"), ("1:1", "0_0_1_1"), ("1:1", "0_0_0.431_1"), ("1:1", "0.5_0_0.5_1"), ("1:1", "0_1_1_0")],
)
def test_check_crops_reports_a_crop_of_another_ratio(ratio: str, crop: str) -> None:
    [problem] = check_crops(900, 383, {ratio: crop})

    assert problem.message == "cover-crop-ratio"


def test_check_crops_reports_every_crop_that_is_too_small() -> None:
    found = check_crops(8000, 120, find_crops(8000, 120))

    assert [(problem.message, problem.values["pixels"]) for problem in found] == [
        ("cover-crop-small", "282×120"),
        ("cover-crop-small", "120×120"),
    ]
