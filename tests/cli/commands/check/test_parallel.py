from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.cli import worker_pool
from publish.cli.build_context import load_build_context
from publish.cli.commands.check import lint_file
from publish.cli.commands.check.lint_file import (
    FileReport,
    LintEnvironment,
    lint_files,
    lint_in_worker,
    set_up_lint_worker,
)
from publish.cli.parser import Arguments, parse_arguments
from publish.core.urls import LinkState, LinkStatus
from publish.i18n.translator import Translator

ENGLISH = Translator("en")
DAYS = [f"2020-06-{day:02}" for day in range(1, 13)]
PATHS = [Path(f"{day}.md") for day in DAYS]
URL = "https://mp.weixin.qq.com/s/a"
ANSWERS = {URL: LinkStatus(LinkState.GONE, "HTTP 404")}


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Arguments:
    """A newsletter of a dozen issues that all link the same, and change into its folder."""
    for day in DAYS:
        (tmp_path / f"{day}.md").write_text(f"# 简报 ({day})\n\n## 新闻\n\n- [题]({URL})\n", encoding="utf-8")
    (tmp_path / "publish.toml").write_text('newsletter.issues = "."\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return parse_arguments(["check"], ENGLISH)


@pytest.fixture
def _restored_worker() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    lint_file._workers.clear()
    signal.signal(signal.SIGINT, before)


def run(arguments: Arguments, paths: list[Path | None] | None = None) -> list[FileReport]:
    context = load_build_context(arguments, ENGLISH)
    environment = LintEnvironment(context.issue_index, ANSWERS)
    return list(lint_files(paths or [*PATHS], context, environment, arguments))


def use_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "PARALLEL_FROM", len(PATHS))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_parallel_lint_equals_serial_lint(arguments: Arguments, monkeypatch: pytest.MonkeyPatch) -> None:
    serial = run(arguments)
    use_two_cores(monkeypatch)

    parallel = run(arguments)

    assert parallel == serial
    assert [report.file for report in parallel] == [f"{day}.md" for day in DAYS]
    assert {"L01", "N41"} <= {problem.rule for problem in parallel[-1].problems}


def test_parallel_fixes_equal_serial_fixes(arguments: Arguments, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments.diff = True
    serial = run(arguments)
    use_two_cores(monkeypatch)

    assert run(arguments) == serial


@pytest.mark.parametrize("cores", [1, None])
def test_lint_uses_one_process_on_a_single_core(
    arguments: Arguments, monkeypatch: pytest.MonkeyPatch, cores: int | None
) -> None:
    monkeypatch.setattr(worker_pool, "PARALLEL_FROM", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(worker_pool, "map_in_processes", None)

    assert len(run(arguments)) == len(PATHS)


def test_issues_of_a_killed_worker_are_linted_by_the_parent(
    arguments: Arguments, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_two_cores(monkeypatch)
    monkeypatch.setattr(lint_file, "set_up_lint_worker", os.abort)  # takes no arguments: every worker dies at once

    assert [report.path for report in run(arguments)] == PATHS


@pytest.mark.usefixtures("_restored_worker")
def test_lint_worker_loads_its_own_context_and_ignores_interrupts(arguments: Arguments) -> None:
    set_up_lint_worker(arguments, "en", ANSWERS)

    assert lint_in_worker(PATHS[0]) == run(arguments)[0]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
