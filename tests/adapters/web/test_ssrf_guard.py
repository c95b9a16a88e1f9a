from __future__ import annotations

import threading
from collections.abc import Callable
from ipaddress import ip_address

import pytest

from publish.adapters.web.ssrf_guard import SsrfGuard, resolve_name
from publish.core.exceptions import FetchError
from publish.core.problem import Problem

PUBLIC = "93.184.216.34"


def refuse(url: str, resolve: Callable[[str], tuple[str, ...]], seconds: float = 10) -> Problem:
    with pytest.raises(FetchError) as caught:
        SsrfGuard(resolve=resolve).check(url, "", seconds)
    return caught.value.problems[0]


def test_check_returns_every_address_of_a_public_host() -> None:
    stop = SsrfGuard(resolve=lambda _: (PUBLIC, "2606::1")).check("http://example.com/a", "", 10)

    assert stop.addresses == (PUBLIC, "2606::1")
    assert stop.destination.url == "https://example.com/a"


def test_check_resolves_the_name_once() -> None:
    asked: list[str] = []

    def resolve(host: str) -> tuple[str, ...]:
        asked.append(host)
        return (PUBLIC,)

    SsrfGuard(resolve=resolve).check("https://例子.com/", "", 10)

    assert asked == ["xn--fsqu00a.com"]


def test_check_does_not_resolve_an_ip_address() -> None:
    def resolve(host: str) -> tuple[str, ...]:
        raise AssertionError(host)

    assert SsrfGuard(resolve=resolve).check(f"https://{PUBLIC}/", "", 10).addresses == (PUBLIC,)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "64:ff9b::a00:1"])
def test_check_refuses_a_host_with_one_private_address(inner: str) -> None:
    problem = refuse("https://example.com/a?b", lambda _: (PUBLIC, inner, "1.1.1.1"))

    assert problem == Problem("fetch-inner", {"url": "example.com/a", "address": inner})


def test_check_reports_a_fake_address_of_a_proxy() -> None:
    assert refuse("https://example.com/", lambda _: ("198.18.0.7",)).message == "fetch-stand-in"


@pytest.mark.parametrize("port", [0, 22, 80, 8443, 65536])
def test_check_refuses_other_ports_before_the_look_up(port: int) -> None:
    def resolve(host: str) -> tuple[str, ...]:
        raise AssertionError(host)

    assert refuse(f"https://example.com:{port}/", resolve).message == "fetch-port"


def test_check_accepts_the_given_ports() -> None:
    guard = SsrfGuard(resolve=lambda _: (PUBLIC,), ports=frozenset({8443}))

    assert guard.check("https://example.com:8443/", "", 10).destination.port == 8443


@pytest.mark.parametrize("error", [OSError("no name"), UnicodeError("label too long")], ids=repr)
def test_check_reports_an_unknown_host(error: Exception) -> None:
    def resolve(_: str) -> tuple[str, ...]:
        raise error

    assert refuse("https://example.com/", resolve) == Problem("fetch-name", {"host": "example.com"})


def test_check_reports_a_host_without_addresses() -> None:
    assert refuse("https://example.com/", lambda _: ()).message == "fetch-name"


def test_check_stops_a_look_up_at_the_timeout() -> None:
    over = threading.Event()

    def resolve(_: str) -> tuple[str, ...]:
        over.wait(60)
        return (PUBLIC,)

    problem = refuse("https://example.com/", resolve, 0.05)
    over.set()

    assert problem.message == "fetch-slow"


def test_resolve_name_returns_each_address_once() -> None:
    found = resolve_name("localhost")

    assert found
    assert len(set(found)) == len(found)
    assert all(ip_address(address).is_loopback for address in found)
