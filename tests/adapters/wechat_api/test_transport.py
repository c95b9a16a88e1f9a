"""The way there: what is known when it is blocked, and what it refuses to be led to."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping

import pytest

from publish.adapters.web.http_client import ConnectFailure, FailureCause, UnknownOutcome
from publish.adapters.wechat_api import transport as transport_module
from publish.adapters.wechat_api.transport import HttpRequest, Transport
from tests.loopback import Answer, Server, Visit, issue_certificates, reply, say
from tests.socks_proxy import be_host, be_socks_proxy

CERTIFICATES = issue_certificates("localhost", "127.0.0.1")
OK = reply('{"errcode":0,"text":"中"}'.encode(), "Content-Type: text/plain")


def ask(seconds: float = 5, params: Mapping[str, str] | None = None, body: bytes = b"{}") -> HttpRequest:
    return HttpRequest("draft/count", params or {}, body, "application/json", seconds)


def read_then(answer: Answer) -> Answer:
    """Return an answer that is given once the request is read."""

    def act(visit: Visit) -> None:
        visit.read_request()
        answer(visit)

    return act


def unknown(server: Server, seconds: float = 5) -> UnknownOutcome:
    with pytest.raises(UnknownOutcome) as caught:
        Transport(f"http://127.0.0.1:{server.port}/cgi-bin").send(ask(seconds))
    return caught.value


def unsent(transport: Transport) -> FailureCause:
    with pytest.raises(ConnectFailure) as caught:
        transport.send(ask())
    return caught.value.cause


# --- done -------------------------------------------------------------------------------------


def test_answer_is_decoded_as_utf_8_whatever_its_content_type() -> None:
    with Server(read_then(say(OK))) as server:
        answer = Transport(f"http://127.0.0.1:{server.port}/cgi-bin/").send(ask())

    assert answer.data == {"errcode": 0, "text": "中"}


def test_answer_may_contain_control_characters() -> None:
    with Server(read_then(say(reply(b'{"text":"a\n\tb"}')))) as server:
        assert Transport(f"http://127.0.0.1:{server.port}").send(ask()).data == {"text": "a\n\tb"}


@pytest.mark.parametrize(("body", "method"), [(b"{}", "POST"), (b"", "GET")])
def test_request_without_body_is_a_get(body: bytes, method: str) -> None:
    seen: list[str] = []

    def note(visit: Visit) -> None:
        seen.append(visit.request)
        visit.send(OK)

    with Server(read_then(note)) as server:
        Transport(f"http://127.0.0.1:{server.port}/cgi-bin").send(ask(params={"access_token": "a&b"}, body=body))

    assert seen[0].startswith(f"{method} /cgi-bin/draft/count?access_token=a%26b HTTP/1.1\r\n")


@pytest.mark.parametrize(("base", "path"), [("/cgi-bin", "/"), ("/relay/cgi-bin/", "/relay/"), ("/relay", "/relay/")])
def test_statistics_are_asked_for_beside_the_other_calls(base: str, path: str) -> None:
    seen: list[str] = []

    def note(visit: Visit) -> None:
        seen.append(visit.request)
        visit.send(OK)

    with Server(read_then(note)) as server:
        Transport(f"http://127.0.0.1:{server.port}{base}").send(ask()._replace(endpoint="datacube/getbizsummary"))

    assert seen[0].startswith(f"POST {path}datacube/getbizsummary HTTP/1.1")


def test_chunked_answer_is_joined() -> None:
    pieces = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
    with Server(read_then(say(pieces))) as server:
        assert Transport(f"http://127.0.0.1:{server.port}").send(ask()).data == {"a": 1}


def test_certificate_is_verified() -> None:
    with Server(say(OK), CERTIFICATES.server) as server:
        answer = Transport(f"https://127.0.0.1:{server.port}", context=CERTIFICATES.client).send(ask())

    assert answer.data["errcode"] == 0


# --- unknown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (say(b""), FailureCause.CUT),
        (say(b"nonsense\r\n\r\n"), FailureCause.CUT),
        (say(reply(b"{}", length=10)), FailureCause.CUT),
        (say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\n{}"), FailureCause.CUT),
        (say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"), FailureCause.CUT),
        (say(reply(b"{}", status="500 No")), FailureCause.STATUS),
        (say(reply(b"{}", "Location: /elsewhere", status="302 Found")), FailureCause.STATUS),
        (say(reply(b"[]")), FailureCause.STRANGE),
        (say(reply(b"null")), FailureCause.STRANGE),
        (say(reply(b"")), FailureCause.STRANGE),
        (say(reply(b'{"a":"\xff"}')), FailureCause.STRANGE),
        (say(reply(b"[" * 100_000)), FailureCause.STRANGE),
        (say(reply(b"\x1f\x8b\x08", "Content-Encoding: gzip")), FailureCause.STRANGE),
        (lambda visit: visit.hang(), FailureCause.SLOW),
        (lambda visit: visit.drip(b"H"), FailureCause.SLOW),
        (lambda visit: visit.drip(b"HTTP/1.1 200 OK\r\nX: y\r\n"), FailureCause.SLOW),
        (lambda visit: (visit.send(b"HTTP/1.1 200 OK\r\n\r\n"), visit.drip(b" "))[1], FailureCause.SLOW),
    ],
    ids=lambda value: str(value) if isinstance(value, FailureCause) else "",
)
def test_unreadable_answer_has_unknown_outcome(answer: Answer, cause: FailureCause) -> None:
    slow = cause is FailureCause.SLOW
    with Server(read_then(answer)) as server:
        assert unknown(server, seconds=0.4 if slow else 5).cause == cause
        server.wait()
        assert server.arrivals == 1


def test_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_module, "MAX_ANSWER_BYTES", 100_000)

    def pour(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visit.pour(b" " * 65_536)

    with Server(read_then(pour)) as server:
        assert unknown(server).cause == FailureCause.STRANGE


def test_redirect_is_not_followed() -> None:
    with Server(read_then(say(OK))) as elsewhere:
        away = reply(b"", f"Location: http://127.0.0.1:{elsewhere.port}/", status="307 Temporary Redirect")
        with Server(read_then(say(away))) as server:
            assert unknown(server).status == 307
        assert elsewhere.arrivals == 0


# --- not sent ---------------------------------------------------------------------------------


def test_closed_port_is_a_connect_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert unsent(Transport(f"http://127.0.0.1:{port}")) == FailureCause.UNREACHABLE


def test_unknown_host_is_a_connect_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(host: str) -> tuple[str, ...]:
        raise socket.gaierror(host)

    monkeypatch.setattr(transport_module, "resolve_name", fail)

    assert unsent(Transport("https://api.example.com/cgi-bin")) == FailureCause.UNREACHABLE


def test_hanging_lookup_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(transport_module, "resolve_name", lambda _: (theirs.recv(1).decode(),))

    assert unsent(Transport("https://api.example.com", connect_seconds=0.1)) == FailureCause.UNREACHABLE
    ours.close()
    theirs.close()


def test_next_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(read_then(say(OK))) as server:
        monkeypatch.setattr(transport_module, "resolve_name", lambda _: ("::1", "127.0.0.1"))

        answer = Transport(f"http://api.example.com:{server.port}").send(ask())

    assert answer.data["errcode"] == 0


def test_foreign_certificate_is_a_connect_failure() -> None:
    other = issue_certificates("127.0.0.1")
    with Server(say(OK), other.server) as server:
        assert unsent(Transport(f"https://127.0.0.1:{server.port}")) == FailureCause.CERTIFICATE
        assert server.requests == []


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PYTHONHTTPSVERIFY"])
def test_environment_cannot_add_a_trusted_certificate(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "0")
    with Server(say(OK), CERTIFICATES.server) as server:
        assert unsent(Transport(f"https://127.0.0.1:{server.port}")) == FailureCause.CERTIFICATE


def test_hanging_handshake_is_a_connect_failure() -> None:
    with Server(lambda visit: visit.hang()) as server:
        assert unsent(Transport(f"https://127.0.0.1:{server.port}", connect_seconds=0.2)) == FailureCause.UNREACHABLE


def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as proxy, Server(read_then(say(OK))) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        Transport(f"http://127.0.0.1:{server.port}").send(ask())

        assert proxy.arrivals == 0


# --- through a proxy ----------------------------------------------------------------------------


def tunnel(context: ssl.SSLContext) -> Answer:
    """Return what a proxy does that is asked for a tunnel, and the platform behind it."""

    def act(visit: Visit) -> None:
        visit.read_request()
        visit.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        behind = visit.secure(context)
        behind.read_request()
        behind.send(OK)
        behind.connection.close()

    return act


def test_configured_proxy_is_used() -> None:
    with Server(tunnel(CERTIFICATES.server)) as proxy:
        way = Transport(
            "https://127.0.0.1/cgi-bin", proxy=f"http://127.0.0.1:{proxy.port}", context=CERTIFICATES.client
        )

        assert way.send(ask()).data["errcode"] == 0


@pytest.mark.parametrize("said", [b"HTTP/1.1 407 No\r\n\r\n", b"HTTP/1.1 502 No\r\n\r\n", b"", b"x\r\n"], ids=str)
def test_refusing_proxy_is_a_connect_failure(said: bytes) -> None:
    with Server(read_then(say(said))) as proxy:
        way = Transport("https://127.0.0.1/cgi-bin", proxy=f"http://127.0.0.1:{proxy.port}")

        assert unsent(way) == FailureCause.PROXY


def test_dripping_proxy_is_left_when_the_time_for_connecting_is_over() -> None:
    def drip(visit: Visit) -> None:
        visit.read_request()
        visit.drip(b"HTTP/1.1 200 O")

    with Server(drip) as proxy:
        way = Transport("https://127.0.0.1", proxy=f"http://127.0.0.1:{proxy.port}", connect_seconds=0.3)

        with pytest.raises(ConnectFailure):
            way.send(ask(seconds=60))
        proxy.wait()  # the guest left before the proxy had enough


def open_way(proxy: Server, context: ssl.SSLContext = CERTIFICATES.client) -> Transport:
    return Transport("https://localhost/cgi-bin", proxy=f"socks5://127.0.0.1:{proxy.port}", context=context)


def test_socks_proxy_is_asked_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(host: str) -> tuple[str, ...]:
        raise AssertionError(host)

    monkeypatch.setattr(transport_module, "resolve_name", fail)
    asked: list[str] = []
    with Server(be_socks_proxy(asked, be_host(CERTIFICATES.server, OK, asked))) as proxy:
        answer = open_way(proxy).send(ask(params={"access_token": "a"}))

    assert (answer.data["errcode"], asked) == (0, ["localhost:443", "POST /cgi-bin/draft/count?access_token=a"])


@pytest.mark.parametrize(
    "answer",
    [
        say(b""),
        say(b"HTTP/1.1 400 No\r\n\r\n"),
        be_socks_proxy([], say(b""), code=5),
        be_socks_proxy([], say(b""), method=2),
    ],
    ids=["closes", "speaks http", "refused", "wants a password"],
)
def test_refusing_socks_proxy_is_a_connect_failure(answer: Answer) -> None:
    with Server(answer) as proxy:
        assert unsent(open_way(proxy)) == FailureCause.PROXY


def test_silent_socks_proxy_is_a_connect_failure() -> None:
    with Server(Visit.hang) as proxy:
        way = Transport("https://localhost", proxy=f"socks5://127.0.0.1:{proxy.port}", connect_seconds=0.2)

        assert unsent(way) == FailureCause.PROXY


def test_foreign_certificate_behind_a_socks_proxy_is_a_connect_failure() -> None:
    other = issue_certificates("localhost")
    with Server(be_socks_proxy([], be_host(other.server, OK))) as proxy:
        assert unsent(open_way(proxy)) == FailureCause.CERTIFICATE


@pytest.mark.parametrize("said", [b"", reply(b"{}", length=9)], ids=["nothing", "half"])
def test_lost_answer_behind_a_socks_proxy_has_unknown_outcome(said: bytes) -> None:
    answer = be_socks_proxy([], be_host(CERTIFICATES.server, said))
    with Server(answer) as proxy, pytest.raises(UnknownOutcome) as caught:
        open_way(proxy).send(ask())

    assert caught.value.cause == FailureCause.CUT
