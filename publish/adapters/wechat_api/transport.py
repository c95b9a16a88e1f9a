"""HTTP transport: one request, one answer, or whether a request without an answer may have arrived.

The platform may have received a request once the connection stands; `http_client` knows when.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from publish.adapters.web.http_client import (
    ConnectFailure,
    FailureCause,
    HttpClient,
    OutgoingRequest,
    UnknownOutcome,
    read_body,
)
from publish.adapters.web.socket_deadline import SocketDeadline
from publish.adapters.web.ssrf_guard import HTTP_PORT, HTTPS_PORT, ParsedUrl, ResolvedHost, look_up, resolve_name
from publish.core.version import __version__
from publish.wechat.api_hosts import is_loopback

MAX_ANSWER_BYTES = 16_000_000  # twice the size of a draft of eight articles of 1 MB each

_CALLS, _STATISTICS = "/cgi-bin", "datacube/"


class HttpRequest(NamedTuple):
    """HTTP request; can be sent again unchanged."""

    endpoint: str  # path below the base address: `draft/add`; of the statistics, beside it: `datacube/getbizsummary`
    params: Mapping[str, str]  # query parameters, with the access token
    body: bytes  # sent by POST; empty for GET
    media_type: str
    seconds: float  # timeout of the whole exchange


class HttpResponse(NamedTuple):
    """JSON object and date of an answer."""

    data: Mapping[str, Any]
    date: str  # platform's time in HTTP format; empty where it does not say


class Transport:
    """Sends requests to one base address; makes a connection for each, and repeats nothing."""

    def __init__(
        self, base: str, *, proxy: str = "", context: ssl.SSLContext | None = None, connect_seconds: float = 10
    ) -> None:
        self._base = base
        self._proxy = proxy
        self._connect_seconds = connect_seconds
        self._client = HttpClient(proxy=proxy, context=context)

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
        headers = {"User-Agent": f"publish/{__version__}", "Content-Type": request.media_type}
        with SocketDeadline(request.seconds, self._connect_seconds) as deadline:
            host = self._find_host(request, deadline)
            outgoing = OutgoingRequest(host, headers, self._connect_seconds, request.seconds, request.body)
            try:
                with self._client.send(outgoing, deadline) as response:
                    if response.status_code != HTTPStatus.OK:
                        raise UnknownOutcome(FailureCause.STATUS, response.status_code)
                    data = read_body(response, MAX_ANSWER_BYTES, deadline)
            except ConnectFailure as failure:
                raise ConnectFailure(self._find_cause(failure)) from None
        return HttpResponse(_parse_object(data), response.headers.get("Date", ""))

    def _find_host(self, request: HttpRequest, deadline: SocketDeadline) -> ResolvedHost:
        """Return the platform's host with its addresses, or with its name, which a proxy looks up itself."""
        base = urlsplit(self._base)
        query = f"?{urlencode(request.params)}" if request.params else ""
        target, is_secure = f"{_find_path(base.path, request.endpoint)}{query}", base.scheme == "https"
        host = ParsedUrl(base.hostname or "", base.port or (HTTPS_PORT if is_secure else HTTP_PORT), target, is_secure)
        if self._proxy:
            return ResolvedHost(host, (host.host,))
        try:
            return ResolvedHost(host, look_up(host.host, deadline.seconds_left, resolve_name))
        except OSError:
            raise ConnectFailure(FailureCause.UNREACHABLE) from None

    def _find_cause(self, failure: ConnectFailure) -> FailureCause:
        """Return why the platform was not reached, as far as a person can tell it from here."""
        if failure.cause is FailureCause.CERTIFICATE:
            return failure.cause
        return FailureCause.PROXY if self._proxy else FailureCause.UNREACHABLE


def _find_path(base: str, endpoint: str) -> str:
    """Return the path of an endpoint: the statistics lie beside the other calls, not below them."""
    base = base.rstrip("/")
    return f"{base.removesuffix(_CALLS) if endpoint.startswith(_STATISTICS) else base}/{endpoint}"


def _parse_object(data: bytes) -> Mapping[str, Any]:
    """Return the JSON object of an answer, in UTF-8 whatever its content type."""
    try:
        # A longer answer is incomplete; articles may contain control characters.
        parsed = json.loads(data.decode("utf-8"), strict=False) if len(data) <= MAX_ANSWER_BYTES else None
    except (ValueError, RecursionError):
        raise UnknownOutcome(FailureCause.STRANGE) from None
    if not isinstance(parsed, dict):
        raise UnknownOutcome(FailureCause.STRANGE)
    return parsed
