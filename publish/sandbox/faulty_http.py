"""Answers that break on their way: below the framework, where the connection itself can be reached."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from publish.sandbox.faults import Fault

_TRANSPORT = "transport"
_NO_LINGER = struct.pack("ii", 1, 0)
"""Closing sends a reset instead of an end (socket(7), SO_LINGER)."""
_PIECE = b" " * 1024
_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class FaultyHttpProtocol(H11Protocol):
    """HTTP/1.1 whose connection an answer may reach; mixed into the protocol that the server is given."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the connection on with the state that every request carries."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _TRANSPORT: transport}


class FaultyConnection(NamedTuple):
    """One request's connection."""

    scope: Scope
    receive: Receive
    send: Send

    @property
    def transport(self) -> asyncio.Transport:
        """Return what lies below HTTP."""
        transport: asyncio.Transport = self.scope["state"][_TRANSPORT]
        return transport

    async def wait_for_end(self) -> None:
        """Wait until the connection is gone: the request has been read, nothing else can come."""
        await self.receive()

    async def close(self) -> None:
        """End the connection, in good order, though the answer may not be whole."""
        self.transport.close()
        await self.wait_for_end()

    async def begin(self, answer: Response, *, length: bool = True) -> None:
        """Send the head of an answer; without its length where it is to have no end."""
        headers = [(name, value) for name, value in answer.raw_headers if length or name != b"content-length"]
        await self.send({"type": "http.response.start", "status": answer.status_code, "headers": headers})

    async def write(self, data: bytes) -> None:
        """Send a part of an answer."""
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def pause(self, seconds: float) -> bool:
        """Wait; say whether the connection is still there."""
        try:
            await asyncio.wait_for(self.wait_for_end(), seconds)
        except TimeoutError:
            return True
        return False


class FaultyResponse(Response):
    """An answer that goes wrong."""

    def __init__(self, answer: Response, fault: Fault) -> None:
        super().__init__()
        self._answer = answer
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, in its own way."""
        await _SPOILERS[self._fault.kind](self._answer, self._fault, FaultyConnection(scope, receive, send))


def is_spoiled(fault: Fault) -> bool:
    """Say whether a fault lies in how an answer is sent, not in what it says."""
    return fault.kind in _SPOILERS


async def _hang(_answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Say nothing, then end the connection."""
    if await wire.pause(fault.seconds):
        await wire.close()


async def _delay(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    if await wire.pause(fault.seconds):
        await answer(*wire)


async def _reset(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Tear the connection down, before the answer or within it."""
    if fault.bytes is not None:
        await wire.begin(answer)
        await wire.write(_take(answer, fault.bytes))
    connection = wire.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    wire.transport.abort()
    await wire.wait_for_end()


async def _cut(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Announce the whole answer, send a part, and end the connection."""
    await wire.begin(answer)
    await wire.write(_take(answer, fault.bytes))
    await wire.close()


async def _drip(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Send the answer piece by piece."""
    body, size = bytes(answer.body), max(1, fault.bytes or 1)
    await wire.begin(answer)
    for start in range(0, len(body), size):
        if not await wire.pause(fault.seconds):
            return
        await wire.write(body[start : start + size])
    await wire.send({"type": "http.response.body", "body": b""})


async def _never_end(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Send blanks for as long as anybody listens, or the fault's seconds last."""
    until = asyncio.get_running_loop().time() + fault.seconds
    await wire.begin(answer, length=False)
    while asyncio.get_running_loop().time() < until:
        await wire.write(_PIECE)
        if not await wire.pause(0.001):
            return
    await wire.close()


async def _break_json(answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    """Send an answer in good order whose JSON is not whole."""
    await _replace(answer, _take(answer, fault.bytes))(*wire)


async def _say_no_json(_answer: Response, _fault: Fault, wire: FaultyConnection) -> None:
    await Response(_GATEWAY_PAGE, media_type="text/html")(*wire)


async def _ignore_progress(answer: Response, _fault: Fault, wire: FaultyConnection) -> None:
    await _replace(answer, b"")(*wire)


async def _say_empty_object(answer: Response, _fault: Fault, wire: FaultyConnection) -> None:
    await _replace(answer, b"{}")(*wire)


async def _fail(_answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    await Response(_GATEWAY_PAGE, fault.status, media_type="text/html")(*wire)


async def _redirect(_answer: Response, fault: Fault, wire: FaultyConnection) -> None:
    status = fault.status if fault.status < 400 else 302  # the redirects end there
    await Response(b"", status, {"location": fault.location})(*wire)


def _take(answer: Response, size: int | None) -> bytes:
    """Return the beginning of a body; half of it where no size is given; never all."""
    body = bytes(answer.body)
    return body[: len(body) // 2 if size is None else min(size, len(body) - 1)]


def _replace(answer: Response, body: bytes) -> Response:
    return Response(body, answer.status_code, {"content-type": answer.headers["content-type"]})


_SPOILERS: dict[str, Callable[[Response, Fault, FaultyConnection], Awaitable[Any]]] = {
    "hang": _hang,
    "latency": _delay,
    "reset": _reset,
    "cut": _cut,
    "drip": _drip,
    "endless": _never_end,
    "broken-json": _break_json,
    "not-json": _say_no_json,
    "empty": _ignore_progress,
    "empty-object": _say_empty_object,
    "status": _fail,
    "redirect": _redirect,
}
