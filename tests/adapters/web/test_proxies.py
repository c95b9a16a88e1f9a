"""Proxies on the way to the web: what they are asked for, and what they are never asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from publish.adapters.web import ssrf_guard
from publish.adapters.web.http_client import HttpClient
from publish.adapters.web.session import FetchLimits, GuardedSession
from publish.adapters.web.session import open_session as open_settings_session
from publish.adapters.web.ssrf_guard import SsrfGuard
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.settings import Settings
from tests.adapters.web.test_guarded_session import SPELLINGS
from tests.catalogues import ENGLISH
from tests.harness.families import family, pick_every
from tests.loopback import HOST, Answer, Server, Visit, issue_certificates, reply, say
from tests.socks_proxy import be_host, be_http_proxy, be_socks_proxy

CERTIFICATES = issue_certificates(HOST)
PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:220:1:248:1893:25c8:1946"
PICTURE = reply(b"picture")
LIMITS = FetchLimits(total_seconds=5, pause_seconds=0)
PROXIES: dict[str, Callable[[list[str], Answer], Answer]] = {"http": be_http_proxy, "socks5": be_socks_proxy}


def fail_to_look_up(host: str) -> tuple[str, ...]:
    raise AssertionError(host)


def open_session(
    proxy: str,
    *addresses: str,
    proxy_resolves: bool = False,
    limits: FetchLimits = LIMITS,
) -> GuardedSession:
    resolve = fail_to_look_up if proxy_resolves else lambda _: addresses or (PUBLIC,)
    return GuardedSession(
        client=HttpClient(proxy=proxy, context=CERTIFICATES.client),
        guard=SsrfGuard(resolve=resolve, proxy_resolves=proxy_resolves),
        limits=limits,
    )


def refuse(fetch: Callable[[], FetchedResource]) -> Problem:
    with pytest.raises(FetchError) as caught:
        fetch()
    [problem] = caught.value.problems
    assert ENGLISH[problem.message].format_map(problem.values)
    return problem


# --- SOCKS --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("addresses", "target"),
    [((PUBLIC,), PUBLIC), ((PUBLIC_6, PUBLIC), PUBLIC), ((PUBLIC_6,), PUBLIC_6)],
    ids=["IPv4", "both", "IPv6"],
)
def test_socks_proxy_is_asked_for_the_judged_address(addresses: tuple[str, ...], target: str) -> None:
    asked: list[str] = []
    with Server(be_socks_proxy(asked, be_host(CERTIFICATES.server, PICTURE, asked))) as server:
        session = open_session(f"socks5://127.0.0.1:{server.port}", *addresses)
        fetched = session.fetch(f"https://{HOST}/a?b")

    assert (fetched.data, asked) == (b"picture", [f"{target}:443", "GET /a?b"])


def test_socks_proxy_may_be_named_and_have_an_ipv6_address() -> None:
    asked: list[str] = []
    act = be_socks_proxy(asked, be_host(CERTIFICATES.server, PICTURE))
    try:
        server = Server(act, host="::1")
    except OSError:
        pytest.skip("no IPv6")
    with server:
        assert open_session(f"socks5://[::1]:{server.port}").fetch(f"https://{HOST}/").data == b"picture"
    with Server(act) as server:
        assert open_session(f"socks5://localhost:{server.port}").fetch(f"https://{HOST}/").data == b"picture"


def drip(visit: Visit) -> None:
    """Bind to a long name, a letter at a time."""
    visit.connection.recv(3)
    visit.send(b"\x05\x00")
    visit.connection.recv(10)
    visit.send(b"\x05\x00\x00\x03\xff")
    visit.drip(b"a")


REFUSING: dict[str, Answer] = {
    "wants a password": be_socks_proxy([], say(b""), method=2),
    "takes no method": be_socks_proxy([], say(b""), method=255),
    "not allowed": be_socks_proxy([], say(b""), code=2),
    "refused": be_socks_proxy([], say(b""), code=5),
    "unknown code": be_socks_proxy([], say(b""), code=77),
    "closes": say(b""),
    "speaks http": say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "SOCKS4": say(b"\x04\x5a\x00\x00"),
}


@pytest.mark.parametrize("answer", REFUSING.values(), ids=REFUSING)
def test_refusal_of_a_socks_proxy_is_reported(answer: Answer) -> None:
    with Server(answer) as server:
        session = open_session(f"socks5://127.0.0.1:{server.port}")

        assert refuse(lambda: session.fetch(f"https://{HOST}/")).message == "fetch-proxy"


@pytest.mark.parametrize("answer", [Visit.hang, drip], ids=["hanging", "dripping"])
def test_slow_socks_proxy_is_left_at_the_deadline(answer: Answer) -> None:
    with Server(answer) as server:
        session = open_session(f"socks5://127.0.0.1:{server.port}", limits=LIMITS._replace(total_seconds=0.4))
        problem = refuse(lambda: session.fetch(f"https://{HOST}/"))
        server.wait()

    assert problem.message == "fetch-slow"


def test_silent_socks_proxy_is_left_at_the_connect_timeout() -> None:
    with Server(Visit.hang) as server:
        session = open_session(f"socks5://127.0.0.1:{server.port}", limits=LIMITS._replace(connect_seconds=0.2))

        assert refuse(lambda: session.fetch(f"https://{HOST}/")).message == "fetch-slow"


def test_unreachable_socks_proxy_is_reported() -> None:
    with Server() as server:
        pass

    session = open_session(f"socks5://127.0.0.1:{server.port}")

    assert refuse(lambda: session.fetch(f"https://{HOST}/")).message == "fetch-proxy"


def test_unknown_name_of_a_proxy_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(host: str) -> tuple[str, ...]:
        raise OSError(host)

    monkeypatch.setattr(ssrf_guard, "resolve_name", fail)
    session = open_session("socks5://proxy.example.com:1080")

    assert refuse(lambda: session.fetch(f"https://{HOST}/")).message == "fetch-proxy"


# --- whoever looks names up ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", PROXIES)
def test_proxy_looks_the_name_up_where_the_settings_say_so(kind: str) -> None:
    asked: list[str] = []
    with Server(PROXIES[kind](asked, be_host(CERTIFICATES.server, PICTURE))) as server:
        session = open_session(f"{kind}://127.0.0.1:{server.port}", proxy_resolves=True)
        fetched = session.fetch(f"https://{HOST.upper()}./a")

    assert (fetched.data, asked) == (b"picture", [f"{HOST}:443"])


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("proxy_resolves", [False, True])
def test_certificate_must_be_that_of_the_host_behind_a_proxy(kind: str, proxy_resolves: bool) -> None:
    foreign = issue_certificates("other.example.com")
    with Server(PROXIES[kind]([], be_host(foreign.server, PICTURE))) as server:
        session = open_session(f"{kind}://127.0.0.1:{server.port}", proxy_resolves=proxy_resolves)

        assert refuse(lambda: session.fetch(f"https://{HOST}/")).message == "fetch-certificate"


# Names that look public: whoever looks them up decides where they lead.
OF_THE_PROXY = ("nip.io", "sslip.io", "example.com:", "example。com", "example.com/", "%23.example.com")
FOR_NOBODY = [
    written.replace(":PORT", "").replace("PORT", "443")
    for written in SPELLINGS
    if not any(name in written for name in OF_THE_PROXY) or "@" in written or "\\" in written
] + [
    "https://intranet/",
    "https://intranet./",
    "https://printer.local/",
    "https://PRINTER.LOCAL./",
    "https://ｐｒｉｎｔｅｒ。ｌｏｃａｌ/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://db.corp.internal/",
    "https://router.lan/",
    "https://nas.home.arpa/",
    "https://a.localhost/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://wiki.intranet/",
    "https://printer.local:8443/",
]


@pytest.mark.parametrize("kind", PROXIES)
@family("written", FOR_NOBODY, pick_every(FOR_NOBODY, 3))
def test_proxy_that_looks_names_up_is_never_asked_for_a_private_host(kind: str, written: str) -> None:
    with Server() as server:
        session = open_session(f"{kind}://127.0.0.1:{server.port}", proxy_resolves=True)
        refuse(lambda: session.fetch(written))

    assert server.arrivals == 0


@pytest.mark.parametrize(("scheme", "proxy_resolves"), [("http", True), ("socks5", True), ("socks5h", False)])
def test_session_of_the_settings_leaves_names_to_the_proxy(scheme: str, proxy_resolves: bool) -> None:
    asked: list[str] = []
    with Server(PROXIES[scheme.removesuffix("h")](asked, be_host(CERTIFICATES.server, PICTURE))) as server:
        proxy = f"{scheme}://127.0.0.1:{server.port}"
        session = open_settings_session(Settings(proxy=proxy, proxy_resolves=proxy_resolves))
        problem = refuse(lambda: session.fetch(f"https://{HOST}/"))

    assert (problem.message, asked) == ("fetch-certificate", [f"{HOST}:443"])


def test_private_name_is_reported_with_its_host() -> None:
    session = open_session("http://127.0.0.1:9", proxy_resolves=True)

    assert refuse(lambda: session.fetch("https://a.internal/")) == Problem("fetch-inner-name", {"host": "a.internal"})


@pytest.mark.parametrize("location", ["https://10.0.0.1/", "https://a.internal/", "https://intranet/", "//[::1]/"])
def test_redirect_to_a_private_host_is_refused_behind_a_proxy_that_looks_names_up(location: str) -> None:
    asked: list[str] = []
    away = reply(b"", f"Location: {location}", status="302 Found")
    with Server(be_socks_proxy(asked, be_host(CERTIFICATES.server, away))) as server:
        session = open_session(f"socks5://127.0.0.1:{server.port}", proxy_resolves=True)
        refuse(lambda: session.fetch(f"https://{HOST}/"))

    assert asked == [f"{HOST}:443"]
