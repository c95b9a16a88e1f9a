"""HTTP transport: one request, one answer, or whether a request without an answer may have arrived.

It uses http.client without a library on top, since nothing may follow a redirect, repeat a request, take a proxy or a
password from the environment, or log the address, which contains the access token. And it is plain from when on the
platform may have received a request: once the connection is open.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LookUpTimeoutError
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from publish.adapters.web.connections import BoundedResponse, SocketDeadline, make_context
from publish.adapters.web.ssrf_guard import resolve_name
from publish.core.background import set_future, start_daemon
from publish.core.version import __version__
from publish.wechat.api_hosts import is_loopback

MAX_ANSWER_BYTES = 16_000_000  # twice the size of a draft of eight articles of 1 MB each

_CHUNK_BYTES = 65_536


class HttpRequest(NamedTuple):
    """HTTP request; can be sent again unchanged."""

    endpoint: str  # path below the base address: `draft/add`
    params: Mapping[str, str]  # query parameters, with the access token
    body: bytes  # sent by POST; empty for GET
    media_type: str
    seconds: float  # timeout of the whole exchange


class HttpResponse(NamedTuple):
    """JSON object and date of an answer."""

    data: Mapping[str, Any]
    date: str  # platform's time in HTTP format; empty where it does not say


class FailureCause(StrEnum):
    """Why there is no readable answer."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    SLOW = "slow"
    CUT = "cut"
    STATUS = "status"
    STRANGE = "strange"
    BUSY = "busy"


class ConnectFailure(Exception):  # noqa: N818  # both go no further than the caller of the transport
    """No connection was opened: the platform did not receive the request."""

    def __init__(self, cause: FailureCause) -> None:
        super().__init__(cause)
        self.cause = cause


class UnknownOutcome(Exception):  # noqa: N818
    """The platform may have received the request and carried it out."""

    def __init__(self, cause: FailureCause, status: int = 0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.status = status  # HTTP status, for `FailureCause.STATUS`


class Transport:
    """Sends requests to one base address, each on a new connection.

    The other side may have closed a reused connection, and nobody could tell whether a request on it arrived.
    """

    def __init__(
        self, base: str, *, proxy: str = "", connect_seconds: float = 10, context: ssl.SSLContext | None = None
    ) -> None:
        self._base = base
        parts = urlsplit(base)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._proxy = urlsplit(proxy)
        self._connect_seconds = connect_seconds
        self._context = context or (make_context() if self._secure else None)

    @property
    def is_local(self) -> bool:
        """Return whether the base address is on this machine, where the sandbox listens."""
        return is_loopback(self._base)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whether success or refusal.

        Raises:
            ConnectFailure: The platform did not receive the request.
            UnknownOutcome: It may have received it, and gave no readable answer.
        """
        with SocketDeadline(request.seconds) as deadline:
            connection = self._connect(deadline)
            try:
                return self._exchange(connection, request, deadline)
            except (OSError, http.client.HTTPException, ValueError) as error:
                # Without the cause, which may contain the address with the access token.
                slow = deadline.is_over or isinstance(error, TimeoutError)
                raise UnknownOutcome(FailureCause.SLOW if slow else FailureCause.CUT) from None
            finally:
                connection.close()

    def _connect(self, deadline: SocketDeadline) -> http.client.HTTPConnection:
        with SocketDeadline(min(self._connect_seconds, deadline.seconds_left)) as shorter:
            connection = self._make_connection(shorter, deadline)
            try:
                connection.connect()
            except (OSError, http.client.HTTPException, ValueError, LookUpTimeoutError) as error:
                connection.close()
                raise ConnectFailure(_find_cause(error, tunnelled=bool(self._proxy.netloc))) from None
        connection.sock.settimeout(deadline.seconds_left)
        return connection

    def _make_connection(self, shorter: SocketDeadline, deadline: SocketDeadline) -> http.client.HTTPConnection:
        proxy = self._proxy
        host, port = (proxy.hostname, proxy.port) if proxy.netloc else (self._host, self._port)
        timeout = shorter.seconds_left
        connection = (
            http.client.HTTPSConnection(host or "", port, timeout=timeout, context=self._context)
            if self._secure
            else http.client.HTTPConnection(host or "", port, timeout=timeout)
        )
        if proxy.netloc:
            connection.set_tunnel(self._host, self._port)
        connection.response_class = BoundedResponse
        # Only here does http.client let a socket be watched from its start, before TLS takes it over.
        connection._create_connection = lambda target, *_: deadline.hold(  # type: ignore[attr-defined]
            shorter.hold(_open_socket(target, shorter.seconds_left))
        )
        return connection

    def _exchange(
        self, connection: http.client.HTTPConnection, request: HttpRequest, deadline: SocketDeadline
    ) -> HttpResponse:
        query = f"?{urlencode(request.params)}" if request.params else ""
        headers = {
            "User-Agent": f"publish/{__version__}",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": request.media_type,
        }
        method = "POST" if request.body else "GET"
        connection.request(method, f"{self._path}/{request.endpoint}{query}", body=request.body, headers=headers)
        with contextlib.closing(connection.getresponse()) as response:
            if response.status != http.client.OK:
                raise UnknownOutcome(FailureCause.STATUS, response.status)
            data = _read_all(response)
            if deadline.is_over:  # a cut connection looks like the end of an answer without length
                raise UnknownOutcome(FailureCause.SLOW)
            return HttpResponse(_parse_object(data, missing=response.length or 0), response.headers.get("Date", ""))


def _open_socket(target: tuple[str, int], seconds: float) -> socket.socket:
    """Return a connection to the first address of a host that accepts it."""
    host, port = target
    addresses: Future[tuple[str, ...]] = Future()
    start_daemon(set_future, addresses, resolve_name, host)  # a look-up has no timeout
    *others, last = addresses.result(seconds)
    for address in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return socket.create_connection((last, port), seconds)


def _find_cause(error: Exception, *, tunnelled: bool) -> FailureCause:
    if isinstance(error, ssl.SSLCertVerificationError):
        return FailureCause.CERTIFICATE
    return FailureCause.PROXY if tunnelled else FailureCause.UNREACHABLE


def _read_all(response: http.client.HTTPResponse) -> bytes:
    data = bytearray()
    while chunk := response.read(_CHUNK_BYTES):
        data += chunk
        if len(data) > MAX_ANSWER_BYTES:
            raise UnknownOutcome(FailureCause.STRANGE)
    return bytes(data)


def _parse_object(data: bytes, *, missing: int) -> Mapping[str, Any]:
    """Return the JSON object of an answer, in UTF-8 whatever its content type."""
    if missing:
        raise UnknownOutcome(FailureCause.CUT)
    try:
        parsed = json.loads(data.decode("utf-8"), strict=False)  # articles may contain control characters
    except (ValueError, RecursionError):
        raise UnknownOutcome(FailureCause.STRANGE) from None
    if not isinstance(parsed, dict):
        raise UnknownOutcome(FailureCause.STRANGE)
    return parsed
