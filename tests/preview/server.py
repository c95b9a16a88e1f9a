"""A preview server on a real socket: in its own process, or in a thread with a fake worker."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from publish.adapters.system.host import open_socket
from publish.core.exceptions import OutputError
from publish.core.problem import Problem
from publish.core.readership import DayTotals
from publish.preview.issue_list_panel import IssueRow, ProblemCount
from publish.preview.live_builds import BegunIssue, LiveBuilds, PreviewBuild, PreviewRequest, SaveResult
from publish.preview.page import PreviewView
from publish.preview.preview_server import make_server
from publish.preview.preview_state import PreviewApp
from publish.preview.versions import Version, VersionPages

TIMEOUT_SECONDS = 20
TOKEN = "a-token-of-the-test"
ISSUE = "2020-06-17"


def make_payload(name: str, text: str) -> dict[str, Any]:
    """Return the payload of an article whose page by day is the text."""
    return {"name": name, "pictures": {}, "versions": {"pasted": {"light": text, "dark": "", "changes": ""}}}


def read_text(payload: Mapping[str, Any]) -> str:
    """Return the page by day of the pasted article."""
    text: str = payload["versions"]["pasted"]["light"]
    return text


@dataclass
class FakeBuildWorker:
    """Builds the text that a test sets, and records builds and saves."""

    text: str = "甲"
    broken: bool = False
    builds: list[PreviewRequest] = field(default_factory=list)
    versions: list[tuple[PreviewRequest, Version]] = field(default_factory=list)
    saved: list[tuple[PreviewRequest, str]] = field(default_factory=list)
    rows: tuple[IssueRow, ...] = (
        IssueRow(ISSUE, "<b>题目</b>", "published", ProblemCount(1, 2), (DayTotals(date(2026, 11, 20), reads=41),)),
        IssueRow("2020-06-03", "", "", ProblemCount()),
    )
    undone: list[tuple[str, str]] = field(default_factory=list)
    written: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    next_issue: str = "2020-07-01"
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def build(self, request: PreviewRequest) -> PreviewBuild:
        self.builds.append(request)
        text = self.text
        while not self.gate.is_set():
            await asyncio.sleep(0.001)
        languages = ("zh", "en")
        if self.broken:
            return PreviewBuild("", {}, {language: {"problems": f"broken in {language}"} for language in languages})
        view = PreviewView(make_payload(request.issue, text), {"problems": f"none in {text}"})
        return PreviewBuild(
            "digest", dict.fromkeys(languages, view), {language: {"look": language} for language in languages}
        )

    async def build_version(self, request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
        self.versions.append((request, version))
        return None if self.broken else VersionPages(f"{version}: {self.text}", "dark", language)

    async def list_issues(self) -> Sequence[IssueRow]:
        return self.rows

    async def save(self, request: PreviewRequest, digest: str) -> SaveResult:
        self.saved.append((request, digest))
        return SaveResult(digest == "digest", {"zh": "中文", "en": "English"}, "after")

    async def undo(self, issue: str, digest: str) -> SaveResult:
        self.undone.append((issue, digest))
        return SaveResult(digest == "after", {"zh": "还原", "en": "undone"}, "digest")

    async def write(self, issue: str, digest: str, fields: Mapping[str, str]) -> SaveResult:
        self.written.append((issue, digest, dict(fields)))
        return SaveResult(digest == "digest", {"zh": "写了", "en": "written"}, "after")

    async def open_source(self, issue: str, text: str) -> SaveResult:
        self.opened.append((issue, text))
        return SaveResult(True, {"zh": "打开", "en": "opened"})

    async def begin_issue(self) -> BegunIssue:
        return BegunIssue(self.next_issue, {"zh": "开头", "en": "begun"})


class RunningPreview:
    """A running preview server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.page = url
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.port = int(parts.port or 0)
        self.token = parse_qs(parts.query)["token"][0]

    def get(self, path: str, token: str | None = None, method: str = "GET", **more: Any) -> requests.Response:
        """Send one request on its own connection."""
        params = {"token": self.token if token is None else token, **more.pop("params", {})}
        return fetch(f"{self.url}{path}", method, params=params, **more)

    def fetch_state(self, **params: str) -> dict[str, Any]:
        """Return the state of the page."""
        state: dict[str, Any] = self.get("/state", params=params).json()
        return state

    def send_save(self, body: Any, path: str = "/keep", **headers: str) -> requests.Response:
        """Send a request that changes files with the headers of the page, or with others."""
        own = {"x-token": self.token, "origin": self.url, "content-type": "application/json"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {name: value for name, value in {**own, **headers}.items() if value}
        return fetch(f"{self.url}{path}", "POST", data=data, headers=sent)

    @contextmanager
    def listen(self, **params: str) -> Iterator[Iterator[int]]:
        """Yield the numbers of the stream."""
        with requests.Session() as session:
            asked = {"token": self.token, **params}
            with session.get(f"{self.url}/stream", params=asked, stream=True, timeout=TIMEOUT_SECONDS) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                lines = (line.decode() for line in answer.iter_lines(1))
                yield (int(line[5:]) for line in lines if line.startswith("data:") and line[5:].strip().isdigit())


def fetch(url: str, method: str = "GET", **more: Any) -> requests.Response:
    """Send one request on its own connection."""
    with requests.Session() as session:
        return session.request(method, url, **{"timeout": TIMEOUT_SECONDS, "allow_redirects": False, **more})


class Thread:
    """A preview server in this process, so that coverage counts its lines."""

    def __init__(self, worker: FakeBuildWorker, *, exports: bool = True) -> None:
        self.worker = worker
        self._changes: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[None]]] = []
        self._delivered = asyncio.Event()
        self.builds = LiveBuilds(worker)
        self._opened = open_socket(0)
        export = self._export if exports else None
        preview = PreviewApp(self.builds, TOKEN, ISSUE, self._watch, self._watch_deliveries, export)
        self._server = make_server(preview, self._opened)
        self._thread = threading.Thread(target=lambda: self._server.run(sockets=[self._opened]))
        self._thread.start()
        self.preview = RunningPreview(f"http://127.0.0.1:{self._opened.getsockname()[1]}/?token={TOKEN}")

    def save(self, text: str) -> None:
        """Change the issue's file."""
        self.worker.text = text
        while not self._changes:  # the server has not begun to watch
            self.preview.get("/")
        loop, queue = self._changes[0]
        loop.call_soon_threadsafe(queue.put_nowait, None)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._opened.close()

    async def _watch_deliveries(self) -> AsyncIterator[None]:
        while True:
            await self._delivered.wait()
            self._delivered.clear()
            yield

    def deliver(self) -> None:
        """Change the ledger."""
        while not self._changes:  # the server has not begun to watch
            self.preview.get("/")
        self._changes[0][0].call_soon_threadsafe(self._delivered.set)

    async def _watch(self) -> AsyncIterator[None]:
        queue: asyncio.Queue[None] = asyncio.Queue()
        self._changes.append((asyncio.get_running_loop(), queue))
        while True:
            await queue.get()
            yield

    async def _export(self, kind: str, html: str) -> bytes:
        if kind == "png":
            raise OutputError(Problem("export-failed"))
        return html.encode()


@contextmanager
def run_in_thread(worker: FakeBuildWorker | None = None, *, exports: bool = True) -> Iterator[Thread]:
    """Run a preview server in this process."""
    thread = Thread(worker or FakeBuildWorker(), exports=exports)
    try:
        yield thread
    finally:
        thread.close()


@contextmanager
def start_preview(folder: Path, *words: str) -> Iterator[RunningPreview]:
    """Run `publish preview` in a process of its own; it ends with the block."""
    command = [sys.executable, "-m", "publish", "preview", "--quiet", "--no-open", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:  # noqa: S603 - this very Python
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, "the preview did not start"
            yield RunningPreview(url)
        finally:
            process.terminate()
