"""The requests that change files: looks, fields and their undoing, new issues; and the way to the author's editor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.preview.access import HEADERS, check_token
from publish.preview.live_builds import LOOKS, PreviewRequest, SaveResult, parse_fields, parse_preview_request
from publish.preview.preview_state import INVALID_REQUEST, PreviewApp, choose_translator, send_json

MAX_BODY_BYTES = 16_384


def list_write_routes() -> list[Route]:
    """Return the routes; each takes JSON, from the page's own origin alone."""
    routes = {"/keep": _save, "/undo": _undo, "/write": _write, "/open": _open_source, "/new": _begin_issue}
    return [Route(path, answer, methods=["POST"]) for path, answer in routes.items()]


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
        raise HTTPException(400, INVALID_REQUEST, HEADERS)
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
    said = result.messages[choose_translator(request).language]
    return send_json({"said": said, "digest": result.digest}, 200 if result.done else 409)


async def _begin_issue(request: Request) -> Response:
    """Begin the next issue."""
    preview, _ = await _read_order(request)
    begun = await preview.builds.worker.begin_issue()
    preview.builds.note_change()
    said = begun.messages[choose_translator(request).language]
    return send_json({"said": said, "issue": begun.name}, 200 if begun.name else 409)


async def _read_order(request: Request) -> tuple[PreviewApp, dict[str, Any]]:
    """Return the state of the application, and the content of a request that may change files."""
    preview: PreviewApp = request.app.state.preview
    check_token(request.headers.get("x-token", ""), preview.token)
    try:
        payload = json.loads(await _read_body(request))
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise HTTPException(400, INVALID_REQUEST, HEADERS)
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
        raise HTTPException(400, INVALID_REQUEST, HEADERS)
    return _parse_target(payload, first, changes)


def _parse_target(
    payload: Mapping[str, Any], first: str, changes: Mapping[str, Any] | None = None
) -> tuple[PreviewRequest, str]:
    """Return the issue that is to be written, with changes to it, and the digest that its file had on the page."""
    wanted, digest = parse_preview_request(payload.get("issue"), changes or {}, first), payload.get("digest")
    if wanted is None or not isinstance(digest, str):
        raise HTTPException(400, INVALID_REQUEST, HEADERS)
    return wanted, digest
