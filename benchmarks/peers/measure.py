"""Run the peers and us: whole processes in turn, then each warmed up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.ours import make_build
from benchmarks.peers.page import Page, read_page
from benchmarks.process import Command, Cost, make_environment, run_in_turn
from benchmarks.workbench import ISSUES, ROOT, Workbench

STARTS = 9
WARM_ROUNDS, WARMING_UP = 12, 4
OURS = "publish"
THEME = "neural"


@dataclass(frozen=True, slots=True)
class Peer:
    """One converter, by its command line."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of one converter."""

    name: str
    cost: Cost
    warm: float
    page: Page


def find_peers(python: Path, node: Path) -> list[Peer]:
    """Return the peers; paths are made absolute but not resolved, for a venv's Python is a link."""
    script = (str(python.absolute()), str(Path(__file__).with_name("convert.py")))
    program = (shutil.which("node") or "node", str(node.absolute() / "convert.mjs"))
    return [
        Peer("xie", (*script, "xie")),
        Peer("md2wechat", (*script, "md2wechat")),
        Peer("marked", (*program, "marked")),
        Peer("wenyan", (*program, "wenyan")),
    ]


def measure_peers(bench: Workbench, peers: list[Peer]) -> list[Result]:
    """Return what each took and made, ours first."""
    repository = bench.make_repository("peers", bench.issues)
    issue = f"{ISSUES.name}/{bench.longest.name}.md"
    build = Command(make_build(bench.longest.name, theme=THEME), repository)
    commands = {OURS: build} | {
        peer.name: Command([*peer.words, "once", f"{peer.name}.html", "naive.css", issue], repository) for peer in peers
    }
    costs = run_in_turn(commands, bench.scratch, STARTS)
    ours = Peer(OURS, (sys.executable, "-m", "benchmarks.peers.convert_ours"))
    pages = {OURS: repository / "build" / bench.longest.name / "article.html"}
    return [
        Result(
            peer.name,
            costs[peer.name],
            _time_warm(peer, repository, bench),
            read_page(pages.get(peer.name, repository / f"{peer.name}.html").read_text("utf-8"), bench.longest.text),
        )
        for peer in (ours, *peers)
    ]


def _time_warm(peer: Peer, repository: Path, bench: Workbench) -> float:
    """Return the median CPU seconds of an issue in a process that has warmed up."""
    issues = [] if peer.name == OURS else [f"{ISSUES.name}/{source.name}.md" for source in bench.issues]
    theme = THEME if peer.name == OURS else "naive.css"
    words = [*peer.words, "warm", str(WARM_ROUNDS + WARMING_UP), theme, *issues]
    environment = make_environment(bench.scratch) | ({"PYTHONPATH": str(ROOT)} if peer.name == OURS else {})
    done = subprocess.run(words, cwd=repository, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    samples: list[float] = json.loads(done.stdout)
    return median(samples[WARMING_UP:])
