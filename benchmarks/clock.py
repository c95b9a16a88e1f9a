"""Time inside this process: variants in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Work = Callable[[], object]


def time_in_turn(variants: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each variant, after one run that does not count."""
    for work in variants.values():
        work()
    samples: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            samples[name].append(_time(work))
    return {name: median(taken) for name, taken in samples.items()}


def _time(work: Work) -> float:
    gc.collect()  # nobody pays for what the variant before left behind
    start = process_time()
    work()
    return process_time() - start
