"""What is on view: every issue that somebody looks at, built anew whenever a file has changed.

One thing is built at a time, and whatever was saved meanwhile is built once, as it stands by then.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import NamedTuple, Protocol

from publish.preview.live_panels import IssueRow
from publish.preview.page import PreviewView
from publish.preview.preview_request import PreviewRequest

MAX_KEPT = 24
"""So many things that nobody looks at any more are kept."""


class PreviewBuild(NamedTuple):
    """What came of building; it comes from another process."""

    digest: str
    """What names the content of the issue's file; empty where it cannot be read."""
    views: Mapping[str, PreviewView]
    """What to show, by language; nothing where the issue cannot be built."""
    panels: Mapping[str, Mapping[str, str]]
    """What to show beside it in any case, by language."""


class SaveResult(NamedTuple):
    """What came of writing to an issue."""

    done: bool
    said: Mapping[str, str]
    """What to tell, by language."""


class BuildWorker(Protocol):
    """Where issues are built: apart from the server, so that it answers meanwhile."""

    async def build(self, preview_request: PreviewRequest) -> PreviewBuild:
        """Build an issue; what is wrong with it is among what is returned."""
        ...

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return every issue there is, the newest first."""
        ...

    async def keep(self, preview_request: PreviewRequest, digest: str) -> SaveResult:
        """Write a wish into the issue's front matter, unless its file is no longer the one of that digest."""
        ...


class Snapshot(NamedTuple):
    """What is on view of one wish."""

    number: int
    """Grows whenever something else is to be seen."""
    seen: int
    """Up to which change of the files it is true."""
    built: PreviewBuild
    good: Mapping[str, PreviewView]
    """The last views there were."""

    @property
    def stale(self) -> bool:
        """Say whether the issue can no longer be built."""
        return not self.built.views


class LiveBuilds:
    """All that is on view."""

    def __init__(self, workbench: BuildWorker) -> None:
        self.workbench = workbench
        self._shots: OrderedDict[PreviewRequest, Snapshot] = OrderedDict()
        self._watchers: dict[PreviewRequest, set[asyncio.Event]] = {}
        self._changes = 1
        self._number = 0
        self._closed = False
        self._lock = asyncio.Lock()
        self._changed = asyncio.Event()

    def change(self) -> None:
        """Take note that some file has changed."""
        self._changes += 1
        self._changed.set()

    def close(self) -> None:
        """Let everybody go who watches."""
        self._closed = True
        for watchers in self._watchers.values():
            for news in watchers:
                news.set()

    async def run(self) -> None:
        """Build what is watched whenever something has changed, for ever."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            for preview_request in list(self._watchers):
                await self.look(preview_request)

    async def look(self, preview_request: PreviewRequest) -> Snapshot:
        """Return what is to be seen of a wish now."""
        wanted = self._changes
        snapshot = self._shots.get(preview_request)
        if snapshot is None or snapshot.seen < wanted:
            async with self._lock:
                snapshot = await self._renew(preview_request, wanted)
        return snapshot

    async def watch(self, preview_request: PreviewRequest, timeouts: float) -> AsyncGenerator[int | None, None]:
        """Yield the number of what is on view whenever it is another one, and None after seconds without news."""
        news = asyncio.Event()
        self._watchers.setdefault(preview_request, set()).add(news)
        try:
            told = (await self.look(preview_request)).number
            yield told
            while True:
                try:
                    await asyncio.wait_for(news.wait(), timeouts)
                except TimeoutError:
                    yield None
                news.clear()
                if self._closed:
                    return
                if self._shots[preview_request].number != told:
                    told = self._shots[preview_request].number
                    yield told
        finally:
            self._watchers[preview_request].discard(news)
            if not self._watchers[preview_request]:
                del self._watchers[preview_request]

    async def _renew(self, preview_request: PreviewRequest, wanted: int) -> Snapshot:
        """Build, unless whoever had the turn before has seen the change that is wanted."""
        before, seen = self._shots.get(preview_request), self._changes
        if before is not None and before.seen >= wanted:
            return before
        built = await self.workbench.build(preview_request)
        if before is not None and before.built == built:
            snapshot = before._replace(seen=seen)
        else:
            self._number += 1
            snapshot = Snapshot(self._number, seen, built, built.views or (before.good if before else {}))
        self._shots[preview_request] = snapshot
        self._shots.move_to_end(preview_request)
        self._forget()
        if before is None or snapshot.number != before.number:
            for news in self._watchers.get(preview_request, ()):
                news.set()
        return snapshot

    def _forget(self) -> None:
        unwatched = [preview_request for preview_request in self._shots if preview_request not in self._watchers]
        for preview_request in unwatched[:-MAX_KEPT]:
            del self._shots[preview_request]
