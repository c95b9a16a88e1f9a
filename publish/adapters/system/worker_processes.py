"""Call functions in a main thread: of this process, or of a worker process where another thread calls.

A build must end whatever its input is, and only a main thread can be interrupted, even within a regular expression
(`time_limit`). So a call from any other thread goes to a worker process, which carries it out in its main thread. A
worker stays for the next call: to start one takes a quarter of a second, to ask one that runs a few milliseconds.
It is started as a program of its own and not by `multiprocessing`, which would run the caller's script again.

In no process do two threads build at once, so nothing that is kept for the next build needs a lock.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, ParamSpec, TypeVar, cast

from publish.adapters.storage.package_folder import PACKAGE_FOLDER
from publish.core.exceptions import IssueError
from publish.core.problem import Problem

_MODULE = "publish.adapters.system.worker_main"
_END_SECONDS = 5.0  # for a worker to end by itself, once its input has ended

_P = ParamSpec("_P")
_R = TypeVar("_R")


class WorkerLostError(Exception):
    """A worker process ended without a result."""


class Worker:
    """A process that carries out calls, one at a time."""

    def __init__(self) -> None:
        # The folders in which this process finds its modules, and no current folder.
        known = [path for path in (*sys.path, str(PACKAGE_FOLDER.parent)) if Path(path).is_absolute()]
        self._process = subprocess.Popen(  # noqa: S603  # this very Python, fixed words
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(PACKAGE_FOLDER.anchor),  # so that no relative path means anything
            env={**os.environ, "PYTHONPATH": os.pathsep.join(known)},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._calls = cast("IO[bytes]", self._process.stdin)
        self._results = cast("IO[bytes]", self._process.stdout)

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """Return whether the process was ended, or left to another."""
        return self._process.returncode is not None

    def call(self, function: Callable[..., _R], *args: object) -> _R:
        """Return the result of a function, or raise its exception; raise WorkerLostError where neither comes."""
        request = pickle.dumps((function, args))
        try:
            self._calls.write(request)
            self._calls.flush()
            succeeded, result = pickle.load(self._results)  # noqa: S301  # from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerLostError from error
        if not succeeded:
            raise result
        returned: _R = result
        return returned

    def end(self) -> None:
        """End the process."""
        self._close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Leave the process to the one that started it, of which this one is a fork."""
        self._close()
        self._process.returncode = 0  # nobody waits for it here

    def _close(self) -> None:
        for pipe in (self._calls, self._results):
            with contextlib.suppress(OSError):  # what was not written yet has no reader
                pipe.close()


class WorkerPool:
    """Worker processes, each used by one thread at a time; more threads than workers wait."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free = threading.BoundedSemaphore(limit)
        self._idle: list[Worker] = []

    def call(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Return the result of a function, called in a worker; raise its exception, or IssueError without a result."""
        work = partial(function, *args, **kwargs)
        with self._free:
            try:
                return self._call(work)
            except WorkerLostError:  # perhaps it was killed while it had nothing to do
                return self._call_anew(work)

    def _call_anew(self, work: Callable[[], _R]) -> _R:
        try:
            return self._call(work)
        except WorkerLostError as error:
            raise IssueError(Problem("worker-lost")) from error

    def _call(self, work: Callable[[], _R]) -> _R:
        worker = self._take()
        try:
            return worker.call(work)
        except WorkerLostError:
            worker.end()
            raise
        finally:
            if not worker.is_over:
                self._idle.append(worker)

    def _take(self) -> Worker:
        try:
            return self._idle.pop()
        except IndexError:
            return Worker()

    def end(self) -> None:
        """End every worker that has nothing to do."""
        while self._idle:
            self._idle.pop().end()

    def forget(self) -> None:
        """Start anew after a fork, in the new process: the workers go on working for the old one."""
        while self._idle:
            self._idle.pop().forget()
        self._free = threading.BoundedSemaphore(self._limit)


_pool = WorkerPool(os.cpu_count() or 1)
atexit.register(_pool.end)
if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has no fork
    os.register_at_fork(after_in_child=_pool.forget)


def call_in_main_thread(function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function in the main thread of a process; elsewhere it, its arguments and its result must be picklable.

    Raises:
        IssueError: A worker process ended before it had a result: the system killed it, perhaps for its memory.
    """
    if threading.current_thread() is threading.main_thread():
        return function(*args, **kwargs)
    return _pool.call(function, *args, **kwargs)
