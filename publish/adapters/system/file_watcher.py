"""What changes on disk, as the system tells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import awatch

_QUIET_MS = 20
_LONGEST_MS = 200
"""Whoever saves without a pause is heard so often."""


async def watch_files(deep: Sequence[Path], flat: Sequence[Path]) -> AsyncIterator[None]:
    """Yield whenever something in a folder has changed.

    Args:
        deep: Folders that are watched with all that lies below them.
        flat: Folders of which only what lies in them is watched.
    """
    stop = asyncio.Event()
    news = asyncio.Event()

    async def listen(folders: Sequence[Path], *, recursive: bool) -> None:
        async for _ in awatch(
            *folders, debounce=_LONGEST_MS, step=_QUIET_MS, recursive=recursive, stop_event=stop, watch_filter=None
        ):
            news.set()

    listeners = [
        asyncio.ensure_future(listen(folders, recursive=recursive))
        for folders, recursive in ((_find_there(deep), True), (_find_there(flat), False))
        if folders
    ]
    try:
        while True:
            await news.wait()
            news.clear()
            yield
    finally:
        stop.set()
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)


def _find_there(folders: Sequence[Path]) -> list[Path]:
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
