"""Nobody inside is ever visited: a server on loopback listens, and counts who arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from publish.adapters.web.http_client import HttpClient
from publish.adapters.web.public_networks import is_public
from publish.adapters.web.session import FetchLimits, GuardedSession
from publish.adapters.web.ssrf_guard import SsrfGuard
from publish.core.exceptions import FetchError
from tests.catalogues import ENGLISH
from tests.loopback import HOST, Certificates, Server, Visit, issue_certificates, reply, say

LIMITS = FetchLimits(total_seconds=5, connect_seconds=1, read_seconds=1, pause_seconds=0)
FRONT = "127.0.0.9"
"""A host that these tests take for a public one; all others on loopback are inside."""

# Each would lead to the listener at PORT if somebody read it kindly enough.
SPELLINGS = [
    # An IPv4 address, as C, browsers and libraries read it
    "https://127.0.0.1:PORT/",
    "https://127.1:PORT/",
    "https://127.0.1:PORT/",
    "https://2130706433:PORT/",
    "https://0177.0.0.1:PORT/",
    "https://0177.1:PORT/",
    "https://017700000001:PORT/",
    "https://0x7f.0.0.1:PORT/",
    "https://0x7F.1:PORT/",
    "https://0x7f000001:PORT/",
    "https://127.0.0.0x1:PORT/",
    "https://127.000.000.001:PORT/",
    "https://4294967296.127.0.0.1:PORT/",
    "https://0:PORT/",
    "https://0.0.0.0:PORT/",
    "https://127.127.127.127:PORT/",
    "https://127.0.0.1.:PORT/",
    "https://127.0.0.1..:PORT/",
    "https://①②⑦.⓪.⓪.①:PORT/",
    "https://１２７.0.0.1:PORT/",
    "https://127。0。0。1:PORT/",
    "https://127．0｡0．1:PORT/",
    "https://١٢٧.0.0.1:PORT/",
    "https://%31%32%37.0.0.1:PORT/",
    "https://127%2e0%2e0%2e1:PORT/",
    "https://127.0.0.1%00.example.com:PORT/",
    "https://127.0.0.1%23.example.com:PORT/",
    # An IPv6 address
    "https://[::1]:PORT/",
    "https://[0:0:0:0:0:0:0:1]:PORT/",
    "https://[0000::0001]:PORT/",
    "https://[::]:PORT/",
    "https://[::ffff:127.0.0.1]:PORT/",
    "https://[::ffff:7f00:1]:PORT/",
    "https://[::FFFF:127.0.0.1]:PORT/",
    "https://[::127.0.0.1]:PORT/",
    "https://[::ffff:0:127.0.0.1]:PORT/",
    "https://[64:ff9b::7f00:1]:PORT/",
    "https://[64:ff9b:1::7f00:1]:PORT/",
    "https://[2002:7f00:1::]:PORT/",
    "https://[2001:0:7f00:1::]:PORT/",
    "https://[::1%25lo]:PORT/",
    "https://[::1%lo]:PORT/",
    "https://[fe80::1%25lo]:PORT/",
    "https://::1:PORT/",
    "https://[::1]x:PORT/",
    "https://example.com[::1]:PORT/",
    # A name
    "https://localhost:PORT/",
    "https://LocalHost.:PORT/",
    "https://localhost.localdomain:PORT/",
    "https://images.localhost:PORT/",
    "https://127.0.0.1.nip.io:PORT/",
    "https://127-0-0-1.sslip.io:PORT/",
    "https://7f000001.nip.io:PORT/",
    "https://0x7f000001.nip.io:PORT/",
    "https://spoofed.example.com:PORT/",
    "https://ⓢⓟⓞⓞⓕⓔⓓ。example。com:PORT/",
    "https://例子.example.com:PORT/",
    "https://xn--fsqu00a.example.com:PORT/",
    "https://xn--127-0-0-1.example.com:PORT/",
    "https://ip6-localhost:PORT/",
    # Whom does it lead to?
    "https://example.com@127.0.0.1:PORT/",
    "https://example.com:443@127.0.0.1:PORT/",
    "https://name:word@localhost:PORT/",
    "https://@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT\\@example.com/",
    "https://example.com\\@127.0.0.1:PORT/",
    "https:\\\\127.0.0.1:PORT\\",
    "https://127.0.0.1:PORT#@example.com/",
    "https://127.0.0.1:PORT?@example.com/",
    "https://example.com;@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT:443/",
    "https://127.0.0.1 :PORT/",
    "https://127.0.0.1\t:PORT/",
    "https://127.0.\n0.1:PORT/",
    "ht\ntps://127.0.0.1:PORT/",
    " https://127.0.0.1:PORT/ ",
    "\x00https://127.0.0.1:PORT/",
    "https://127.0.0.1:0PORT/",
    "https:///127.0.0.1:PORT/",
    "https:////127.0.0.1:PORT/",
    "https:127.0.0.1:PORT/",
    "https:/127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "///127.0.0.1:PORT/",
    "127.0.0.1:PORT/",
    # In another way
    "http://127.0.0.1:PORT/",
    "HTTP://127.0.0.1:PORT/",
    "HttpS://127.0.0.1:PORT/",
    "file://127.0.0.1:PORT/etc/passwd",
    "file:///etc/passwd",
    "ftp://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_GET",
    "ws://127.0.0.1:PORT/",
    "dict://127.0.0.1:PORT/",
    "jar:https://127.0.0.1:PORT!/",
    "url:https://127.0.0.1:PORT/",
    "data:text/html,<meta http-equiv=refresh content='0;https://127.0.0.1:PORT/'>",
    "javascript:location='https://127.0.0.1:PORT/'",
    # No loopback, and just as little public
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://168.63.129.16/",
    "https://[fd00:ec2::254]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
]


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return issue_certificates(HOST, FRONT, "127.0.0.1", "::1")


@pytest.fixture(scope="module")
def listeners(certificates: Certificates) -> Iterator[list[Server]]:
    """Return servers on private addresses; the second on IPv6, if available."""
    answer = say(reply(b"secret"))
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(answer, certificates.server))]
        with suppress(OSError):
            servers.append(stack.enter_context(Server(answer, certificates.server, host="::1")))
        yield servers


def open_session(
    certificates: Certificates,
    servers: list[Server],
    resolve: Callable[[str], tuple[str, ...]] = lambda _: ("127.0.0.1",),
) -> GuardedSession:
    """Return a session that resolves every name to loopback and may connect to FRONT only."""
    guard = SsrfGuard(
        resolve=resolve,
        is_allowed=lambda address: is_public(address) or str(address) == FRONT,
        ports=frozenset({443, *(server.port for server in servers)}),
    )
    return GuardedSession(client=HttpClient(context=certificates.client), guard=guard, limits=LIMITS)


def spell(written: str, listeners: list[Server]) -> str:
    """Return an address with the port of a listener filled in."""
    server = listeners[-1] if "::1" in written else listeners[0]
    return written.replace("PORT", str(server.port))


def assert_refused(session: GuardedSession, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        session.fetch(url)
    (problem,) = caught.value.problems
    assert ENGLISH[problem.message].format_map(problem.values)
    return problem.message


def count_arrivals(listeners: list[Server]) -> int:
    return sum(server.arrivals for server in listeners)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", HOST])
def test_listener_records_connections(certificates: Certificates, listeners: list[Server], host: str) -> None:
    if host == "[::1]" and len(listeners) == 1:
        pytest.skip("no IPv6")
    before = count_arrivals(listeners)
    guard = SsrfGuard(
        resolve=lambda _: ("127.0.0.1",), is_allowed=lambda _: True, ports=frozenset(s.port for s in listeners)
    )
    session = GuardedSession(client=HttpClient(context=certificates.client), guard=guard, limits=LIMITS)

    fetched = session.fetch(spell(f"https://{host}:PORT/", listeners))

    assert (fetched.data, count_arrivals(listeners)) == (b"secret", before + 1)


@pytest.mark.parametrize("written", SPELLINGS, ids=ascii)
def test_fetch_refuses_private_addresses(certificates: Certificates, listeners: list[Server], written: str) -> None:
    before = count_arrivals(listeners)

    assert_refused(open_session(certificates, listeners), spell(written, listeners))

    assert count_arrivals(listeners) == before


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fetch_refuses_redirects_to_private_addresses(
    certificates: Certificates, listeners: list[Server], status: int
) -> None:
    before = count_arrivals(listeners)
    written = [spell(spelling, listeners) for spelling in SPELLINGS if not set(spelling) & set("\n\x00")]

    def answer(visit: Visit) -> None:
        number = visit.path.removeprefix("/")
        if number.isdigit():
            visit.send(reply(b"", f"Location: {written[int(number)]}", status=f"{status} Elsewhere"))
        else:  # where a spelling is taken for a path
            visit.send(reply(status="404 Not Found"))

    with Server(answer, certificates.server, host=FRONT) as front:
        session = open_session(certificates, [*listeners, front])
        for number in range(len(written)):
            assert_refused(session, f"https://{FRONT}:{front.port}/{number}")

    assert (front.arrivals >= len(written), count_arrivals(listeners)) == (True, before)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Type: text/html", "<meta http-equiv=refresh content='0; url=https://127.0.0.1:PORT/'>"),
        ("Content-Type: text/html", "<script>location = 'https://127.0.0.1:PORT/'</script>"),
        ("Refresh: 0; url=https://127.0.0.1:PORT/", ""),
        ("Location: https://127.0.0.1:PORT/", ""),
        ("Content-Location: https://127.0.0.1:PORT/", ""),
        ("Link: <https://127.0.0.1:PORT/>; rel=preload", ""),
        ("Alt-Svc: h2='127.0.0.1:PORT'", ""),
    ],
)
def test_fetch_ignores_redirects_in_pages_and_headers_of_browsers(
    certificates: Certificates, listeners: list[Server], header: str, body: str
) -> None:
    before = count_arrivals(listeners)
    data = spell(body, listeners).encode()

    with Server(say(reply(data, spell(header, listeners))), certificates.server, host=FRONT) as front:
        fetched = open_session(certificates, [*listeners, front]).fetch(f"https://{FRONT}:{front.port}/")

    assert (fetched.data, count_arrivals(listeners)) == (data, before)


def test_fetch_checks_every_redirect(certificates: Certificates, listeners: list[Server]) -> None:
    before = count_arrivals(listeners)
    inside = spell("https://127.0.0.1:PORT/", listeners)

    def answer(visit: Visit) -> None:
        location = "/second" if visit.path == "/start" else inside
        visit.send(reply(b"", f"Location: {location}", status="302 Found"))

    with Server(answer, certificates.server, host=FRONT) as front:
        message = assert_refused(open_session(certificates, [*listeners, front]), f"https://{FRONT}:{front.port}/start")

    assert (message, count_arrivals(listeners)) == ("fetch-inner", before)


def test_fetch_connects_to_the_checked_address_when_dns_changes(certificates: Certificates) -> None:
    answers = iter([(FRONT,)])

    with Server(say(reply(b"picture")), certificates.server, host=FRONT) as front:
        session = open_session(certificates, [front], lambda _: next(answers, ("127.0.0.1",)))
        fetched = session.fetch(f"https://{HOST}:{front.port}/")

    assert fetched.data == b"picture"


def test_fetch_checks_a_name_again_after_a_redirect(certificates: Certificates, listeners: list[Server]) -> None:
    before = count_arrivals(listeners)
    answers = iter([(FRONT,)])
    port = listeners[0].port

    with Server(
        say(reply(b"", f"Location: https://{HOST}:{port}/", status="302 Found")), certificates.server, host=FRONT
    ) as front:
        session = open_session(certificates, [*listeners, front], lambda _: next(answers, ("127.0.0.1",)))
        message = assert_refused(session, f"https://{HOST}:{front.port}/")

    assert (message, front.arrivals, count_arrivals(listeners)) == ("fetch-inner", 1, before)


def test_fetch_refuses_a_host_with_one_private_address(certificates: Certificates, listeners: list[Server]) -> None:
    before = count_arrivals(listeners)

    with Server(say(reply(b"picture")), certificates.server, host=FRONT) as front:
        session = open_session(certificates, [*listeners, front], lambda _: (FRONT, "127.0.0.1"))
        assert_refused(session, f"https://{HOST}:{front.port}/")

    assert (front.arrivals, count_arrivals(listeners)) == (0, before)


def test_fetch_does_not_resolve_again_for_a_retry(certificates: Certificates) -> None:
    answers = iter([(FRONT,)])

    with Server(say(reply(status="503 Busy")), certificates.server, host=FRONT) as front:
        session = open_session(certificates, [front], lambda _: next(answers))
        message = assert_refused(session, f"https://{HOST}:{front.port}/")

    assert (message, front.arrivals) == ("fetch-busy", 2)
