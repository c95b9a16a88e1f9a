"""The one client: what a failure of it tells, and what it does not."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from requests import RequestException
from urllib3.exceptions import HTTPError

from publish.adapters.web.http_client import (
    ConnectFailure,
    FailureCause,
    HttpClient,
    OutgoingRequest,
    UnknownOutcome,
    read_body,
)
from publish.adapters.web.socket_deadline import SocketDeadline
from publish.adapters.web.ssrf_guard import ParsedUrl, ResolvedHost
from tests.loopback import Server, Visit, reply


def make_request(server: Server, body: bytes = b"", address: str = "127.0.0.1") -> OutgoingRequest:
    destination = ParsedUrl("127.0.0.1", server.port, "/a?token=geheim", is_secure=False)
    return OutgoingRequest(ResolvedHost(destination, (address,)), {}, 5, 5, body)


def send(request: OutgoingRequest, client: HttpClient | None = None) -> bytes:
    with SocketDeadline(10) as deadline, (client or HttpClient()).send(request, deadline) as response:
        return read_body(response, 1_000_000, deadline)


def answer(visit: Visit) -> None:
    visit.read_request()
    visit.send(reply(b"picture"))


def find_errors(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from find_errors(below)


ERRORS = {
    f"{kind.__module__}.{kind.__name__}": kind
    for base in (HTTPError, RequestException, OSError)
    for kind in find_errors(base)
    if kind.__module__.startswith(("requests.", "urllib3."))
}


@pytest.mark.parametrize("kind", ERRORS.values(), ids=ERRORS)
def test_send_raises_a_failure_without_text_for_every_error_of_the_libraries(kind: type[Exception]) -> None:
    error = kind.__new__(kind)  # each is made in another way
    error.args = ("geheim",)

    with (
        Server(answer) as server,
        SocketDeadline(10) as deadline,
        pytest.raises(UnknownOutcome) as caught,
        HttpClient().send(make_request(server), deadline),
    ):
        raise error

    assert caught.value.cause in (FailureCause.SLOW, FailureCause.CUT)
    assert "geheim" not in "".join(traceback.format_exception(caught.value))


def test_send_uses_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login name password geheim\n", encoding="utf-8")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[str] = []

    def note(visit: Visit) -> None:
        visit.read_request()
        seen.append(visit.request)
        visit.send(reply(b"picture", "Set-Cookie: a=b"))

    with Server() as proxy, Server(note) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert [send(make_request(server)), send(make_request(server))] == [b"picture"] * 2

    lines = [line.lower() for request in seen for line in request.split("\r\n")]
    assert [line for line in lines if line.startswith(("authorization", "cookie", "proxy"))] == []
    assert proxy.arrivals == 0


def test_send_writes_no_path_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), Server(answer) as server:
        send(make_request(server))

    assert "127.0.0.1" in caplog.text
    assert "geheim" not in caplog.text


def test_send_gives_a_slow_upload_more_time_than_the_connection() -> None:
    body = b"a" * 20_000_000  # more than the buffers of the system hold

    def read_late(visit: Visit) -> None:
        visit.over.wait(0.5)
        received = 0
        while received < len(body):
            received += len(visit.connection.recv(1_000_000))
        visit.send(reply(b"picture"))

    with Server(read_late) as server:
        assert send(make_request(server, body)._replace(connect_seconds=0.1)) == b"picture"


def test_send_never_looks_up_a_name_that_nobody_judged() -> None:
    with Server(answer) as server, pytest.raises(ConnectFailure) as caught:
        send(make_request(server, address="localhost"))

    assert (caught.value.cause, server.arrivals) == (FailureCause.UNREACHABLE, 0)


def test_send_repeats_nothing_by_itself() -> None:
    def be_busy(visit: Visit) -> None:
        visit.read_request()
        visit.send(reply(b"later", "Retry-After: 0", status="503 Busy"))

    with (
        Server(be_busy) as server,
        SocketDeadline(10) as deadline,
        HttpClient().send(make_request(server, b"a"), deadline) as response,
    ):
        assert (response.status_code, server.arrivals) == (503, 1)


def test_send_keeps_no_cookie_for_the_next_request() -> None:
    seen: list[str] = []

    def give_cookies(visit: Visit) -> None:
        visit.read_request()
        seen.append(visit.request.lower())
        visit.send(reply(b"picture", "Set-Cookie: a=b", "Set-Cookie: c=d; Domain=127.0.0.1; Path=/"))

    client = HttpClient()
    with Server(give_cookies) as server:
        with SocketDeadline(10) as deadline, client.send(make_request(server), deadline) as response:
            assert dict(response.cookies) == {}
        assert [send(make_request(server), client), send(make_request(server), client)] == [b"picture"] * 2

    assert "cookie" not in "".join(seen)


def test_request_may_be_sent_once_the_connection_stands() -> None:
    def leave(visit: Visit) -> None:
        visit.connection.shutdown(socket.SHUT_RDWR)

    with Server(leave) as server, pytest.raises(UnknownOutcome) as caught:
        send(make_request(server, b"a"))

    assert caught.value.cause == FailureCause.CUT


def test_read_body_stops_soon_after_the_limit() -> None:
    def pour(visit: Visit) -> None:
        visit.read_request()
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visit.pour(bytes(65_536))

    with (
        Server(pour) as server,
        SocketDeadline(10) as deadline,
        HttpClient().send(make_request(server), deadline) as response,
    ):
        assert 100_000 < len(read_body(response, 100_000, deadline)) <= 100_000 + 65_536


def test_send_sends_nothing_when_the_connection_was_opened_too_slowly() -> None:
    with Server(answer) as server, SocketDeadline(10, opening_seconds=0) as deadline:
        while not deadline.is_over:
            pass
        with pytest.raises(ConnectFailure) as caught, HttpClient().send(make_request(server), deadline):
            pass

    assert caught.value.cause == FailureCause.SLOW
