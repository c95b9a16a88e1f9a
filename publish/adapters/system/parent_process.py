"""End a child process with its parent, even if the parent was killed and could not notify it."""

from __future__ import annotations

import _thread
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import NoReturn

from publish.core.background import start_daemon
from publish.core.operating_system import ON_WINDOWS

_ATTEMPTS = 20
_REPEAT_SECONDS = 0.1
# Interrupts both waiting and computing, on Windows computing alone; used for nothing else.
_EXIT_SIGNAL: signal.Signals = getattr(signal, "SIGBREAK" if ON_WINDOWS else "SIGUSR1")


def end_with_parent() -> None:
    """End this process, with cleanup, soon after its parent; call it in the main thread.

    Does nothing if `multiprocessing` did not start this process.
    """
    import multiprocessing  # slow to load

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(_EXIT_SIGNAL, exit_on_signal)
    start_daemon(end_after, parent.sentinel, _interrupt, partial(os._exit, 1))


def _interrupt() -> None:
    """Have the main thread run the handler of the signal."""
    if ON_WINDOWS:
        _thread.interrupt_main(_EXIT_SIGNAL)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, _EXIT_SIGNAL)


def exit_on_signal(_: int, __: FrameType | None) -> NoReturn:
    """Raise SystemExit in the main thread."""
    raise SystemExit(1)


def end_after(sentinel: int, interrupt: Callable[[], object], force: Callable[[], object]) -> None:
    """Wait for the end of another process, then interrupt this one repeatedly, and finally force its end.

    Args:
        sentinel: Becomes readable when the other process has ended.
        interrupt: Interrupts this process; the exception may be swallowed, so it is called again.
        force: Ends this process.
    """
    from multiprocessing.connection import wait

    wait([sentinel])
    for _ in range(_ATTEMPTS):
        interrupt()
        time.sleep(_REPEAT_SECONDS)
    force()
