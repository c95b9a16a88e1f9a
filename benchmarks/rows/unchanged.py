"""Many issues by one command, when nothing has changed since."""

from __future__ import annotations

from benchmarks.ours import make_build
from benchmarks.process import Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms
from benchmarks.workbench import Workbench, make_archive

EACH_MS = 0.1


def measure_unchanged(bench: Workbench) -> Table:
    """Return what each unchanged issue adds to a run."""
    counts = (1, max(bench.effort.archive))
    names = [f"{count} unchanged" for count in counts]
    repositories = [bench.make_repository(f"unchanged-{count}", make_archive(bench.issues, count)) for count in counts]
    commands = {name: Command(make_build("--all"), place) for name, place in zip(names, repositories, strict=True)}
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    one, all_of_them = (costs[name] for name in names)
    each = (all_of_them.cpu - one.cpu) / (counts[-1] - counts[0])
    rows = [(name, show_ms(cost.seconds), show_ms(cost.cpu), show_mib(cost.peak)) for name, cost in costs.items()]
    return Table(
        "Nothing has changed",
        ("what", "wall ms", "CPU ms", "peak MiB"),
        rows,
        f"After start, each adds {show_ms(each)} ms of CPU; target ≤ {EACH_MS} ms {judge(each * 1000, EACH_MS)}",
    )
