"""Connections with a deadline for the whole exchange, however slowly the other side sends, and their TLS context."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time

import certifi


class SocketDeadline:
    """Shuts down a connection at an instant; a reader then sees the end of the stream."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.is_over = False  # whether the deadline has passed; data read meanwhile may be cut off

    def __enter__(self) -> SocketDeadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        with self._lock:
            self._release()

    @property
    def seconds_left(self) -> float:
        """Return the seconds until the deadline, at least 0.001: a timeout of 0 would mean non-blocking."""
        return max(self._deadline - time.monotonic(), 0.001)

    def hold(self, connection: socket.socket) -> socket.socket:
        """Shut down this connection at the deadline, in place of the one before, and return it."""
        with self._lock:
            self._release()
            self._socket = connection.dup()  # TLS takes over the original
            if self.is_over:
                self._shut_down(self._socket)
        return connection

    def wait(self, seconds: float) -> None:
        """Sleep, at most until the deadline."""
        time.sleep(min(seconds, self.seconds_left))

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                self._shut_down(self._socket)

    def _shut_down(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # already closed by the other side
            connection.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class BoundedResponse(http.client.HTTPResponse):
    """A response whose chunk sizes cannot be negative, so that each read is bounded."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # missing in typeshed
        if size < 0:  # would read without limit
            raise ValueError("negative chunk")
        return size


def make_context() -> ssl.SSLContext:
    """Return a TLS context with certifi's certificates, whatever the environment names."""
    return ssl.create_default_context(cafile=certifi.where())
