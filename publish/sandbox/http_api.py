"""The HTTP side of the API: requests to calls, answers to responses."""

from __future__ import annotations

import asyncio
import json

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from publish.sandbox.api_request import FormPart, ReceivedCall
from publish.sandbox.dispatcher import dispatch
from publish.sandbox.faulty_http import FaultyResponse, breaks_transport
from publish.sandbox.materials import MediaFile
from publish.sandbox.state import State

MAX_BODY_BYTES = 32_000_000


async def answer_api(request: Request) -> Response:
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


async def _read_call(request: Request) -> ReceivedCall:
    body, parts = b"", tuple[FormPart, ...]()
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        parts = await _read_parts(request)
    else:
        body = await request.body()
    return ReceivedCall(
        endpoint=request.path_params["endpoint"],
        method=request.method,
        params=dict(request.query_params),
        body=body,
        parts=parts,
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
