"""A process that ends with the one that started it, however that ended: killed, it can tell nobody."""

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

_ASKS = 20
_ASK_AGAIN_SECONDS = 0.1
_LEAVE = signal.SIGUSR1
"""Interrupts what waits, and what works; nobody else sends it."""


def end_with_parent() -> None:
    """Have this process end soon after the one that started it; to be called in the main thread.

    Programs that it has started, and files that it has begun, are cleared away. There is nothing to do where
    `multiprocessing` has not started this process.
    """
    import multiprocessing  # slow to load, and only here needed

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(_LEAVE, exit_on_signal)
    ask = partial(signal.pthread_kill, threading.main_thread().ident or 0, _LEAVE)
    start_daemon(end_after, parent.sentinel, ask, partial(os._exit, 1))


def exit_on_signal(_: int, __: FrameType | None) -> NoReturn:
    """End the main thread, whatever it is at."""
    raise SystemExit(1)


def end_after(sentinel: int, ask: Callable[[], object], force: Callable[[], object]) -> None:
    """Wait for the end of a process; then ask this one to end until it does, and force it where it will not.

    Args:
        sentinel: Is ready to be read once the other process has ended.
        ask: Interrupts what this process is at. What comes of it may be swallowed, so it is called again.
        force: Ends this process.
    """
    from multiprocessing.connection import wait

    wait([sentinel])
    for _ in range(_ASKS):
        ask()
        time.sleep(_ASK_AGAIN_SECONDS)
    force()
