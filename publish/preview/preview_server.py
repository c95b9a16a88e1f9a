"""The preview server, on a port of this machine."""

from __future__ import annotations

import socket

from uvicorn import Config, Server

from publish.adapters.web.http_protocol import PromptProtocol
from publish.preview.app import make_app
from publish.preview.live_builds import LiveBuilds
from publish.preview.preview_state import PreviewApp

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 30


class PreviewServer(Server):
    """A server that ends its streams before it waits for them."""

    def __init__(self, config: Config, builds: LiveBuilds) -> None:
        super().__init__(config)
        self._builds = builds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down gracefully."""
        self._builds.close()
        await super().shutdown(sockets)


def make_server(preview: PreviewApp, listening: socket.socket) -> PreviewServer:
    """Return the server; its `run` takes the socket."""
    config = Config(
        make_app(preview, listening.getsockname()[1]),
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
    return PreviewServer(config, preview.builds)


def serve(preview: PreviewApp, listening: socket.socket) -> None:
    """Serve until the user stops it; raise KeyboardInterrupt on Ctrl-C."""
    try:
        make_server(preview, listening).run(sockets=[listening])
    finally:
        listening.close()
