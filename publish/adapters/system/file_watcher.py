"""Notifications of changed files from the operating system."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import awatch

_QUIET_MS = 20
_MAX_DELAY_MS = 200  # longest delay of a notification while files keep changing


async def watch_files(deep: Sequence[Path], flat: Sequence[Path]) -> AsyncIterator[None]:
    """Yield once the folders are watched, so that nothing before it is missed, and after each change in them.

    Args:
        deep: Folders to watch with all their subfolders; a missing one is watched from the change on that makes it.
        flat: Folders to watch without subfolders.
    """
    stop = asyncio.Event()
    changed = asyncio.Event()

    async def listen(folders: Sequence[Path], *, recursive: bool) -> None:
        async for _ in awatch(
            *folders, debounce=_MAX_DELAY_MS, step=_QUIET_MS, recursive=recursive, stop_event=stop, watch_filter=None
        ):
            changed.set()

    listeners: list[asyncio.Future[None]] = []

    def start(folders: Sequence[Path], *, recursive: bool) -> list[Path]:
        """Watch the folders that exist and return the others."""
        existing = _find_existing(folders)
        if existing:
            listeners.append(asyncio.ensure_future(listen(existing, recursive=recursive)))
        return [folder for folder in folders if folder not in existing]

    start(flat, recursive=False)
    missing = start(deep, recursive=True)
    await asyncio.sleep(0)  # the listeners begin
    try:
        yield
        while True:
            await changed.wait()
            changed.clear()
            missing = start(missing, recursive=True)
            yield
    finally:
        stop.set()
        await _cancel(listeners)


async def _cancel(listeners: Sequence[asyncio.Future[None]]) -> None:
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)


def _find_existing(folders: Sequence[Path]) -> list[Path]:
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
