from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.cli.build_context import load_build_context
from publish.cli.commands.check import parallel as batch
from publish.cli.commands.check.lint_file import FileReport, LintEnvironment
from publish.cli.commands.check.parallel import lint_files, lint_in_worker, open_index, set_up_lint_worker
from publish.cli.parser import Arguments, parse_arguments
from publish.core.urls import LinkState, LinkStatus
from publish.i18n.messages import Translator

ENGLISH = Translator("en")
DAYS = [f"2020-06-{day:02}" for day in range(1, 13)]
PATHS = [Path(f"{day}.md") for day in DAYS]
URL = "https://mp.weixin.qq.com/s/a"
ANSWERS = {URL: LinkStatus(LinkState.GONE, "HTTP 404")}


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Arguments:
    """A newsletter of a dozen issues that all link the same, with us in its folder."""
    for day in DAYS:
        (tmp_path / f"{day}.md").write_text(f"# 简报 ({day})\n\n## 新闻\n\n- [题]({URL})\n", encoding="utf-8")
    (tmp_path / "publish.toml").write_text('newsletter.issues = "."\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return parse_arguments(["check"], ENGLISH)


@pytest.fixture
def _own_desks() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    batch._desks.clear()
    signal.signal(signal.SIGINT, before)


def run(arguments: Arguments, paths: list[Path | None] | None = None) -> list[FileReport]:
    context = load_build_context(arguments, ENGLISH)
    beside = LintEnvironment(open_index(context), ANSWERS)
    return list(lint_files(paths or [*PATHS], context, beside, arguments))


def let_two_cores_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PARALLEL_FROM", len(PATHS))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_several_processes_find_what_one_does(arguments: Arguments, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run(arguments)
    let_two_cores_work(monkeypatch)

    several = run(arguments)

    assert several == alone
    assert [examined.file for examined in several] == [f"{day}.md" for day in DAYS]
    assert {"L01", "N41"} <= {problem.rule for problem in several[-1].problems}


def test_several_processes_mend_what_one_does(arguments: Arguments, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments.diff = True
    alone = run(arguments)
    let_two_cores_work(monkeypatch)

    assert run(arguments) == alone


@pytest.mark.parametrize("cores", [1, None])
def test_one_core_does_it_alone(arguments: Arguments, monkeypatch: pytest.MonkeyPatch, cores: int | None) -> None:
    monkeypatch.setattr(batch, "PARALLEL_FROM", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(batch, "map_in_processes", None)

    assert len(run(arguments)) == len(PATHS)


def test_issues_of_a_killed_worker_are_looked_through_all_the_same(
    arguments: Arguments, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_two_cores_work(monkeypatch)
    monkeypatch.setattr(batch, "set_up_lint_worker", os.abort)  # takes no arguments: every worker dies at once

    assert [examined.path for examined in run(arguments)] == PATHS


@pytest.mark.usefixtures("_own_desks")
def test_a_worker_looks_at_its_own_desk_and_leaves_interrupts_to_its_parent(arguments: Arguments) -> None:
    set_up_lint_worker(arguments, "en", ANSWERS)

    assert lint_in_worker(PATHS[0]) == run(arguments)[0]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
