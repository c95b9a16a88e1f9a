"""Location of a ledger: a file, or a database server that several hosts share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from publish.adapters.storage.secret import Secret
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem

_SCHEMES = ("postgresql", "postgres")


def is_server_address(address: str) -> bool:
    """Return whether an address names a database of a PostgreSQL server."""
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        return False


def holds_password(address: str) -> bool:
    """Return whether an address contains a password."""
    parts = urlsplit(address)
    return bool(parts.password) or "password" in parse_qs(parts.query)


class PostgresLocation(NamedTuple):
    """A database of a PostgreSQL server."""

    url: Secret  # with user, password and options
    text: str  # without password and options

    def __str__(self) -> str:
        return self.text

    @property
    def secrets(self) -> list[Secret]:
        """Return the passwords that no message may contain, both quoted and unquoted."""
        parts = urlsplit(self.url.reveal())
        passwords = [parts.password or "", *parse_qs(parts.query).get("password", [])]
        return [Secret(text) for quoted in passwords if quoted for text in {quoted, unquote(quoted)}]


LedgerLocation: TypeAlias = Path | PostgresLocation


def parse_ledger_location(text: str, repository: Path) -> LedgerLocation:
    """Return the location that a setting names; a path is relative to the repository.

    Raises:
        SettingsError: It is an address, but not of a PostgreSQL database.
    """
    if "://" not in text:
        return repository / Path(text).expanduser()
    if not is_server_address(text):
        raise SettingsError(Problem("ledger-address", {"name": "PUBLISH_LEDGER"}))
    parts = urlsplit(text)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return PostgresLocation(Secret(text), f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}")
