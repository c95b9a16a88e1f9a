"""However a run of the suite ends, it leaves no process and no folder behind.

Each process that runs tests starts a watcher, which outlives it: run as a module, it waits for its parent's end, by
whatever signal, ends what the parent had started, and removes the folder that all temporary files were in.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

MARK = "PYTEST_STARTED_BY"
"""The environment variable by which what a run started is known again, whoever its parent is by then."""
_FORK = "fork."
_PATIENCE_SECONDS = 3


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    folder = Path(tempfile.mkdtemp(prefix="pytest-run."))
    folder.chmod(0o711)  # a server that refuses root runs as nobody, and has its own folder inside
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    mark = os.environ.pop(MARK, None)
    start_watcher(folder)
    os.register_at_fork(after_in_child=partial(note_fork, folder))
    os.environ[MARK] = f"{mark or ''}/{os.getpid()}"


def start_watcher(folder: Path) -> None:
    """Start the process that cleans up after this one, in a session that Ctrl+C does not reach."""
    words = [sys.executable, __file__, str(os.getpid()), str(folder)]
    closed = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in range(3)]
    environment = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
    os.posix_spawn(sys.executable, words, environment, file_actions=closed, setsid=True)


def note_fork(folder: Path) -> None:
    """Leave a note of this process: a fork shows the environment that its parent began with, without the mark."""
    with suppress(OSError):  # a test may have taken away the right to write, or the folder
        (folder / f"{_FORK}{os.getpid()}").touch()


def find_started(pid: int, folder: Path) -> Iterator[psutil.Process]:
    """Yield every process that a process started, directly or not, and all their children."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != os.getpid() and (_is_marked(process, pid) or _is_noted(process, folder)):
                yield process
                yield from process.children(recursive=True)


def _is_marked(process: psutil.Process, pid: int) -> bool:
    return str(pid) in process.environ().get(MARK, "").split("/")


def _is_noted(process: psutil.Process, folder: Path) -> bool:
    """Return whether a process left a note; one that was given its number later is another."""
    note = folder / f"{_FORK}{process.pid}"
    return note.exists() and process.create_time() <= note.stat().st_mtime + 1


def clean_up(pid: int, folder: Path) -> None:
    """End what a process started, and remove its folder."""
    started = list(find_started(pid, folder))
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in started:
            with suppress(psutil.Error):
                end(process)
        wait_for_end(started, _PATIENCE_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


def wait_for_end(processes: Iterable[psutil.Process], seconds: float) -> bool:
    """Return whether all processes end in time; one that nobody asks for its exit code has ended, too."""
    deadline = time.monotonic() + seconds
    while any(map(_is_running, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def has_ended(pid: int, seconds: float = 30) -> bool:
    """Return whether a process has ended, or does so in time."""
    with suppress(psutil.NoSuchProcess):
        return wait_for_end([psutil.Process(pid)], seconds)
    return True


def _is_running(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def main(pid: int, folder: Path) -> None:
    """Wait for the end of a process, then clean up behind it."""
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait()
    clean_up(pid, folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
