"""Many issues looked through by the newsletter's rules."""

from __future__ import annotations

from functools import partial

from benchmarks.ours import make_command
from benchmarks.process import Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms
from benchmarks.workbench import Workbench, make_archive, write_changed
from publish.cli.console import EXIT_DONE
from publish.core.exceptions import IssueError

SECONDS = 10.0


def measure_check(bench: Workbench) -> Table:
    """Return what `publish check` costs for many issues, compared with one another."""
    counts = {f"{count} issues": count for count in bench.effort.archive}
    commands = {}
    for name, count in counts.items():
        issues = make_archive(bench.issues, count)
        place = bench.make_repository(f"check-{count}", issues)
        commands[name] = Command(
            make_command("check", "--quiet"),
            place,
            prepare=partial(write_changed, place, issues),
            codes=(EXIT_DONE, IssueError.exit_code),
        )
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    most = max(bench.effort.archive)
    seconds = costs[f"{most} issues"].seconds
    return Table(
        "Many issues checked by one command",
        ("what", "wall s", "CPU s", "CPU ms an issue", "peak MiB"),
        [
            (name, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", show_ms(cost.cpu / counts[name]), show_mib(cost.peak))
            for name, cost in costs.items()
        ],
        "All rules, the length of the form that is sent included; every issue was changed. "
        f"{most} issues on two cores: {seconds:.1f} s, target ≤ {SECONDS:g} s {judge(seconds, SECONDS)}",
    )
