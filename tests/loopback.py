"""Servers on loopback that do as a test says, and count who arrives."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple

import trustme

HOST = "pictures.example.com"
OTHER_HOST = "other.example.com"


class Certificates(NamedTuple):
    """What a server shows, and what its guests believe."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def issue_certificates(*names: str) -> Certificates:
    """Return certificates for these names, from an authority that nobody else believes."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return Certificates(server, client)


class Visit:
    """One connection, as the server sees it."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self.connection = connection
        self.over = over
        """Whether the test has ended."""
        self.request = ""
        self.outstayed = False
        """Whether the guest was still there when the server had enough."""

    @property
    def path(self) -> str:
        return self.request.split(" ")[1]

    def read_request(self) -> None:
        """Read a request with its body: who closes before all is read takes the answer away from the guest."""
        data = b""
        while not _is_whole(data):
            block = self.connection.recv(65_536)
            if not block:
                break
            data += block
        self.request = data.decode("latin-1")

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send the same again and again, for longer than any guest of these tests may wait."""
        for _ in range(250):
            if self.over.wait(0.02):
                return
            self.send(data)
        self.outstayed = True

    def pour(self, data: bytes) -> None:
        """Send the same without end."""
        while not self.over.is_set():
            self.send(data)

    def hang(self) -> None:
        """Say nothing until the guest has gone."""
        self.connection.settimeout(5)
        try:
            while self.connection.recv(65_536):
                pass
        except TimeoutError:
            self.outstayed = True

    def secure(self, context: ssl.SSLContext) -> Visit:
        """Return the visit with TLS begun."""
        return Visit(context.wrap_socket(self.connection, server_side=True), self.over)


def _is_whole(data: bytes) -> bool:
    head, found, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return bool(found) and len(body) >= (int(length[1]) if length else 0)


Answer = Callable[[Visit], None]


class Server:
    """Answers each visit in a thread of its own; without an answer it only counts."""

    def __init__(
        self, answer: Answer | None = None, context: ssl.SSLContext | None = None, *, host: str = "127.0.0.1"
    ) -> None:
        self._answer = answer
        self._context = context
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.address = host
        self.port: int = self._listener.getsockname()[1]
        self.arrivals = 0
        self.requests: list[str] = []
        self._over = threading.Event()
        self._outstayed = False
        self._threads = [threading.Thread(target=self._listen)]

    def __enter__(self) -> Server:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def wait(self) -> None:
        """Wait until every guest has gone of its own accord."""
        for thread in self._threads[1:]:
            thread.join(10)
            assert not thread.is_alive()
        assert not self._outstayed

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.arrivals += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        visit = Visit(connection, self._over)
        # A guest that leaves in the middle is what most of these tests are about.
        with contextlib.suppress(OSError):
            if self._context is not None:
                visit = visit.secure(self._context)
                visit.read_request()
                self.requests.append(visit.request)
            if self._answer is not None:
                self._answer(visit)
        self._outstayed |= visit.outstayed
        visit.connection.close()
        connection.close()


def reply(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return an answer as it travels."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body


def say(data: bytes) -> Answer:
    """Return an answer that is the same for everybody."""
    return lambda visit: visit.send(data)
