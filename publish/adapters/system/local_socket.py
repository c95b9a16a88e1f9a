"""A place to listen, for this machine alone."""

from __future__ import annotations

import errno
import os
import socket

from publish.core.exceptions import SettingsError
from publish.core.problem import Problem

LOOPBACK = "127.0.0.1"


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
            raise SettingsError(Problem("port-taken", {"port": port})) from error
        reason = os.strerror(error.errno or 0)
        raise SettingsError(Problem("port-refused", {"port": port, "reason": reason})) from error
    return opened
