"""HTTPS client for addresses that others wrote; the only module that imports urllib3.

Not requests: with urllib3 no cookies, password file, proxy variables, redirects or decompression have to be switched
off, and a connection can be made to a checked IP address under a host's name.
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

# Honest, and of the form without which some hosts refuse pictures.
USER_AGENT = f"Mozilla/5.0 (compatible; publish/{__version__}; newsletter to WeChat)"

_REDIRECTS = (301, 302, 303, 307, 308)
_STATUSES = {
    **dict.fromkeys((404, 410), "fetch-missing"),
    **dict.fromkeys((401, 402, 403, 406, 451), "fetch-forbidden"),
    **dict.fromkeys((408, 425, 429, *range(500, 600)), "fetch-busy"),
}
# Failures that may be temporary; a GET can be repeated.
_TEMPORARY = ("fetch-busy", "fetch-cut", "fetch-unreachable")
_BLOCK_BYTES = 65_536


class FetchLimits(NamedTuple):
    """Limits of time and size for fetching an address."""

    total_seconds: float = 30  # from the first look-up to the last byte, redirects and retries included
    connect_seconds: float = 5  # for each IP address of a host
    read_seconds: float = 10  # between two bytes
    pause_seconds: float = 0.5  # before the retry
    redirects: int = 5
    max_bytes: int = 10_000_000
    head_only: bool = False  # whether to return the head of a longer resource instead of refusing it


class GuardedSession:
    """Fetches addresses that others wrote, guarded against SSRF; thread-safe."""

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
        """Return the resource at an address, after following its redirects.

        Raises:
            FetchError: The address is refused or unreachable, or its response is an error, too large or too slow.
        """
        with SocketDeadline(self._limits.total_seconds) as deadline:
            host = self._guard.check(url, "", deadline.seconds_left)
            for _ in range(self._limits.redirects + 1):
                answer = self._request(host, accept, deadline)
                if isinstance(answer, FetchedResource):
                    return answer
                host = self._guard.check(answer, host.destination.url, deadline.seconds_left)
        raise FetchError(Problem("fetch-redirects", {"url": host.destination.shown, "limit": self._limits.redirects}))

    def _request(self, host: ResolvedHost, accept: str, deadline: SocketDeadline) -> FetchedResource | str:
        """Return the resource or the target of a redirect; retry once after a temporary failure."""
        try:
            return self._request_once(host, accept, deadline)
        except FetchError as error:
            if error.problems[0].message not in _TEMPORARY:
                raise
        deadline.wait(self._limits.pause_seconds)
        return self._request_once(host, accept, deadline)

    def _request_once(self, host: ResolvedHost, accept: str, deadline: SocketDeadline) -> FetchedResource | str:
        try:
            response = self._send(host, accept, deadline)
            try:
                location = response.headers.get("Location") if response.status in _REDIRECTS else None
                return _decode_header(location) if location else self._read(response, host, deadline)
            finally:
                response.close()
        except HTTPError as error:
            raise FetchError(explain_failure(error, host, deadline)) from error

    def _send(self, host: ResolvedHost, accept: str, deadline: SocketDeadline) -> BaseHTTPResponse:
        *others, last = host.addresses
        for address in others:
            try:
                return self._send_to(address, host, accept, deadline)
            except ConnectTimeoutError:  # also refused, or an IPv6 address without IPv6
                continue
        return self._send_to(last, host, accept, deadline)

    def _send_to(
        self, address: IPAddress, host: ResolvedHost, accept: str, deadline: SocketDeadline
    ) -> BaseHTTPResponse:
        """Return the response of one IP address, whose certificate must be that of the host; its body is unread."""
        if self._proxy:
            manager: PoolManager = ProxyManager(self._proxy, proxy_ssl_context=self._context, ssl_context=self._context)
        else:
            manager = PoolManager(ssl_context=self._context)
        manager.pool_classes_by_scheme = {"https": _LimitedPool}
        pool = manager.connection_from_host(
            str(address), host.destination.port, "https", {"server_hostname": host.destination.host}
        )
        pool.conn_kw["deadline"] = deadline
        left = deadline.seconds_left
        return pool.urlopen(
            "GET",
            host.destination.target,
            headers={
                "Host": host.destination.location,
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

    def _read(self, response: BaseHTTPResponse, host: ResolvedHost, deadline: SocketDeadline) -> FetchedResource:
        values = {"url": host.destination.shown}
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
        if deadline.is_over:  # a shut-down connection looks like the end of a body of unknown length
            raise FetchError(Problem("fetch-slow", values))
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return FetchedResource(bytes(data), media_type, host.destination.url)


class _LimitedConnection(HTTPSConnection):
    """A connection that is shut down at the deadline, in the handshake, headers or body."""

    response_class = BoundedResponse

    def __init__(self, *args: Any, deadline: SocketDeadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return self._deadline.hold(super()._new_conn())


class _LimitedPool(HTTPSConnectionPool):
    ConnectionCls = _LimitedConnection


def _decode_header(value: str) -> str:
    """Return a header decoded as UTF-8 if possible: http.client reads Latin-1, servers in China write UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def explain_failure(error: HTTPError, host: ResolvedHost, deadline: SocketDeadline) -> Problem:
    """Return the problem for an error of urllib3, whose own text may contain the whole address."""
    values = {"url": host.destination.shown}
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
