"""Facilities of this machine: clock, time zones, browser, CI detection and a loopback socket."""

from __future__ import annotations

import errno
import os
import socket
import time
import webbrowser
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from publish.core.exceptions import SettingsError
from publish.core.problem import Problem

LOOPBACK = "127.0.0.1"
_CI = ("CI", "GITHUB_ACTIONS")


def has_browser() -> bool:
    """Return whether a web browser can be opened."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def is_ci(environment: Mapping[str, str]) -> bool:
    """Return whether this is a CI machine, which is discarded after its job."""
    return any(environment.get(name, "").lower() not in ("", "0", "false") for name in _CI)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    def wait(self, seconds: float) -> None:
        """Sleep for a number of seconds."""
        time.sleep(seconds)


def load_zone(name: str) -> tzinfo:
    """Return the time zone of a name that the settings have validated."""
    from zoneinfo import ZoneInfo  # searches for the database, and is rarely needed

    return ZoneInfo(name)


def open_socket(port: int) -> socket.socket:
    """Return a socket that listens on a loopback port; port 0 is any free one.

    Raises:
        SettingsError: The port is taken, or listening on it is not permitted.
    """
    # Named TCP, or asyncio leaves Nagle's algorithm on, and every answer takes 40 ms.
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # Allows a port with a lingering connection, not one with a listener; on Windows REUSEADDR would allow that, too.
    option = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    opened.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        opened.bind((LOOPBACK, port))
        opened.listen()
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(Problem("port-taken", {"port": port})) from error
        reason = error.strerror or os.strerror(error.errno or 0)
        raise SettingsError(Problem("port-refused", {"port": port, "reason": reason})) from error
    return opened
