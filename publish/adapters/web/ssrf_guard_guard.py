"""Who may be visited: hosts of the public web alone, judged by every address that their name stands for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import ip_address
from typing import NamedTuple

from publish.adapters.web.public_networks import IPAddress, is_public, is_stand_in
from publish.adapters.web.ssrf_guard import HTTPS_PORT, Destination, read_destination
from publish.core.background import fulfil, start
from publish.core.exceptions import FetchError
from publish.core.problem import Problem


class Stop(NamedTuple):
    """A place that may be visited, at these addresses and no others."""

    destination: Destination
    addresses: tuple[IPAddress, ...]


def resolve_name(host: str) -> tuple[str, ...]:
    """Return the addresses that a name stands for, the nearest first.

    Raises:
        OSError: It stands for none, or nobody answers.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Judges each place on the way before it is visited; who connects goes to the judged addresses."""

    def __init__(
        self,
        *,
        resolve: Callable[[str], tuple[str, ...]] = resolve_name,
        is_allowed: Callable[[IPAddress], bool] = is_public,
        ports: frozenset[int] = frozenset({HTTPS_PORT}),
    ) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._ports = ports

    def judge(self, url: str, base: str, seconds: float) -> Stop:
        """Return where an address leads, once that is known to be public.

        Raises:
            FetchError: It leads nowhere, or to a place that is not of the public web; or the look-up takes too long.
        """
        destination = read_destination(url, base)
        if destination.port not in self._ports:
            raise FetchError(Problem("fetch-port", {"url": destination.shown, "port": destination.port}))
        addresses = self._find_addresses(destination, seconds)
        # One inner address among public ones is enough: which of them is connected to is chance.
        for address in addresses:
            if not self._is_allowed(address):
                message = "fetch-stand-in" if is_stand_in(address) else "fetch-inner"
                raise FetchError(Problem(message, {"url": destination.shown, "address": str(address)}))
        return Stop(destination, addresses)

    def _find_addresses(self, destination: Destination, seconds: float) -> tuple[IPAddress, ...]:
        try:
            return (ip_address(destination.host),)
        except ValueError:
            pass
        future: Future[tuple[str, ...]] = Future()
        start(fulfil, future, self._resolve, destination.host)  # nothing interrupts a look-up
        try:
            written = future.result(seconds)
        except TimeoutError as error:
            raise FetchError(Problem("fetch-slow", {"url": destination.shown})) from error
        except (OSError, UnicodeError) as error:
            raise FetchError(Problem("fetch-name", {"host": destination.host})) from error
        if not written:
            raise FetchError(Problem("fetch-name", {"host": destination.host}))
        return tuple(map(ip_address, written))
