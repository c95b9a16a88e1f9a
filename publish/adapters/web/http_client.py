"""The one HTTP client: `requests`, led to the addresses that were judged, ended by a deadline, sure of what was sent.

Nothing comes from the environment, no redirect is followed, nothing is repeated. What requests cannot is done here:

- connect to a given address, and tell whether a request may have been sent: `_Adapter`
- end a whole exchange in time, however slowly the other side sends: `SocketDeadline`
- leave the body of a redirect unread that it does not follow: `_Session`
- keep the path, and the access token in it, out of logs and errors: only `_Connection` knows it
- load the certificates once: `_Adapter.cert_verify`
- pass over cookies, and refuse chunks of negative size, which it would read without limit: `_Response`
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import partial
from ipaddress import ip_address
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import SplitResult, urlsplit

import certifi
import requests
import socks
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

from publish.adapters.web.socket_deadline import SocketDeadline
from publish.adapters.web.ssrf_guard import HTTP_PORT, HTTPS_PORT, ResolvedHost, look_up

Answer: TypeAlias = requests.Response
_BLOCK_BYTES = 65_536
_NO_URL = "https://host/"  # all that requests is told: the exchange knows host and path, the pool whether there is TLS
_TIMEOUTS = (TimeoutError, requests.Timeout, Urllib3TimeoutError)
_ERRORS = (OSError, ValueError, HTTPError, http.client.HTTPException)  # those of requests are OSErrors


class FailureCause(StrEnum):
    """Why there is no readable response."""

    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    CERTIFICATE = "certificate"
    NO_HTTPS = "no-https"
    SLOW = "slow"
    CUT = "cut"
    STATUS = "status"
    STRANGE = "strange"
    BUSY = "busy"


class HttpFailure(Exception):  # noqa: N818  # goes no further than the callers of the client
    """There is no readable response; neither address nor headers are told."""

    def __init__(self, cause: FailureCause, status: int = 0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.status = status  # HTTP status, for `FailureCause.STATUS`


class ConnectFailure(HttpFailure):
    """No connection stood: nothing of the request was sent."""


class UnknownOutcome(HttpFailure):
    """The other side may have received the request and carried it out."""


class OutgoingRequest(NamedTuple):
    """One request to a host whose addresses were judged."""

    host: ResolvedHost
    headers: Mapping[str, str]
    connect_seconds: float  # for each address
    read_seconds: float  # between two bytes
    body: bytes = b""  # sent by POST; empty for GET


class HttpClient:
    """Sends requests, directly or through a proxy; thread-safe."""

    def __init__(self, *, proxy: str = "", context: ssl.SSLContext | None = None) -> None:
        self._proxy = proxy
        self._context = context or ssl.create_default_context(cafile=certifi.where())

    @contextlib.contextmanager
    def send(self, request: OutgoingRequest, deadline: SocketDeadline) -> Iterator[Answer]:
        """Yield the response, its body unread; raise HttpFailure if there is none, or if reading it fails."""
        adapter = _Adapter(request, urlsplit(self._proxy), self._context, deadline)
        fixed = {"Host": request.host.destination.location, "Accept-Encoding": "identity", "Connection": "close"}
        prepared = requests.PreparedRequest()
        prepared.prepare("POST" if request.body else "GET", _NO_URL, {**request.headers, **fixed}, data=request.body)
        send = partial(_Session(adapter).send, stream=True, allow_redirects=False)
        try:
            with contextlib.closing(adapter), send(prepared, timeout=request.read_seconds) as response:
                yield response
        except _ERRORS as error:  # without it as the cause: its text may tell what is secret
            failure = UnknownOutcome if adapter.stands else ConnectFailure
            raise failure(adapter.find_cause(error)) from None


def read_body(response: Answer, limit: int, deadline: SocketDeadline) -> bytes:
    """Return the body of a response as it was sent; of a longer one than the limit, a little more than that."""
    data = bytearray()
    while len(data) <= limit and (block := response.raw.read(_BLOCK_BYTES, decode_content=False)):
        data += block
    if deadline.is_over:  # a shut-down connection looks like the end of a body of unknown length
        raise UnknownOutcome(FailureCause.SLOW)
    return bytes(data)


class _Session(requests.Session):
    """A session for one request, which uses no environment and follows no redirect."""

    def __init__(self, adapter: _Adapter) -> None:
        super().__init__()
        self.trust_env = False
        self.mount(_NO_URL, adapter)

    def get_redirect_target(self, resp: Answer) -> None:
        """Return no target, else the body would be read without limit."""


class _Adapter(HTTPAdapter):
    """Leads one request to its host, over a connection of its own."""

    def __init__(
        self, request: OutgoingRequest, proxy: SplitResult, context: ssl.SSLContext, deadline: SocketDeadline
    ) -> None:
        super().__init__()
        self.request = request
        self.stands = False  # whether the connection stands: from now on, the request may have been sent
        self.stage = FailureCause.PROXY if proxy.netloc else FailureCause.UNREACHABLE  # cause of whatever fails now
        self._proxy = proxy
        self.deadline = deadline
        # A proxy is asked for one address, and may be without IPv6.
        self._asked = min(request.host.addresses, key=lambda address: ":" in address)
        self.poolmanager = PoolManager(ssl_context=context)
        if proxy.scheme.startswith("http"):
            self.poolmanager = ProxyManager(proxy.geturl(), proxy_ssl_context=context, ssl_context=context)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        """Return a pool for the one connection, whose certificate must be that of the host."""
        target = self.request.host.destination
        scheme, named = ("https", {"server_hostname": target.host}) if target.is_secure else ("http", {})
        host = self._asked if self._proxy.netloc else target.host
        pool = self.poolmanager.connection_from_host(host, target.port, scheme, named)
        pool.ConnectionCls = partial(_SecureConnection if target.is_secure else _Connection, self)  # type: ignore[assignment]
        return pool

    def cert_verify(self, *_: Any) -> None:
        """Leave the certificates to the TLS context."""

    def open_socket(self) -> socket.socket:
        """Return a connection to the first address that accepts it, of the host or of the proxy."""
        addresses, port = self.request.host.addresses, self.request.host.destination.port
        if self._proxy.netloc:
            addresses = look_up(self._proxy.hostname or "", self.deadline.seconds_left)
            port = self._proxy.port or (HTTPS_PORT if self._proxy.scheme == "https" else HTTP_PORT)
        *others, last = addresses
        for address in others:
            with contextlib.suppress(OSError):
                return self._connect(address, port)
        return self._connect(last, port)

    def find_cause(self, error: Exception) -> FailureCause:
        """Return why the connection could not be opened, or was of no use."""
        if self.deadline.is_over or any(isinstance(reason, _TIMEOUTS) for reason in _unwrap(error)):
            return FailureCause.SLOW
        if self.stands or self.stage is not FailureCause.CUT or not isinstance(error, ssl.SSLError):
            return self.stage
        return FailureCause.CERTIFICATE if isinstance(error, ssl.SSLCertVerificationError) else FailureCause.NO_HTTPS

    def _connect(self, address: str, port: int) -> socket.socket:
        seconds = min(self.request.connect_seconds, self.deadline.seconds_left)
        if self._proxy.scheme.startswith("socks"):
            return self._connect_through_socks(address, port, seconds)
        connection = socket.create_connection((str(ip_address(address)), port), seconds)  # never a name, unjudged
        self.deadline.hold(connection)
        self.stage = self.stage if self._proxy.netloc else FailureCause.CUT
        return connection

    def _connect_through_socks(self, address: str, port: int, seconds: float) -> socket.socket:
        """Return a connection to the host through a SOCKS proxy at an address."""
        connection = socks.socksocket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        connection.set_proxy(socks.SOCKS5, address, port, rdns=True)
        connection.settimeout(seconds)
        self.deadline.hold(connection)
        connection.connect((self._asked, self.request.host.destination.port))
        self.stage = FailureCause.CUT
        return connection  # type: ignore[no-any-return]  # no types


def _unwrap(error: object) -> Iterator[object]:
    """Yield an error and those that libraries have wrapped in it."""
    while isinstance(error, Exception):
        yield error
        error = getattr(error, "socket_err", None) or getattr(error, "reason", None) or (error.args or (None,))[-1]


class _Response(http.client.HTTPResponse):
    """A response without cookies, whose chunk sizes cannot be negative, so that each read is bounded."""

    def begin(self) -> None:
        """Read status and headers."""
        super().begin()
        del self.headers["Set-Cookie"]

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # missing in typeshed
        if size < 0:  # would read without limit
            raise ValueError("negative chunk")
        return size


class _Connection(HTTPConnection):
    """A connection that the adapter opens."""

    response_class = _Response

    def __init__(self, adapter: _Adapter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._adapter = adapter

    def connect(self) -> None:
        """Open the connection with all handshakes; raise ConnectFailure where that fails."""
        try:
            super().connect()
            self.sock.settimeout(self._adapter.request.read_seconds)
            if not self._adapter.deadline.end_opening():
                raise TimeoutError
        except _ERRORS as error:
            raise ConnectFailure(self._adapter.find_cause(error)) from None
        self._adapter.stands = True

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Send the request for its own path, which nobody else knows."""
        super().request(method, self._adapter.request.host.destination.target, *args, **kwargs)

    def _new_conn(self) -> socket.socket:
        return self._adapter.open_socket()

    def _tunnel(self) -> None:
        super()._tunnel()
        self._adapter.stage = FailureCause.CUT


class _SecureConnection(_Connection, HTTPSConnection):
    """The same with TLS."""
