"""Time inside this process: variants in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks.spread import Spread, compare_samples
from benchmarks.workbench import Source, change_text

Work = Callable[[], object]


class Conversion(NamedTuple):
    """What is to be measured: a function, and the issues that it gets one after the other."""

    convert: Callable[[Source], object]
    sources: Sequence[Source]


class Timing(NamedTuple):
    """CPU seconds of a variant, one sample a round."""

    samples: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """Return the median."""
        return median(self.samples)

    def compare(self, other: Timing) -> Spread:
        """Return how much of another variant's time this one takes."""
        return compare_samples(self.samples, other.samples)


def time_in_turn(variants: Mapping[str, Work], rounds: int) -> dict[str, Timing]:
    """Return the time of each variant, after one run that does not count."""
    return _time_prepared({name: partial(_return, work) for name, work in variants.items()}, rounds)


def time_changed(variants: Mapping[str, Conversion], rounds: int) -> dict[str, Timing]:
    """Return the time of each variant for its issues together, each run with texts that nothing has seen before."""
    return _time_prepared({name: partial(_change, variant) for name, variant in variants.items()}, rounds)


def _change(variant: Conversion) -> Work:
    changed = [change_text(source) for source in variant.sources]
    return lambda: [variant.convert(source) for source in changed]


def _return(work: Work) -> Work:
    return work


def _time_prepared(variants: Mapping[str, Callable[[], Work]], rounds: int) -> dict[str, Timing]:
    for prepare in variants.values():
        prepare()()
    samples: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, prepare in variants.items():
            samples[name].append(_time(prepare()))
    return {name: Timing(tuple(taken)) for name, taken in samples.items()}


def _time(work: Work) -> float:
    gc.collect()  # nobody pays for what the variant before left behind
    start = process_time()
    work()
    return process_time() - start
