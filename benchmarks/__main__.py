"""Measure every row, print the tables, write the results: `python -m benchmarks --now DATE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import describe_machine
from benchmarks.rows import ROWS
from benchmarks.tables import render_table
from benchmarks.workbench import ISSUES, Workbench, load_sources

RESULTS = Path(__file__).with_name("results.md")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench."""
    arguments = _read_arguments(argv)
    issues = load_sources(arguments.issues)
    if not issues:
        print(f"no issues in {arguments.issues}", file=sys.stderr)
        return 2
    head = _render_head(arguments.now, len(issues), sum(len(source.text) for source in issues))
    print(head)
    written = [head]
    for measure in ROWS:
        if arguments.only not in measure.__name__:
            continue
        with TemporaryDirectory() as scratch:
            written.append(render_table(measure(Workbench(issues, Path(scratch)))))
        print(written[-1], flush=True)
    if arguments.out:
        Path(arguments.out).write_text("\n".join(written), encoding="utf-8")
    return 0


def _read_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--now", default="at an unnamed date", metavar="DATE", help="the date to write down")
    parser.add_argument("--issues", type=Path, default=ISSUES, metavar="DIR", help="other issues than the project's")
    parser.add_argument("--only", default="", metavar="WORD", help="only the rows whose name holds this word")
    parser.add_argument("--out", metavar="FILE", help=f"write the results here, as {RESULTS.name}")
    return parser.parse_args(argv)


def _render_head(now: str, count: int, chars: int) -> str:
    return (
        "# What an article costs\n\n"
        f"Written by `make bench`. Medians of runs in turn: the ratios last, the milliseconds are this machine's.\n\n"
        f"{describe_machine(now)}- {count} issues, {chars:,} characters\n"
    )


if __name__ == "__main__":
    sys.exit(main())
