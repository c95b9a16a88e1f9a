"""Fetching over real sockets; who must not be visited is in test_http_guarded."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from publish.adapters.web.http_client import HttpClient
from publish.adapters.web.session import USER_AGENT, FetchLimits, GuardedSession, find_site
from publish.adapters.web.ssrf_guard import SsrfGuard
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings
from tests.catalogues import ENGLISH
from tests.harness.families import family, pick_every
from tests.loopback import HOST, OTHER_HOST, Answer, Certificates, Server, Visit, issue_certificates, reply, say

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
QUICK = FetchLimits(total_seconds=10, pause_seconds=0, max_bytes=1_000_000)
IMPATIENT = QUICK._replace(total_seconds=0.4, read_seconds=5)


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return issue_certificates(HOST, OTHER_HOST, "127.0.0.1")


@pytest.fixture
def serve(certificates: Certificates) -> Iterator[Callable[[Answer], Server]]:
    servers: list[Server] = []

    def start(answer: Answer) -> Server:
        servers.append(Server(answer, certificates.server))
        return servers[-1].__enter__()

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def open_session(
    server: Server,
    certificates: Certificates,
    limits: FetchLimits = QUICK,
    addresses: tuple[str, ...] = ("127.0.0.1",),
    referer: str = "",
) -> GuardedSession:
    guard = SsrfGuard(
        resolve=lambda _: addresses,
        is_allowed=lambda address: str(address) in ("127.0.0.1", "127.0.0.3"),
        ports=frozenset({server.port}),
    )
    return GuardedSession(client=HttpClient(context=certificates.client), guard=guard, limits=limits, referer=referer)


Fetch = Callable[..., FetchedResource]


@pytest.fixture
def fetch(serve: Callable[[Answer], Server], certificates: Certificates) -> Fetch:
    """Return a function that fetches from a server with a given response."""

    def fetch_from(answer: Answer, path: str = "/a.png", limits: FetchLimits = QUICK) -> FetchedResource:
        server = serve(answer)
        return open_session(server, certificates, limits).fetch(f"https://{HOST}:{server.port}{path}")

    return fetch_from


def refuse(fetch: Callable[[], FetchedResource]) -> Problem:
    with pytest.raises(FetchError) as caught:
        fetch()
    (problem,) = caught.value.problems
    assert ENGLISH[problem.message].format_map(problem.values)
    return problem


# --- requests -----------------------------------------------------------------------------------


def test_fetch_returns_the_resource(serve: Callable[[Answer], Server], certificates: Certificates) -> None:
    server = serve(say(reply(PNG, "Content-Type: Image/PNG; charset=binary")))

    fetched = open_session(server, certificates).fetch(f"http://{HOST}:{server.port}/图.png?a=b#c")

    url = f"https://{HOST}:{server.port}/%E5%9B%BE.png?a=b"
    assert fetched == FetchedResource(PNG, "image/png", url)


def test_fetch_sends_only_the_necessary_headers(
    serve: Callable[[Answer], Server], certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server = serve(say(reply(PNG, "Set-Cookie: a=b")))
    session = open_session(server, certificates)

    for _ in range(2):
        session.fetch(f"https://{HOST}:{server.port}/a", "image/png")

    first, second = server.requests
    assert second == first
    assert first.startswith("GET /a HTTP/1.1\r\n")
    assert sorted(line.partition(": ")[::2] for line in first.split("\r\n")[1:-2]) == [
        ("Accept", "image/png"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        ("Host", f"{HOST}:{server.port}"),
        ("User-Agent", USER_AGENT),
    ]


@pytest.mark.parametrize("path", ["//other.example.com/a", "/a//b", "/@b", "/a?https://other.example.com/"])
def test_fetch_requests_the_path_unchanged(
    serve: Callable[[Answer], Server], certificates: Certificates, path: str
) -> None:
    server = serve(say(reply(PNG)))

    open_session(server, certificates).fetch(f"https://{HOST}:{server.port}{path}")

    assert server.requests[0].startswith(f"GET {path} HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        reply(b""),
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n" + PNG,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n1;x=y\r\ne\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + reply(PNG),
        reply(PNG, "Content-Encoding: identity"),
        reply(PNG) + b"more than was promised",
    ],
    ids=["empty", "no length", "old", "chunked", "continued", "identity", "more"],
)
def test_fetch_accepts_every_form_of_response(fetch: Fetch, answer: bytes) -> None:
    body = b"abcde" if b"chunked" in answer else PNG if PNG in answer else b""

    assert fetch(say(answer)).data == body


def test_fetch_tries_the_next_address_of_a_host(serve: Callable[[Answer], Server], certificates: Certificates) -> None:
    server = serve(say(reply(PNG)))
    session = open_session(server, certificates, addresses=("127.0.0.3", "127.0.0.1"))

    assert session.fetch(f"https://{HOST}:{server.port}/").data == PNG


def test_fetch_accepts_an_ip_address_with_a_certificate(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(say(reply(PNG)))

    assert open_session(server, certificates).fetch(f"https://127.0.0.1:{server.port}/").data == PNG


# --- redirects ----------------------------------------------------------------------------------


def forward(location: str, status: str = "302 Found") -> Answer:
    def answer(visit: Visit) -> None:
        sent_on = visit.path == "/start"
        visit.send(reply(b"", f"Location: {location}", status=status) if sent_on else reply(visit.path.encode()))

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fetch_follows_every_redirect(fetch: Fetch, status: int) -> None:
    fetched = fetch(forward("next.png", f"{status} Elsewhere"), "/start")

    assert (fetched.data, fetched.final_url.partition("/next")[1]) == (b"/next.png", "/next")


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/a/b?c#d", b"/a/b?c"),
        (f"//{OTHER_HOST}:PORT/a", b"/a"),
        (f"http://{OTHER_HOST}:PORT/a", b"/a"),
        ("/图.png", b"/%E5%9B%BE.png"),
        ("https:b", b"/b"),
    ],
)
def test_fetch_resolves_the_target_of_a_redirect(
    serve: Callable[[Answer], Server], certificates: Certificates, location: str, path: bytes
) -> None:
    server = serve(lambda visit: forward(location.replace("PORT", str(server.port)))(visit))

    assert open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/start").data == path


def test_fetch_follows_a_redirect_in_latin_1(fetch: Fetch) -> None:
    def answer(visit: Visit) -> None:
        sent_on = visit.path == "/start"
        visit.send(b"HTTP/1.1 302 F\r\nLocation: /\xe9\r\n\r\n" if sent_on else reply(visit.path.encode()))

    assert fetch(answer, "/start").data == b"/%C3%A9"


def test_fetch_follows_no_more_than_five_redirects(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(lambda visit: visit.send(reply(b"", f"Location: {visit.path}a", status="302 Found")))

    problem = refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))

    assert (problem.message, problem.values["limit"], server.arrivals) == ("fetch-redirects", 5, 6)


def test_fetch_follows_exactly_five_redirects(fetch: Fetch) -> None:
    def answer(visit: Visit) -> None:
        on = len(visit.path) <= 5
        visit.send(reply(b"", f"Location: {visit.path}a", status="302 Found") if on else reply(PNG))

    assert fetch(answer, "/").final_url.endswith("/aaaaa")


def test_fetch_does_not_read_the_body_of_a_redirect(fetch: Fetch) -> None:
    def answer(visit: Visit) -> None:
        if visit.path == "/start":
            visit.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")
            visit.pour(bytes(65_536))
        else:
            visit.send(reply(PNG))

    assert fetch(answer, "/start").data == PNG


# --- refused responses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (204, "fetch-status"),
        (206, "fetch-status"),
        (300, "fetch-status"),
        (302, "fetch-status"),
        (304, "fetch-status"),
        (400, "fetch-status"),
        (401, "fetch-forbidden"),
        (403, "fetch-forbidden"),
        (404, "fetch-missing"),
        (410, "fetch-missing"),
        (418, "fetch-status"),
        (429, "fetch-busy"),
        (500, "fetch-busy"),
        (503, "fetch-busy"),
        (599, "fetch-busy"),
    ],
)
def test_fetch_reports_the_status(fetch: Fetch, status: int, message: str) -> None:
    problem = refuse(lambda: fetch(say(reply(PNG, status=f"{status} No"))))

    assert (problem.message, problem.values["status"]) == (message, status)


def test_fetch_retries_a_busy_server(serve: Callable[[Answer], Server], certificates: Certificates) -> None:
    server = serve(lambda visit: visit.send(reply(PNG, status="503 Busy" if server.arrivals == 1 else "200 OK")))

    assert open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/").data == PNG


@pytest.mark.parametrize(
    ("status", "arrivals"), [("503 Busy", 2), ("500 Broken", 2), ("404 Gone", 1), ("403 Not You", 1)]
)
def test_fetch_retries_only_once(
    serve: Callable[[Answer], Server], certificates: Certificates, status: str, arrivals: int
) -> None:
    server = serve(say(reply(status=status)))

    refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))

    assert server.arrivals == arrivals


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x", "gzip, identity"])
def test_fetch_refuses_compressed_responses(fetch: Fetch, encoding: str) -> None:
    problem = refuse(lambda: fetch(say(reply(PNG, f"Content-Encoding: {encoding}"))))

    assert problem.message == "fetch-packed"


def test_fetch_does_not_read_a_compressed_body(serve: Callable[[Answer], Server], certificates: Certificates) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    server = serve(pour_after(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", bomb))

    problem = refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))
    server.wait()

    assert problem.message == "fetch-packed"


def test_fetch_refuses_an_unknown_certificate_authority(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(say(reply(PNG)))
    stranger = certificates._replace(client=issue_certificates(HOST).client)

    problem = refuse(lambda: open_session(server, stranger).fetch(f"https://{HOST}:{server.port}/"))

    assert (problem.message, server.requests) == ("fetch-certificate", [])


def test_fetch_refuses_a_certificate_of_another_name(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(say(reply(PNG)))

    problem = refuse(lambda: open_session(server, certificates).fetch(f"https://third.example.com:{server.port}/"))

    assert (problem.message, server.requests) == ("fetch-certificate", [])


def test_fetch_trusts_only_certifis_authorities(serve: Callable[[Answer], Server]) -> None:
    server = serve(say(reply(PNG)))
    guard = SsrfGuard(resolve=lambda _: ("127.0.0.1",), is_allowed=lambda _: True, ports=frozenset({server.port}))

    problem = refuse(lambda: GuardedSession(guard=guard).fetch(f"https://{HOST}:{server.port}/"))

    assert problem.message == "fetch-certificate"


def test_fetch_loads_no_certificates_but_those_of_its_context(
    serve: Callable[[Answer], Server], certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", "/nowhere")
    server = serve(say(reply(PNG)))

    assert open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/").data == PNG


def test_fetch_reports_a_host_without_https(certificates: Certificates) -> None:
    with Server(say(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        problem = refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))

    assert problem.message == "fetch-no-https"


def test_fetch_reports_an_unreachable_host(certificates: Certificates) -> None:
    with Server() as server:
        pass

    problem = refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))

    assert problem.message == "fetch-unreachable"


def test_fetch_hides_the_query_in_errors(fetch: Fetch) -> None:
    problem = refuse(lambda: fetch(say(reply(status="404 Gone")), "/a.png?token=geheim"))

    assert "geheim" not in str(problem)


# --- broken responses ---------------------------------------------------------------------------


def reset(visit: Visit) -> None:
    """Close the connection with a reset."""
    visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_in_the_middle(visit: Visit) -> None:
    visit.send(reply(PNG, length=1000))
    reset(visit)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BROKEN: dict[str, Answer] = {
    "reset": reset,
    "reset in the middle": reset_in_the_middle,
    "nothing": say(b""),
    "half a status": say(b"HTTP/1.1 2"),
    "no http": say(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "odd status": say(b"HTTP/1.1 99999 What\r\n\r\n"),
    "less than promised": say(reply(PNG, length=len(PNG) + 1)),
    "two lengths": say(reply(PNG, "Content-Length: 7")),
    "half a chunk": say(CHUNKED + b"10\r\nabc"),
    "no last chunk": say(CHUNKED + b"3\r\nabc\r\n"),
    "no number of a chunk": say(CHUNKED + b"xyz\r\nabc\r\n0\r\n\r\n"),
    "long number of a chunk": say(CHUNKED + b"1" * 100_000),
    "chunk larger than the world": say(CHUNKED + b"f" * 1000 + b"\r\nabc"),
    "long header": say(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000 + b"\r\n\r\n"),
    "many headers": say(b"HTTP/1.1 200 OK\r\n" + b"A: a\r\n" * 1000 + b"\r\n"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_fetch_reports_a_broken_response(fetch: Fetch, answer: Answer) -> None:
    assert refuse(lambda: fetch(answer)).message == "fetch-cut"


def test_fetch_retries_after_a_broken_response(serve: Callable[[Answer], Server], certificates: Certificates) -> None:
    server = serve(lambda visit: visit.send(reply(PNG, length=len(PNG) + (server.arrivals == 1))))

    assert open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/").data == PNG


# --- size limits --------------------------------------------------------------------------------


def pour_after(start: bytes, data: bytes = bytes(65_536)) -> Answer:
    def answer(visit: Visit) -> None:
        visit.send(start)
        visit.pour(data)

    return answer


ENDLESS: dict[str, Answer] = {
    "no length": pour_after(b"HTTP/1.1 200 OK\r\n\r\n"),
    "long length": pour_after(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"),
    "chunks": pour_after(CHUNKED, b"10000\r\n" + bytes(65_536) + b"\r\n"),
    "one chunk": pour_after(CHUNKED + b"fffffffffff\r\n"),
}


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS.keys())
def test_fetch_reads_no_more_than_the_limit(fetch: Fetch, answer: Answer) -> None:
    problem = refuse(lambda: fetch(answer))

    assert (problem.message, problem.values["limit"]) == ("fetch-large", 1)


def test_fetch_refuses_negative_chunk_sizes(fetch: Fetch) -> None:
    # http.client would read on to the end of the connection, whatever that costs.
    problem = refuse(
        lambda: fetch(pour_after(CHUNKED + b"-1\r\n", bytes(1000)), limits=QUICK._replace(total_seconds=3))
    )

    assert problem.message == "fetch-cut"


def test_fetch_accepts_a_body_of_the_maximum_size(fetch: Fetch) -> None:
    assert len(fetch(say(reply(bytes(QUICK.max_bytes)))).data) == QUICK.max_bytes


def test_fetch_stops_an_endless_body_at_the_limit(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    sent = 0

    def answer(visit: Visit) -> None:
        nonlocal sent
        visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            visit.send(bytes(4096))
            sent += 4096

    server = serve(answer)

    refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))
    server.wait()

    # What lies in the system's buffers was sent, but never read.
    assert sent < QUICK.max_bytes + 8_000_000


# --- referers -----------------------------------------------------------------------------------

SITE = "https://news.example.org/"


def ask_for_a_referer(visit: Visit) -> None:
    told = f"\r\nReferer: {SITE}\r\n" in visit.request
    visit.send(reply(PNG) if told else reply(status="403 Forbidden"))


def test_fetch_tells_the_site_to_a_host_that_asks_for_a_referer(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(ask_for_a_referer)
    session = open_session(server, certificates, referer=SITE)

    fetched = session.fetch(f"https://{HOST}:{server.port}/a.png")

    assert (fetched.data, ["Referer" in request for request in server.requests]) == (PNG, [False, True])


@pytest.mark.parametrize(
    ("status", "arrivals"), [("200 OK", 1), ("403 Forbidden", 2), ("401 No", 1), ("404 Gone", 1), ("503 Busy", 2)]
)
def test_fetch_tells_the_site_only_after_a_refusal(
    serve: Callable[[Answer], Server], certificates: Certificates, status: str, arrivals: int
) -> None:
    server = serve(say(reply(PNG, status=status)))
    with suppress(FetchError):
        open_session(server, certificates, referer=SITE).fetch(f"https://{HOST}:{server.port}/")

    told = sum("Referer" in request for request in server.requests)
    assert (server.arrivals, told) == (arrivals, int(status.startswith("403")))


def test_fetch_tells_no_site_where_the_settings_name_none(
    serve: Callable[[Answer], Server], certificates: Certificates
) -> None:
    server = serve(ask_for_a_referer)

    problem = refuse(lambda: open_session(server, certificates).fetch(f"https://{HOST}:{server.port}/"))

    assert (problem.message, server.arrivals) == ("fetch-forbidden", 1)


@pytest.mark.parametrize(
    ("source_url", "project", "site"),
    [
        ("https://news.example.org/a/{date}.html?b#c", "https://code.example.org/us", SITE),
        ("http://News.example.org/{date}", "", SITE),
        ("https://新闻.example.org/{date}", "", "https://xn--efvy88h.example.org/"),
        ("https://news.example.org:8443/{date}", "", "https://news.example.org:8443/"),
        ("", "https://code.example.org/us", "https://code.example.org/"),
        ("https://{date}.example.org/", "", ""),
        ("", "", ""),
    ],
)
def test_find_site_returns_the_front_page_of_the_articles(source_url: str, project: str, site: str) -> None:
    assert find_site(NewsletterSettings(source_url=source_url, project=project)) == site


# --- timeouts -----------------------------------------------------------------------------------


def drip_after(start: bytes, data: bytes) -> Answer:
    def answer(visit: Visit) -> None:
        visit.send(start)
        visit.drip(data)

    return answer


def hang_in_the_middle(visit: Visit) -> None:
    visit.send(reply(PNG, length=1000))
    visit.hang()


def redirect_slowly(visit: Visit) -> None:
    visit.over.wait(0.1)
    visit.send(reply(b"", "Location: /", status="302 Found"))


def be_busy_slowly(visit: Visit) -> None:
    visit.over.wait(0.3)
    visit.send(reply(status="503 Busy"))


SLOW: dict[str, Answer] = {
    "no answer": Visit.hang,
    "dripping status": drip_after(b"HTTP/1.1 200 ", b"O"),
    "dripping header": drip_after(b"HTTP/1.1 200 OK\r\nA: ", b"a"),
    "continued for ever": drip_after(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "hanging body": hang_in_the_middle,
    "dripping body": drip_after(reply(PNG, length=100_000), b"a"),
    "dripping body without length": drip_after(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
    "dripping chunks": drip_after(CHUNKED, b"1\r\na\r\n"),
    "dripping number of a chunk": drip_after(CHUNKED, b"0"),
    "dripping trailer": drip_after(CHUNKED + b"1\r\na\r\n0\r\n", b"A: a\r\n"),
    "redirect without end": redirect_slowly,
    "busy after a while": be_busy_slowly,
}


@family("name", SLOW, pick_every(SLOW, 3))
def test_fetch_closes_the_connection_to_a_slow_server_at_the_deadline(
    serve: Callable[[Answer], Server], certificates: Certificates, name: str
) -> None:
    server = serve(SLOW[name])

    problem = refuse(
        lambda: open_session(server, certificates, IMPATIENT).fetch(f"https://{HOST}:{server.port}/"),
    )
    server.wait()

    assert problem.message == "fetch-slow"


def test_fetch_stops_at_the_deadline_without_a_handshake(certificates: Certificates) -> None:
    with Server(Visit.hang) as server:
        problem = refuse(lambda: open_session(server, certificates, IMPATIENT).fetch(f"https://{HOST}:{server.port}/"))
        server.wait()

    assert problem.message == "fetch-slow"


def test_fetch_stops_at_the_deadline_in_a_slow_handshake(certificates: Certificates) -> None:
    # A TLS record of a length that is never reached.
    with Server(drip_after(b"\x16\x03\x03\x3f\xff", b"\x02")) as server:
        problem = refuse(lambda: open_session(server, certificates, IMPATIENT).fetch(f"https://{HOST}:{server.port}/"))
        server.wait()

    assert problem.message == "fetch-slow"


def test_fetch_stops_at_the_read_timeout(fetch: Fetch) -> None:
    problem = refuse(lambda: fetch(hang_in_the_middle, limits=QUICK._replace(read_seconds=0.1)))

    assert problem.message == "fetch-slow"


def test_fetch_stops_at_the_connect_timeout(certificates: Certificates) -> None:
    with full_house() as (address, port):
        guard = SsrfGuard(resolve=lambda _: (address,), is_allowed=lambda _: True, ports=frozenset({port}))
        limits = QUICK._replace(connect_seconds=0.1)
        session = GuardedSession(client=HttpClient(context=certificates.client), guard=guard, limits=limits)

        assert refuse(lambda: session.fetch(f"https://{HOST}:{port}/")).message == "fetch-slow"


@contextmanager
def full_house() -> Iterator[tuple[str, int]]:
    """Return the address of a server with a full queue, to which connecting never ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        guests = [socket.socket() for _ in range(8)]
        for guest in guests:
            guest.setblocking(False)
            guest.connect_ex(listener.getsockname())
        yield listener.getsockname()
        for guest in guests:
            guest.close()


def test_fetch_leaves_no_thread_running(fetch: Fetch) -> None:
    fetch(say(reply(PNG)))

    assert [thread.name for thread in threading.enumerate() if "(_watch)" in thread.name] == []


# --- proxies ------------------------------------------------------------------------------------


def pretend(certificates: Certificates, asked: list[str], body: bytes = PNG) -> Answer:
    """Return a proxy that records the requested target and acts as that host."""

    def answer(visit: Visit) -> None:
        visit.read_request()
        asked.append(visit.request.partition(" HTTP/")[0])
        visit.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        inner = visit.secure(certificates.server)
        inner.read_request()
        asked.append(inner.request.partition(" HTTP/")[0])
        inner.send(reply(body))
        inner.connection.close()

    return answer


def open_proxied(
    proxy: str, certificates: Certificates, address: str = "93.184.216.34", limits: FetchLimits = QUICK
) -> GuardedSession:
    guard = SsrfGuard(resolve=lambda _: (address,))
    client = HttpClient(proxy=proxy, context=certificates.client)
    return GuardedSession(client=client, guard=guard, limits=limits)


def test_proxy_connects_to_the_checked_address_and_the_certificate_is_verified(certificates: Certificates) -> None:
    asked: list[str] = []
    with Server(pretend(certificates, asked)) as server:
        fetched = open_proxied(f"http://127.0.0.1:{server.port}", certificates).fetch(f"https://{HOST}/a?b")

    assert asked == ["CONNECT 93.184.216.34:443", "GET /a?b"]
    assert fetched == FetchedResource(PNG, "", f"https://{HOST}/a?b")


def test_proxy_can_use_https(certificates: Certificates) -> None:
    with Server(say(b"HTTP/1.1 403 Forbidden\r\n\r\n"), certificates.server) as server:
        proxy = f"https://127.0.0.1:{server.port}"
        problem = refuse(lambda: open_proxied(proxy, certificates).fetch(f"https://{HOST}/"))

    assert server.requests[0].startswith("CONNECT 93.184.216.34:443 ")
    assert problem.message == "fetch-proxy"


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.0.1", "198.18.0.1", "::1"])
def test_proxy_is_not_used_for_private_addresses(certificates: Certificates, address: str) -> None:
    with Server() as server:
        proxy = f"http://127.0.0.1:{server.port}"
        refuse(lambda: open_proxied(proxy, certificates, address).fetch(f"https://{HOST}/"))

    assert server.arrivals == 0


@pytest.mark.parametrize("answer", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"HTTP/1.1 502 Bad Gateway\r\n\r\n"])
def test_proxy_refusal_is_reported(certificates: Certificates, answer: bytes) -> None:
    with Server(say(answer)) as server:
        problem = refuse(
            lambda: open_proxied(f"http://127.0.0.1:{server.port}", certificates).fetch(f"https://{HOST}/")
        )

    assert problem.message == "fetch-proxy"


def test_proxy_that_is_unreachable_is_reported(certificates: Certificates) -> None:
    with Server() as server:
        pass

    problem = refuse(lambda: open_proxied(f"http://127.0.0.1:{server.port}", certificates).fetch(f"https://{HOST}/"))

    assert problem.message == "fetch-proxy"


@pytest.mark.parametrize("answer", [Visit.hang, drip_after(b"HTTP/1.1 200 ", b"O")], ids=["hanging", "dripping"])
def test_proxy_without_response_times_out(certificates: Certificates, answer: Answer) -> None:
    with Server(answer) as server:
        session = open_proxied(f"http://127.0.0.1:{server.port}", certificates, limits=IMPATIENT)
        problem = refuse(lambda: session.fetch(f"https://{HOST}/"))
        server.wait()

    assert problem.message == "fetch-slow"
