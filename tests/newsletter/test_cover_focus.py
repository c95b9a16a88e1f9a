from __future__ import annotations

import pytest

from publish.core.picture import CoverFocus, Focus
from publish.newsletter.cover_focus import parse_cover_focus, parse_focus


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("30% 50%", Focus(0.3, 0.5)),
        (" 12.5%,100% ", Focus(0.125, 1)),
        ("30％ 0％", Focus(0.3, 0)),
        ("30%", Focus(0.3, 0.5)),
        ("0.3 .25", Focus(0.3, 0.25)),
        ("1 0", Focus(1, 0)),
        ("top", Focus(0.5, 0)),
        ("Left", Focus(0, 0.5)),
        ("center", Focus(0.5, 0.5)),
        ("right bottom", Focus(1, 1)),
        ("bottom right", Focus(1, 1)),
        ("left 20%", Focus(0, 0.2)),
        ("20% top", Focus(0.2, 0)),
        ("20% left", Focus(0, 0.2)),
        ("top 20%", Focus(0.2, 0)),
        ("center 20%", Focus(0.5, 0.2)),
        ("右 上", Focus(1, 0)),
        ("中、下", Focus(0.5, 1)),
    ],
)
def test_parse_focus_reads_percentages_and_words(text: str, focus: Focus) -> None:
    assert parse_focus(text) == focus


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30 50",
        "101% 50%",
        "-3% 5%",
        "left right",
        "top bottom",
        "face",
        "1% 2% 3%",
        "left center right",
        "1.2 0",
        "-0.1 0",
    ],
)
def test_parse_focus_returns_none_for_anything_else(text: str) -> None:
    assert parse_focus(text) is None


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("top", CoverFocus(Focus(0.5, 0))),
        ("30% 50% / 70% 40%", CoverFocus(Focus(0.3, 0.5), Focus(0.7, 0.4))),
        ("上／左 下", CoverFocus(Focus(0.5, 0), Focus(0, 1))),
    ],
)
def test_parse_cover_focus_reads_one_point_for_both_crops_or_one_for_each(text: str, focus: CoverFocus) -> None:
    assert parse_cover_focus(text) == focus


@pytest.mark.parametrize("text", ["", "/", "top /", "/ top", "top / face", "top / left / right"])
def test_parse_cover_focus_returns_none_for_anything_else(text: str) -> None:
    assert parse_cover_focus(text) is None
