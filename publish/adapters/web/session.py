"""The one way to the public web; the only module that knows urllib3.

urllib3 itself, not requests on top of it: no cookie, password file, proxy variable, redirect or unpacking has to be
switched off, and a connection can be made to an address under another name.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import Any, NamedTuple

import urllib3
from urllib3 import HTTPSConnectionPool, PoolManager, ProxyManager, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError, SSLError
from urllib3.response import BaseHTTPResponse

from publish.adapters.web.connections import BoundedResponse, SocketDeadline, make_context
from publish.adapters.web.public_networks import IPAddress
from publish.adapters.web.ssrf_guard import ResolvedHost, SsrfGuard
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.version import __version__

# Honest, and of the form that hosts ask for before they hand out a picture.
USER_AGENT = f"Mozilla/5.0 (compatible; publish/{__version__}; newsletter to WeChat)"

_REDIRECTS = (301, 302, 303, 307, 308)
_STATUSES = {
    **dict.fromkeys((404, 410), "fetch-missing"),
    **dict.fromkeys((401, 402, 403, 406, 451), "fetch-forbidden"),
    **dict.fromkeys((408, 425, 429, *range(500, 600)), "fetch-busy"),
}
# What may be otherwise a moment later; reading twice does no harm.
_PASSING = ("fetch-busy", "fetch-cut", "fetch-unreachable")
_BLOCK_BYTES = 65_536


class FetchLimits(NamedTuple):
    """How much of one's time and memory an address may take."""

    total_seconds: float = 30
    """From the first look-up to the last byte, redirects and second tries included."""
    connect_seconds: float = 5
    """For each address of a host."""
    read_seconds: float = 10
    """Between two bytes."""
    pause_seconds: float = 0.5
    """Before the second try."""
    redirects: int = 5
    max_bytes: int = 10_000_000
    head_only: bool = False
    """Whether the beginning of what is longer is enough; else it is refused."""


class GuardedSession:
    """Fetches what lies at addresses that others wrote; can be used by several threads at once."""

    def __init__(
        self,
        *,
        proxy: str = "",
        guard: SsrfGuard | None = None,
        context: ssl.SSLContext | None = None,
        limits: FetchLimits | None = None,
    ) -> None:
        self._proxy = proxy
        self._guard = guard or SsrfGuard()
        self._context = context or make_context()
        self._limits = limits or FetchLimits()

    def fetch(self, url: str, accept: str = "*/*") -> FetchedResource:
        """Return what an address answers with, after following its redirects.

        Raises:
            FetchError: It must not be visited, cannot be reached, says no, or sends too much, too slowly or too little.
        """
        with SocketDeadline(self._limits.total_seconds) as deadline:
            stop = self._guard.check(url, "", deadline.seconds_left)
            for _ in range(self._limits.redirects + 1):
                answer = self._visit(stop, accept, deadline)
                if isinstance(answer, FetchedResource):
                    return answer
                stop = self._guard.check(answer, stop.destination.url, deadline.seconds_left)
        raise FetchError(Problem("fetch-redirects", {"url": stop.destination.shown, "limit": self._limits.redirects}))

    def _visit(self, stop: ResolvedHost, accept: str, deadline: SocketDeadline) -> FetchedResource | str:
        """Return what lies there, or where it has gone to; a passing trouble is given a second chance."""
        try:
            return self._visit_once(stop, accept, deadline)
        except FetchError as error:
            if error.problems[0].message not in _PASSING:
                raise
        deadline.wait(self._limits.pause_seconds)
        return self._visit_once(stop, accept, deadline)

    def _visit_once(self, stop: ResolvedHost, accept: str, deadline: SocketDeadline) -> FetchedResource | str:
        try:
            response = self._ask(stop, accept, deadline)
            try:
                location = response.headers.get("Location") if response.status in _REDIRECTS else None
                return _decode_header(location) if location else self._read(response, stop, deadline)
            finally:
                response.close()
        except HTTPError as error:
            raise FetchError(explain_failure(error, stop, deadline)) from error

    def _ask(self, stop: ResolvedHost, accept: str, deadline: SocketDeadline) -> BaseHTTPResponse:
        *others, last = stop.addresses
        for address in others:
            try:
                return self._ask_at(address, stop, accept, deadline)
            except ConnectTimeoutError:  # also refused, or no way there: an IPv6 address without IPv6
                continue
        return self._ask_at(last, stop, accept, deadline)

    def _ask_at(
        self, address: IPAddress, stop: ResolvedHost, accept: str, deadline: SocketDeadline
    ) -> BaseHTTPResponse:
        """Return the beginning of an answer from one address, which must prove to be the named host."""
        host = stop.destination.host
        manager = self._open_manager()
        manager.pool_classes_by_scheme = {"https": _LimitedPool}
        pool = manager.connection_from_host(str(address), stop.destination.port, "https", {"server_hostname": host})
        pool.conn_kw["deadline"] = deadline
        left = deadline.seconds_left
        return pool.urlopen(
            "GET",
            stop.destination.target,
            headers={
                "Host": stop.destination.location,
                "User-Agent": USER_AGENT,
                "Accept": accept,
                "Accept-Encoding": "identity",
                "Connection": "close",
            },
            timeout=Timeout(connect=min(self._limits.connect_seconds, left), read=min(self._limits.read_seconds, left)),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )

    def _open_manager(self) -> PoolManager:
        if self._proxy:
            return ProxyManager(self._proxy, proxy_ssl_context=self._context, ssl_context=self._context)
        return PoolManager(ssl_context=self._context)

    def _read(self, response: BaseHTTPResponse, stop: ResolvedHost, deadline: SocketDeadline) -> FetchedResource:
        values = {"url": stop.destination.shown}
        if response.status != http.client.OK:
            status = {**values, "status": response.status}
            raise FetchError(Problem(_STATUSES.get(response.status, "fetch-status"), status))
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            raise FetchError(Problem("fetch-packed", values))
        data = bytearray()
        while block := response.read(_BLOCK_BYTES):
            data += block
            if self._limits.head_only and len(data) >= self._limits.max_bytes:
                break
            if len(data) > self._limits.max_bytes:
                raise FetchError(Problem("fetch-large", {**values, "limit": self._limits.max_bytes // 1_000_000}))
        if deadline.is_over:  # a cut connection looks like the end of a file of unknown length
            raise FetchError(Problem("fetch-slow", values))
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return FetchedResource(bytes(data), media_type, stop.destination.url)


class _LimitedConnection(HTTPSConnection):
    """A connection that ends when the time is up: while it shakes hands, reads headers or a body."""

    response_class = BoundedResponse

    def __init__(self, *args: Any, deadline: SocketDeadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leash = deadline

    def _new_conn(self) -> socket.socket:
        return self._leash.hold(super()._new_conn())


class _LimitedPool(HTTPSConnectionPool):
    ConnectionCls = _LimitedConnection


def _decode_header(value: str) -> str:
    """Return a header as it was meant: http.client reads Latin-1, servers in China write UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def explain_failure(error: HTTPError, stop: ResolvedHost, deadline: SocketDeadline) -> Problem:
    """Return what an error of urllib3 means to a person; its own words may hold the whole address."""
    values = {"url": stop.destination.shown}
    reason = error.args[-1] if error.args else None
    if isinstance(error, ProxyError) or str(reason).startswith("Tunnel connection failed"):
        return Problem("fetch-proxy", values)
    slow = isinstance(error, urllib3.exceptions.TimeoutError) and not isinstance(error, NewConnectionError)
    if deadline.is_over or slow or isinstance(reason, TimeoutError):
        return Problem("fetch-slow", values)
    if isinstance(error, SSLError):
        unproven = isinstance(reason, ssl.SSLCertVerificationError)
        return Problem("fetch-certificate" if unproven else "fetch-no-https", values)
    return Problem("fetch-unreachable" if isinstance(error, NewConnectionError) else "fetch-cut", values)
