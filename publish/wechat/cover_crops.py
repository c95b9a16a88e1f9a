"""Check the crops of a cover before they are sent: WeChat answers 53402 to wrong ones, without saying what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.wechat.limits import MIN_CROP_SIDE

RATIOS = {"2.35:1": 2.35, "1:1": 1.0}
"""Documented aspect ratios of an article's cover."""
_TOLERANCE = 0.01  # of the ratio; WeChat's is not documented
_EDGE = r"(?:[01]|0\.\d{1,6})"  # from 0 to 1, six decimals at most
_CROP = lazy_pattern(rf"{_EDGE}(?:_{_EDGE}){{3}}")


def check_crops(width: int, height: int, crops: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each crop that is malformed, of another ratio than its name says, or too small.

    Args:
        width: Pixels of the cover.
        height: Its other side.
        crops: Each crop as draft/add takes it, `X1_Y1_X2_Y2`, by its ratio.
    """
    found = (_check_crop(width, height, ratio, crop) for ratio, crop in crops.items())
    return [problem for problem in found if problem is not None]


def _check_crop(width: int, height: int, ratio: str, crop: str) -> Problem | None:
    values: dict[str, object] = {"ratio": ratio, "crop": crop, "size": f"{width}×{height}"}
    if not _CROP.fullmatch(crop):
        return Problem("cover-crop-form", values)
    left, top, right, bottom = map(float, crop.split("_"))
    across, down = (right - left) * width, (bottom - top) * height
    if across <= 0 or down <= 0 or abs(across / down / RATIOS[ratio] - 1) > _TOLERANCE:
        return Problem("cover-crop-ratio", values)
    if min(across, down) < MIN_CROP_SIDE:
        return Problem("cover-crop-small", {**values, "least": MIN_CROP_SIDE, "pixels": f"{across:.0f}×{down:.0f}"})
    return None
