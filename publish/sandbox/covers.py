"""Covers: which picture, and which part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publish.sandbox.error_responses import ApiError
from publish.sandbox.image_files import Size
from publish.sandbox.materials import find_cover
from publish.sandbox.models import SandboxAccount
from publish.sandbox.state import State

RATIOS = {"pic_crop_235_1": "2.35_1", "pic_crop_1_1": "1_1"}
SHAPES = {"1_1": 1.0, "16_9": 16 / 9, "2.35_1": 2.35}
"""Of `cover_info.crop_percent_list`, as documented; there is no `4_3`."""
RATIO_TOLERANCE = 0.02
"""The platform's own is not documented."""
MIN_CROP_PIXELS = 64
"""On the shorter side of what is left; the platform's own is not documented."""
MAX_NEWSPIC_PICTURES = 20

_EDGES = ("x1", "y1", "x2", "y2")
_NUMBER = r"(?:0|1|[01]\.\d{1,6})"
_CROP = re.compile(rf"{_NUMBER}(?:_{_NUMBER}){{3}}")


def check_pictures(given: Mapping[str, Any], account: SandboxAccount, state: State) -> str:
    """Return the media_id of an article's cover.

    Raises:
        Refusal: It is not there, or not to be used (40007, 40121); a picture post has no pictures (40035) or too many
            (45008).
    """
    if given.get("article_type") != "newspic":
        media_id = given.get("thumb_media_id")
        if not isinstance(media_id, str):
            raise ApiError(40007)
        find_cover(media_id, account, state)
        return media_id
    pictures = _list_pictures(given)
    for media_id in pictures:
        find_cover(media_id, account, state)
    return pictures[0]


def _list_pictures(given: Mapping[str, Any]) -> list[str]:
    info = given.get("image_info")
    listed = info.get("image_list") if isinstance(info, Mapping) else None
    if not isinstance(listed, list) or not listed:
        raise ApiError(40035)
    if len(listed) > MAX_NEWSPIC_PICTURES:
        raise ApiError(45008)
    return [str(item.get("image_media_id")) if isinstance(item, Mapping) else "" for item in listed]


def check_crops(given: Mapping[str, Any], account: SandboxAccount, state: State) -> dict[str, Any] | None:
    """Return how a cover is cropped, in the form in which it is read back; None where nothing was said.

    Raises:
        Refusal: A crop is malformed, of a wrong ratio or one that is not documented, or leaves too little (53402).
    """
    asked = [*_read_fields(given), *_read_list(given.get("cover_info"))]
    if not asked and not state.settings.crop_every_cover:
        return given.get("cover_info")
    size = find_cover(check_pictures(given, account, state), account, state)
    if not asked:
        _check_room(size)
        return given.get("cover_info")
    return {"crop_percent_list": [_check_crop(crop, ratio, size) for ratio, crop in asked]}


def _read_fields(given: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the crops that fields of an article ask for, by their ratios."""
    return [(ratio, given[name]) for name, ratio in RATIOS.items() if given.get(name)]


def _read_list(info: object) -> list[tuple[str, object]]:
    """Return the crops that `cover_info` asks for, written as the fields write them."""
    listed = info.get("crop_percent_list") if isinstance(info, Mapping) else None
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
        raise ApiError(53402)
    return [(str(item.get("ratio")), "_".join(str(item.get(edge)) for edge in _EDGES)) for item in listed]


def _check_crop(crop: object, ratio: str, size: Size) -> dict[str, str]:
    if ratio not in SHAPES or not isinstance(crop, str) or not _CROP.fullmatch(crop):
        raise ApiError(53402)
    left, top, right, bottom = crop.split("_")
    width = (float(right) - float(left)) * size.width
    height = (float(bottom) - float(top)) * size.height
    if width <= 0 or height <= 0 or abs(width / height / SHAPES[ratio] - 1) > RATIO_TOLERANCE:
        raise ApiError(53402)
    _check_room(Size(round(width), round(height)))
    return {"ratio": ratio, "x1": left, "y1": top, "x2": right, "y2": bottom}


def _check_room(size: Size) -> None:
    if min(size) < MIN_CROP_PIXELS:
        raise ApiError(53402)
