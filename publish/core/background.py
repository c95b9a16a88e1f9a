"""Daemon threads: the program ends at once on Ctrl-C, without waiting for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:  # it loads logging, and is at hand where somebody has made a future
    from concurrent.futures import Future

WAKE_SECONDS = 1.0  # a Ctrl-C that comes just before Python waits for a lock is noticed only after the wait

_P = ParamSpec("_P")
_R = TypeVar("_R")


def start_daemon(function: Callable[_P, object], *args: _P.args, **kwargs: _P.kwargs) -> None:
    """Run a function in a daemon thread."""
    # The pool of concurrent.futures makes the interpreter wait for its threads.
    threading.Thread(target=function, args=args, kwargs=kwargs, daemon=True).start()


def set_future(future: Future[_R], function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> None:
    """Set a future to a function's result or exception, unless the future was cancelled."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function(*args, **kwargs))
    except BaseException as error:  # `result()` raises it again
        future.set_exception(error)
