"""Run the peers and us: whole processes in turn, then each warmed up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.clock import Timing
from benchmarks.ours import make_build
from benchmarks.peers.page import Page, read_page
from benchmarks.process import Command, Runs, make_environment, run_in_turn
from benchmarks.workbench import FOLDER, ROOT, Workbench, write_changed

STARTS = 9
WARM_ROUNDS, WARMING_UP = 12, 4
OURS = "publish"
THEME = "neural"


@dataclass(frozen=True, slots=True)
class Peer:
    """One converter, by its command line."""

    name: str
    words: tuple[str, ...]
    program: tuple[str, ...] = ()
    """Its own command, where it has one that only converts: an issue and a file to write follow."""

    def convert(self, issue: str, out: str) -> list[str]:
        """Return the command line that converts one issue."""
        return [*self.program, out, issue] if self.program else [*self.words, "once", out, "naive.css", issue]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of one converter."""

    name: str
    cost: Runs
    warm: Timing
    page: Page


def find_peers(python: Path, node: Path) -> list[Peer]:
    """Return the peers; paths are made absolute but not resolved, for a venv's Python is a link."""
    script = (str(python.absolute()), str(Path(__file__).with_name("convert.py")))
    program = (shutil.which("node") or "node", str(node.absolute() / "convert.mjs"))
    return [
        Peer("xie", (*script, "xie"), (str(python.absolute().with_name("xie")), "convert", "--quiet", "--output")),
        Peer("md2wechat", (*script, "md2wechat")),
        *(Peer(name, (*script, name)) for name in ("premailer", "css-inline", "comrak")),
        Peer("marked", (*program, "marked")),
        Peer("wenyan", (*program, "wenyan")),
    ]


def measure_peers(bench: Workbench, peers: list[Peer]) -> list[Result]:
    """Return what each took and made, ours first."""
    repository = bench.make_repository("peers", bench.issues)
    issue = f"{FOLDER}/{bench.longest.name}.md"
    change = partial(write_changed, repository, [bench.longest])
    build = make_build(bench.longest.name, theme=THEME)
    lines = {OURS: build} | {peer.name: peer.convert(issue, f"{peer.name}.html") for peer in peers}
    commands = {name: Command(words, repository, prepare=change) for name, words in lines.items()}
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


def _time_warm(peer: Peer, repository: Path, bench: Workbench) -> Timing:
    """Return the CPU seconds of an issue in a process that has warmed up."""
    issues = [] if peer.name == OURS else [f"{FOLDER}/{source.name}.md" for source in bench.issues]
    theme = THEME if peer.name == OURS else "naive.css"
    words = [*peer.words, "warm", str(WARM_ROUNDS + WARMING_UP), theme, *issues]
    environment = make_environment(bench.scratch) | ({"PYTHONPATH": str(ROOT)} if peer.name == OURS else {})
    done = subprocess.run(words, cwd=repository, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    samples: list[float] = json.loads(done.stdout)
    return Timing(tuple(samples[WARMING_UP:]))
