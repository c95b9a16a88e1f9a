"""A time limit for everything done over a socket, however slowly and steadily the other side drips."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from types import TracebackType

import certifi


class SocketDeadline:
    """Cuts the connection it holds when the time is up; whoever reads from it sees its end."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._held: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.is_over = False
        """Whether the time is up; what was read since the last look may lack its end."""

    def __enter__(self) -> SocketDeadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        with self._lock:
            self._release()

    @property
    def seconds_left(self) -> float:
        """Return what is left of the time; never less than a moment, for a timeout of 0 means something else."""
        return max(self._ends - time.monotonic(), 0.001)

    def hold(self, connection: socket.socket) -> socket.socket:
        """Hold on to a connection from now on, in place of the one before, and return it."""
        with self._lock:
            self._release()
            self._held = connection.dup()  # TLS takes over the socket itself
            if self.is_over:
                self._shut_down(self._held)
        return connection

    def wait(self, seconds: float) -> None:
        """Wait, at most until the time is up."""
        time.sleep(min(seconds, self.seconds_left))

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            if self._held is not None:
                self._shut_down(self._held)

    def _shut_down(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the other side was quicker
            connection.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


class BoundedResponse(http.client.HTTPResponse):
    """An answer that is read block by block, whatever it says of itself."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # a part that typeshed leaves out
        if size < 0:  # would read all that the other side cares to send
            raise ValueError("negative chunk")
        return size


def make_context() -> ssl.SSLContext:
    """Return what every TLS connection begins with; no variable of the shell names others."""
    return ssl.create_default_context(cafile=certifi.where())
