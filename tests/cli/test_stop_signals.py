"""Any signal that stops a batch also ends its worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publish.cli.worker_pool import PARALLEL_FROM
from tests.cli.cli_runner import ISSUE, NAME

SOONEST = 20.0
"""Seconds after which a process counts as left over; ending takes a fraction of one."""
# As on a machine with two cores; every worker loads it, too.
PROGRAM = """\
import os, sys
if __name__ == "__main__":
    os.cpu_count = lambda: 2
    from publish.cli import main
    sys.exit(main())
os.write(1, b"a worker has begun\\n")
"""


@pytest.fixture
def newsletter(tmp_path: Path) -> Path:
    """A newsletter with enough long issues for several processes."""
    (tmp_path / "publish.toml").write_text('newsletter.issues = "issues"\n', encoding="utf-8")
    (tmp_path / "issues").mkdir()
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    for number in range(3 * PARALLEL_FROM):
        day = f"20{number // 28:02}-01-{number % 28 + 1:02}"
        entry = ISSUE.partition("- [")[2]
        (tmp_path / "issues" / f"{day}.md").write_text(
            ISSUE.replace(NAME, day) + f"\n- [{entry}" * 30, encoding="utf-8"
        )
    return tmp_path


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Fail instead of waiting forever for a pipe that a left-over process holds open."""

    def fail(*_: object) -> None:
        raise TimeoutError("a process was left behind")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("words", [("build", "--all", "--quiet"), ("check", "--quiet")], ids=["build", "check"])
def test_stopped_batch_leaves_no_process(newsletter: Path, number: signal.Signals, words: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb") as lives:
        command = [sys.executable, "program.py", *words]
        batch = subprocess.Popen(command, cwd=newsletter, stdout=theirs, stderr=theirs)  # noqa: S603  # this very Python
        os.close(theirs)
        assert b"a worker has begun\n" in lives

        batch.send_signal(number)

        assert batch.wait() == -number
        with alarm(SOONEST):  # the pipe ends with the last who holds it, and every process of the batch does
            lives.read()
