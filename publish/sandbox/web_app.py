"""The web application of the sandbox: routes, access control, HTTP of the API and of the console page."""

from __future__ import annotations

import asyncio
import contextlib
import json
from email.utils import formatdate

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.sandbox.api_request import CHECKER_PATH, FormPart, ReceivedCall
from publish.sandbox.console_page import (
    SCRIPT,
    STYLE,
    ConsoleView,
    find_article,
    mark_state,
    render_article,
    render_page,
)
from publish.sandbox.control_api import FaultChange, list_control_routes
from publish.sandbox.dispatcher import dispatch, run_due_jobs
from publish.sandbox.faults import Fault, clear_faults, set_fault
from publish.sandbox.faulty_http import FaultyResponse, breaks_transport
from publish.sandbox.materials import MediaFile
from publish.sandbox.models import StoredPicture
from publish.sandbox.quotas import DATACUBE
from publish.sandbox.state import SandboxClock, State

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY_BYTES = 32_000_000
_LAST_SECOND = 253_402_300_799  # of the year 9999: HTTP dates have four digits for it
_PICTURE_FORMATS = frozenset({"png", "jpeg", "gif", "bmp"})
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ARTICLE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_SHARED_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store"}


def make_app(state: State, port: int) -> Starlette:
    """Return the application for a port of this machine."""
    routes = [
        Route("/cgi-bin/{endpoint:path}", _answer_call, methods=["GET", "POST"]),
        Route(CHECKER_PATH, _answer_call, methods=["POST"]),
        Route("/datacube/{endpoint:path}", _answer_call, methods=["GET", "POST"]),
        *list_control_routes(),
        Route("/", _show_page),
        Route("/page.css", _show_style),
        Route("/page.js", _show_script),
        Route("/changes", _show_changes),
        Route("/s/{address}", _show_article),
        Route("/picture/{key}", _show_picture),
        Route("/faults", _set_fault, methods=["POST"]),
        Route("/faults/clear", _clear_faults, methods=["POST"]),
    ]
    middleware = [Middleware(DateHeader, clock=state.clock), Middleware(SandboxAccess, port=port)]
    app = Starlette(routes=routes, middleware=middleware)
    app.state.sandbox = state
    return app


class DateHeader:
    """Middleware that dates every response by the sandbox's clock, with which clients compare theirs."""

    def __init__(self, app: ASGIApp, clock: SandboxClock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and date its response."""

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(min(max(0, self._clock.now), _LAST_SECOND), usegmt=True)
                message["headers"] = [*message.get("headers", ()), (b"date", date.encode())]
            await send(message)

        await self._app(scope, receive, send_dated)


class SandboxAccess:
    """Middleware that refuses requests for other hosts and from other web pages, which browsers would send."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in LOCAL_NAMES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and not self._is_local(Request(scope)):
            await PlainTextResponse("only for this machine\n", 403)(scope, receive, send)
            return
        with contextlib.suppress(ClientDisconnect):  # the client is gone
            await self._app(scope, receive, send)

    def _is_local(self, request: Request) -> bool:
        origin = request.headers.get("origin", "")
        if request.method in ("GET", "HEAD"):
            allowed = origin in ("", "null")  # the sandboxed frame of an article has no origin
        else:
            allowed = not origin and request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        allowed = allowed or origin.removeprefix("http://") in self._hosts
        return allowed and request.headers.get("host", "").lower() in self._hosts


async def _answer_call(request: Request) -> Response:
    """Answer a call of the API."""
    state: State = request.app.state.sandbox
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        return Response(b"", 413, {"connection": "close"})  # the unread body is not a next request
    reply = dispatch(await _read_call(request), state)
    settings = state.settings
    if settings.latency:
        await asyncio.sleep(settings.latency)
    if isinstance(reply.answer, MediaFile):
        answer = Response(reply.answer.data, media_type=reply.answer.media_type)
    else:
        # Raw UTF-8, as WeChat sends it; a header instead of a media type, so that Starlette adds no charset.
        text = json.dumps(reply.answer, ensure_ascii=False, separators=(",", ":"))
        answer = Response(text.encode("utf-8", "replace"), headers={"content-type": settings.content_type})
    if reply.fault is not None and breaks_transport(reply.fault):
        return FaultyResponse(answer, reply.fault)
    return answer


def _name_endpoint(request: Request) -> str:
    """Return the name of a call's endpoint, by which it is counted and answered."""
    path = request.url.path
    if path == CHECKER_PATH:
        return CHECKER_PATH
    # `/cgi-bin/datacube/…` is no path of the platform: it keeps its whole name, which no endpoint has.
    return path.removeprefix("/") if DATACUBE in path else str(request.path_params["endpoint"])


async def _read_call(request: Request) -> ReceivedCall:
    multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
    return ReceivedCall(
        endpoint=_name_endpoint(request),
        method=request.method,
        params=dict(request.query_params),
        body=b"" if multipart else await request.body(),
        parts=await _read_parts(request) if multipart else (),
    )


async def _read_parts(request: Request) -> tuple[FormPart, ...]:
    """Return the parts of a multipart body; none if it is broken."""
    try:
        form = await request.form()
    except (HTTPException, MultiPartException):
        return ()
    parts = [await _read_part(name, value) for name, value in form.multi_items()]
    await form.close()
    return tuple(parts)


async def _read_part(name: str, value: str | UploadFile) -> FormPart:
    if isinstance(value, UploadFile):
        return FormPart(name=name, filename=value.filename or "", data=await value.read())
    return FormPart(name=name, filename=None, data=value.encode("utf-8", "replace"))


async def _show_page(request: Request) -> Response:
    state: State = request.app.state.sandbox
    run_due_jobs(state)
    params = request.query_params
    view = ConsoleView(params.get("appid", ""), params.get("show", ""), _choose_language(request))
    return _send_html(render_page(view, state), _PAGE_POLICY)


def _choose_language(request: Request) -> str:
    """Return the browser's language; Chinese if it accepts neither."""
    accepted = request.headers.get("accept-language", "").lower()
    positions = {accepted.find(language): language for language in ("zh", "en") if language in accepted}
    return positions[min(positions)] if positions else "zh"


async def _show_style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers=_SHARED_HEADERS)


async def _show_script(_request: Request) -> Response:
    return Response(SCRIPT, media_type="text/javascript", headers=_SHARED_HEADERS)


async def _show_changes(request: Request) -> Response:
    """Send a mark of the state, by which the page knows that it is out of date."""
    state: State = request.app.state.sandbox
    run_due_jobs(state)
    return PlainTextResponse(mark_state(state), headers=_SHARED_HEADERS)


async def _show_article(request: Request) -> Response:
    state: State = request.app.state.sandbox
    article = find_article(request.path_params["address"], state)
    if article is None:
        return PlainTextResponse("no such article\n", 404)
    return _send_html(render_article(article, state), _ARTICLE_POLICY)


def _send_html(html: str, policy: str) -> Response:
    data = html.encode("utf-8", "replace")
    return Response(data, media_type="text/html", headers={**_SHARED_HEADERS, "content-security-policy": policy})


async def _show_picture(request: Request) -> Response:
    state: State = request.app.state.sandbox
    picture = state.store.find(StoredPicture, request.path_params["key"])
    if picture is None or picture.format not in _PICTURE_FORMATS:
        return PlainTextResponse("no such picture\n", 404)
    return Response(picture.data, media_type=f"image/{picture.format}", headers=_SHARED_HEADERS)


async def _set_fault(request: Request) -> Response:
    state: State = request.app.state.sandbox
    fields = dict(await request.form())
    back = str(fields.pop("back", ""))
    try:
        fault = Fault.model_validate(FaultChange.model_validate(fields).model_dump())
    except ValidationError as error:
        return PlainTextResponse("\n".join(f"{item['loc'][0]}: {item['msg']}" for item in error.errors()), 422)
    with state.store.transaction():
        set_fault(fault, state)
    return _redirect_to_page(back)


async def _clear_faults(request: Request) -> Response:
    state: State = request.app.state.sandbox
    form = await request.form()
    with state.store.transaction():
        clear_faults(state)
    return _redirect_to_page(str(form.get("back", "")))


def _redirect_to_page(appid: str) -> Response:
    return RedirectResponse(f"/?appid={appid}", 303)
