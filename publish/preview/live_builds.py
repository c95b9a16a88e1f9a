"""Requests of previews, and their snapshots, rebuilt whenever a file has changed.

One preview is built at a time; changes during a build are built together, once.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import OPTION_NAMES
from publish.preview.issue_list_panel import IssueRow
from publish.preview.page import PreviewView
from publish.preview.versions import Version, VersionPages

LOOKS = (THEME_KEY, *OPTION_NAMES)  # keys of front matter that a preview can change
FIELDS = ("title", "author", "digest", "cover", "publish_at", "comments")  # what is written on the page
MAX_CHARS = 200
MAX_FIELD_CHARS = 1000


class PreviewRequest(NamedTuple):
    """An issue, and changes of its front matter to try."""

    issue: str
    changes: tuple[tuple[str, str], ...] = ()  # an empty value removes the key


def parse_preview_request(issue: object, values: Mapping[str, object], first: str) -> PreviewRequest | None:
    """Return a request, None if it is invalid; `issue` is one of the folder, or `first` of the command line."""
    changes = tuple((key, values[key]) for key in LOOKS if key in values)
    if not isinstance(issue, str) or len(issue) > MAX_CHARS:
        return None
    if issue != first and not _NAME.fullmatch(issue):
        return None
    if not all(isinstance(value, str) and len(value) <= MAX_CHARS and value.isprintable() for _, value in changes):
        return None
    return PreviewRequest(issue, tuple((key, str(value)) for key, value in changes))


_NAME = lazy_pattern(r"(?!\.)[^/\\\x00-\x1f]+(?:/(?!\.)[^/\\\x00-\x1f]+)*")  # of an issue; nothing else is found by it
WORKING_SECONDS = 0.3  # how long a build may take before clients are told of it
MAX_UNWATCHED = 24  # number of snapshots kept that no client watches


_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

Panels: TypeAlias = Mapping[str, Mapping[str, str]]
"""HTML by language and name of the panel."""


def parse_fields(values: object) -> dict[str, str] | None:
    """Return the fields of front matter to write; None if they are invalid. An empty value removes the key."""
    if not isinstance(values, dict) or not values or not values.keys() <= set(FIELDS):
        return None
    fits = all(isinstance(value, str) and len(value) <= MAX_FIELD_CHARS for value in values.values())
    if not fits or any(_CONTROL.search(value) for value in values.values()):
        return None
    return {key: value.strip() for key, value in values.items()}


class PreviewBuild(NamedTuple):
    """Result of a build; it comes from another process."""

    digest: str  # hash of the issue's file; empty if it cannot be read
    views: Mapping[str, PreviewView]  # by language; empty if the issue cannot be built
    panels: Panels  # those that are shown in any case, by language
    is_refused: bool = False  # whether the issue can be built, but not with the tried changes; what is shown has none


class SaveResult(NamedTuple):
    """Result of writing to an issue."""

    done: bool
    messages: Mapping[str, str]  # by language
    digest: str = ""  # hash of the file as it was written


class BegunIssue(NamedTuple):
    """An issue that was begun."""

    name: str  # empty if that failed
    messages: Mapping[str, str]  # by language


class BuildWorker(Protocol):
    """Builds issues apart from the server, which answers meanwhile."""

    async def build(self, request: PreviewRequest) -> PreviewBuild:
        """Build a preview; it contains the problems, also of a failed build."""

    async def build_version(self, request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
        """Build one version of an article with its pictures; None if the issue cannot be built."""

    async def list_issues(self) -> Sequence[IssueRow]:
        """Return all issues, the newest first."""

    async def save(self, request: PreviewRequest, digest: str) -> SaveResult:
        """Write tried options into the issue's front matter, unless they break it, or its file has another digest."""

    async def undo(self, issue: str, digest: str) -> SaveResult:
        """Write back what an issue's file held before it was written with that digest, unless it was changed again."""

    async def write(self, issue: str, digest: str, fields: Mapping[str, str]) -> SaveResult:
        """Write fields of an issue's front matter, unless they break it, or its file has another digest."""

    async def open_source(self, issue: str, text: str) -> SaveResult:
        """Open an issue in its author's editor, at the line of a text of its article."""

    async def begin_issue(self) -> BegunIssue:
        """Begin the next issue, as `publish new` does."""


class Snapshot(NamedTuple):
    """The last build of a preview."""

    number: int  # grows with every visible change
    revision: int  # number of the last file change included in the build
    build: PreviewBuild
    views: Mapping[str, PreviewView]  # views of the last successful build


class StreamEvent(StrEnum):
    """What happens beside a new snapshot."""

    WORKING = "working"  # a build takes longer than a moment
    LISTED = "listed"  # a file or the ledger has changed, and with it perhaps the list of issues


class _Watcher:
    """A client that watches a preview, and what it has to be told."""

    def __init__(self) -> None:
        self.updated = asyncio.Event()
        self.number = 0  # the last that was told
        self._events: list[StreamEvent] = []
        self._is_working = False

    def tell(self, event: StreamEvent) -> None:
        """Note an event, each kind once until it is heard."""
        if event not in self._events:
            self._events.append(event)
        self.updated.set()

    def begin(self, snapshot: Snapshot) -> int:
        """Return the number of the first snapshot; its client has seen nothing older."""
        self._events.clear()
        self.number = snapshot.number
        return self.number

    def take(self, snapshot: Snapshot, revision: int) -> Iterator[int | StreamEvent]:
        """Yield what is to be told, last the number of a new snapshot, or of the last one again after a long build."""
        events, self._events = self._events, []
        yield from events
        self._is_working = self._is_working or StreamEvent.WORKING in events
        if snapshot.number != self.number or (self._is_working and snapshot.revision == revision):
            self.number, self._is_working = snapshot.number, False
            yield self.number


class LiveBuilds:
    """Snapshots by request, and the clients that watch them."""

    def __init__(self, worker: BuildWorker) -> None:
        self.worker = worker
        self._snapshots: OrderedDict[PreviewRequest, Snapshot] = OrderedDict()
        self._watchers: dict[PreviewRequest, set[_Watcher]] = {}
        self._revision = 1
        self._number = 0
        self._closed = False
        self._lock = asyncio.Lock()
        self._changed = asyncio.Event()

    def note_change(self) -> None:
        """Count a change of a file."""
        self._revision += 1
        self._changed.set()
        self.note_delivery()

    def note_delivery(self) -> None:
        """Tell every client that the list of issues may have changed."""
        for watcher in self._list_watchers():
            watcher.tell(StreamEvent.LISTED)

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        for watcher in self._list_watchers():
            watcher.updated.set()

    def _list_watchers(self) -> list[_Watcher]:
        return [watcher for watchers in self._watchers.values() for watcher in watchers]

    async def run(self) -> None:
        """Rebuild what is watched after every change, forever."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            for request in list(self._watchers):
                await self.get(request)

    async def get(self, request: PreviewRequest) -> Snapshot:
        """Return a snapshot that includes all changes up to now."""
        revision = self._revision
        snapshot = self._snapshots.get(request)
        if snapshot is None or snapshot.revision < revision:
            async with self._lock:
                snapshot = await self._rebuild(request, revision)
        return snapshot

    async def watch(
        self, request: PreviewRequest, timeout_seconds: float
    ) -> AsyncGenerator[int | StreamEvent | None, None]:
        """Yield the number of every new snapshot, other events as they happen, and None after each timeout.

        The number of a snapshot that took long is yielded even where it is the last one again.
        """
        watcher = _Watcher()
        self._watchers.setdefault(request, set()).add(watcher)
        try:
            yield watcher.begin(await self.get(request))
            while True:
                try:
                    await asyncio.wait_for(watcher.updated.wait(), timeout_seconds)
                except TimeoutError:
                    yield None
                watcher.updated.clear()
                if self._closed:
                    return
                for event in watcher.take(self._snapshots[request], self._revision):
                    yield event
        finally:
            self._watchers[request].discard(watcher)
            if not self._watchers[request]:
                del self._watchers[request]

    async def _rebuild(self, request: PreviewRequest, wanted: int) -> Snapshot:
        """Build, unless the holder of the lock before has built the wanted revision."""
        before, revision = self._snapshots.get(request), self._revision
        if before is not None and before.revision >= wanted:
            return before
        build = await self._build(request)
        if before is not None and before.build == build:
            snapshot = before._replace(revision=revision)
        else:
            self._number += 1
            snapshot = Snapshot(self._number, revision, build, build.views or (before.views if before else {}))
        self._snapshots[request] = snapshot
        self._snapshots.move_to_end(request)
        for unwatched in [each for each in self._snapshots if each not in self._watchers][:-MAX_UNWATCHED]:
            del self._snapshots[unwatched]
        for watcher in self._watchers.get(request, ()):
            watcher.updated.set()
        return snapshot

    async def _build(self, request: PreviewRequest) -> PreviewBuild:
        """Build, and tell the clients that it is being done where it takes long."""

        def tell() -> None:
            for watcher in self._watchers.get(request, ()):
                watcher.tell(StreamEvent.WORKING)

        waiting = asyncio.get_running_loop().call_later(WORKING_SECONDS, tell)
        try:
            return await self.worker.build(request)
        finally:
            waiting.cancel()
