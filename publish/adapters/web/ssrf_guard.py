"""Parse web addresses, resolve their hosts, and refuse those outside the public internet.

Clients connect to the parsed parts and resolved addresses: two parsers of one address may see two hosts.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from publish.adapters.web.public_networks import IPAddress, is_public, is_stand_in
from publish.core.background import set_future, start_daemon
from publish.core.exceptions import FetchError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.urls import INNER_DOMAINS, show_address

HTTPS_PORT = 443
HTTP_PORT = 80

# Some parsers drop these, or take them for slashes.
_AMBIGUOUS = lazy_pattern(r"[\x00-\x1f\x7f\\]")
_NETWORK_LOCATION = lazy_pattern(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:@]+))(?::(?P<port>[0-9]{0,5}))?")
# At least two labels; some parsers take a name whose last label begins with a digit for an IPv4 address.
_NAME = lazy_pattern(r"(?=.{4,253}\Z)(?:[a-z0-9_-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_SAFE = "%/:;=&?~+!$,'()*@[]"


class ParsedUrl(NamedTuple):
    """The normalized parts of a web address."""

    host: str  # an ASCII name in lower case without a final dot, or an IP address without brackets
    port: int
    target: str  # path and query, percent-encoded
    is_secure: bool = True  # false only for an API on this machine

    @property
    def location(self) -> str:
        """Return host and port for the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (HTTPS_PORT if self.is_secure else HTTP_PORT) else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the whole address."""
        return f"https://{self.location}{self.target}"

    @property
    def shown(self) -> str:
        """Return the address for messages, without its query, which may be private."""
        return show_address(self.url.partition("?")[0])


def parse_url(url: str, base: str = "") -> ParsedUrl:
    """Return the parts of an address, relative to `base`; http becomes https.

    Raises:
        FetchError: It is not a web address, contains a password, or is ambiguous.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip(" ")))
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    except ValueError as error:
        raise _refuse("fetch-address", url) from error
    if parts.scheme not in ("http", "https"):
        raise _refuse("fetch-scheme", url)
    if "@" in parts.netloc:
        raise _refuse("fetch-credentials", url)
    match = _NETWORK_LOCATION.fullmatch(parts.netloc)
    host = _parse_host(match["name"], match["six"]) if match and not _AMBIGUOUS.search(url) else None
    if match is None or host is None:
        raise _refuse("fetch-address", url)
    port = int(match["port"] or HTTPS_PORT)
    return ParsedUrl(host, HTTPS_PORT if (parts.scheme, port) == ("http", HTTP_PORT) else port, target)


def _parse_host(name: str | None, six: str | None) -> str | None:
    """Return a normalized host; None if it is invalid."""
    try:
        if name is None:
            return str(IPv6Address(six))
        plain = _encode_name(name).removesuffix(".")
        return plain if _NAME.fullmatch(plain) else str(IPv4Address(plain))
    except ValueError:
        return None


def _encode_name(name: str) -> str:
    if name.isascii():
        return name.lower()
    import idna  # large tables, and rarely needed

    return idna.encode(name, uts46=True).decode()


def _refuse(message: str, url: str) -> FetchError:
    # Anything before an @ may be a password.
    shown = url.rpartition("@")[2].partition("?")[0].partition("#")[0]
    return FetchError(Problem(message, {"url": shown}))


class ResolvedHost(NamedTuple):
    """A parsed address with the checked IP addresses of its host, or its name where the proxy looks that up."""

    destination: ParsedUrl
    addresses: tuple[str, ...]


def resolve_name(host: str) -> tuple[str, ...]:
    """Return the IP addresses of a host name, in the resolver's order.

    Raises:
        OSError: It has none, or the look-up fails.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def look_up(host: str, timeout: float, resolve: Callable[[str], tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """Return the IP addresses of a host.

    Raises:
        OSError: It has none, or the look-up fails; TimeoutError if it takes too long.
    """
    future: Future[tuple[str, ...]] = Future()
    start_daemon(set_future, future, resolve or resolve_name, host)  # a look-up cannot be interrupted
    try:
        found = future.result(timeout)
    except UnicodeError as error:  # a label is too long
        raise OSError from error
    if not found:
        raise OSError
    return found


class SsrfGuard:
    """Checks each address, also of a redirect, before a connection to the checked IP addresses.

    With `proxy_resolves` a name is not looked up, but left to the proxy, unless it is one of a private network.
    """

    def __init__(
        self,
        *,
        resolve: Callable[[str], tuple[str, ...]] = resolve_name,
        proxy_resolves: bool = False,
        is_allowed: Callable[[IPAddress], bool] = is_public,
        ports: frozenset[int] = frozenset({HTTPS_PORT}),
    ) -> None:
        self._resolve = resolve
        self._proxy_resolves = proxy_resolves
        self._is_allowed = is_allowed
        self._ports = ports

    def check(self, url: str, base: str, timeout: float) -> ResolvedHost:
        """Return the host of an address, resolved and checked.

        Raises:
            FetchError: The address is invalid or not public, or the look-up fails or takes too long.
        """
        destination = parse_url(url, base)
        if destination.port not in self._ports:
            raise FetchError(Problem("fetch-port", {"url": destination.shown, "port": destination.port}))
        addresses = self._find_addresses(destination, timeout)
        # One private address is enough to refuse: which one is connected to is chance.
        for address in addresses:
            if not self._is_allowed(address):
                message = "fetch-stand-in" if is_stand_in(address) else "fetch-inner"
                raise FetchError(Problem(message, {"url": destination.shown, "address": str(address)}))
        return ResolvedHost(destination, tuple(map(str, addresses)) or (destination.host,))

    def _find_addresses(self, destination: ParsedUrl, timeout: float) -> tuple[IPAddress, ...]:
        """Return the IP addresses of a host; none if the proxy looks it up."""
        with suppress(ValueError):
            return (ip_address(destination.host),)
        if self._proxy_resolves:
            if destination.host.endswith(INNER_DOMAINS):
                raise FetchError(Problem("fetch-inner-name", {"host": destination.host}))
            return ()
        try:
            return tuple(map(ip_address, look_up(destination.host, timeout, self._resolve)))
        except TimeoutError as error:
            raise FetchError(Problem("fetch-slow", {"url": destination.shown})) from error
        except OSError as error:
            raise FetchError(Problem("fetch-name", {"host": destination.host})) from error
