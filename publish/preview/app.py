"""The web application of the preview page: what is shown, streamed and exported."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Lifespan

from publish.core.exceptions import PublishError
from publish.preview.access import HEADERS, PreviewAccess, check_token
from publish.preview.issue_list_panel import render_due, render_issues
from publish.preview.live_builds import (
    PreviewRequest,
    Snapshot,
    StreamEvent,
    parse_preview_request,
)
from publish.preview.page import find_pasted_page, render_live
from publish.preview.preview_state import INVALID_REQUEST, PreviewApp, choose_translator, send_json
from publish.preview.readers_panel import render_readers
from publish.preview.versions import Version
from publish.preview.write_routes import list_write_routes

PING_SECONDS = 15.0  # interval of pings in a stream; a failed one shows that the client has gone
_RETRY_MS = 1000  # after which a client that has lost the server looks for it
_RUN_BYTES = 8
_TYPES = {"pdf": "application/pdf", "png": "image/png"}


def make_app(preview: PreviewApp, port: int) -> Starlette:
    """Return the web application for a port of this machine."""
    routes = [
        Route("/", _show_page),
        Route("/state", _show_state),
        Route("/version", _show_version),
        Route("/issues", _show_issues),
        Route("/stream", _stream),
        Route("/export", _export),
        *list_write_routes(),
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
        raise HTTPException(400, INVALID_REQUEST, HEADERS)
    return preview, wanted


async def _show_page(request: Request) -> Response:
    preview, wanted = _open(request)
    run = request.app.state.run
    live = {"issue": wanted.issue, "trial": dict(wanted.changes), "token": preview.token, "run": run}
    html, policy = render_live(live, choose_translator(request))
    return Response(html, media_type="text/html", headers={**HEADERS, "content-security-policy": policy})


async def _show_state(request: Request) -> Response:
    preview, wanted = _open(request)
    snapshot = await preview.builds.get(wanted)
    described = _describe(snapshot, choose_translator(request).language)
    return send_json({**described, "run": request.app.state.run})


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
    kind, translator = request.query_params.get("kind", ""), choose_translator(request)
    if kind not in list(Version):
        raise HTTPException(404, "no such version\n", HEADERS)
    pages = await preview.builds.worker.build_version(wanted, Version(kind), translator.language)
    if pages is None:
        raise HTTPException(409, translator.translate("page-export-nothing"), HEADERS)
    return send_json(pages._asdict())


async def _show_issues(request: Request) -> Response:
    preview, wanted = _open(request)
    rows, translator = await preview.builds.worker.list_issues(), choose_translator(request)
    days = next((row.days for row in rows if row.name == wanted.issue), ())
    panels = {
        "issues": render_issues(rows, wanted.issue, preview.token, translator),
        "due": render_due(rows, preview.token, translator),
        "readers": render_readers(days, translator),
    }
    return send_json({"panels": panels, "complete": all(row.problems is not None for row in rows)})


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
    snapshot, translator = await preview.builds.get(wanted), choose_translator(request)
    view = snapshot.views.get(translator.language)
    if view is None:
        raise HTTPException(409, translator.translate("page-export-nothing"), HEADERS)
    try:
        data = await preview.export(kind, find_pasted_page(view))
    except PublishError as error:
        return PlainTextResponse("\n".join(map(translator.report, error.problems)), 500, HEADERS)
    return Response(data, media_type=_TYPES[kind], headers=HEADERS)
