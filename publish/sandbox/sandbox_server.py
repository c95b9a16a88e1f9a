"""The HTTP server of the sandbox."""

from __future__ import annotations

import socket
from pathlib import Path

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from publish.sandbox.content_rules import ContentRules
from publish.sandbox.faulty_http import FaultyHttpProtocol
from publish.sandbox.models import ClockState
from publish.sandbox.state import State, add_default_accounts
from publish.sandbox.store import Store
from publish.sandbox.web_app import make_app

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 75  # as web servers do: a client may pause between two calls


def open_state(data: Path | None, rules: ContentRules, content_limit: str | None = None) -> State:
    """Return the state in a file, or a new one in memory.

    Args:
        data: The file; None for memory.
        rules: What the platform does to an article's HTML.
        content_limit: The limit to an article's length from now on; None for the one that is set.

    Raises:
        StoreError: The file cannot be used.
    """
    store = Store()
    if data is not None:
        from publish.sandbox.sqlite_store import SqliteStore  # loads SQLAlchemy

        store = SqliteStore(data)
    state = State(store, rules)
    add_default_accounts(state)
    clock = store.find(ClockState, "dial")
    if clock is not None:
        state.clock.advance(clock.offset)
        if clock.stopped_at is not None:
            state.clock.stop()
            state.clock.advance(clock.stopped_at - state.clock.now)
    if content_limit is not None:
        with store.transaction():
            state.change_settings({"content_limit": content_limit})
    return state


def make_server(state: State, opened: socket.socket, protocol: type[H11Protocol]) -> Server:
    """Return a server for the port of an open socket, which the caller passes to its `run`."""
    config = Config(
        make_app(state, opened.getsockname()[1]),
        http=type("SandboxProtocol", (FaultyHttpProtocol, protocol), {}),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # the application adds it by the sandbox's clock
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config)


def serve(state: State, opened: socket.socket, protocol: type[H11Protocol]) -> None:
    """Serve until the process is interrupted."""
    try:
        make_server(state, opened, protocol).run(sockets=[opened])
    finally:
        opened.close()
        state.store.close()
