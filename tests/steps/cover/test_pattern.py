from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from publish.steps.cover.pattern import draw_pattern
from tests.samples import CORPUS, SAMPLES

DAY = date(2020, 6, 17)
FAMILIES = [DAY + timedelta(weeks=week) for week in range(7)]


def draw(day: date) -> Image.Image:
    return draw_pattern(day, "")


def differ(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures' pixels, 0 to 255."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


@pytest.mark.parametrize("day", FAMILIES)
def test_draw_pattern_is_deterministic(day: date) -> None:
    assert draw(day).tobytes() == draw(day).tobytes()


@pytest.mark.parametrize("day", FAMILIES)
def test_draw_pattern_covers_only_a_part_of_the_background(day: date) -> None:
    pattern = draw(day)

    assert (pattern.mode, pattern.size) == ("L", (900, 383))
    brightest = [max(pattern.crop((left, 0, left + 225, 383)).tobytes()) for left in range(0, 900, 225)]
    assert min(brightest) > 60
    assert min(pattern.tobytes()) == 0
    assert ImageStat.Stat(pattern).mean[0] < 110


@pytest.mark.parametrize("day", FAMILIES)
@pytest.mark.parametrize("days", [1, 2, 7, 14, 28, 49])
def test_draw_pattern_differs_between_days(day: date, days: int) -> None:
    assert differ(draw(day), draw(day + timedelta(days))) > 4


def test_draw_pattern_alternates_seven_families_weekly() -> None:
    shares = {round(ImageStat.Stat(draw(day)).mean[0], 3) for day in FAMILIES}

    assert len(shares) == 7


@pytest.mark.parametrize("folder", [SAMPLES, CORPUS / "issues"], ids=["samples", "corpus"])
def test_draw_pattern_differs_between_consecutive_issues(folder: Path) -> None:
    days = sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.md"))
    if not days:
        pytest.skip("the real newsletter is not here")

    assert min(differ(draw(one), draw(other)) for one, other in pairwise(days)) > 8


def test_draw_pattern_depends_on_the_name_without_a_date() -> None:
    one, same, other = (draw_pattern(None, name) for name in ("甲", "甲", "乙"))

    assert one.tobytes() == same.tobytes() != other.tobytes()
