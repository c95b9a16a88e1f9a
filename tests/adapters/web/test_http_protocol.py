"""Connections that are not used, and requests that break off: of the preview page, and of the sandbox."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from publish.adapters.web import http_protocol as connection
from publish.adapters.web.http_protocol import PromptProtocol
from tests.preview.server import TIMEOUT_SECONDS, TOKEN
from tests.preview.server import run_in_thread as run_preview
from tests.sandbox.server import RunningSandbox
from tests.sandbox.server import run_in_thread as run_sandbox

SHORT = 0.1


class Server(NamedTuple):
    """A server under test, and a valid request."""

    port: int
    get: str
    post: str

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)

    def head(self, target: str, *headers: str) -> bytes:
        origin = [f"origin: http://127.0.0.1:{self.port}"] if target.startswith("POST") else []
        lines = [f"{target} HTTP/1.1", f"host: 127.0.0.1:{self.port}", *origin, *headers, "", ""]
        return "\r\n".join(lines).encode()

    def ask(self) -> bytes:
        """Send a valid request; earlier requests are finished afterwards."""
        with self.open() as wire:
            wire.sendall(self.head(self.get, "connection: close"))
            return read_all(wire)


def read_all(wire: socket.socket) -> bytes:
    """Return all data until the other side closes the connection."""
    found = b""
    try:
        while piece := wire.recv(65_536):
            found += piece
    except ConnectionResetError:  # ended while something of ours was still on its way
        pass
    return found


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def preview_port() -> Iterator[int]:
    with run_preview() as thread:
        yield thread.preview.port


@pytest.fixture(params=["preview", "sandbox"])
def server(request: pytest.FixtureRequest, sandbox: RunningSandbox, preview_port: int) -> Server:
    if request.param == "preview":
        return Server(preview_port, f"GET /state?token={TOKEN}", "POST /keep")
    port = int(sandbox.url.rpartition(":")[2])
    return Server(port, "GET /sandbox/state", "POST /cgi-bin/draft/add")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HALF_OPEN_SECONDS", SHORT)


# --- half-open connections --------------------------------------------------------------------

JSON = ("content-type: application/json", f"x-token: {TOKEN}")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begun", ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\n"])
def test_connection_is_closed_without_a_complete_head(server: Server, begun: str) -> None:
    with server.open() as wire:
        wire.sendall(begun.encode())

        assert read_all(wire) == b""


@pytest.mark.usefixtures("impatient")
def test_connection_is_closed_when_the_head_arrives_slowly(server: Server) -> None:
    with server.open() as wire:
        wire.sendall(b"GET / HTTP/1.1\r\n")
        wire.settimeout(SHORT / 10)
        sent = 0
        while True:
            try:
                wire.sendall(b"a")
                sent += 1
                if not wire.recv(1):
                    break
            except TimeoutError:
                assert sent < 10_000
            except (BrokenPipeError, ConnectionResetError):
                break

    assert sent > 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("length", ["content-length: 10", "transfer-encoding: chunked"])
def test_connection_is_closed_when_the_body_stops(
    server: Server, length: str, caplog: pytest.LogCaptureFixture
) -> None:
    with server.open() as wire:
        wire.sendall(server.head(server.post, *JSON, length) + (b"4\r\n{" if "chunked" in length else b"{"))

        assert read_all(wire) == b""

    server.ask()
    assert list_tracebacks(caplog) == []


def test_connection_is_closed_for_an_incomplete_second_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.open() as wire:
        wire.sendall(server.head(server.get))
        assert wire.recv(9) == b"HTTP/1.1 "
        monkeypatch.setattr(connection, "HALF_OPEN_SECONDS", SHORT)
        wire.sendall(b"GET / HT")

        read_all(wire)


def test_request_in_pieces_is_answered(server: Server) -> None:
    whole = server.head(server.get, "connection: close")
    with server.open() as wire:
        for start in range(0, len(whole), 7):
            wire.sendall(whole[start : start + 7])

        assert read_all(wire).startswith(b"HTTP/1.1 200")


def test_response_may_take_longer_than_the_request_timeout(
    sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.control.fail("draft/count", "latency", seconds=SHORT * 10)
    monkeypatch.setattr(connection, "HALF_OPEN_SECONDS", SHORT * 5)  # room for a busy machine to send its request

    assert sandbox.ask("draft/count")["errcode"] == 41001


class Wire(asyncio.Transport):
    """A connection without data."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_timeout_waits_while_reading_is_paused() -> None:
    async def wait() -> tuple[bool, bool]:
        protocol, wire = PromptProtocol(Config(lambda: None, log_config=None), ServerState(), {}), Wire()
        protocol.connection_made(wire)
        protocol.flow.read_paused = True
        protocol._close_half_open()
        waits = not wire.closed
        protocol.flow.read_paused = False
        protocol._close_half_open()
        protocol.connection_lost(None)
        return waits, wire.closed

    assert asyncio.run(wait()) == (True, True)


# --- invalid bodies ---------------------------------------------------------------------------

BAD_BODIES = {
    "no length": b"zz\r\n",
    "an endless length": b"f" * 30 + b"\r\n",
    "behind a good one": b"1\r\n{\r\nzz\r\n",
    "without an end": b"1\r\n{xx",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
def test_invalid_chunked_body_is_refused_without_a_traceback(
    server: Server, body: bytes, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    head = server.head(server.post, f"x-token: {TOKEN}", f"content-type: {kind}", "transfer-encoding: chunked")
    with server.open() as wire:
        wire.sendall(head)
        wire.sendall(body)
        answer = read_all(wire)

    assert server.ask().startswith(b"HTTP/1.1 200")
    assert answer == b"" or int(answer.split(b" ", 2)[1]) >= 400
    assert list_tracebacks(caplog) == []


def test_invalid_chunk_after_a_started_response_closes_the_connection(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with server.open() as wire:
        wire.sendall(server.head(server.get, "transfer-encoding: chunked"))
        assert wire.recv(9) == b"HTTP/1.1 "
        wire.sendall(b"zz\r\n")
        read_all(wire)

    server.ask()
    assert list_tracebacks(caplog) == []


def list_tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return log entries of errors or with a traceback."""
    return [record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
