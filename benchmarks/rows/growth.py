"""How the memory of one process grows with the number of issues that a command builds."""

from __future__ import annotations

from functools import partial

from benchmarks.ours import make_build
from benchmarks.process import MEGABYTE, Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib
from benchmarks.workbench import Workbench, make_archive, write_changed

PEAK_MIB = 60
GROWTH_KIB = 2.0
"""An issue: what is said of it, and where it lies."""


def measure_growth(bench: Workbench) -> Table:
    """Return the most memory that a process takes for fewer issues and for more."""
    commands, counts = {}, {}
    for count in bench.effort.growth:
        issues = make_archive(bench.issues, count)
        place = bench.make_repository(f"growth-{count}", issues)
        name = f"{count} issues"
        commands[name] = Command(make_build("--all"), place, prepare=partial(write_changed, place, issues))
        counts[name] = count
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    fewer, more = commands
    growth = (costs[more].peak - costs[fewer].peak) / 1024 / (counts[more] - counts[fewer])
    return Table(
        "Memory by the number of issues",
        ("what", "peak MiB of a process", "target", ""),
        [
            (name, show_mib(cost.peak), f"≤ {PEAK_MIB} MiB", judge(cost.peak, PEAK_MIB * MEGABYTE))
            for name, cost in costs.items()
        ],
        f"All changed, theme and pictures known. Each issue adds {growth:.1f} KiB; target: flat (≤ {GROWTH_KIB:g} KiB) "
        f"{judge(growth, GROWTH_KIB)}",
    )
