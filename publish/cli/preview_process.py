"""Where `publish preview` has its issues built: one other process, so that the server answers meanwhile."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from publish.cli import preview_worker
from publish.cli.parser import Arguments
from publish.core.problem import Problem
from publish.preview.live_builds import PreviewBuild, SaveResult
from publish.preview.live_panels import IssueRow
from publish.preview.preview_request import PreviewRequest

_R = TypeVar("_R")


class ProcessBuildWorker:
    """One other process in which everything is built, one thing at a time; another one where it is killed."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._pool = self._open()

    def close(self) -> None:
        """End the process, whatever it is at."""
        for child in multiprocessing.active_children():
            child.kill()
        self._pool.shutdown(cancel_futures=True)  # waited for: Python's own end trips over a pool that still closes

    async def build(self, preview_request: PreviewRequest) -> PreviewBuild:
        """Build what is wished for; what is wrong with it is among what is returned."""
        try:
            return await self._call(preview_worker.build_preview, preview_request)
        except BrokenProcessPool:
            return preview_worker.fail_preview("", [Problem("preview-crashed", file=f"{preview_request.issue}.md")])

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return every issue there is, the newest first."""
        return await self._call(preview_worker.list_issue_rows)

    async def keep(self, preview_request: PreviewRequest, digest: str) -> SaveResult:
        """Write a wish into the issue's front matter, unless its file is no longer the one of that digest."""
        return await self._call(preview_worker.save_front_matter, preview_request, digest)

    async def _call(self, function: Callable[..., _R], *args: object, again: bool = True) -> _R:
        """Call a function there; once more where the process was killed, from outside or for the memory it took.

        Raises:
            BrokenProcessPool: It was killed again.
        """
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function, *args)
        except BrokenProcessPool:
            if pool is self._pool:  # else whoever waited beside us has opened another one
                pool.shutdown(wait=False)
                self._pool = self._open()
            if not again:
                raise
        return await self._call(function, *args, again=False)

    def _open(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, context, preview_worker.set_up_preview_worker, (self._arguments,))
