"""Where a ledger lies: a file, or a database server that several hosts share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from publish.adapters.storage.secret import Secret
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem

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


class PostgresLocation(NamedTuple):
    """A database of a PostgreSQL server."""

    url: Secret
    """With user and password, as they were given."""
    shown: str
    """Without password and options."""

    def __str__(self) -> str:
        return self.shown

    @property
    def secrets(self) -> list[Secret]:
        """Return the words that no message may hold, as they are written and as they are meant."""
        parts = urlsplit(self.url.reveal())
        given = [parts.password or "", *parse_qs(parts.query).get("password", [])]
        return [Secret(word) for written in given if written for word in {written, unquote(written)}]


LedgerPlace: TypeAlias = Path | PostgresLocation


def parse_ledger_location(written: str, repository: Path) -> LedgerPlace:
    """Return where a ledger lies, as somebody wrote it down.

    Raises:
        SettingsError: It is an address of something else than a database.
    """
    if "://" not in written:
        return repository / Path(written).expanduser()
    if not is_server_address(written):
        raise SettingsError(Problem("ledger-address", {"name": "PUBLISH_LEDGER"}))
    parts = urlsplit(written)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return PostgresLocation(Secret(written), f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}")
