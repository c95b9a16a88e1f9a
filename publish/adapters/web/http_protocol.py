"""HTTP/1.1 protocol of the local servers, which closes half-open connections after a timeout."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HALF_OPEN_SECONDS = 10.0  # timeout for the whole head of a request, and for each silence within its body

_UNANSWERED = (h11.IDLE, h11.SEND_RESPONSE)


class PromptProtocol(H11Protocol):
    """HTTP/1.1 with a timeout for incoming requests; invalid ones are closed without a log entry."""

    _half_open_timeout: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timeout of the first request."""
        super().connection_made(transport)
        self._restart_timeout()

    def data_received(self, data: bytes) -> None:
        """Process data, and restart or cancel the timeout."""
        super().data_received(data)
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self._half_open_timeout is None):
            self._restart_timeout()
        elif state is not h11.IDLE:
            self._cancel_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timeout."""
        self._cancel_timeout()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer an invalid request with 400, or close the connection if a response has begun."""
        # None before the first request, despite uvicorn's types
        if self.cycle is not None and not self.cycle.response_complete:  # type: ignore[redundant-expr]
            self.cycle.disconnected = True  # the running request handler has nobody to answer
            self.cycle.message_event.set()
        if self.conn.our_state in _UNANSWERED:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _restart_timeout(self) -> None:
        self._cancel_timeout()
        self._half_open_timeout = self.loop.call_later(HALF_OPEN_SECONDS, self._close_half_open)

    def _cancel_timeout(self) -> None:
        if self._half_open_timeout is not None:
            self._half_open_timeout.cancel()
            self._half_open_timeout = None

    def _close_half_open(self) -> None:
        """Close the connection, unless our side has paused reading."""
        if self.flow.read_paused:
            self._restart_timeout()
        else:
            self.transport.close()
