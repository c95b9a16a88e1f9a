"""Ratios of what was measured in turn, and how much they vary."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Spread(NamedTuple):
    """A ratio in the middle of all rounds, and between which values half of the rounds lie."""

    median: float
    low: float
    high: float


def compare_samples(samples: Sequence[float], others: Sequence[float]) -> Spread:
    """Return the ratios of samples that were taken in the same rounds."""
    ratios = [sample / other for sample, other in zip(samples, others, strict=True)]
    if len(ratios) == 1:
        return Spread(ratios[0], ratios[0], ratios[0])
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    return Spread(median(ratios), low, high)
