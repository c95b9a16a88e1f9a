"""A ledger of a newsletter that has been out for years: made, run with nothing due, and looked through."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.ours import make_command
from benchmarks.process import Command, Runs, run_in_turn
from benchmarks.tables import Table, judge, show_mib
from benchmarks.workbench import Workbench, make_archive

_ACCOUNT = {"WECHAT_APPID": "wx0123456789abcdef", "WECHAT_SECRET": "0" * 32}


class _Use(NamedTuple):
    name: str
    words: tuple[str, ...]
    limit: float  # seconds


_USES = (
    _Use("made: every issue recorded as out", ("ledger", "init"), 0.5),
    _Use("run, nothing due", ("run",), 0.25),
    _Use("status", ("status",), 0.3),
)


def measure_ledger(bench: Workbench) -> Table:
    """Return what commands cost on the ledger of a whole archive."""
    count = max(bench.effort.archive)
    place = bench.make_repository("ledger", make_archive(bench.issues, count))
    state = bench.scratch / "state"
    environment = {**_ACCOUNT, "XDG_STATE_HOME": str(state)}
    making, *using = (Command(make_command(*use.words), place, environment) for use in _USES)
    new = bench.scratch / "new-state"
    fresh = Command(
        making.words,
        place,
        {**environment, "XDG_STATE_HOME": str(new)},
        prepare=lambda: shutil.rmtree(new, ignore_errors=True),
    )
    run_in_turn({"": making}, bench.scratch, 0)
    commands = dict(zip((use.name for use in _USES), (fresh, *using), strict=True))
    costs = run_in_turn(commands, bench.scratch, bench.effort.starts)
    return Table(
        f"A ledger of {count} issues", ("what", "wall s", "CPU s", "peak MiB", "target", ""), _make_rows(costs)
    )


def _make_rows(costs: Mapping[str, Runs]) -> list[tuple[str, ...]]:
    return [
        (
            use.name, f"{costs[use.name].seconds:.2f}", f"{costs[use.name].cpu:.2f}", show_mib(costs[use.name].peak),
            f"≤ {use.limit} s", judge(costs[use.name].seconds, use.limit),
        )
        for use in _USES
    ]  # fmt: skip
