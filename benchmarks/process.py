"""Whole processes: started in turn, their time and peak memory as the system accounts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.spread import Spread, compare_samples

LAUNCHER = Path(__file__).with_name("launch.py")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """A command to be measured."""

    words: Sequence[str]
    folder: Path
    """Where it runs."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it is told beside the plain environment."""
    prepare: Callable[[], None] = lambda: None
    """What has to be done before each run, unmeasured."""
    codes: tuple[int, ...] = (0,)
    """How it may end: a check that finds something has done its work, too."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    seconds: float
    cpu: float
    """User and system seconds."""
    peak: float
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What a command took, one cost a round."""

    costs: tuple[Cost, ...]

    @property
    def seconds(self) -> float:
        """Return the median of the seconds."""
        return median(cost.seconds for cost in self.costs)

    @property
    def cpu(self) -> float:
        """Return the median of the CPU seconds."""
        return median(cost.cpu for cost in self.costs)

    @property
    def peak(self) -> float:
        """Return the median of the peaks."""
        return median(cost.peak for cost in self.costs)

    def compare(self, other: Runs) -> Spread:
        """Return how much of another command's CPU time this one takes."""
        return compare_samples([cost.cpu for cost in self.costs], [cost.cpu for cost in other.costs])


class CommandFailedError(RuntimeError):
    """A command that was to be measured did not do its work."""


def run_in_turn(commands: Mapping[str, Command], scratch: Path, rounds: int) -> dict[str, Runs]:
    """Return the costs of each command, after one run that leaves byte code and caches behind."""
    for command in commands.values():
        _run(command, scratch)
    samples: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            samples[name].append(_run(command, scratch))
    return {name: Runs(tuple(costs)) for name, costs in samples.items()}


def make_environment(scratch: Path) -> dict[str, str]:
    """Return the environment of every measured command: a home of its own, and byte code that is kept."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(scratch),
        "LANG": "C.UTF-8",
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "PYTHONPYCACHEPREFIX": str(scratch / "bytecode"),
    }


def _run(command: Command, scratch: Path) -> Cost:
    command.prepare()
    words = [sys.executable, "-I", "-S", str(LAUNCHER), *command.words]
    environment = {**make_environment(scratch), **command.environment}
    done = subprocess.run(words, cwd=command.folder, env=environment, capture_output=True, text=True, check=True)
    seconds, cpu, peak, code = (float(word) for word in done.stdout.split())
    if code not in command.codes:
        msg = f"{' '.join(command.words)} left with {code:.0f}:\n{done.stderr}"
        raise CommandFailedError(msg)
    return Cost(seconds, cpu, peak)
