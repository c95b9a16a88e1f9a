"""Many issues by one command."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks import naive
from benchmarks.ours import make_build
from benchmarks.process import Command, Runs, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms, show_ratio, show_spread
from benchmarks.workbench import FOLDER, Source, Workbench, make_archive, write_changed

OF_NAIVE = 1.0
KNOWN, NEW, COLD, NAIVE = "covers known", "covers new", "empty cache", "mistune + premailer"
_FORGOTTEN: dict[str, tuple[str, ...]] = {KNOWN: (), NEW: ("*/*/drawn",), COLD: ("*",)}
"""Folders of the cache that are removed before each run."""


def measure_archive(bench: Workbench) -> Table:
    """Return what a command costs that converts many issues."""
    rows = [row for count in bench.effort.archive for row in _measure(bench, count)]
    return Table(
        "Many issues by one command",
        ("what", "wall s", "CPU s", "CPU ms an issue", "peak MiB", "CPU to mistune + premailer", "target"),
        rows,
        "Copies of the issues under other dates, all of them changed before each run. A new cover is drawn.",
    )


def _measure(bench: Workbench, count: int) -> list[tuple[str, ...]]:
    """Return the rows of one number of issues; the naive script is not asked for many."""
    issues = make_archive(bench.issues, count)
    names = [KNOWN] if count > bench.effort.naive_archive else [KNOWN, NEW, COLD, NAIVE]
    costs = run_in_turn(
        {name: _make_command(bench, name, issues) for name in names}, bench.scratch, bench.effort.batches
    )
    return [_make_row(f"{count}, {name}", cost, costs.get(NAIVE), count) for name, cost in costs.items()]


def _make_command(bench: Workbench, name: str, issues: Sequence[Source]) -> Command:
    place = bench.make_repository(f"archive-{len(issues)}-{name.replace(' ', '-')}", issues)
    cache = place / "cache"
    if name == NAIVE:
        (place / "build").mkdir()
        words = [sys.executable, naive.__file__, "naive.css", "build", *(f"{FOLDER}/{each.name}.md" for each in issues)]
        return Command(words, place, prepare=partial(write_changed, place, issues))
    prepare = partial(_prepare, place, issues, _FORGOTTEN[name])
    return Command(make_build("--all"), place, {"XDG_CACHE_HOME": str(cache)}, prepare)


def _prepare(place: Path, issues: Sequence[Source], forgotten: Sequence[str]) -> None:
    write_changed(place, issues)
    for folder in (found for pattern in forgotten for found in (place / "cache").glob(pattern)):
        shutil.rmtree(folder)


def _make_row(name: str, cost: Runs, base: Runs | None, count: int) -> tuple[str, ...]:
    target = ""
    if base and name.endswith(COLD):
        target = f"≤ {show_ratio(OF_NAIVE)} {judge(cost.compare(base).median, OF_NAIVE)}"
    ratio = show_spread(cost.compare(base)) if base else ""
    each = show_ms(cost.cpu / count)
    return name, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", each, show_mib(cost.peak), ratio, target
