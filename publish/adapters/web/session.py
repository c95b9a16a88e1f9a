"""Fetching of addresses that others wrote: each is judged before a connection, also after a redirect."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import NamedTuple

from publish.adapters.web.http_client import Answer, HttpClient, HttpFailure, OutgoingRequest, read_body
from publish.adapters.web.socket_deadline import SocketDeadline
from publish.adapters.web.ssrf_guard import ResolvedHost, SsrfGuard, parse_url
from publish.core.exceptions import FetchError
from publish.core.picture import FetchedResource
from publish.core.problem import Problem
from publish.core.settings import NewsletterSettings, Settings
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


class FetchLimits(NamedTuple):
    """Limits of time and size for fetching an address."""

    total_seconds: float = 30  # from the first look-up to the last byte, redirects and retries included
    connect_seconds: float = 5  # for each IP address of a host
    read_seconds: float = 10  # between two bytes
    pause_seconds: float = 0.5  # before the retry
    redirects: int = 5
    max_bytes: int = 10_000_000
    head_only: bool = False  # whether to return the head of a longer resource instead of refusing it


def open_session(settings: Settings, limits: FetchLimits | None = None, referer: str = "") -> GuardedSession:
    """Return a session with the proxy of the settings."""
    return GuardedSession(
        client=HttpClient(proxy=settings.proxy),
        guard=SsrfGuard(proxy_resolves=settings.lets_proxy_resolve),
        limits=limits,
        referer=referer,
    )


def find_site(newsletter: NewsletterSettings) -> str:
    """Return the front page of the site on which a newsletter's articles are, or else its project; empty for none."""
    try:
        return parse_url(newsletter.source_url or newsletter.project)._replace(target="/").url
    except FetchError:
        return ""


class GuardedSession:
    """Fetches addresses that others wrote, guarded against SSRF; thread-safe."""

    def __init__(
        self,
        *,
        client: HttpClient | None = None,
        guard: SsrfGuard | None = None,
        limits: FetchLimits | None = None,
        referer: str = "",
    ) -> None:
        """Keep what is used; `referer` is told to hosts that refuse a request without one."""
        self._client = client or HttpClient()
        self._guard = guard or SsrfGuard()
        self._limits = limits or FetchLimits()
        self._referer = referer

    def fetch(self, url: str, accept: str = "*/*") -> FetchedResource:
        """Return the resource at an address, after following its redirects.

        Raises:
            FetchError: The address is refused or unreachable, or its response is an error, too large or too slow.
        """
        headers = {"User-Agent": USER_AGENT, "Accept": accept}
        with SocketDeadline(self._limits.total_seconds) as deadline:
            host = self._guard.check(url, "", deadline.seconds_left)
            for _ in range(self._limits.redirects + 1):
                answer = self._request(host, headers, deadline)
                if isinstance(answer, FetchedResource):
                    return answer
                host = self._guard.check(answer, host.destination.url, deadline.seconds_left)
        raise FetchError(Problem("fetch-redirects", {"url": host.destination.shown, "limit": self._limits.redirects}))

    def _request(
        self, host: ResolvedHost, headers: Mapping[str, str], deadline: SocketDeadline
    ) -> FetchedResource | str:
        """Return the resource or the target of a redirect; retry once after a temporary failure or with a referer."""
        try:
            return self._request_once(host, headers, deadline)
        except FetchError as error:
            [problem] = error.problems
            if self._referer and problem.values.get("status") == http.client.FORBIDDEN:
                headers = {**headers, "Referer": self._referer}
            elif problem.message in _TEMPORARY:
                deadline.wait(self._limits.pause_seconds)
            else:
                raise
        return self._request_once(host, headers, deadline)

    def _request_once(
        self, host: ResolvedHost, headers: Mapping[str, str], deadline: SocketDeadline
    ) -> FetchedResource | str:
        seconds = min(self._limits.read_seconds, deadline.seconds_left)
        request = OutgoingRequest(host, headers, self._limits.connect_seconds, seconds)
        try:
            with self._client.send(request, deadline) as response:
                location = response.headers.get("Location") if response.status_code in _REDIRECTS else None
                return _decode_header(location) if location else self._read(response, host, deadline)
        except HttpFailure as failure:
            raise FetchError(Problem(f"fetch-{failure.cause}", {"url": host.destination.shown})) from failure

    def _read(self, response: Answer, host: ResolvedHost, deadline: SocketDeadline) -> FetchedResource:
        values = {"url": host.destination.shown}
        status = response.status_code
        if status != http.client.OK:
            raise FetchError(Problem(_STATUSES.get(status, "fetch-status"), {**values, "status": status}))
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            raise FetchError(Problem("fetch-packed", values))
        data = read_body(response, self._limits.max_bytes, deadline)
        if len(data) > self._limits.max_bytes and not self._limits.head_only:
            raise FetchError(Problem("fetch-large", {**values, "limit": self._limits.max_bytes // 1_000_000}))
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return FetchedResource(data, media_type, host.destination.url)


def _decode_header(value: str) -> str:
    """Return a header decoded as UTF-8 if possible: http.client reads Latin-1, servers in China write UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
