"""However a run ends, nothing that it started runs on, and its folder is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.harness import leftovers

HANGS = """
import multiprocessing, subprocess, sys, tempfile, time
from pathlib import Path

def test_that_hangs():
    Path(tempfile.mkdtemp()).joinpath("file").write_text("left")
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    fork = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=True)
    fork.start()
    Path("started").write_text(f"{child.pid} {fork.pid} {tempfile.gettempdir()}")
    time.sleep(600)
"""
PATIENCE_SECONDS = 30
SECONDS_BETWEEN_INTERRUPTS = 5


def wait_until(path: Path) -> list[str]:
    """Return the words of a file, as soon as there are some."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, "the run did not begin"
        time.sleep(0.02)
    return path.read_text().split()


def press_interrupt_key(run: subprocess.Popen[bytes]) -> None:
    """Interrupt a run as a terminal does, again and again: Python loses a signal that comes as it begins to sleep."""
    while run.poll() is None:
        os.killpg(run.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            run.wait(SECONDS_BETWEEN_INTERRUPTS)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda end: end.name)
@pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["one process", "a worker"])
def test_interrupted_run_leaves_no_process_and_no_folder(
    tmp_path: Path, end: signal.Signals, options: list[str]
) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    words = ["-p", "tests.harness.leftovers", "-p", "no:cacheprovider", *options, "test_hangs.py"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "pytest", *words]
    run = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, process_group=0)
    child, fork, folder = wait_until(tmp_path / "started")

    if end is signal.SIGINT:
        press_interrupt_key(run)
    else:
        run.send_signal(end)
        run.wait()

    assert [leftovers.has_ended(int(child)), leftovers.has_ended(int(fork))] == [True, True]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(folder).exists()


def test_clean_up_leaves_processes_of_another_run(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        leftovers.clean_up(2**22 + 1, tmp_path / "none")  # no process has this number

        assert other.poll() is None
        other.communicate(b"\n")
