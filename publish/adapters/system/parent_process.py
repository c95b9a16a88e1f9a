"""End a child process with its parent, even if the parent was killed and could not notify it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import NoReturn

from publish.core.background import start_daemon

_ATTEMPTS = 20
_REPEAT_SECONDS = 0.1
_EXIT_SIGNAL = signal.SIGUSR1  # interrupts both waiting and computing; used for nothing else


def end_with_parent() -> None:
    """End this process, with cleanup, soon after its parent; call it in the main thread.

    Does nothing if `multiprocessing` did not start this process.
    """
    import multiprocessing  # slow to load

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(_EXIT_SIGNAL, exit_on_signal)
    interrupt = partial(signal.pthread_kill, threading.main_thread().ident or 0, _EXIT_SIGNAL)
    start_daemon(end_after, parent.sentinel, interrupt, partial(os._exit, 1))


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
