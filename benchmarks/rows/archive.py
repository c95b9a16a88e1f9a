"""Many issues by one command."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import naive
from benchmarks.ours import make_build
from benchmarks.process import Command, Cost, run_in_turn
from benchmarks.tables import Table, show_mib, show_ms
from benchmarks.workbench import ISSUES, Workbench, make_archive


def measure_archive(bench: Workbench) -> Table:
    """Return what a command costs that converts many issues."""
    commands: dict[str, Command] = {}
    counts: dict[str, int] = {}
    for count in bench.effort.archive:
        for name, command in _make_commands(bench, count):
            commands[name], counts[name] = command, count
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    return Table(
        "Many issues by one command",
        ("what", "wall s", "CPU s", "CPU ms an issue", "peak MiB"),
        [_make_row(name, cost, counts[name]) for name, cost in costs.items()],
        "Copies of the issues under other dates, built into an empty folder, theme and pictures known.",
    )


def _make_commands(bench: Workbench, count: int) -> Iterator[tuple[str, Command]]:
    issues = make_archive(bench.issues, count)
    repository = bench.make_repository(f"archive-{count}", issues)
    built = repository / "build"
    yield f"ours, {count}", Command(make_build("--all"), repository, prepare=lambda: _empty(built))
    if count <= bench.effort.naive_archive:
        paths = [f"{ISSUES.name}/{source.name}.md" for source in issues]
        words = [sys.executable, naive.__file__, "naive.css", "build", *paths]
        yield f"mistune + premailer, {count}", Command(words, repository, prepare=lambda: _empty(built))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _make_row(name: str, cost: Cost, count: int) -> tuple[str, ...]:
    each = show_ms(cost.cpu / count)
    return name, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", each, show_mib(cost.peak)
