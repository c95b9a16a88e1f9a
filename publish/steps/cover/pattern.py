"""The pattern of a cover or a card, generated from the date: different for each issue, the same each time."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import date
from itertools import product
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw

from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH

_SAMPLES = 2
_FULL = 255
_DAYS_A_WEEK = 7


class _Area(NamedTuple):
    """The area that a pattern fills, in samples."""

    width: int
    height: int


def draw_pattern(day: date | None, name: str, size: tuple[int, int] = (COVER_WIDTH, COVER_HEIGHT)) -> Image.Image:
    """Draw the pattern of an issue in greys on black.

    The families alternate weekly, so that issues one to six weeks apart never share one.

    Args:
        day: The issue's date.
        name: The seed where there is no date.
        size: Width and height in pixels.
    """
    seed = day.toordinal() if day else int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
    area = _Area(*(length * _SAMPLES for length in size))
    canvas = Image.new("L", area)
    draw = _FAMILIES[seed // _DAYS_A_WEEK % len(_FAMILIES)]
    draw(ImageDraw.Draw(canvas), area, Random(seed))  # noqa: S311 - for a picture, not for security
    return canvas.reduce(_SAMPLES)


def _circle(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _draw_dots(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw a grid of dots that swell along two waves."""
    step = 46
    waves = [(random.uniform(0.002, 0.006), random.uniform(0.002, 0.008), random.uniform(0, math.tau)) for _ in "ab"]
    for row, column in product(range(area.height // step + 2), range(area.width // step + 2)):
        x, y = column * step, row * step
        swell = (2 + sum(math.sin(x * across + y * down + phase) for across, down, phase in waves)) / 4
        radius = 3 + 16 * swell**2
        pen.ellipse(_circle(x, y, radius), fill=round(70 + 185 * swell))


def _draw_arcs(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw arcs round a point near one edge."""
    x = random.choice((0.06, 0.94)) * area.width
    y = random.uniform(0.1, 0.9) * area.height
    radius = 60.0
    while radius < area.width:
        start, length = random.uniform(0, 360), random.uniform(120, 330)
        width = random.choice((3, 3, 5, 14))
        tone = round(random.uniform(90, _FULL))
        pen.arc(_circle(x, y, radius), start, start + length, fill=tone, width=width)
        radius += random.uniform(26, 62)


def _draw_nodes(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw a network: evenly scattered points, each connected to those nearby."""
    step = 150
    points = [
        ((column + random.random()) * step, (row + random.random()) * step)
        for row, column in product(range(-1, area.height // step + 1), range(-1, area.width // step + 1))
    ]
    reach = step * 1.35
    for index, one in enumerate(points):
        for other in points[index + 1 :]:
            apart = math.dist(one, other)
            if apart < reach:
                pen.line((one, other), fill=round(170 * (1 - apart / reach) + 50), width=3)
    for x, y in points:
        radius = random.choice((5, 5, 8, 13))
        pen.ellipse(_circle(x, y, radius), fill=_FULL)


def _draw_waves(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw sine waves whose phases drift apart."""
    count = 26
    length, drift = random.uniform(0.0028, 0.0045), random.uniform(0.1, 0.24)
    phase, second = random.uniform(0, math.tau), random.uniform(0.0012, 0.0024)
    for number in range(-4, count + 4):
        height = number * area.height / count
        points = [
            (x, height + 46 * math.sin(x * length + phase + number * drift) * math.sin(x * second + number * 0.06))
            for x in range(-24, area.width + 25, 24)
        ]
        pen.line(points, fill=_FULL if number % 4 == 0 else 150, width=4, joint="curve")


def _draw_strata(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw overlapping layers like a range of hills."""
    layers = 6
    for layer in range(layers):
        top = area.height * (0.18 + 0.13 * layer)
        swings = [
            (random.uniform(0.8, 2.4) / 10 ** (3 - order / 3), random.uniform(0, math.tau), 60 / (order + 1))
            for order in range(3)
        ]
        points = [
            (x, top + sum(height * math.sin(x * length + phase) for length, phase, height in swings))
            for x in range(0, area.width + 20, 20)
        ]
        pen.polygon([*points, (area.width, area.height), (0, area.height)], fill=22 * (layer + 1))
        pen.line(points, fill=70 + 30 * layer, width=4, joint="curve")


def _draw_traces(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw the traces of a circuit board: straight with bends of 45 degrees, a pad at each end."""
    step = 34
    for row in range(-6, area.height // step + 6):
        x, y = random.uniform(-200, area.width * 0.2), float(row * step)
        points = [(x, y)]
        turn = random.choice((-1, 1))
        while x < area.width and len(points) < 8:
            ahead, aside = random.uniform(160, 520), random.choice((1, 2, 3)) * step
            x += ahead
            points.append((x, y))
            x, y, turn = x + aside, y + turn * aside, -turn
            points.append((x, y))
        pen.line(points, fill=150, width=4, joint="curve")
        for end in (points[0], points[-1]):
            pen.ellipse(_circle(*end, 11), fill=0, outline=_FULL, width=5)


def _draw_bars(pen: ImageDraw.ImageDraw, area: _Area, random: Random) -> None:
    """Draw a spectrum: vertical bars round the middle line."""
    step, width = 30, 14
    swings = [(random.uniform(0.002, 0.012), random.uniform(0, math.tau)) for _ in range(3)]
    for x in range(step // 2, area.width, step):
        swell = abs(sum(math.sin(x * length + phase) for length, phase in swings)) / 3
        height = 20 + swell * area.height * 0.46 + random.uniform(0, 30)
        box = (x - width / 2, area.height / 2 - height, x + width / 2, area.height / 2 + height)
        pen.rounded_rectangle(box, width / 2, fill=round(100 + 155 * swell))


_FAMILIES: tuple[Callable[[ImageDraw.ImageDraw, _Area, Random], None], ...] = (
    _draw_nodes,
    _draw_waves,
    _draw_dots,
    _draw_strata,
    _draw_traces,
    _draw_arcs,
    _draw_bars,
)
