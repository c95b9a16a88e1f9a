"""The way to the platform: one request there, one answer back, and what is known of a request without one.

http.client itself, no library on top of it: nothing has to be kept from following a redirect, repeating a request,
asking the shell for a proxy or a password, or writing the address, which holds the access token, into a log. And the
moment from which the platform may have been asked is plain: when the connection stands.
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

MAX_ANSWER_BYTES = 16_000_000
"""A draft of eight articles of 1 MB each, and as much again."""

_BLOCK_BYTES = 65_536
_HTTPS = "https"


class HttpRequest(NamedTuple):
    """What is asked of the platform; can be sent again as it is."""

    endpoint: str
    """What stands behind the base address: `draft/add`."""
    params: Mapping[str, str]
    """Behind the question mark; holds the access token."""
    body: bytes
    """Sent by POST; without one, GET."""
    media_type: str
    seconds: float
    """All it may take."""


class HttpResponse(NamedTuple):
    """What the platform said."""

    data: Mapping[str, Any]
    date: str
    """By the platform's clock, as HTTP writes it; empty where it does not say."""


class FailureCause(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    SLOW = "slow"
    CUT = "cut"
    STATUS = "status"
    STRANGE = "strange"
    BUSY = "busy"


class ConnectFailure(Exception):  # noqa: N818  # both go no further than the caller of the transport
    """No connection came about: the platform was not asked."""

    def __init__(self, cause: FailureCause) -> None:
        super().__init__(cause)
        self.trouble = cause


class UnknownOutcome(Exception):  # noqa: N818
    """The platform may have been asked, and may have done what it was asked to."""

    def __init__(self, cause: FailureCause, status: int = 0) -> None:
        super().__init__(cause)
        self.trouble = cause
        self.status = status
        """Of HTTP, where that is the trouble."""


class Transport:
    """Sends requests to one base address; each on a connection of its own.

    A connection that was kept open may have been closed by the other side unseen; then nobody could say whether a
    request on it arrived.
    """

    def __init__(
        self, base: str, *, proxy: str = "", connect_seconds: float = 10, context: ssl.SSLContext | None = None
    ) -> None:
        self._base = base
        parts = urlsplit(base)
        self._secure = parts.scheme == _HTTPS
        self._host = parts.hostname or ""
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._proxy = urlsplit(proxy)
        self._connect_seconds = connect_seconds
        self._context = context or (make_context() if self._secure else None)

    @property
    def stays_here(self) -> bool:
        """Say whether what is asked is on this machine: as a rule, the sandbox."""
        return is_loopback(self._base)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever it says.

        Raises:
            NotSentTrouble: The platform was not asked.
            UnknownTrouble: It may have been asked; there is no answer that could be read.
        """
        with SocketDeadline(request.seconds) as deadline:
            connection = self._connect(deadline)
            try:
                return self._ask(connection, request, deadline)
            except (OSError, http.client.HTTPException, ValueError) as error:
                # Without the cause: errors of libraries may hold the address, and that the access token.
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
                raise ConnectFailure(_explain(error, tunnelled=bool(self._proxy.netloc))) from None
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
        # The one place where http.client lets a socket be watched from its first moment on.
        # TLS takes it over, so it is held before.
        connection._create_connection = lambda address, *_: deadline.hold(  # type: ignore[attr-defined]
            shorter.hold(_open_socket(address, shorter.seconds_left))
        )
        return connection

    def _ask(
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
            if deadline.is_over:  # a cut connection looks like the end of an answer of unknown length
                raise UnknownOutcome(FailureCause.SLOW)
            return HttpResponse(_read_object(data, missing=response.length or 0), response.headers.get("Date", ""))


def _open_socket(address: tuple[str, int], seconds: float) -> socket.socket:
    """Return a connection to the first address of a host that takes it."""
    host, port = address
    looked_up: Future[tuple[str, ...]] = Future()
    start_daemon(set_future, looked_up, resolve_name, host)  # a look-up knows no time limit
    *others, last = looked_up.result(seconds)
    for found in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((found, port), seconds)
    return socket.create_connection((last, port), seconds)


def _explain(error: Exception, *, tunnelled: bool) -> FailureCause:
    if isinstance(error, ssl.SSLCertVerificationError):
        return FailureCause.CERTIFICATE
    return FailureCause.PROXY if tunnelled else FailureCause.UNREACHABLE


def _read_all(response: http.client.HTTPResponse) -> bytes:
    data = bytearray()
    while block := response.read(_BLOCK_BYTES):
        data += block
        if len(data) > MAX_ANSWER_BYTES:
            raise UnknownOutcome(FailureCause.STRANGE)
    return bytes(data)


def _read_object(data: bytes, *, missing: int) -> Mapping[str, Any]:
    """Return the object that an answer is, whatever type it says to be; never guessing at its encoding."""
    if missing:
        raise UnknownOutcome(FailureCause.CUT)
    try:
        read = json.loads(data.decode("utf-8"), strict=False)  # articles hold control characters
    except (ValueError, RecursionError):
        raise UnknownOutcome(FailureCause.STRANGE) from None
    if not isinstance(read, dict):
        raise UnknownOutcome(FailureCause.STRANGE)
    return read
