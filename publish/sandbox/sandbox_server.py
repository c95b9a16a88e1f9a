"""The sandbox as a process: a socket on this machine, and what answers there until somebody stops it."""

from __future__ import annotations

import socket
from pathlib import Path

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from publish.sandbox.content_rules import ContentRules
from publish.sandbox.default_accounts import open_accounts
from publish.sandbox.faulty_http import FaultyHttpProtocol
from publish.sandbox.models import ClockState
from publish.sandbox.sandbox_clock import SandboxClock
from publish.sandbox.state import State
from publish.sandbox.store import MemoryStore, Store
from publish.sandbox.web_app import make_app

_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 75
"""As web servers do; a client may think between two calls."""


def open_state(data: Path | None, rules: ContentRules) -> State:
    """Return what the sandbox knows: nothing but its accounts, or what a file remembers.

    Raises:
        StoreError: The file is no sandbox's, or cannot be opened.
    """
    state = State(_open_store(data), SandboxClock(), rules)
    open_accounts(state)
    dial = state.store.find(ClockState, "dial")
    if dial is not None:
        state.clock.advance(dial.offset)
        if dial.stopped_at is not None:
            state.clock.stop()
            state.clock.advance(dial.stopped_at - state.clock.now)
    return state


def _open_store(data: Path | None) -> Store:
    if data is None:
        return MemoryStore()
    from publish.sandbox.sqlite_store import SqliteStore  # loads SQLAlchemy

    return SqliteStore(data)


def make_server(state: State, opened: socket.socket, protocol: type[H11Protocol]) -> Server:
    """Return the server of a protocol; its `run` takes the socket."""
    port = opened.getsockname()[1]
    config = Config(
        make_app(state, port),
        http=type("SandboxProtocol", (FaultyHttpProtocol, protocol), {}),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # the sandbox has a clock of its own
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config)


def serve(state: State, opened: socket.socket, protocol: type[H11Protocol]) -> None:
    """Answer until somebody stops it.

    Raises:
        KeyboardInterrupt: Ctrl-C did.
    """
    try:
        make_server(state, opened, protocol).run(sockets=[opened])
    finally:
        opened.close()
        state.store.close()
