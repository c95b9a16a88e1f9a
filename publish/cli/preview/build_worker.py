"""The worker processes of `publish preview`: they build and count while the server answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from publish.cli.parser import Arguments
from publish.cli.preview.begin_issue import begin_issue
from publish.cli.preview.build_preview import build_preview, build_version, fail_preview
from publish.cli.preview.issue_list import list_issue_rows
from publish.cli.preview.open_source import open_source
from publish.cli.preview.save_front_matter import save_front_matter, undo_save, write_fields
from publish.cli.preview.worker_context import set_up_preview_worker
from publish.cli.worker_process import WorkerProcess, repeat_once
from publish.core.problem import Problem
from publish.preview.issue_list_panel import IssueRow
from publish.preview.live_builds import BegunIssue, PreviewBuild, PreviewRequest, SaveResult
from publish.preview.versions import Version, VersionPages


class ProcessBuildWorker:
    """Two processes: one builds an issue at a time, the other lists all; each is replaced if it is killed."""

    def __init__(self, arguments: Arguments) -> None:
        self._building = WorkerProcess(set_up_preview_worker, arguments)
        self._listing = WorkerProcess(set_up_preview_worker, arguments)

    def close(self) -> None:
        """Kill the processes."""
        self._building.close()
        self._listing.close()

    async def build(self, request: PreviewRequest) -> PreviewBuild:
        """Build a preview; it contains the problems, also of a failed build."""
        try:
            return await repeat_once(partial(self._building.call, build_preview, request))
        except BrokenProcessPool:
            return fail_preview("", [Problem("preview-crashed", file=f"{request.issue}.md")])

    async def build_version(self, request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
        """Build one version of an article with its pictures; None if the issue cannot be built."""
        try:
            return await repeat_once(partial(self._building.call, build_version, request, version, language))
        except BrokenProcessPool:
            return None

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return all issues, the newest first."""
        return await repeat_once(partial(self._listing.call, list_issue_rows))

    async def save(self, request: PreviewRequest, digest: str) -> SaveResult:
        """Write tried options into the issue's front matter, unless they break it, or its file has another digest."""
        return await repeat_once(partial(self._building.call, save_front_matter, request, digest))

    async def undo(self, issue: str, digest: str) -> SaveResult:
        """Write back what an issue's file held before it was written with that digest, unless it was changed again."""
        return await repeat_once(partial(self._building.call, undo_save, issue, digest))

    async def write(self, issue: str, digest: str, fields: Mapping[str, str]) -> SaveResult:
        """Write fields of an issue's front matter, unless they break it, or its file has another digest."""
        return await repeat_once(partial(self._building.call, write_fields, issue, digest, fields))

    async def open_source(self, issue: str, text: str) -> SaveResult:
        """Open an issue in its author's editor, at the line of a text of its article."""
        return await repeat_once(partial(self._listing.call, open_source, issue, text))

    async def begin_issue(self) -> BegunIssue:
        """Begin the next issue, as `publish new` does."""
        return await repeat_once(partial(self._building.call, begin_issue))
