"""Access control: requests of this machine, from the page's own origin, with the token of the printed address."""

from __future__ import annotations

import asyncio
import contextlib
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_OWN_SITES = ("none", "same-origin")
_REFUSAL = "only for this machine, at the address that publish preview printed\n"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


class PreviewAccess:
    """Middleware that refuses requests with another host name or port, or from another origin."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in LOCAL_NAMES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and not self._is_own(Request(scope)):
            await PlainTextResponse(_REFUSAL, 403, HEADERS)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:  # nobody is left to be answered
            return
        except asyncio.CancelledError:  # the server stops during a build
            with contextlib.suppress(RuntimeError):  # the response had begun
                await PlainTextResponse("ending\n", 503, HEADERS)(scope, receive, send)

    def _is_own(self, request: Request) -> bool:
        hosts, origins = request.headers.getlist("host"), request.headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return False
        if request.headers.get("sec-fetch-site", "none") not in _OWN_SITES and not _is_entry(request):
            return False
        if request.method in ("GET", "HEAD") and not origins:
            return True
        # A page of this server sends its origin when it writes, by the same name as the host.
        return origins == [f"http://{hosts[0].lower()}"]


def _is_entry(request: Request) -> bool:
    """Return whether a browser navigates to the page, as the redirect file does; the token is checked later."""
    fetch = (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest"))
    return fetch == ("navigate", "document") and request.method == "GET" and request.url.path == "/"


def check_token(given: str, token: str) -> None:
    """Raise HTTPException 403 for a wrong token."""
    if not secrets.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        raise HTTPException(403, _REFUSAL, HEADERS)
