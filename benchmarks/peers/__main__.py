"""Measure the peers beside us and write the results: `python -m benchmarks.peers --now DATE --python … --node …`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import describe_machine
from benchmarks.peers.measure import OURS, Result, find_peers, measure_peers
from benchmarks.tables import Table, render_table, show_mib, show_ms, show_ratio, show_spread
from benchmarks.workbench import ISSUES, Workbench, load_sources

DOES = {
    OURS: "reads the parts of a newsletter, lists its links, draws QR code and badge; a run also writes the copy page",
    "xie": "a style of its own in every element; this table and raw HTML stay text, the front matter is shown",
    "md2wechat": "line by line; headings are tables, no `h2`; its converter alone, for its command wants to upload",
    "premailer": "mistune and premailer as they come, with a theme of 140 rules; knows nothing of WeChat",
    "css-inline": "mistune, then a compiled inliner, with the same theme; knows nothing of WeChat",
    "comrak": "two compiled libraries, comrak and css-inline, with the same theme: the limit; knows nothing of WeChat",
    "marked": "with juice and a theme of 140 rules; knows nothing of WeChat, the front matter becomes a heading",
    "wenyan": "`@wenyan-md/core` in jsdom, its default theme, links as footnotes; leaves `class` attributes behind",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench of the peers."""
    arguments = _read_arguments(argv)
    with TemporaryDirectory() as scratch:
        bench = Workbench(load_sources(arguments.issues), Path(scratch))
        results = measure_peers(bench, find_peers(Path(arguments.python), Path(arguments.node)))
    text = "\n".join([_render_head(arguments), *map(render_table, _make_tables(results))])
    print(text)
    broken = [result.name for result in results if not result.page.is_article]
    if broken:
        print(f"no styled article came from: {', '.join(broken)}", file=sys.stderr)
        return 1
    if arguments.out:
        Path(arguments.out).write_text(text, encoding="utf-8")
    return 0


def _read_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--now", default="at an unnamed date", metavar="DATE", help="the date to write down")
    parser.add_argument("--python", required=True, metavar="FILE", help="the Python that has the peers")
    parser.add_argument("--node", required=True, metavar="FOLDER", help="the folder that has convert.mjs and packages")
    parser.add_argument("--issues", type=Path, default=ISSUES, metavar="DIR", help="other issues than the project's")
    parser.add_argument("--out", metavar="FILE", help="write the results here")
    return parser.parse_args(argv)


def _make_tables(results: list[Result]) -> list[Table]:
    ours = results[0]
    process = [
        (
            result.name, show_ms(result.cost.seconds), show_ms(result.cost.cpu), show_mib(result.cost.peak),
            show_spread(result.cost.compare(ours.cost)), show_ms(result.warm.seconds),
            show_ratio(result.warm.seconds / ours.warm.seconds),
        )
        for result in results
    ]  # fmt: skip
    pages = [
        (
            result.name, f"{result.page.chars:,}", f"{result.page.styled:.0%}", f"{result.page.text:.0%}",
            str(result.page.headings),
        )
        for result in results
    ]  # fmt: skip
    return [
        Table(
            "Time and memory",
            ("what", "wall ms", "CPU ms", "peak MiB", "CPU to ours", "in process, CPU ms", "to ours"),
            process,
            "Whole process: the longest issue, changed each time, caches warm; as a command where the peer has one. "
            "In process: the mean of all issues, changed each time, warmed up.",
        ),
        Table(
            "What they make of the longest issue",
            ("what", "chars of HTML", "elements with a style", "Chinese text to the issue's", "h2"),
            pages,
            "\n".join(f"- {name}: {what}." for name, what in DOES.items()),
        ),
    ]


def _render_head(arguments: argparse.Namespace) -> str:
    node = json.loads((Path(arguments.node) / "package.json").read_text("utf-8"))["dependencies"]
    versions = ", ".join(f"{name} {version}" for name, version in node.items())
    listed = [arguments.python, "-m", "pip", "list", "--format=json"]
    packages = json.loads(subprocess.run(listed, stdout=subprocess.PIPE, check=True).stdout)
    python = ", ".join(f"{package['name']} {package['version']}" for package in packages)
    engine = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return (
        "# Others beside us\n\nWritten by `make bench-peers`. Each does other work: see what it makes of an issue.\n\n"
        f"{describe_machine(arguments.now)}- peers: {python}\n- Node {engine}: {versions}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
