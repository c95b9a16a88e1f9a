"""Detection of ledgers that are not the newest: a copy by its origin, a restored backup by its step or row stamp.

A file's step is kept beside it, outside the ledger. In PostgreSQL a row is written by a transaction whose number the
server keeps beside it (`xmin`), and the row holds the same number as its stamp: a row that a restored dump wrote has
another writer. In a file the stamp only says that no step was kept beside it yet.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, func, literal, select, text
from sqlalchemy.types import String

from publish.adapters.ledger.location import LedgerLocation
from publish.adapters.ledger.machine_identity import hash_machine, is_same_machine
from publish.adapters.ledger.table_schema import ACCOUNTS
from publish.adapters.storage.file_access import WRITING, open_without_link, replace_file
from publish.adapters.storage.user_folders import find_state_folder
from publish.core.exceptions import LedgerError
from publish.core.problem import Problem

STARTED = "started"  # stamp in a file of an account that was never used since it was added or migrated
_WRITERS = 2**32  # count of transaction numbers, as a row keeps them
_MAX_BYTES = 64


def describe_origin(path: Path) -> dict[str, str]:
    """Return machine and real path of a ledger's file."""
    return {"machine": hash_machine(), "host": platform.node(), "place": os.path.realpath(path)}


def check_same_origin(home: RowMapping, here: Mapping[str, str], path: str) -> None:
    """Raise LedgerError for a copy, which does not know what the original has sent since; hosts may be renamed."""
    places = (os.path.normcase(place) for place in (home["place"], here["place"]))  # as the system compares names
    if not is_same_machine(home["machine"], here["machine"]) or len({*places}) > 1:
        raise LedgerError(Problem("ledger-copied", {"path": path, "host": home["host"], "place": home["place"]}))


class StepFile:
    """The step of an account's part of a ledger when this machine last wrote it."""

    def __init__(self, location: LedgerLocation, appid: str) -> None:
        self._path = find_step_file(location, appid)

    def read(self) -> int | None:
        """Return the step; None where the file is missing or holds no number."""
        try:
            with self._path.open("rb") as file:
                return int(file.read(_MAX_BYTES))
        except (OSError, ValueError):
            return None

    def write(self, step: int) -> None:
        """Replace the file with a step at once; the caller holds the account, so nobody else writes it.

        Raises:
            LedgerError: It cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            staged = self._path.with_name(f".{self._path.name}.new")
            handle = open_without_link(staged, WRITING | os.O_TRUNC)
            with os.fdopen(handle, "wb") as file:
                file.write(b"%d\n" % step)
                file.flush()
                os.fsync(file.fileno())
            replace_file(staged, self._path)
        except OSError as error:
            values = {"path": str(self._path), "reason": error.strerror or str(error)}
            raise LedgerError(Problem("ledger-unwritable", values)) from error


def find_step_file(location: LedgerLocation, appid: str) -> Path:
    """Return the path of the step file: beside a file; for a server, in the user's state folder."""
    if isinstance(location, Path):
        real = Path(os.path.realpath(location))  # the same under every name of the file
        return real.with_name(f"{real.name}.{appid}.step")
    name = hashlib.sha256(str(location).encode()).hexdigest()[:16]
    return find_state_folder(os.environ) / f"server-{name}.{appid}.step"


def make_stamp(connection: Connection, otherwise: str = "") -> Any:
    """Return the stamp for a row that is written now."""
    if connection.dialect.name == "postgresql":
        return func.txid_current().cast(String)
    return literal(otherwise)


def is_untouched(connection: Connection, appid: str) -> bool:
    """Return whether only this program can have written an account's row, as far as the database knows."""
    row = select(ACCOUNTS.c.stamp).where(ACCOUNTS.c.appid == appid)
    if connection.dialect.name != "postgresql":
        return bool(connection.execute(row).scalar_one() == STARTED)
    stamp, writer = connection.execute(row.add_columns(text("account.xmin::text"))).one()
    return bool(stamp) and int(stamp) % _WRITERS == int(writer)
