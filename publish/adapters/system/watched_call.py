"""Interrupt a function in the main thread of a Python for 64-bit Windows, which has no timers that send a signal.

A timer of the system calls Python's own `PyErr_SetInterruptEx`, which needs no lock of the interpreter, so that a
regular expression is interrupted, too. What waits in a system call, or works in compiled code that never asks for
signals, is interrupted only when it returns.
"""

from __future__ import annotations

import ctypes
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from publish.core.exceptions import TimeLimitExceededError

_TICK_MILLISECONDS = 50
_REPEAT_SECONDS = 0.5  # interval after which an interruption is repeated, in case a library's callback swallowed it
_SIGNAL = signal.SIGTERM  # Windows never sends it
_WAIT_FOR_CALLBACK = ctypes.c_void_p(-1)  # INVALID_HANDLE_VALUE

_R = TypeVar("_R")


class _CallWatch:
    """The time that is left to a call: of the processor, and on the wall clock."""

    def __init__(self, cpu_timeout: float, wall_timeout: float) -> None:
        self._limits = cpu_timeout, wall_timeout
        self._cpu_left, self._wall_left = cpu_timeout or float("inf"), wall_timeout
        self._quiet_until = 0.0
        self.is_over = False  # whether the call has ended, and only its end is left to be done
        self.resume()

    def resume(self) -> None:
        self._cpu, self._wall = time.thread_time(), time.monotonic()

    def pause(self) -> None:
        self._cpu_left -= time.thread_time() - self._cpu
        self._wall_left -= time.monotonic() - self._wall

    def interrupt(self, _: int, __: FrameType | None) -> None:
        """Raise the error of a call whose time is up; at each tick."""
        if self.is_over:
            return
        self.pause()
        self.resume()
        cpu_timeout, wall_timeout = self._limits
        if min(self._cpu_left, self._wall_left) > 0 or time.monotonic() < self._quiet_until:
            return
        self._quiet_until = time.monotonic() + _REPEAT_SECONDS
        busy = self._cpu_left > 0
        raise TimeLimitExceededError(wall_timeout if busy else cpu_timeout, busy=busy)


_running: list[_CallWatch] = []
"""The watches of nested calls, the innermost last; only that one's clock runs."""


def call_watched(cpu_timeout: float, wall_timeout: float, function: Callable[[], _R]) -> _R:
    """Call a function with a CPU timeout, 0 for none, and a wall-clock timeout; only the main thread may.

    A nested call has timeouts of its own; the outer ones stand still meanwhile.

    Raises:
        TimeLimitExceededError: A timeout has passed, unless the function itself handled that error.
    """
    for outer in _running[-1:]:
        outer.pause()
    watch = _CallWatch(cpu_timeout, wall_timeout)
    before = signal.getsignal(_SIGNAL)
    stop = _keep_timer if _running else _start_timer()
    try:
        _running.append(watch)
        signal.signal(_SIGNAL, watch.interrupt)
        return function()
    finally:
        watch.is_over = True  # the timer of an outer call ticks on, and must not interrupt what follows
        stop()
        signal.signal(_SIGNAL, before)
        _running.remove(watch)
        for outer in _running[-1:]:
            outer.resume()


def _keep_timer() -> None:
    """Leave the timer to the outermost call."""


def _start_timer() -> Callable[[], None]:
    """Have the system make Python run the signal's handler again and again; return what stops it."""
    windows: Any = ctypes  # elsewhere it has no such functions
    kernel = windows.WinDLL("kernel32", use_last_error=True)
    pointer, number = ctypes.c_void_p, ctypes.c_ulong
    kernel.CreateTimerQueueTimer.argtypes = [pointer, pointer, pointer, pointer, number, number, number]
    kernel.DeleteTimerQueueTimer.argtypes = [pointer, pointer, pointer]
    timer = pointer()
    # The callback has a pointer for its argument: 64-bit Windows passes it where the function expects its number.
    callback = ctypes.cast(ctypes.pythonapi.PyErr_SetInterruptEx, pointer)
    every = _TICK_MILLISECONDS
    if not kernel.CreateTimerQueueTimer(ctypes.byref(timer), None, callback, int(_SIGNAL), every, every, 0):
        raise windows.WinError(windows.get_last_error())
    timers = [timer]

    def stop() -> None:
        while timers:
            kernel.DeleteTimerQueueTimer(None, timers.pop(), _WAIT_FOR_CALLBACK)

    return stop
