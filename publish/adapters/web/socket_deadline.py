"""A deadline for all that happens on a connection, however slowly the other side sends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class SocketDeadline:
    """Shuts down a connection at an instant; a reader then sees the end of the stream."""

    def __init__(self, seconds: float, opening_seconds: float | None = None) -> None:
        """Set the deadline; `opening_seconds` is an earlier one, for opening the connection."""
        start = time.monotonic()
        self._end = start + seconds
        self._deadline = start + min(seconds, seconds if opening_seconds is None else opening_seconds)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.is_over = False  # whether the deadline has passed; data read meanwhile may be cut off

    def __enter__(self) -> SocketDeadline:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finished.set()
        self._thread.join()
        self._release()

    @property
    def seconds_left(self) -> float:
        """Return the seconds until the deadline, at least 0.001: a timeout of 0 would mean non-blocking."""
        return max(self._deadline - time.monotonic(), 0.001)

    def hold(self, connection: socket.socket) -> None:
        """Shut down this connection at the deadline, in place of the one before."""
        with self._lock:
            self._release()
            self._socket = connection.dup()  # TLS takes over the original
            if self.is_over:
                self._shut_down()

    def end_opening(self) -> bool:
        """Go on to the deadline of the whole; return whether the one of opening was kept."""
        with self._lock:
            self._deadline = self._end
            return not self.is_over

    def wait(self, seconds: float) -> None:
        """Sleep, at most until the deadline."""
        time.sleep(min(seconds, self.seconds_left))

    def _watch(self) -> None:
        while not self._finished.wait(self._deadline - time.monotonic()):
            with self._lock:
                if self._deadline <= time.monotonic():  # else opening has ended meanwhile
                    self.is_over = True
                    self._shut_down()
                    return

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # already closed by the other side
                self._socket.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
