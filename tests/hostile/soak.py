"""`python -m tests.hostile.soak`: every hostile shape through the real command, its limits and how its time grows."""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool
from pathlib import Path
from statistics import median
from types import FrameType
from typing import NamedTuple

from publish.steps.parse import parse_issue
from tests.hostile.building import build_text
from tests.hostile.shapes import find_cases

MAX_SECONDS = 10.0
MAX_MIB = 1024
MAX_GROWTH = 3.5
"""So many times as long may twice the text take."""
LEAST_SECONDS = 0.1
"""Below this, growth is noise, or a square that the longest line an issue may have keeps small."""
SIZE = 65_536
NAME = "2020-06-17.md"
ROOT = Path(__file__).parents[2]

_REFUSED = re.compile(rf"^{re.escape(NAME)}:\d+(?::\d+)?: .", re.MULTILINE)


class Run(NamedTuple):
    """What became of one shape."""

    name: str
    seconds: float
    mib: float
    code: int
    told: str

    @property
    def outcome(self) -> str:
        return {0: "built", 3: "refused"}.get(self.code, f"exit {self.code}")

    @property
    def fault(self) -> str:
        """Return what is wrong; empty where nothing is."""
        faults = {
            "slow": self.seconds > MAX_SECONDS,
            "large": self.mib > MAX_MIB,
            "killed": self.code < 0,
            "traceback": "Traceback" in self.told,
            "exit code": self.code not in (0, 3),
            "no file and line": self.code == 3 and not _REFUSED.search(self.told),
        }
        return next((fault for fault, found in faults.items() if found), "")


class Growth(NamedTuple):
    """How a shape's time grows: seconds at a quarter, a half and the whole of the size."""

    name: str
    seconds: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Return the worst growth of a doubling that takes long enough to be measured."""
        pairs = zip(self.seconds, self.seconds[1:], strict=False)
        return max(
            (after / max(before, LEAST_SECONDS / 4) for before, after in pairs if after > LEAST_SECONDS), default=0.0
        )


# --- the real command -------------------------------------------------------------------------------


def run_command(name: str, size: int, home: Path) -> Run:
    """Build one shape in a process of its own, which may take so much time and memory."""
    folder = Path(tempfile.mkdtemp(dir=home))
    (folder / NAME).write_bytes(find_cases()[name](size).encode("utf-8", "surrogatepass"))
    argv = [sys.executable, "-m", "publish", "build", str(folder / NAME), "--out", str(folder), "--lang", "en"]
    environment = os.environ | {"XDG_CACHE_HOME": str(home / "cache")}
    with (folder / "told").open("wb") as told:
        start = time.monotonic()
        child = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=told, stderr=told)
        resource.prlimit(child.pid, resource.RLIMIT_AS, (MAX_MIB << 20, MAX_MIB << 20))
        killer = threading.Timer(MAX_SECONDS + 5, child.kill)
        killer.start()
        _, status, usage = os.wait4(child.pid, 0)
        killer.cancel()
        seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    said = (folder / "told").read_text("utf-8", "replace")
    shutil.rmtree(folder)
    return Run(name, seconds, usage.ru_maxrss / 1024, child.returncode, said)


def run_all(names: list[str], size: int, jobs: int) -> Iterator[Run]:
    """Build every shape, so many at a time; what was slow once more alone, for it may have waited for others."""
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(jobs) as workers:
        runs = list(workers.map(lambda name: run_command(name, size, Path(home)), names))
        for run in runs:
            yield run_command(run.name, size, Path(home)) if run.fault == "slow" else run


# --- how time grows -----------------------------------------------------------------------------------


class TooSlowError(Exception):
    """A build in this process took longer than it may."""


def measure_growth(case: tuple[str, int]) -> Growth:
    """Measure one shape; measure it again where once looks bad."""
    name, size = case
    sizes = (size // 4, size // 2, size)
    signal.signal(signal.SIGALRM, _give_up)
    base = min(_time_build(name, size // 256) for _ in range(2))
    growth = Growth(name, tuple(_time_build(name, wanted) - base for wanted in sizes))
    if growth.ratio <= MAX_GROWTH or growth.seconds[-1] > MAX_SECONDS:
        return growth
    return Growth(name, tuple(median(_time_build(name, wanted) for _ in range(3)) - base for wanted in sizes))


def _time_build(name: str, size: int) -> float:
    text = find_cases()[name](size)
    parse_issue.cache_clear()  # the same text is measured again
    start = time.process_time()  # others may keep the machine busy
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS + 2)
    try:
        build_text(text)
    except TooSlowError:
        return MAX_SECONDS + 2
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - start


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


# --- the report ---------------------------------------------------------------------------------------


def report_runs(runs: Iterable[Run]) -> int:
    """Print a table, worst last, and return how many are at fault."""
    found = sorted(runs, key=lambda run: (bool(run.fault), run.seconds))
    for run in found:
        first = run.told.strip().split("\n")[0][:100]
        print(f"{run.seconds:7.2f} s {run.mib:5.0f} MiB  {run.outcome:8} {run.fault:16} {run.name}: {first}")
    faults = sum(bool(run.fault) for run in found)
    print(f"{len(found)} shapes through the command, {faults} at fault\n")
    return faults


def report_growth(measured: Iterable[Growth]) -> int:
    """Print the shapes whose time grows too fast and return how many there are."""
    found = sorted(measured, key=lambda growth: growth.ratio)
    steep = [growth for growth in found if growth.ratio > MAX_GROWTH or growth.seconds[-1] > MAX_SECONDS]
    for growth in steep:
        times = " ".join(f"{seconds:7.3f}" for seconds in growth.seconds)
        print(f"x{growth.ratio:5.1f}  {times} s  {growth.name}")
    print(f"{len(found)} shapes doubled twice, {len(steep)} grow faster than x{MAX_GROWTH}")
    return len(steep)


def main() -> int:
    """Run what the command line asks for and return the exit code."""
    parser = argparse.ArgumentParser(description="Build every hostile shape under limits of time and memory.")
    parser.add_argument("--size", type=int, default=SIZE, metavar="BYTES", help=f"how large each is (default {SIZE})")
    parser.add_argument("--only", default="", metavar="NAME", help="shapes whose name holds this")
    parser.add_argument("--everywhere", action="store_true", help="in titles and headings, too")
    parser.add_argument("--part", choices=["command", "growth"], help="only one half of it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="so many at a time")
    arguments = parser.parse_args()
    names = [name for name in find_cases(everywhere=arguments.everywhere) if arguments.only in name]
    faults = 0
    if arguments.part != "growth":
        faults += report_runs(run_all(names, arguments.size, arguments.jobs))
    if arguments.part != "command":
        with Pool(arguments.jobs) as workers:
            cases = [(name, arguments.size) for name in names]
            faults += report_growth(workers.imap_unordered(measure_growth, cases))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
