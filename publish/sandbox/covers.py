"""Covers of articles: their picture and its crops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publish.sandbox.error_responses import ApiError
from publish.sandbox.materials import Size, find_cover
from publish.sandbox.models import SandboxAccount
from publish.sandbox.state import State

RATIOS = {"pic_crop_235_1": "2.35_1", "pic_crop_1_1": "1_1"}
SHAPES = {"1_1": 1.0, "16_9": 16 / 9, "2.35_1": 2.35}
"""Ratios documented for `cover_info.crop_percent_list`; there is no `4_3`."""
RATIO_TOLERANCE = 0.02  # not documented by WeChat
MIN_CROP_PIXELS = 64  # on the shorter side of the crop; not documented by WeChat
MAX_NEWSPIC_PICTURES = 20

_EDGES = ("x1", "y1", "x2", "y2")
_NUMBER = r"(?:0|1|[01]\.\d{1,6})"
_CROP = re.compile(rf"{_NUMBER}(?:_{_NUMBER}){{3}}")


def check_cover(article: Mapping[str, Any], account: SandboxAccount, state: State) -> str:
    """Return the media_id of an article's cover.

    A missing or unusable cover gives 40007 or 40121, a picture post without pictures 40035, with too many 45008.
    """
    newspic = article.get("article_type") == "newspic"
    media_ids = parse_image_list(article) if newspic else [article.get("thumb_media_id")]
    for media_id in media_ids:
        find_cover(media_id, account, state)
    return str(media_ids[0])


def parse_image_list(article: Mapping[str, Any]) -> list[str]:
    """Return the media ids of a picture post's pictures, 1 to 20; none gives 40035, more 45008."""
    info = article.get("image_info")
    items = info.get("image_list") if isinstance(info, Mapping) else None
    if not isinstance(items, list) or not items:
        raise ApiError(40035)
    if len(items) > MAX_NEWSPIC_PICTURES:
        raise ApiError(45008)
    return [str(item.get("image_media_id")) if isinstance(item, Mapping) else "" for item in items]


def check_crops(article: Mapping[str, Any], account: SandboxAccount, state: State) -> dict[str, Any] | None:
    """Return the `cover_info` that an article is read back with; None without crops.

    A crop that is malformed, of a wrong or undocumented ratio, or too small gives 53402.
    """
    crops = [(ratio, article[name]) for name, ratio in RATIOS.items() if article.get(name)]
    crops += _parse_cover_info(article.get("cover_info"))
    if not crops and not state.settings.crop_every_cover:
        return article.get("cover_info")
    size = find_cover(check_cover(article, account, state), account, state)
    if not crops:
        _check_size(size)
        return article.get("cover_info")
    return {"crop_percent_list": [_check_crop(crop, ratio, size) for ratio, crop in crops]}


def _parse_cover_info(info: object) -> list[tuple[str, object]]:
    """Return ratio and crop of each item of `cover_info`, written as in the fields."""
    items = info.get("crop_percent_list") if isinstance(info, Mapping) else None
    if items is None:
        return []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise ApiError(53402)
    return [(str(item.get("ratio")), "_".join(str(item.get(edge)) for edge in _EDGES)) for item in items]


def _check_crop(crop: object, ratio: str, size: Size) -> dict[str, str]:
    if ratio not in SHAPES or not isinstance(crop, str) or not _CROP.fullmatch(crop):
        raise ApiError(53402)
    left, top, right, bottom = crop.split("_")
    width = (float(right) - float(left)) * size.width
    height = (float(bottom) - float(top)) * size.height
    if width <= 0 or height <= 0 or abs(width / height / SHAPES[ratio] - 1) > RATIO_TOLERANCE:
        raise ApiError(53402)
    _check_size(Size(round(width), round(height)))
    return {"ratio": ratio, "x1": left, "y1": top, "x2": right, "y2": bottom}


def _check_size(size: Size) -> None:
    if min(size) < MIN_CROP_PIXELS:
        raise ApiError(53402)
