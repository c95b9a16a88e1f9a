from __future__ import annotations

import colorsys
from itertools import pairwise

import pytest

from publish.steps.cover.draw import PATTERN, make_palette
from publish.wechat.contrast import find_luminance
from publish.wechat.dark_mode import Colour

ACCENTS = {
    "black": Colour(0, 0, 0),
    "white": Colour(255, 255, 255),
    "grey": Colour(128, 128, 128),
    "deep blue": Colour(31, 78, 121),
    "red": Colour(179, 38, 30),
    "yellow": Colour(255, 235, 59),
    "pure blue": Colour(0, 0, 255),
}


def ramp(name: str) -> list[Colour]:
    palette = make_palette(ACCENTS[name])
    return [Colour(*palette[at : at + 3]) for at in range(0, len(palette), 3)]


def find_hue(colour: Colour) -> float:
    return colorsys.rgb_to_hls(*(channel / 255 for channel in colour[:3]))[0]


@pytest.mark.parametrize("name", ACCENTS)
def test_palette_brightens_from_background_to_white(name: str) -> None:
    colours = ramp(name)

    assert len(colours) == 256
    assert colours[-1] == Colour(255, 255, 255)
    assert all(find_luminance(below) <= find_luminance(above) for below, above in pairwise(colours))


@pytest.mark.parametrize("name", ACCENTS)
def test_palette_has_a_dark_background_for_any_accent(name: str) -> None:
    assert 0.01 < find_luminance(ramp(name)[0]) < 0.08


@pytest.mark.parametrize("name", ["deep blue", "red", "yellow", "pure blue"])
@pytest.mark.parametrize("tone", [0, PATTERN])
def test_palette_has_the_hue_of_the_accent(name: str, tone: int) -> None:
    assert find_hue(ramp(name)[tone]) == pytest.approx(find_hue(ACCENTS[name]), abs=0.01)


def test_palette_takes_a_dark_accent_as_background() -> None:
    assert ramp("deep blue")[0] == ACCENTS["deep blue"]
