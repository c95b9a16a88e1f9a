"""A time limit that really interrupts, whatever the code inside is doing."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

from publish.errors import OverdueError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_REPEAT_SECONDS = 0.5
"""An interruption that some callback of a library swallowed comes again so soon."""
_START_SECONDS = 5.0
"""What a child may take to start, beside the time for its work."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


def call_within(seconds: float, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function and interrupt it when it takes longer.

    In the main thread a timer does it, which interrupts regular expressions, too. No other thread can be interrupted:
    there the function runs in a child process, so it and its arguments must be picklable. A call within a call has a
    clock of its own, and the outer one's stands still.

    Raises:
        OverdueError: Time is up, unless the function itself turned that into an error of its own.
    """
    try:
        signal.signal(signal.SIGALRM, signal.getsignal(signal.SIGALRM))
    except ValueError:  # only the main thread may
        return _call_in_child(seconds, function, args, kwargs)
    return _call_by_timer(seconds, function, args, kwargs)


def _call_by_timer(seconds: float, function: Callable[..., _R], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> _R:
    def interrupt(_: int, __: FrameType | None) -> NoReturn:
        raise OverdueError(seconds)

    left = 0.0
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        left, _ = signal.setitimer(signal.ITIMER_REAL, seconds, _REPEAT_SECONDS)
        try:
            return function(*args, **kwargs)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # twice: the first may itself have been interrupted
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, _REPEAT_SECONDS)


def _call_in_child(seconds: float, function: Callable[..., _R], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> _R:
    import multiprocessing  # slow to load, and rarely needed

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=answer, args=(theirs, seconds, function, args, kwargs), daemon=True)
    child.start()
    theirs.close()
    done: bool = False
    got: Any = OverdueError(seconds)
    try:
        if ours.poll(seconds + _START_SECONDS):
            done, got = ours.recv()
    except EOFError:  # killed from outside
        pass
    finally:
        child.kill()
        child.join()
        ours.close()
    if not done:
        raise got
    result: _R = got
    return result


def answer(
    pipe: Connection, seconds: float, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> None:
    """Do a child's work and send what it returned or raised."""
    try:
        pipe.send((True, _call_by_timer(seconds, function, args, kwargs)))
    except BaseException as error:  # the parent raises it again
        pipe.send((False, error))
