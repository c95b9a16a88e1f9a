"""Timeouts that interrupt a function whatever it is doing.

Work is measured in CPU time, so that a busy or sleeping machine does not count; the wall clock ends what would never
finish otherwise, and the error says so. Waiting is measured by the wall clock alone.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from publish.adapters.system.parent_process import end_with_parent
from publish.core.exceptions import TimeLimitExceededError
from publish.core.operating_system import ON_WINDOWS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WALL_FACTOR = 10  # wall-clock timeout of work, as a multiple of its CPU timeout
_REPEAT_SECONDS = 0.5  # interval after which an interruption is repeated, in case a library's callback swallowed it
_OWN_SHARE = 0.5  # of the CPU time that a thread must have taken itself; the clocks differ by a tick of the system
_START_SECONDS = 5.0  # extra wall-clock time for the start of a child process

_P = ParamSpec("_P")
_R = TypeVar("_R")


def run_with_timeout(seconds: float, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function with a timeout in CPU seconds of this thread; ten times as many may pass on the wall clock.

    In the main thread timers interrupt it, even within a regular expression; on Windows a timer of the system does
    (`watched_call`). In any other thread the function runs in a child process, so it and its arguments must be
    picklable. A nested call has timeouts of its own; the outer ones stand still meanwhile.

    Raises:
        TimeLimitExceededError: The timeout has passed, unless the function itself handled that error.
    """
    return _call(seconds, seconds * WALL_FACTOR, partial(function, *args, **kwargs))


def wait_with_timeout(seconds: float, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function that waits for others, with a timeout in seconds of the wall clock.

    Raises:
        TimeLimitExceededError: The timeout has passed, unless the function itself handled that error.
    """
    return _call(0, seconds, partial(function, *args, **kwargs))


def _call(cpu_timeout: float, wall_timeout: float, function: Callable[[], _R]) -> _R:
    """Call a function with a CPU timeout, 0 for none, and a wall-clock timeout."""
    if threading.current_thread() is not threading.main_thread():  # only that one is interrupted
        return _call_in_child(cpu_timeout, wall_timeout, function)
    return _call_interruptibly(cpu_timeout, wall_timeout, function)


def _call_interruptibly(cpu_timeout: float, wall_timeout: float, function: Callable[[], _R]) -> _R:
    if ON_WINDOWS:
        from publish.adapters.system.watched_call import call_watched  # needed there alone

        return call_watched(cpu_timeout, wall_timeout, function)
    work = partial(_call_with_timer, signal.ITIMER_PROF, cpu_timeout, function)
    return _call_with_timer(signal.ITIMER_REAL, wall_timeout, work)


def _call_with_timer(timer: int, timeout: float, function: Callable[[], _R]) -> _R:
    started = time.thread_time()

    def interrupt(_: int, __: FrameType | None) -> None:
        if timer == signal.ITIMER_PROF and time.thread_time() - started < timeout * _OWN_SHARE:
            return  # the timer counts what other threads of a program do, too; it comes again
        raise TimeLimitExceededError(timeout, busy=timer == signal.ITIMER_REAL)

    left, interval = 0.0, 0.0
    number = signal.SIGALRM if timer == signal.ITIMER_REAL else signal.SIGPROF
    before = signal.signal(number, interrupt)
    try:
        left, interval = signal.setitimer(timer, timeout, _REPEAT_SECONDS)
        try:
            return function()
        finally:
            signal.setitimer(timer, 0)
    finally:  # twice: the first may itself have been interrupted
        signal.setitimer(timer, 0)
        signal.signal(number, before)
        if left:
            signal.setitimer(timer, left, interval)


def _call_in_child(cpu_timeout: float, wall_timeout: float, function: Callable[[], _R]) -> _R:
    import multiprocessing  # slow to load, and rarely needed

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=run_in_child, args=(theirs, cpu_timeout, wall_timeout, function), daemon=True)
    child.start()
    theirs.close()
    succeeded: bool = False
    result: Any = TimeLimitExceededError(wall_timeout, busy=True)
    try:
        if ours.poll(wall_timeout + _START_SECONDS):
            succeeded, result = ours.recv()
    except (EOFError, BrokenPipeError):  # killed from outside, or for its memory
        result = TimeLimitExceededError(cpu_timeout or wall_timeout)
    finally:
        child.kill()
        child.join()
        ours.close()
    if not succeeded:
        raise result
    returned: _R = result
    return returned


def run_in_child(pipe: Connection, cpu_timeout: float, wall_timeout: float, function: Callable[[], Any]) -> None:
    """Call a function in a child process, and send whether it succeeded with its result or its exception."""
    end_with_parent()
    message: tuple[bool, Any]
    try:
        message = True, _call_interruptibly(cpu_timeout, wall_timeout, function)
    except BaseException as error:  # the parent raises it again
        message = False, error
    with suppress(BrokenPipeError):  # the parent has ended
        pipe.send(message)
