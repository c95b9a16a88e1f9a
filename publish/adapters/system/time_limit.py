"""Time limits that really interrupt, whatever the code inside is doing.

Work is measured by the processor: a busy machine, or one that slept, is no fault of what is worked on. The clock on the
wall decides only where that would never come to an end, and says so. What waits for others has that clock alone.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, ParamSpec, TypeVar

from publish.adapters.system.parent_process import end_with_parent
from publish.core.exceptions import TimeLimitExceededError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PATIENCE = 10
"""So many times its own length a limit of work may take by the clock on the wall."""
_REPEAT_SECONDS = 0.5
"""An interruption that some callback of a library swallowed comes again so soon."""
_START_SECONDS = 5.0
"""What a child may take to start, beside the time for its work."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Limits(NamedTuple):
    """How long a call may take."""

    work: float
    """Seconds of the processor; 0 for no limit."""
    wall: float
    """Seconds by the clock on the wall."""


class _Timer(NamedTuple):
    """One of the system's timers."""

    kind: int
    signal: int
    busy: bool
    """Whether it measures waiting, too."""


_OF_WORK = _Timer(signal.ITIMER_PROF, signal.SIGPROF, busy=False)
_OF_WALL = _Timer(signal.ITIMER_REAL, signal.SIGALRM, busy=True)


def run_with_timeout(seconds: float, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function and interrupt it when it works longer.

    Seconds are those of the processor, of this process with all its threads; ten times as many may pass meanwhile. In
    the main thread timers do it, which interrupt regular expressions, too. No other thread can be interrupted: there
    the function runs in a child process, so it and its arguments must be picklable. A call within a call has clocks of
    its own, and the outer ones stand still.

    Raises:
        TimeLimitExceededError: Time is up, unless the function itself turned that into an error of its own.
    """
    return _call(_Limits(seconds, seconds * PATIENCE), partial(function, *args, **kwargs))


def wait_with_timeout(seconds: float, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function that waits for others, and interrupt it when that takes longer by the clock on the wall.

    Raises:
        TimeLimitExceededError: Time is up, unless the function itself turned that into an error of its own.
    """
    return _call(_Limits(0, seconds), partial(function, *args, **kwargs))


def _call(limits: _Limits, function: Callable[[], _R]) -> _R:
    try:
        signal.signal(signal.SIGALRM, signal.getsignal(signal.SIGALRM))
    except ValueError:  # only the main thread may
        return _call_in_child(limits, function)
    return _call_by_timers(limits, function)


def _call_by_timers(limits: _Limits, function: Callable[[], _R]) -> _R:
    by_work = partial(_call_by_timer, _OF_WORK, limits.work, function)
    return _call_by_timer(_OF_WALL, limits.wall, by_work)


def _call_by_timer(timer: _Timer, seconds: float, function: Callable[[], _R]) -> _R:
    def interrupt(_: int, __: FrameType | None) -> NoReturn:
        raise TimeLimitExceededError(seconds, busy=timer.busy)

    left = 0.0
    before = signal.signal(timer.signal, interrupt)
    try:
        left, _ = signal.setitimer(timer.kind, seconds, _REPEAT_SECONDS)
        try:
            return function()
        finally:
            signal.setitimer(timer.kind, 0)
    finally:  # twice: the first may itself have been interrupted
        signal.setitimer(timer.kind, 0)
        signal.signal(timer.signal, before)
        if left:
            signal.setitimer(timer.kind, left, _REPEAT_SECONDS)


def _call_in_child(limits: _Limits, function: Callable[[], _R]) -> _R:
    import multiprocessing  # slow to load, and rarely needed

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=answer, args=(theirs, limits, function), daemon=True)
    child.start()
    theirs.close()
    done: bool = False
    got: Any = TimeLimitExceededError(limits.wall, busy=True)
    try:
        if ours.poll(limits.wall + _START_SECONDS):
            done, got = ours.recv()
    except EOFError:  # killed from outside, or for the memory that it took
        got = TimeLimitExceededError(limits.work or limits.wall)
    finally:
        child.kill()
        child.join()
        ours.close()
    if not done:
        raise got
    result: _R = got
    return result


def answer(pipe: Connection, limits: tuple[float, float], function: Callable[[], Any]) -> None:
    """Do a child's work and send what it returned or raised.

    Args:
        pipe: Where the answer goes.
        limits: Seconds of work, 0 for no limit, and by the clock on the wall.
        function: The work.
    """
    end_with_parent()
    answered: tuple[bool, Any]
    try:
        answered = True, _call_by_timers(_Limits(*limits), function)
    except BaseException as error:  # the parent raises it again
        answered = False, error
    with suppress(BrokenPipeError):  # it has gone
        pipe.send(answered)
