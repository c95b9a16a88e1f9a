"""The web application of the preview page, and its server on a port of this machine."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Lifespan
from uvicorn import Config, Server

from publish.adapters.web.http_protocol import PromptProtocol
from publish.core.exceptions import PublishError
from publish.i18n.translator import Translator
from publish.preview.access import HEADERS, PreviewAccess, check_token
from publish.preview.issue_list_panel import render_due, render_issues
from publish.preview.live_builds import (
    LOOKS,
    LiveBuilds,
    PreviewRequest,
    SaveResult,
    Snapshot,
    StreamEvent,
    parse_fields,
    parse_preview_request,
)
from publish.preview.page import find_pasted_page, render_live
from publish.preview.readers_panel import render_readers
from publish.preview.versions import Version

PING_SECONDS = 15.0  # interval of pings in a stream; a failed one shows that the client has gone
MAX_BODY_BYTES = 16_384
_GRACE_SECONDS = 1
_RETRY_MS = 1000  # after which a client that has lost the server looks for it
_RUN_BYTES = 8
_INVALID_REQUEST = "no such wish\n"
_KEEP_ALIVE_SECONDS = 30
_TYPES = {"pdf": "application/pdf", "png": "image/png"}


class PreviewApp(NamedTuple):
    """State of the application."""

    builds: LiveBuilds
    token: str
    first: str  # the issue of requests that name none
    watch: Callable[[], AsyncIterator[None]]  # yields whenever a file has changed
    watch_deliveries: Callable[[], AsyncIterator[None]]  # yields whenever the ledger may have changed
    export: Callable[[str, str], Awaitable[bytes]] | None
    """Turns a page into a PDF or a picture; None without a browser."""


def make_app(preview: PreviewApp, port: int) -> Starlette:
    """Return the web application for a port of this machine."""
    routes = [
        Route("/", _show_page),
        Route("/state", _show_state),
        Route("/version", _show_version),
        Route("/issues", _show_issues),
        Route("/stream", _stream),
        Route("/export", _export),
        Route("/keep", _save, methods=["POST"]),
        Route("/undo", _undo, methods=["POST"]),
        Route("/write", _write, methods=["POST"]),
        Route("/open", _open_source, methods=["POST"]),
        Route("/new", _begin_issue, methods=["POST"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(PreviewAccess, port=port)], lifespan=_follow_files(preview))
    app.state.preview = preview
    app.state.run = secrets.token_hex(_RUN_BYTES)
    return app


def _follow_files(preview: PreviewApp) -> Lifespan[Starlette]:
    async def note_changes() -> None:
        async for _ in preview.watch():
            preview.builds.note_change()

    async def note_deliveries() -> None:
        async for _ in preview.watch_deliveries():
            preview.builds.note_delivery()

    @asynccontextmanager
    async def follow(_app: Starlette) -> AsyncIterator[None]:
        work = (note_changes(), note_deliveries(), preview.builds.run())
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return follow


def _open(request: Request) -> tuple[PreviewApp, PreviewRequest]:
    """Check the token of a request, and return the state and the requested preview."""
    preview: PreviewApp = request.app.state.preview
    query = request.query_params
    check_token(query.get("token", ""), preview.token)
    wanted = parse_preview_request(query.get("issue", preview.first), query, preview.first)
    if wanted is None:
        raise HTTPException(400, _INVALID_REQUEST, HEADERS)
    return preview, wanted


def _choose_translator(request: Request) -> Translator:
    """Return a translator for the browser's language; Chinese if it accepts neither."""
    header = request.headers.get("accept-language", "").lower()
    positions = {header.find(language): language for language in ("zh", "en") if language in header}
    return Translator(positions[min(positions)] if positions else "zh")


async def _show_page(request: Request) -> Response:
    preview, wanted = _open(request)
    run = request.app.state.run
    live = {"issue": wanted.issue, "trial": dict(wanted.changes), "token": preview.token, "run": run}
    html, policy = render_live(live, _choose_translator(request))
    return Response(html, media_type="text/html", headers={**HEADERS, "content-security-policy": policy})


async def _show_state(request: Request) -> Response:
    preview, wanted = _open(request)
    snapshot = await preview.builds.get(wanted)
    described = _describe(snapshot, _choose_translator(request).language)
    return _send_json({**described, "run": request.app.state.run})


def _describe(snapshot: Snapshot, language: str) -> dict[str, Any]:
    view = snapshot.views.get(language)
    panels = {**(view.panels if view else {}), **snapshot.build.panels[language]}
    return {
        "number": snapshot.number,
        "digest": snapshot.build.digest,
        "stale": not snapshot.build.views,
        "refused": snapshot.build.is_refused,
        "payload": view.payload if view else {},
        "panels": panels,
    }


async def _show_version(request: Request) -> Response:
    """Send a version of the article that no build of the preview makes."""
    preview, wanted = _open(request)
    kind, translator = request.query_params.get("kind", ""), _choose_translator(request)
    if kind not in list(Version):
        raise HTTPException(404, "no such version\n", HEADERS)
    pages = await preview.builds.worker.build_version(wanted, Version(kind), translator.language)
    if pages is None:
        raise HTTPException(409, translator.translate("page-export-nothing"), HEADERS)
    return _send_json(pages._asdict())


async def _show_issues(request: Request) -> Response:
    preview, wanted = _open(request)
    rows, translator = await preview.builds.worker.list_issues(), _choose_translator(request)
    days = next((row.days for row in rows if row.name == wanted.issue), ())
    panels = {
        "issues": render_issues(rows, wanted.issue, preview.token, translator),
        "due": render_due(rows, preview.token, translator),
        "readers": render_readers(days, translator),
    }
    return _send_json({"panels": panels, "complete": all(row.problems is not None for row in rows)})


async def _stream(request: Request) -> Response:
    """Send an event for every new snapshot, as long as the client listens."""
    preview, wanted = _open(request)

    async def report() -> AsyncIterator[str]:
        yield f"retry: {_RETRY_MS}\n\n"
        async for event in preview.builds.watch(wanted, PING_SECONDS):
            yield _write_event(event)

    return StreamingResponse(report(), media_type="text/event-stream", headers=HEADERS)


def _write_event(event: int | StreamEvent | None) -> str:
    if event is None:
        return ": still here\n\n"
    return f"event: {event}\ndata: -\n\n" if isinstance(event, StreamEvent) else f"data: {event}\n\n"


async def _export(request: Request) -> Response:
    preview, wanted = _open(request)
    kind = request.query_params.get("kind", "")
    if preview.export is None or kind not in _TYPES:
        raise HTTPException(404, "no such export\n", HEADERS)
    snapshot, translator = await preview.builds.get(wanted), _choose_translator(request)
    view = snapshot.views.get(translator.language)
    if view is None:
        raise HTTPException(409, translator.translate("page-export-nothing"), HEADERS)
    try:
        data = await preview.export(kind, find_pasted_page(view))
    except PublishError as error:
        return PlainTextResponse("\n".join(map(translator.report, error.problems)), 500, HEADERS)
    return Response(data, media_type=_TYPES[kind], headers=HEADERS)


async def _save(request: Request) -> Response:
    """Write the tried options into the front matter."""
    preview, payload = await _read_order(request)
    wanted, digest = _parse_save_request(payload, preview.first)
    return _send_written(await preview.builds.worker.save(wanted, digest), request)


async def _undo(request: Request) -> Response:
    """Write back what was there before the last save."""
    preview, payload = await _read_order(request)
    wanted, digest = _parse_target(payload, preview.first)
    return _send_written(await preview.builds.worker.undo(wanted.issue, digest), request)


async def _write(request: Request) -> Response:
    """Write fields of the front matter."""
    preview, payload = await _read_order(request)
    wanted, digest = _parse_target(payload, preview.first)
    fields = parse_fields(payload.get("fields"))
    if fields is None:
        raise HTTPException(400, _INVALID_REQUEST, HEADERS)
    return _send_written(await preview.builds.worker.write(wanted.issue, digest, fields), request)


async def _open_source(request: Request) -> Response:
    """Open the issue in its author's editor."""
    preview, payload = await _read_order(request)
    wanted, text = _parse_target({**payload, "digest": payload.get("text")}, preview.first)
    return _send_saved(await preview.builds.worker.open_source(wanted.issue, text), request)


def _send_written(result: SaveResult, request: Request) -> Response:
    """Send what came of a write; the file is another one from now on, whenever the system tells of it."""
    if result.done:
        request.app.state.preview.builds.note_change()
    return _send_saved(result, request)


def _send_saved(result: SaveResult, request: Request) -> Response:
    said = result.messages[_choose_translator(request).language]
    return _send_json({"said": said, "digest": result.digest}, 200 if result.done else 409)


async def _begin_issue(request: Request) -> Response:
    """Begin the next issue."""
    preview, _ = await _read_order(request)
    begun = await preview.builds.worker.begin_issue()
    preview.builds.note_change()
    said = begun.messages[_choose_translator(request).language]
    return _send_json({"said": said, "issue": begun.name}, 200 if begun.name else 409)


async def _read_order(request: Request) -> tuple[PreviewApp, dict[str, Any]]:
    """Return the state of the application, and the content of a request that may change files."""
    preview: PreviewApp = request.app.state.preview
    check_token(request.headers.get("x-token", ""), preview.token)
    try:
        payload = json.loads(await _read_body(request))
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise HTTPException(400, _INVALID_REQUEST, HEADERS)
    return preview, payload


async def _read_body(request: Request) -> bytes:
    if request.headers.get("content-type", "") != "application/json":
        raise HTTPException(415, "JSON is wanted\n", HEADERS)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, "too long\n", HEADERS)
    return body


def _parse_save_request(payload: Mapping[str, Any], first: str) -> tuple[PreviewRequest, str]:
    changes = payload.get("changes")
    if not (isinstance(changes, dict) and changes and changes.keys() <= set(LOOKS)):
        raise HTTPException(400, _INVALID_REQUEST, HEADERS)
    return _parse_target(payload, first, changes)


def _parse_target(
    payload: Mapping[str, Any], first: str, changes: Mapping[str, Any] | None = None
) -> tuple[PreviewRequest, str]:
    """Return the issue that is to be written, with changes to it, and the digest that its file had on the page."""
    wanted, digest = parse_preview_request(payload.get("issue"), changes or {}, first), payload.get("digest")
    if wanted is None or not isinstance(digest, str):
        raise HTTPException(400, _INVALID_REQUEST, HEADERS)
    return wanted, digest


def _send_json(content: Mapping[str, Any], status: int = 200) -> Response:
    return JSONResponse(content, status, HEADERS)


# --- server -----------------------------------------------------------------------------------


class PreviewServer(Server):
    """A server that ends its streams before it waits for them."""

    def __init__(self, config: Config, builds: LiveBuilds) -> None:
        super().__init__(config)
        self._builds = builds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down gracefully."""
        self._builds.close()
        await super().shutdown(sockets)


def make_server(preview: PreviewApp, listening: socket.socket) -> PreviewServer:
    """Return the server; its `run` takes the socket."""
    config = Config(
        make_app(preview, listening.getsockname()[1]),
        http=PromptProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return PreviewServer(config, preview.builds)


def serve(preview: PreviewApp, listening: socket.socket) -> None:
    """Serve until the user stops it; raise KeyboardInterrupt on Ctrl-C."""
    try:
        make_server(preview, listening).run(sockets=[listening])
    finally:
        listening.close()
