"""Who may ask: this machine, its own pages, and whoever was given the address that was printed."""

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
    """Refuse what does not mean this machine by name and port, or comes from another page."""

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
        except ClientDisconnect:  # its request broke off: nobody is there to be answered
            return
        except asyncio.CancelledError:  # the server ends while something is still being built
            with contextlib.suppress(RuntimeError):  # the answer had begun
                await PlainTextResponse("ending\n", 503, HEADERS)(scope, receive, send)

    def _is_own(self, request: Request) -> bool:
        hosts, origins = request.headers.getlist("host"), request.headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return False
        if request.headers.get("sec-fetch-site", "none") not in _OWN_SITES and not _is_entry(request):
            return False
        if request.method in ("GET", "HEAD") and not origins:
            return True
        # A page of ours says where it comes from when it writes; by the very name that it is asked under.
        return origins == [f"http://{hosts[0].lower()}"]


def _is_entry(request: Request) -> bool:
    """Say whether a browser's window is led to the page, as by the file that opens it; its token is looked at later."""
    led = (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest")) == ("navigate", "document")
    return led and request.method == "GET" and request.url.path == "/"


def check_token(given: str, token: str) -> None:
    """Refuse whoever was not given the address.

    Raises:
        HTTPException: 403.
    """
    if not secrets.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        raise HTTPException(403, _REFUSAL, HEADERS)
