from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from publish.cli import build_issue, worker_pool
from publish.cli.build_context import load_build_context
from publish.cli.build_issue import build_all, build_in_worker, set_up_build_worker
from publish.cli.build_task import BuildResult, BuildTask
from publish.cli.parser import Arguments, parse_arguments
from publish.i18n.translator import Translator

ENGLISH = Translator("en")
DAYS = [f"2020-06-{day:02}" for day in range(1, 13)]


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Arguments:
    """A newsletter of a dozen issues, and change into its folder."""
    for day in DAYS:
        (tmp_path / f"{day}.md").write_text(f"# 简报 ({day})\n\n正文\n", encoding="utf-8")
    (tmp_path / "publish.toml").write_text('newsletter.issues = "."\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return parse_arguments(["build", "--all"], ENGLISH)


@pytest.fixture
def tasks() -> list[BuildTask]:
    return [BuildTask(Path(f"{day}.md"), PurePosixPath(f"{day}.md"), None) for day in DAYS]


@pytest.fixture
def _restored_worker() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    build_issue._contexts.clear()
    signal.signal(signal.SIGINT, before)


def run(tasks: list[BuildTask], arguments: Arguments) -> list[BuildResult]:
    return list(build_all(tasks, load_build_context(arguments, ENGLISH), arguments))


def pages() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path("build").rglob("*.html"))}


def test_parallel_build_equals_serial_build(
    tasks: list[BuildTask], arguments: Arguments, monkeypatch: pytest.MonkeyPatch
) -> None:
    serial, serial_pages = run(tasks, arguments), pages()
    monkeypatch.setattr(worker_pool, "PARALLEL_FROM", len(tasks))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    parallel = run(tasks, arguments)

    assert (parallel, pages()) == (serial, serial_pages)
    assert [result.folder for result in parallel] == [Path("build") / day for day in DAYS]


@pytest.mark.parametrize("cores", [1, None])
def test_build_uses_one_process_on_a_single_core(
    tasks: list[BuildTask], arguments: Arguments, monkeypatch: pytest.MonkeyPatch, cores: int | None
) -> None:
    monkeypatch.setattr(worker_pool, "PARALLEL_FROM", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(worker_pool, "map_in_processes", None)

    assert len(run(tasks, arguments)) == len(DAYS)


def test_issues_of_a_killed_worker_are_built_by_the_parent(
    tasks: list[BuildTask], arguments: Arguments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "PARALLEL_FROM", len(tasks))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(build_issue, "set_up_build_worker", os.abort)  # rejects its arguments: every worker dies

    results = run(tasks, arguments)

    assert [result.folder for result in results] == [Path("build") / day for day in DAYS]


@pytest.mark.usefixtures("_restored_worker")
def test_build_worker_loads_its_own_context_and_ignores_interrupts(
    tasks: list[BuildTask], arguments: Arguments
) -> None:
    set_up_build_worker(arguments, "en")

    assert build_in_worker(tasks[0]).folder == Path("build/2020-06-01")
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
