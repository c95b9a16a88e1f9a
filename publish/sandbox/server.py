"""The sandbox as a process: a socket on this machine, and what answers there until somebody stops it."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from uvicorn import Config, Server

from publish.errors import SettingsError
from publish.model import Problem
from publish.sandbox.accounts import open_accounts
from publish.sandbox.app import make_app
from publish.sandbox.clock import Clock
from publish.sandbox.records import Dial
from publish.sandbox.state import State
from publish.sandbox.store import MemoryStore, Store
from publish.sandbox.wire import WireProtocol

LOOPBACK = "127.0.0.1"
_GRACE_SECONDS = 1
_KEEP_ALIVE_SECONDS = 75
"""As web servers do; a client may think between two calls."""


def open_state(data: Path | None) -> State:
    """Return what the sandbox knows: nothing but its accounts, or what a file remembers.

    Raises:
        SettingsError: The file is no sandbox's, or cannot be opened.
    """
    state = State(_open_store(data), Clock())
    open_accounts(state)
    dial = state.store.find(Dial, "dial")
    if dial is not None:
        state.clock.advance(dial.offset)
        if dial.stopped_at is not None:
            state.clock.stop()
            state.clock.advance(dial.stopped_at - state.clock.now)
    return state


def _open_store(data: Path | None) -> Store:
    if data is None:
        return MemoryStore()
    from publish.sandbox.database import SqliteStore  # loads SQLAlchemy

    return SqliteStore(data)


def open_socket(port: int) -> socket.socket:
    """Listen on a port of this machine; port 0 is any free one.

    Raises:
        SettingsError: Somebody else listens there, or one may not.
    """
    # Named TCP, or asyncio leaves Nagle's algorithm on, and every answer takes 40 ms.
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A port of which a connection still lingers is free; one on which somebody listens is not.
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((LOOPBACK, port))
        opened.listen()
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(Problem("sandbox-port-taken", {"port": port})) from error
        reason = os.strerror(error.errno or 0)
        raise SettingsError(Problem("sandbox-port-refused", {"port": port, "reason": reason})) from error
    return opened


def make_server(state: State, opened: socket.socket) -> Server:
    """Return the server; its `run` takes the socket."""
    port = opened.getsockname()[1]
    config = Config(
        make_app(state, port),
        http=WireProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config)


def serve(state: State, opened: socket.socket) -> None:
    """Answer until somebody stops it.

    Raises:
        KeyboardInterrupt: Ctrl-C did.
    """
    try:
        make_server(state, opened).run(sockets=[opened])
    finally:
        opened.close()
        state.store.close()
