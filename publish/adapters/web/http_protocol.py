"""HTTP on connections that are used: one that stays half open is ended, instead of being held for ever."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HALF_OPEN_SECONDS = 10.0
"""So long the head of a request may take in all, and its body may be silent."""

_UNANSWERED = (h11.IDLE, h11.SEND_RESPONSE)


class PromptProtocol(H11Protocol):
    """HTTP/1.1 that waits for a request only so long, and ends whatever breaks the rules in silence."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and wait for its first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what arrives; wait for the rest of it, if there is to be one."""
        super().data_received(data)
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self._deadline is None):
            self._wait()
        elif state is not h11.IDLE:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let a connection go."""
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Say that a request is none; where an answer has begun, there is no place for it any more."""
        # uvicorn's types hide that there may have been no request yet
        if self.cycle is not None and not self.cycle.response_complete:  # type: ignore[redundant-expr]
            self.cycle.disconnected = True  # whoever is still at work on it has nobody to answer
            self.cycle.message_event.set()
        if self.conn.our_state in _UNANSWERED:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _wait(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(HALF_OPEN_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        """End the connection, unless it is we who do not read."""
        if self.flow.read_paused:
            self._wait()
        else:
            self.transport.close()
