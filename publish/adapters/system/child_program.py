"""Run a program that ends with what it has started, and within limits of time and memory where it has none of its own.

On Linux and macOS a program is a session of its own, which is killed whole, and the system holds it to the limits that
it sets itself; macOS has none of memory that holds. Windows has neither sessions nor such limits: a thread measures
the program and its children, and ends them. A child whose parent has ended is found by nobody there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, NamedTuple

from publish.core.operating_system import ON_WINDOWS

_MEASURE_SECONDS = 0.1
_WAKE_SECONDS = 0.1  # how often the main thread of Windows can be interrupted while a program runs
_WINDOWS_VARIABLES = frozenset({
    "APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS", "PATHEXT", "PROGRAMDATA",
    "PROGRAMFILES", "PROGRAMFILES(X86)", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR",
})  # fmt: skip
"""What every program on Windows may rely on; no secret."""


# How a program ends whose CPU time is up: by a signal, or with a shell's exit code for a child that the signal ended.
_OUT_OF_TIME = () if ON_WINDOWS else (-signal.SIGXCPU, 128 + signal.SIGXCPU)


class Resource(StrEnum):
    """What a program used up."""

    TIME = "time"
    MEMORY = "memory"


class ChildProgram(NamedTuple):
    """A program to run, with fixed words and no shell."""

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None  # its working directory
    data: bytes | None = None  # its standard input
    errors: IO[bytes] | int = subprocess.DEVNULL
    cpu_seconds: float = 0  # limit for each of its processes on Windows; 0 for none
    memory_bytes: int = 0  # the same


class ChildResult(NamedTuple):
    """What came of a program."""

    code: int
    output: bytes
    exceeded: Resource | None  # why it was ended on Windows

    @property
    def is_out_of_time(self) -> bool:
        """Return whether it was ended for its CPU time."""
        return self.exceeded is Resource.TIME or self.code in _OUT_OF_TIME


def select_environment(names: Collection[str]) -> dict[str, str]:
    """Return the variables of these names, and those without which no program starts on Windows."""
    wanted = {*names, *_WINDOWS_VARIABLES} if ON_WINDOWS else {*names}
    return {name: value for name, value in os.environ.items() if name in wanted}


def run_child(program: ChildProgram, *, seconds: float | None = None, keep_output: bool = True) -> ChildResult:
    """Run a program to its end; it and its children are killed where this is interrupted.

    Args:
        program: The program.
        seconds: Timeout on the wall clock.
        keep_output: Whether its output is of use.

    Raises:
        subprocess.TimeoutExpired: It took longer.
        OSError: It cannot be started.
    """
    with subprocess.Popen(  # noqa: S603  # fixed words, no shell
        program.command,
        stdin=subprocess.DEVNULL if program.data is None else subprocess.PIPE,
        stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL,
        stderr=program.errors,
        cwd=program.folder,
        env=program.environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        try:
            with _limit(process, program) as watch:
                output = _communicate(process, program.data, seconds)
        finally:
            end_with_children(process)
    return ChildResult(process.returncode, output, watch.exceeded)


def _communicate(process: subprocess.Popen[bytes], data: bytes | None, seconds: float | None) -> bytes:
    if not ON_WINDOWS:
        return process.communicate(data, seconds)[0] or b""
    # There nothing interrupts waiting for a program, so another thread does that.
    output: list[bytes] = []
    talk = threading.Thread(target=_talk, args=(process, data, output), daemon=True)
    talk.start()
    started = time.monotonic()
    while talk.is_alive():
        talk.join(_WAKE_SECONDS)
        if seconds is not None and time.monotonic() - started > seconds:
            raise subprocess.TimeoutExpired(process.args, seconds)
    return b"".join(output)


def _talk(process: subprocess.Popen[bytes], data: bytes | None, output: list[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):  # its pipes were closed when it was killed
        output.append(process.communicate(data)[0] or b"")


def end_with_children(process: subprocess.Popen[bytes]) -> None:
    """Kill a program's session; on Windows it and its children, which are not found once it has ended by itself."""
    if not ON_WINDOWS:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return
    import psutil  # installed there alone

    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    process.kill()


class _ChildWatch:
    """Measures a program and its children until it is told to stop, and ends them where one goes beyond a limit."""

    def __init__(self, process: subprocess.Popen[bytes], program: ChildProgram) -> None:
        self.exceeded: Resource | None = None
        self._process = process
        self._program = program
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_MEASURE_SECONDS):
            seconds, memory = _measure(self._process.pid)
            if seconds > self._program.cpu_seconds:
                self.exceeded = Resource.TIME
            elif memory > self._program.memory_bytes > 0:
                self.exceeded = Resource.MEMORY
            else:
                continue
            end_with_children(self._process)
            return

    def stop(self) -> None:
        self._stopped.set()


@contextlib.contextmanager
def _limit(process: subprocess.Popen[bytes], program: ChildProgram) -> Iterator[_ChildWatch]:
    watch = _ChildWatch(process, program)
    if ON_WINDOWS and program.cpu_seconds:
        threading.Thread(target=watch.run, daemon=True).start()
    try:
        yield watch
    finally:
        watch.stop()


def _measure(pid: int) -> tuple[float, int]:
    """Return the most CPU seconds and bytes that a program or one of its children has taken; zero once it has ended."""
    import psutil

    seconds, memory = 0.0, 0
    with contextlib.suppress(psutil.Error):
        whole = psutil.Process(pid)
        for process in (whole, *whole.children(recursive=True)):
            times, used = process.cpu_times(), process.memory_info()
            seconds = max(seconds, times.user + times.system)
            memory = max(memory, getattr(used, "private", used.rss))  # fonts that are mapped do not count on Windows
    return seconds, memory
