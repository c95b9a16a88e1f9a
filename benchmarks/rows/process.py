"""One issue as a whole process: changed, unchanged, and with nothing that a run before left in the cache."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

from benchmarks import naive
from benchmarks.ours import make_build
from benchmarks.process import MEGABYTE, Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms, show_ratio, show_spread
from benchmarks.workbench import FOLDER, Source, Workbench, write_changed

OF_NAIVE = 0.45
PEAK_MIB = 40

CHANGED, UNCHANGED, COLD = "ours, changed", "ours, unchanged", "ours, changed, empty cache"
NAIVE = "mistune + premailer as they come"


def measure_process(bench: Workbench) -> Table:
    """Return what a command costs that converts one issue."""
    costs = run_in_turn(_make_commands(bench), bench.scratch, bench.effort.starts)
    ratios = {name: cost.compare(costs[NAIVE]) for name, cost in costs.items()}
    target = f"≤ {show_ratio(OF_NAIVE)} {judge(ratios[CHANGED].median, OF_NAIVE)}"
    peak = judge(costs[CHANGED].peak, PEAK_MIB * MEGABYTE)
    return Table(
        "One issue as a whole process",
        ("what", "wall ms", "CPU ms", "peak MiB", "CPU to the last", "target"),
        [
            (
                name, show_ms(cost.seconds), show_ms(cost.cpu), show_mib(cost.peak), show_spread(ratios[name]),
                target if name == CHANGED else "",
            )
            for name, cost in costs.items()
        ],
        "The longest issue; byte code is there for all. Changed: its text was never seen before, theme and cover were. "
        f"Target for the peak of a changed one: ≤ {PEAK_MIB} MiB {peak}",
    )  # fmt: skip


def _make_commands(bench: Workbench) -> dict[str, Command]:
    issue = bench.longest
    changed, unchanged, cold = (bench.make_repository(name, bench.issues) for name in ("changed", "unchanged", "cold"))
    script = [sys.executable, naive.__file__, "naive.css", ".", f"{FOLDER}/{issue.name}.md"]
    build, empty = make_build(issue.name), cold / "cache"
    return {
        CHANGED: Command(build, changed, prepare=partial(write_changed, changed, [issue])),
        UNCHANGED: Command(build, unchanged),
        COLD: Command(build, cold, {"XDG_CACHE_HOME": str(empty)}, partial(_forget, cold, issue)),
        NAIVE: Command(script, changed, prepare=partial(write_changed, changed, [issue])),
    }


def _forget(place: Path, issue: Source) -> None:
    shutil.rmtree(place / "cache", ignore_errors=True)
    write_changed(place, [issue])
