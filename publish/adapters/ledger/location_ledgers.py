"""Addresses of databases that can hold a ledger, as libpq writes them.

Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

_SCHEMES = ("postgresql", "postgres")


def is_server_address(address: str) -> bool:
    """Say whether an address names a database of a PostgreSQL server."""
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        return False


def holds_password(address: str) -> bool:
    """Say whether an address holds a password, which then lies wherever the address does."""
    parts = urlsplit(address)
    return bool(parts.password) or "password" in parse_qs(parts.query)
