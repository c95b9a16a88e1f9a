"""A process that works while its parent answers: one call at a time, in its main thread, where time limits hold."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TypeVar, TypeVarTuple

_Ts = TypeVarTuple("_Ts")
_R = TypeVar("_R")


class WorkerProcess:
    """A process that is set up once and replaced if it is killed, from outside or for lack of memory."""

    def __init__(self, set_up: Callable[[*_Ts], None], *args: *_Ts) -> None:
        self._set_up = partial(set_up, *args)
        self._pool = self._open()

    def close(self) -> None:
        """Kill the process."""
        for child in multiprocessing.active_children():
            child.kill()
        self._pool.shutdown(cancel_futures=True)  # waits: Python's exit fails while a pool is closing

    async def call(self, function: Callable[[*_Ts], _R], /, *args: *_Ts) -> _R:
        """Return what a function returns in the process.

        Raises:
            BrokenProcessPool: The process was killed meanwhile; the next call has another.
        """
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function, *args)
        except BrokenProcessPool:
            if pool is self._pool:  # else a concurrent call has replaced it
                pool.shutdown(wait=False)
                self._pool = self._open()
            raise

    def _open(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), self._set_up)


async def repeat_once(call: Callable[[], Awaitable[_R]]) -> _R:
    """Return what a call of a process returns, made once more if the process was killed in the middle of it."""
    try:
        return await call()
    except BrokenProcessPool:
        return await call()
