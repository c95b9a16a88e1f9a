"""Measure every row, print the tables, write the results: `python -m benchmarks --now DATE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import describe_machine
from benchmarks.process import CommandFailedError
from benchmarks.rows import ROWS
from benchmarks.tables import MISSED, Table, render_table
from benchmarks.workbench import ISSUES, Source, Workbench, load_sources
from publish.core.exceptions import PublishError

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
    tables, failed = [], False
    for measure in ROWS:
        if arguments.only in measure.__name__:
            table, error = _measure(measure, issues)
            failed = failed or error
            tables.append(table)
            print(render_table(table), flush=True)
    missed = [table.title for table in tables if MISSED in render_table(table)]
    summary = f"Missed: {'; '.join(missed)}.\n" if missed else ""
    print(summary)
    if arguments.out:
        Path(arguments.out).write_text(
            "\n".join([head, *filter(None, [summary]), *map(render_table, tables)]), encoding="utf-8"
        )
    return int(failed)


def _measure(measure: Callable[[Workbench], Table], issues: tuple[Source, ...]) -> tuple[Table, bool]:
    """Return the table of a row, and whether it could not be measured: then it says why."""
    with TemporaryDirectory() as scratch:
        try:
            return measure(Workbench(issues, Path(scratch))), False
        except (CommandFailedError, PublishError) as error:
            return Table(f"{measure.__name__} failed", ("why", ""), [(str(error).replace("\n", " "), MISSED)]), True


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
