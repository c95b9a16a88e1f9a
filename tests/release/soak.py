"""The grids of faults and of ledgers that were put back, and 200 kills; writes the figures down. Run as a module."""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from publish.core.delivery_record import DeliveryState
from tests.release import restored_ledgers as behind
from tests.release.fault_grid import CASES, ENDPOINTS, FAULTS, MODELS, Verdict, try_case
from tests.release.harness import Harness, kill_at_random
from tests.sandbox.server import RunningSandbox, start_sandbox

FIGURES = Path(__file__).parent.parent.parent / "benchmarks" / "reliability.md"
KILLS = 200


def make_harness(sandbox: RunningSandbox, folder: str) -> Harness:
    """Return a sandbox as new, and a new ledger."""
    sandbox.control.post("reset")
    sandbox.control.post("settings", publish_delay=0)
    harness = Harness(sandbox, Path(folder), Path(folder) / "ledger.db")
    harness.prepare()
    return harness


def try_all(sandbox: RunningSandbox) -> dict[str, list[Verdict]]:
    """Return what came of every case, by its fault."""
    verdicts: dict[str, list[Verdict]] = {fault: [] for fault in FAULTS}
    for number, case in enumerate(CASES, 1):
        with tempfile.TemporaryDirectory() as folder:
            verdict = try_case(case, make_harness(sandbox, folder))
        verdicts[case.fault].append(verdict)
        if verdict.flaws:
            print(f"{case}: {', '.join(verdict.flaws)}", flush=True)
        if number % 56 == 0:
            print(f"{number} of {len(CASES)}", flush=True)
    return verdicts


def put_back_all(sandbox: RunningSandbox) -> dict[int, list[behind.Verdict]]:
    """Return what came of every ledger that was put back, by the steps it was behind."""
    verdicts: dict[int, list[behind.Verdict]] = {steps: [] for steps in range(behind.STEPS + 1)}
    for case in behind.CASES:
        with tempfile.TemporaryDirectory() as folder:
            verdict = behind.try_case(case, make_harness(sandbox, folder))
        verdicts[case.behind].append(verdict)
        if verdict.flaws:
            print(f"{case}: {', '.join(verdict.flaws)}", flush=True)
    return verdicts


def draw_restored(verdicts: dict[int, list[behind.Verdict]]) -> list[str]:
    """Return the figures of ledgers that were put back."""
    return [
        "Ledgers put back as they were some steps before, with the content changed or not, at once, after eleven",
        "minutes and after a month, with the step beside them or without; then run on, taken over, and run on.",
        "",
        "| Steps behind | Ledgers | Doubled | Lost without a word | Known to be out in the end | Left to a person |",
        "|---|---|---|---|---|---|",
        *(
            f"| {steps} | {len(found)} | {sum('doubled' in verdict.flaws for verdict in found)} "
            f"| {sum('lost without a word' in verdict.flaws for verdict in found)} "
            f"| {sum(verdict.state is DeliveryState.PUBLISHED for verdict in found)} "
            f"| {sum(verdict.state is not DeliveryState.PUBLISHED for verdict in found)} |"
            for steps, found in verdicts.items()
        ),
        "",
    ]


def kill_often(sandbox: RunningSandbox) -> Counter[str]:
    """Return how deliveries ended that were killed at a random moment."""
    ended: Counter[str] = Counter()
    for seed in range(KILLS):
        with tempfile.TemporaryDirectory() as folder:
            harness = make_harness(sandbox, folder)
            kill_at_random(harness, random.Random(seed))  # noqa: S311  # no secret
            harness.rerun()
            ended["doubled" if max(harness.made) > 1 else str(harness.state)] += 1
    return ended


def draw_table(
    verdicts: dict[str, list[Verdict]], kills: Counter[str], restored: dict[int, list[behind.Verdict]]
) -> str:
    """Return the figures as a page."""
    rows = [
        f"| {fault} | {len(found)} | {sum('doubled' in verdict.flaws for verdict in found)} "
        f"| {sum(verdict.state is DeliveryState.PUBLISHED for verdict in found)} "
        f"| {sum(verdict.state is DeliveryState.HELD for verdict in found)} "
        f"| {sum(verdict.state is DeliveryState.UNCERTAIN for verdict in found)} |"
        for fault, found in verdicts.items()
    ]
    killed = ", ".join(f"{count} {state}" for state, count in sorted(kills.items()))
    return "\n".join(
        [
            "# Reliability",
            "",
            "Written by `make soak`. Each delivery meets one fault of the sandbox, then up to four more runs without;",
            f"{len(ENDPOINTS)} calls and {len(MODELS)} habits of the platform for each fault. What is held or in doubt",
            "never arrived, or cannot be told from that, and waits for a person.",
            "",
            "| Fault | Deliveries | Doubled | Published | Held | Draft in doubt |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Killed at a random moment, {KILLS} times, then run again: {killed}.",
            "",
            *draw_restored(restored),
        ]
    )


def main() -> int:
    """Try everything; return 1 where anything was not as it must be."""
    with start_sandbox() as sandbox:
        verdicts, kills, restored = try_all(sandbox), kill_often(sandbox), put_back_all(sandbox)
    FIGURES.write_text(draw_table(verdicts, kills, restored), encoding="utf-8")
    flaws = sum(bool(verdict.flaws) for found in verdicts.values() for verdict in found)
    print(f"{len(CASES)} deliveries with a fault, {flaws} flaws; {KILLS} kills, {kills['doubled']} doubled")
    spoilt = sum(bool(verdict.flaws) for found in restored.values() for verdict in found)
    print(f"{len(behind.CASES)} ledgers put back, {spoilt} flaws")
    return 1 if flaws or kills["doubled"] or spoilt else 0


if __name__ == "__main__":
    sys.exit(main())
