"""Answers that are broken in transport: cut, delayed, reset or replaced."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from publish.sandbox.faults import Fault

_TRANSPORT = "transport"
# Closing the socket sends a reset (socket(7), SO_LINGER); Windows writes both numbers in two bytes.
_NO_LINGER = struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0)
_SPACES = b" " * 1024
_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class FaultyHttpProtocol(H11Protocol):
    """HTTP/1.1 whose responses can reach the transport; mixed into the protocol handed in."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Add the transport to the state of every request."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _TRANSPORT: transport}


class FaultyConnection(NamedTuple):
    """The connection of a request."""

    scope: Scope
    receive: Receive
    send: Send

    @property
    def transport(self) -> asyncio.Transport:
        """Return the transport below HTTP."""
        transport: asyncio.Transport = self.scope["state"][_TRANSPORT]
        return transport

    async def close(self) -> None:
        """Close the connection, even if the answer is not complete."""
        self.transport.close()
        await self.receive()

    async def send_head(self, answer: Response, *, length: bool = True) -> None:
        """Send the head of an answer, without its length if it never ends."""
        headers = [(name, value) for name, value in answer.raw_headers if length or name != b"content-length"]
        await self.send({"type": "http.response.start", "status": answer.status_code, "headers": headers})

    async def send_part(self, data: bytes) -> None:
        """Send a part of the body of an answer."""
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def pause(self, seconds: float) -> bool:
        """Wait; return whether the connection is still open. All of the request was read, so only its end can come."""
        try:
            await asyncio.wait_for(self.receive(), seconds)
        except TimeoutError:
            return True
        return False


Sender = Callable[[Response, Fault, FaultyConnection], Awaitable[None]]


class FaultyResponse(Response):
    """An answer broken by a fault."""

    def __init__(self, answer: Response, fault: Fault) -> None:
        super().__init__()
        self._answer = answer
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer as the fault demands."""
        await _SENDERS[self._fault.kind](self._answer, self._fault, FaultyConnection(scope, receive, send))


def breaks_transport(fault: Fault) -> bool:
    """Return whether a fault changes how an answer is sent, not its values."""
    return fault.kind in _SENDERS


async def _hang(_answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    """Send nothing, then close the connection."""
    if await connection.pause(fault.seconds):
        await connection.close()


async def _delay(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    if await connection.pause(fault.seconds):
        await answer(*connection)


async def _reset(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    """Reset the connection, before the answer or within it."""
    if fault.bytes is not None:
        await connection.send_head(answer)
        await connection.send_part(_cut_body(answer, fault.bytes))
    opened = connection.transport.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    connection.transport.abort()
    await connection.receive()


async def _cut(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    """Announce the whole answer, send a part, and close the connection."""
    await connection.send_head(answer)
    await connection.send_part(_cut_body(answer, fault.bytes))
    await connection.close()


async def _drip(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    """Send the answer in pieces."""
    body, size = bytes(answer.body), max(1, fault.bytes or 1)
    await connection.send_head(answer)
    for start in range(0, len(body), size):
        if not await connection.pause(fault.seconds):
            return
        await connection.send_part(body[start : start + size])
    await connection.send({"type": "http.response.body", "body": b""})


async def _never_end(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
    """Send spaces until the client closes the connection or the fault's seconds are over."""
    until = asyncio.get_running_loop().time() + fault.seconds
    await connection.send_head(answer, length=False)
    while asyncio.get_running_loop().time() < until:
        await connection.send_part(_SPACES)
        if not await connection.pause(0.001):
            return
    await connection.close()


def _cut_body(answer: Response, size: int | None) -> bytes:
    """Return the beginning of a body, by default half of it; never all."""
    body = bytes(answer.body)
    return body[: len(body) // 2 if size is None else min(size, len(body) - 1)]


def _send_other(make: Callable[[Response, Fault], Response]) -> Sender:
    """Return a sender of another response in place of the answer."""

    async def send(answer: Response, fault: Fault, connection: FaultyConnection) -> None:
        await make(answer, fault)(*connection)

    return send


def _with_body(answer: Response, body: bytes) -> Response:
    return Response(body, answer.status_code, {"content-type": answer.headers["content-type"]})


def _make_redirect(_answer: Response, fault: Fault) -> Response:
    status = fault.status if fault.status < 400 else 302  # the status of a fault may be any from 300
    return Response(b"", status, {"location": fault.location})


_SENDERS: dict[str, Sender] = {
    "hang": _hang,
    "latency": _delay,
    "reset": _reset,
    "cut": _cut,
    "drip": _drip,
    "endless": _never_end,
    "broken-json": _send_other(lambda answer, fault: _with_body(answer, _cut_body(answer, fault.bytes))),
    "not-json": _send_other(lambda _answer, _fault: Response(_GATEWAY_PAGE, media_type="text/html")),
    "empty": _send_other(lambda answer, _fault: _with_body(answer, b"")),
    "empty-object": _send_other(lambda answer, _fault: _with_body(answer, b"{}")),
    "status": _send_other(lambda _answer, fault: Response(_GATEWAY_PAGE, fault.status, media_type="text/html")),
    "redirect": _send_other(_make_redirect),
}
