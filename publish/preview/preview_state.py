"""What every route of the preview server works with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publish.i18n.translator import Translator
from publish.preview.access import HEADERS
from publish.preview.live_builds import LiveBuilds

INVALID_REQUEST = "no such wish\n"


class PreviewApp(NamedTuple):
    """State of the application."""

    builds: LiveBuilds
    token: str
    first: str  # the issue of requests that name none
    watch: Callable[[], AsyncIterator[None]]  # yields whenever a file has changed
    watch_deliveries: Callable[[], AsyncIterator[None]]  # yields whenever the ledger may have changed
    export: Callable[[str, str], Awaitable[bytes]] | None
    """Turns a page into a PDF or a picture; None without a browser."""


def choose_translator(request: Request) -> Translator:
    """Return a translator for the browser's language; Chinese if it accepts neither."""
    header = request.headers.get("accept-language", "").lower()
    positions = {header.find(language): language for language in ("zh", "en") if language in header}
    return Translator(positions[min(positions)] if positions else "zh")


def send_json(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return an answer in JSON."""
    return JSONResponse(content, status, HEADERS)
