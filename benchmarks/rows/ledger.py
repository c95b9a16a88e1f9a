"""A ledger made for a newsletter that has been out for years."""

from __future__ import annotations

import shutil

from benchmarks.ours import make_ledger
from benchmarks.process import Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib
from benchmarks.workbench import Workbench, make_archive

SECONDS = 0.5
_ACCOUNT = {"WECHAT_APPID": "wx0123456789abcdef", "WECHAT_SECRET": "0" * 32}


def measure_ledger(bench: Workbench) -> Table:
    """Return what `ledger init` costs that records a whole archive as out."""
    count = max(bench.effort.archive)
    place = bench.make_repository("ledger", make_archive(bench.issues, count))
    state = bench.scratch / "state"
    command = Command(
        make_ledger(),
        place,
        {**_ACCOUNT, "XDG_STATE_HOME": str(state)},
        prepare=lambda: shutil.rmtree(state, ignore_errors=True),
    )
    cost = run_in_turn({"ledger init": command}, bench.scratch, bench.effort.starts)["ledger init"]
    return Table(
        "A ledger made for an archive",
        ("what", "wall s", "CPU s", "peak MiB", "target", ""),
        [
            (
                f"{count} issues recorded as out",
                f"{cost.seconds:.2f}",
                f"{cost.cpu:.2f}",
                show_mib(cost.peak),
                f"≤ {SECONDS} s",
                judge(cost.seconds, SECONDS),
            )
        ],
    )
