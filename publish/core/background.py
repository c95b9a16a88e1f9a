"""Work in threads that never hold up the end of the program: Ctrl-C leaves at once, whatever they wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def start_daemon(function: Callable[_P, object], *args: _P.args, **kwargs: _P.kwargs) -> None:
    """Run a function beside the others; nobody waits for it."""
    # concurrent.futures' own pool makes the interpreter wait for its threads.
    threading.Thread(target=function, args=args, kwargs=kwargs, daemon=True).start()


def set_future(future: Future[_R], function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> None:
    """Put what a function returns or raises into a future, unless nobody wants it any more."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function(*args, **kwargs))
    except BaseException as error:  # whoever asks for the result raises it again
        future.set_exception(error)
