"""The cockpit as a web application: which address is answered by what."""

from __future__ import annotations

import asyncio
import json
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

from publish.core.exceptions import PublishError
from publish.i18n.messages import Translator
from publish.preview.access import HEADERS, PreviewAccess, check_token
from publish.preview.live_builds import LiveBuilds, Snapshot
from publish.preview.live_panels import render_issues
from publish.preview.page import render_live
from publish.preview.preview_request import LOOKS, PreviewRequest, parse_preview_request

PING_SECONDS = 15.0
"""A stream says so often that it is still there, and learns whether anybody listens."""
MAX_BODY_BYTES = 4096
_TYPES = {"pdf": "application/pdf", "png": "image/png"}


class PreviewApp(NamedTuple):
    """What the application works with."""

    desk: LiveBuilds
    token: str
    first: str
    """The issue that is shown where none is asked for."""
    watch: Callable[[], AsyncIterator[None]]
    """Yields whenever a file has changed."""
    export: Callable[[str, str], Awaitable[bytes]] | None
    """Turns a page into a PDF or a picture; None where there is no browser to do it."""


def make_app(cockpit: PreviewApp, port: int) -> Starlette:
    """Return the application that listens on a port of this machine."""
    routes = [
        Route("/", _show_page),
        Route("/state", _show_state),
        Route("/issues", _show_issues),
        Route("/stream", _stream),
        Route("/export", _export),
        Route("/keep", _keep, methods=["POST"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(PreviewAccess, port=port)], lifespan=_follow_files(cockpit))
    app.state.cockpit = cockpit
    return app


def _follow_files(cockpit: PreviewApp) -> Lifespan[Starlette]:
    async def note_changes() -> None:
        async for _ in cockpit.watch():
            cockpit.desk.change()

    @asynccontextmanager
    async def follow(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(note_changes()), asyncio.create_task(cockpit.desk.run())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return follow


def _enter(request: Request) -> PreviewApp:
    """Return what a request may work with, once it has shown the token."""
    cockpit: PreviewApp = request.app.state.cockpit
    check_token(request.query_params.get("token", ""), cockpit.token)
    return cockpit


def _read_wish(request: Request, cockpit: PreviewApp) -> PreviewRequest:
    said = request.query_params
    preview_request = parse_preview_request(said.get("issue", cockpit.first), said, cockpit.first)
    if preview_request is None:
        raise HTTPException(400, "no such wish\n", HEADERS)
    return preview_request


def _choose_translator(request: Request) -> Translator:
    """Return sentences in the browser's language; Chinese where it asks for neither."""
    asked = request.headers.get("accept-language", "").lower()
    places = {language: asked.find(language) for language in ("zh", "en")}
    known = {place: language for language, place in places.items() if place >= 0}
    return Translator(known[min(known)] if known else "zh")


async def _show_page(request: Request) -> Response:
    cockpit = _enter(request)
    preview_request = _read_wish(request, cockpit)
    live = {"issue": preview_request.issue, "trial": dict(preview_request.changes), "token": cockpit.token}
    html, policy = render_live(live, _choose_translator(request))
    return Response(html, media_type="text/html", headers={**HEADERS, "content-security-policy": policy})


async def _show_state(request: Request) -> Response:
    cockpit = _enter(request)
    snapshot = await cockpit.desk.look(_read_wish(request, cockpit))
    return _send_json(_describe(snapshot, _choose_translator(request).language))


def _describe(snapshot: Snapshot, language: str) -> dict[str, Any]:
    view = snapshot.good.get(language)
    panels = {**(view.panels if view else {}), **snapshot.built.panels[language]}
    return {
        "number": snapshot.number,
        "digest": snapshot.built.digest,
        "stale": snapshot.stale,
        "payload": view.payload if view else {},
        "panels": panels,
    }


async def _show_issues(request: Request) -> Response:
    cockpit = _enter(request)
    preview_request = _read_wish(request, cockpit)
    rows = await cockpit.desk.workbench.list_issues()
    html = render_issues(rows, preview_request.issue, cockpit.token, _choose_translator(request))
    return _send_json({"panels": {"issues": html}})


async def _stream(request: Request) -> Response:
    """Tell of every change, for as long as somebody listens."""
    cockpit = _enter(request)
    preview_request = _read_wish(request, cockpit)

    async def report() -> AsyncIterator[str]:
        async for number in cockpit.desk.watch(preview_request, PING_SECONDS):
            yield ": still here\n\n" if number is None else f"data: {number}\n\n"

    return StreamingResponse(report(), media_type="text/event-stream", headers=HEADERS)


async def _export(request: Request) -> Response:
    cockpit = _enter(request)
    preview_request, kind = _read_wish(request, cockpit), request.query_params.get("kind", "")
    if cockpit.export is None or kind not in _TYPES:
        raise HTTPException(404, "no such export\n", HEADERS)
    snapshot, translator = await cockpit.desk.look(preview_request), _choose_translator(request)
    view = snapshot.good.get(translator.language)
    if view is None:
        raise HTTPException(409, translator.translate("page-export-nothing"), HEADERS)
    try:
        data = await cockpit.export(kind, view.payload["light"])
    except PublishError as error:
        told = "\n".join(map(translator.report, error.problems))
        return PlainTextResponse(told, 500, HEADERS)
    return Response(data, media_type=_TYPES[kind], headers=HEADERS)


async def _keep(request: Request) -> Response:
    """Write what was tried into the front matter: the one request that changes anything."""
    cockpit: PreviewApp = request.app.state.cockpit
    check_token(request.headers.get("x-token", ""), cockpit.token)
    preview_request, digest = _read_order(await _read_body(request), cockpit.first)
    kept = await cockpit.desk.workbench.keep(preview_request, digest)
    said = {"said": kept.said[_choose_translator(request).language]}
    return _send_json(said, 200 if kept.done else 409)


async def _read_body(request: Request) -> bytes:
    if request.headers.get("content-type", "") != "application/json":
        raise HTTPException(415, "JSON is wanted\n", HEADERS)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, "too long\n", HEADERS)
    return body


def _read_order(body: bytes, asked: str) -> tuple[PreviewRequest, str]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    changes = said.get("changes") if isinstance(said, dict) else None
    if not isinstance(changes, dict) or not changes or not changes.keys() <= set(LOOKS):
        raise HTTPException(400, "no such wish\n", HEADERS)
    preview_request, digest = parse_preview_request(said.get("issue"), changes, asked), said.get("digest")
    if preview_request is None or not isinstance(digest, str):
        raise HTTPException(400, "no such wish\n", HEADERS)
    return preview_request, digest


def _send_json(said: Mapping[str, Any], status: int = 200) -> Response:
    return JSONResponse(said, status, HEADERS)
