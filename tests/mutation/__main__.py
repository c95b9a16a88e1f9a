"""`python -m tests.mutation`: break the program in many places, one at a time, and see whether the tests notice.

Each fault meets the tests that run the broken line, in the quick suite. What these let pass meets every member of every
family in their files (`--soak`); what that catches is a claim that the quick suite has lost, and fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest
from coverage import CoverageData
from tqdm import tqdm

from tests.mutation.mutants import Mutant, choose_mutants

ROOT = Path(__file__).parents[2]
ROOMS = (
    "publish/adapters/config",
    "publish/adapters/ledger",
    "publish/adapters/media",
    "publish/adapters/storage",
    "publish/adapters/system",
    "publish/adapters/web",
    "publish/adapters/wechat_api",
    "publish/cli",
    "publish/cli/commands",
    "publish/cli/preview",
    "publish/cli/mcp_server",
    "publish/contract",
    "publish/core",
    "publish/delivery",
    "publish/i18n",
    "publish/library",
    "publish/lint",
    "publish/newsletter",
    "publish/pipeline",
    "publish/preview",
    "publish/sandbox",
    "publish/steps/archive",
    "publish/steps/cover",
    "publish/steps/fit",
    "publish/steps/parse",
    "publish/steps/picture_processing",
    "publish/steps/render",
    "publish/steps/style",
    "publish/steps/transforms",
    "publish/wechat/filters",
    "publish/wechat/rules",
    "publish/wechat/validator",
)
_SAID = {True: "yes", False: "no", None: "not in time"}
_ENDED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
"""All passed; a test failed; a test could not import what is broken."""
_NOT_IMPORTED = "ImportError while loading conftest"
"""What pytest says where not even its configuration could import what is broken; it ends as after a wrong option."""
SECONDS = 600
"""So long the tests may take for one fault."""


class Verdict(NamedTuple):
    """What the tests made of a fault."""

    mutant: Mutant
    tests: int
    """How many of the quick suite run its line."""
    quick: bool | None
    """Whether the quick suite noticed; None where it did not come to an end."""
    whole: bool | None
    """Whether the whole suite did."""


class Suite:
    """The quick suite, and which of its tests runs which line."""

    def __init__(self, copy: Path) -> None:
        self._copy = copy

    def find_tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run a line, those whose path is like the file's first."""
        known = self._tests.get(mutant.file, {})
        return sorted(known.get(mutant.line, ()), key=lambda test: (-_count_shared(test, mutant.file), test))

    @cached_property
    def _tests(self) -> Mapping[str, Mapping[int, Sequence[str]]]:
        """For each file, the tests that run each line."""
        words = ["-q", "-n", "logical", "--dist", "worksteal", "--cov", "--cov-context=test", "--cov-report="]
        if _pytest(self._copy, *words, "--cov-fail-under=0").returncode:
            raise SystemExit("the tests must pass before anything is broken")
        data = CoverageData(str(self._copy / ".coverage"))
        data.read()
        return {
            str(Path(file).relative_to(self._copy)): {
                line: sorted({context.rpartition("|")[0] for context in contexts if context})
                for line, contexts in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }


def _count_shared(test: str, file: str) -> int:
    """Return how many words a test's path and a file's have in common."""
    words = (set(path.replace("test_", "").replace(".py", "").split("/")) for path in (test.partition("::")[0], file))
    return len(set.intersection(*words))


def _pytest(copy: Path, *words: str, seconds: float | None = None) -> subprocess.CompletedProcess[str]:
    # What tests start as a program of its own is the copy's, too; byte code of a broken file must not outlive it.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "pytest", "-m", "not browser", *words]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=seconds, text=True)


def fails(copy: Path, tests: Sequence[str], *options: str) -> bool | None:
    """Return whether a test fails on what lies in a copy of the project; None where that takes too long."""
    listed = copy / "tests-to-run.txt"
    listed.write_text("\n".join(tests), encoding="utf-8")
    try:
        ended = _pytest(copy, "-x", "-q", "-p", "no:cacheprovider", *options, f"@{listed}", seconds=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    if ended.returncode not in _ENDED and _NOT_IMPORTED not in ended.stderr:
        raise RuntimeError(f"pytest ended with {ended.returncode}: it did not find the tests, or could not run")
    return ended.returncode != pytest.ExitCode.OK


def has_families(file: Path) -> bool:
    """Return whether a file of tests holds families: of any other the quick suite has run all."""
    return "tests.harness.families" in file.read_text(encoding="utf-8")


def copy_project(folder: Path) -> Path:
    """Copy what git knows of the project; return the copy."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def try_mutant(mutant: Mutant, copy: Path, quick: Suite) -> Verdict:
    """Break a copy in one place, and restore it."""
    file = copy / mutant.file
    source = file.read_bytes()
    tests = quick.find_tests(mutant)
    files = [file for file in dict.fromkeys(test.partition("::")[0] for test in tests) if has_families(copy / file)]
    file.write_bytes(mutant.apply(source))
    try:
        noticed = bool(tests) and fails(copy, tests)
        whole = noticed or (fails(copy, files, "--soak", "-n", "logical") if files else noticed)
        return Verdict(mutant, len(tests), noticed, whole)
    finally:
        file.write_bytes(source)


def try_all(mutants: Sequence[Mutant], folder: Path, jobs: int) -> Iterator[Verdict]:
    """Yield what came of every fault, several at a time, each in a copy of its own."""
    original = copy_project(folder / "original")
    quick = Suite(original)
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(jobs):
        copies.put(copy_project(folder / f"copy-{number}"))

    def attempt(mutant: Mutant) -> Verdict:
        copy = copies.get()
        try:
            return try_mutant(mutant, copy, quick)
        finally:
            copies.put(copy)

    quick.find_tests(mutants[0])  # before the others wait for it
    with ThreadPoolExecutor(jobs) as workers:
        yield from tqdm(workers.map(attempt, mutants), total=len(mutants), unit="fault")


def describe(verdict: Verdict) -> str:
    """Return a row of the table of what was noticed by whom."""
    mutant, tests, quick, whole = verdict
    return f"| {mutant.file}:{mutant.line} | {mutant.kind} | {tests} | {_SAID[quick]} | {_SAID[whole]} |"


def main() -> int:
    """Print the table; return 1 where the whole suite notices what the quick one does not."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--each", type=int, default=2, help="faults of each folder")
    parser.add_argument("--seed", type=int, default=1, help="another number chooses other faults")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="faults tried at the same time")
    given = parser.parse_args()
    mutants = choose_mutants(ROOT, ROOMS, given.each, given.seed)
    verdicts = []
    print("| Place | Fault | Tests of the line | Quick suite | Whole suite |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for verdict in try_all(mutants, Path(folder).resolve(), given.jobs):
            verdicts.append(verdict)
            print(describe(verdict), flush=True)
    lost = [verdict for verdict in verdicts if verdict.whole and not verdict.quick]
    noticed = sum(verdict.quick is True for verdict in verdicts)
    print(f"{len(verdicts)} faults, {noticed} noticed by the quick suite, {len(lost)} by the whole suite alone")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
