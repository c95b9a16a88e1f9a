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

    async def build(self, wish: PreviewRequest) -> PreviewBuild:
        """Build an issue; what is wrong with it is among what is returned."""
        ...

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return every issue there is, the newest first."""
        ...

    async def keep(self, wish: PreviewRequest, digest: str) -> SaveResult:
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
            for wish in list(self._watchers):
                await self.look(wish)

    async def look(self, wish: PreviewRequest) -> Snapshot:
        """Return what is to be seen of a wish now."""
        wanted = self._changes
        shot = self._shots.get(wish)
        if shot is None or shot.seen < wanted:
            async with self._lock:
                shot = await self._renew(wish, wanted)
        return shot

    async def watch(self, wish: PreviewRequest, patience: float) -> AsyncGenerator[int | None, None]:
        """Yield the number of what is on view whenever it is another one, and None after seconds without news."""
        news = asyncio.Event()
        self._watchers.setdefault(wish, set()).add(news)
        try:
            told = (await self.look(wish)).number
            yield told
            while True:
                try:
                    await asyncio.wait_for(news.wait(), patience)
                except TimeoutError:
                    yield None
                news.clear()
                if self._closed:
                    return
                if self._shots[wish].number != told:
                    told = self._shots[wish].number
                    yield told
        finally:
            self._watchers[wish].discard(news)
            if not self._watchers[wish]:
                del self._watchers[wish]

    async def _renew(self, wish: PreviewRequest, wanted: int) -> Snapshot:
        """Build, unless whoever had the turn before has seen the change that is wanted."""
        before, seen = self._shots.get(wish), self._changes
        if before is not None and before.seen >= wanted:
            return before
        built = await self.workbench.build(wish)
        if before is not None and before.built == built:
            shot = before._replace(seen=seen)
        else:
            self._number += 1
            shot = Snapshot(self._number, seen, built, built.views or (before.good if before else {}))
        self._shots[wish] = shot
        self._shots.move_to_end(wish)
        self._forget()
        if before is None or shot.number != before.number:
            for news in self._watchers.get(wish, ()):
                news.set()
        return shot

    def _forget(self) -> None:
        unwatched = [wish for wish in self._shots if wish not in self._watchers]
        for wish in unwatched[:-MAX_KEPT]:
            del self._shots[wish]
