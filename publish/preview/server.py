"""The cockpit as a process: what answers on a port of this machine until somebody stops it."""

from __future__ import annotations

import socket

from uvicorn import Config, Server

from publish.adapters.web.http_protocol import PromptProtocol
from publish.preview.app import PreviewApp, make_app
from publish.preview.live_builds import LiveBuilds

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 30


class PreviewServer(Server):
    """A server that lets its streams end before it waits for them."""

    def __init__(self, config: Config, desk: LiveBuilds) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, in good order."""
        self._desk.close()
        await super().shutdown(sockets)


def make_server(cockpit: PreviewApp, opened: socket.socket) -> PreviewServer:
    """Return the server; its `run` takes the socket."""
    config = Config(
        make_app(cockpit, opened.getsockname()[1]),
        http=PromptProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return PreviewServer(config, cockpit.desk)


def serve(cockpit: PreviewApp, opened: socket.socket) -> None:
    """Answer until somebody stops it.

    Raises:
        KeyboardInterrupt: Ctrl-C did.
    """
    try:
        make_server(cockpit, opened).run(sockets=[opened])
    finally:
        opened.close()
