"""The words for a cover's picture: where it comes from, and what stays in its middle when it is cropped."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import CoverFocus, Focus

FIRST_PICTURE, DRAWN = "first-picture", "drawn"
"""Values of `cover` and `cover.source` that are no file: the article's first picture, and a drawn cover."""

FOCUS_KEY = "cover_focus"

_ACROSS = {"left": 0.0, "左": 0.0, "right": 1.0, "右": 1.0}
_DOWN = {"top": 0.0, "上": 0.0, "bottom": 1.0, "下": 1.0}
_MIDDLE = {"center": 0.5, "centre": 0.5, "middle": 0.5, "中": 0.5}
_PERCENT = lazy_pattern(r"(\d{1,3}(?:\.\d{1,3})?)[%％]")
_SHARE = lazy_pattern(r"0?\.\d{1,6}|0|1(?:\.0{1,6})?")
_BETWEEN = lazy_pattern(r"[\s,，、]+")
_CROPS = lazy_pattern(r"[/／]")


def parse_cover_focus(text: str) -> CoverFocus | None:
    """Return the points of `top`, for both crops, or `top / left 20%`, for card and square; None for anything else."""
    points = [parse_focus(part) for part in _CROPS.split(text)]
    if len(points) > 2 or points[0] is None or points[-1] is None:
        return None
    return CoverFocus(points[0], points[1] if len(points) > 1 else None)


def parse_focus(text: str) -> Focus | None:
    """Return the point of `30% 50%`, `0.3 0.5`, `top`, `left 20%` or `右 上`; None for anything else.

    Of two numbers the first is across; the middle stands for what is not said.
    """
    words = _BETWEEN.split(text.strip().lower())
    if len(words) > 2:
        return None
    if len(words) == 1:
        words.append("center")
    if words[0] in _DOWN or words[1] in _ACROSS:
        words.reverse()
    across, down = words
    x, y = _read_place(across, _ACROSS), _read_place(down, _DOWN)
    return None if x is None or y is None else Focus(x, y)


def _read_place(word: str, words: Mapping[str, float]) -> float | None:
    """Return the share that a word, a percentage or a number from 0 to 1 stands for."""
    if _SHARE.fullmatch(word):
        return float(word)
    percent = _PERCENT.fullmatch(word)
    if percent:
        return float(percent[1]) / 100 if float(percent[1]) <= 100 else None
    return words.get(word, _MIDDLE.get(word))
