"""The worker processes of `publish preview`: they build and count while the server answers."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from publish.cli.parser import Arguments
from publish.cli.preview.begin_issue import begin_issue
from publish.cli.preview.build_preview import build_preview, build_version, fail_preview
from publish.cli.preview.issue_list import list_issue_rows
from publish.cli.preview.open_source import open_source
from publish.cli.preview.save_front_matter import save_front_matter, undo_save, write_fields
from publish.cli.preview.worker_context import set_up_preview_worker
from publish.core.problem import Problem
from publish.preview.issue_list_panel import IssueRow
from publish.preview.live_builds import BegunIssue, PreviewBuild, PreviewRequest, SaveResult
from publish.preview.versions import Version, VersionPages

_R = TypeVar("_R")


class ProcessBuildWorker:
    """Two processes: one builds an issue at a time, the other lists all; each is replaced if it is killed."""

    def __init__(self, arguments: Arguments) -> None:
        self._building, self._listing = _Process(arguments), _Process(arguments)

    def close(self) -> None:
        """Kill the processes."""
        for child in multiprocessing.active_children():
            child.kill()
        self._building.close()
        self._listing.close()

    async def build(self, request: PreviewRequest) -> PreviewBuild:
        """Build a preview; it contains the problems, also of a failed build."""
        try:
            return await self._building.call(build_preview, request)
        except BrokenProcessPool:
            return fail_preview("", [Problem("preview-crashed", file=f"{request.issue}.md")])

    async def build_version(self, request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
        """Build one version of an article with its pictures; None if the issue cannot be built."""
        try:
            return await self._building.call(build_version, request, version, language)
        except BrokenProcessPool:
            return None

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return all issues, the newest first."""
        return await self._listing.call(list_issue_rows)

    async def save(self, request: PreviewRequest, digest: str) -> SaveResult:
        """Write tried options into the issue's front matter, unless they break it, or its file has another digest."""
        return await self._building.call(save_front_matter, request, digest)

    async def undo(self, issue: str, digest: str) -> SaveResult:
        """Write back what an issue's file held before it was written with that digest, unless it was changed again."""
        return await self._building.call(undo_save, issue, digest)

    async def write(self, issue: str, digest: str, fields: Mapping[str, str]) -> SaveResult:
        """Write fields of an issue's front matter, unless they break it, or its file has another digest."""
        return await self._building.call(write_fields, issue, digest, fields)

    async def open_source(self, issue: str, text: str) -> SaveResult:
        """Open an issue in its author's editor, at the line of a text of its article."""
        return await self._listing.call(open_source, issue, text)

    async def begin_issue(self) -> BegunIssue:
        """Begin the next issue, as `publish new` does."""
        return await self._building.call(begin_issue)


class _Process:
    """One process, which does one thing at a time."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._pool = self._open()

    def close(self) -> None:
        """Wait until it has ended, for Python's exit fails while a pool is closing."""
        self._pool.shutdown(cancel_futures=True)

    async def call(self, function: Callable[..., _R], *args: object, retry: bool = True) -> _R:
        """Call a function in the process; once more if it was killed, from outside or for lack of memory."""
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function, *args)
        except BrokenProcessPool:
            if pool is self._pool:  # else a concurrent call has replaced it
                pool.shutdown(wait=False)
                self._pool = self._open()
            if not retry:
                raise
        return await self.call(function, *args, retry=False)

    def _open(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, context, set_up_preview_worker, (self._arguments,))
