"""By what it shows that an account's row in a ledger was put back from a backup.

In PostgreSQL a row is written by a transaction whose number the server keeps beside it (`xmin`), and the row holds the
same number: one that a restored dump wrote has another writer. A file knows nothing of the kind; there, the step is
kept beside the ledger (`step_file`), and the stamp only says that nothing was kept there yet.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, literal, select, text
from sqlalchemy.types import String

from publish.adapters.ledger.table_schema import ACCOUNTS

STARTED = "started"
"""In a file: of an account that was never used since it was added, or brought up to date."""
_WRITERS = 2**32
"""Numbers of transactions, as a row keeps them."""


def make_stamp(connection: Connection, otherwise: str = "") -> Any:
    """Return what is to be written as the stamp of a row, by whoever writes it."""
    if connection.dialect.name == "postgresql":
        return func.txid_current().cast(String)
    return literal(otherwise)


def is_untouched(connection: Connection, appid: str) -> bool:
    """Return whether nobody but this program can have written an account's row, as far as the database tells."""
    row = select(ACCOUNTS.c.stamp).where(ACCOUNTS.c.appid == appid)
    if connection.dialect.name != "postgresql":
        return bool(connection.execute(row).scalar_one() == STARTED)
    stamp, writer = connection.execute(row.add_columns(text("account.xmin::text"))).one()
    return bool(stamp) and int(stamp) % _WRITERS == int(writer)
