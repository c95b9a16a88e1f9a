"""Whose certificates are believed, wherever the program runs; the only module that knows certifi."""

from __future__ import annotations

import ssl

import certifi


def make_context() -> ssl.SSLContext:
    """Return what every TLS connection begins with; no variable of the shell names others."""
    return ssl.create_default_context(cafile=certifi.where())
