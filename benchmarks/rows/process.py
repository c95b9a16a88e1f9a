"""One issue as a whole process, with and without what a run before left in the cache."""

from __future__ import annotations

import shutil
import sys

from benchmarks import naive
from benchmarks.ours import make_build
from benchmarks.process import MEGABYTE, Command, Cost, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms, show_ratio
from benchmarks.workbench import ISSUES, Workbench

OF_NAIVE = 0.35
PEAK_MIB = 40

OURS, COLD, NAIVE = "ours, warm", "ours, cold", "mistune + premailer as they come"


def measure_process(bench: Workbench) -> Table:
    """Return what a command costs that converts one issue."""
    costs = run_in_turn(_make_commands(bench), bench.scratch, bench.effort.starts)
    ratios = {name: cost.cpu / costs[NAIVE].cpu for name, cost in costs.items()}
    judged = {OURS: judge(ratios[OURS], OF_NAIVE), NAIVE: ""}
    peak = judge(costs[OURS].peak, PEAK_MIB * MEGABYTE)
    rows = [_make_row(name, cost, ratios[name], judged.get(name, "")) for name, cost in costs.items()]
    return Table(
        "One issue as a whole process",
        ("what", "wall ms", "CPU ms", "peak MiB", "CPU of naive", f"≤ {OF_NAIVE} x"),
        rows,
        f"The longest issue; byte code is there for all. Cold means an empty cache. "
        f"Target for the peak, warm: ≤ {PEAK_MIB} MiB {peak}",
    )


def _make_commands(bench: Workbench) -> dict[str, Command]:
    issue = bench.longest.name
    warm, cold = (bench.make_repository(name, bench.issues) for name in ("warm", "cold"))
    path = f"{ISSUES.name}/{issue}.md"
    script = [sys.executable, naive.__file__, "naive.css", ".", path]
    empty = cold / "cache"
    return {
        OURS: Command(make_build(issue), warm),
        COLD: Command(
            make_build(issue), cold, {"XDG_CACHE_HOME": str(empty)}, lambda: shutil.rmtree(empty, ignore_errors=True)
        ),
        NAIVE: Command(script, warm),
    }


def _make_row(name: str, cost: Cost, ratio: float, judged: str) -> tuple[str, ...]:
    return name, show_ms(cost.seconds), show_ms(cost.cpu), show_mib(cost.peak), show_ratio(ratio), judged
