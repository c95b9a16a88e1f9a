"""Bring a ledger of an older program up to date; one transaction, so that it is the old one or the new one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Connection, insert
from sqlalchemy.schema import CreateColumn

from publish.adapters.ledger.tables import ACTS, DELIVERIES, HOME, VERSION

_NEW: tuple[Column[object], ...] = (
    DELIVERIES.c.publish_id,
    DELIVERIES.c.clientmsgid,
    DELIVERIES.c.addresses,
    DELIVERIES.c.reason,
    DELIVERIES.c.released,
    ACTS.c.publish_id,
    ACTS.c.reason,
)
"""What version 2 added."""


def migrate(connection: Connection, home: Mapping[str, str]) -> None:
    """Bring the tables of version 1, which only SQLite files have, to version 2.

    Args:
        connection: Inside a transaction.
        home: Where the ledger is from now on.
    """
    for column in _NEW:
        definition = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {definition}")
    HOME.create(connection)
    connection.execute(insert(HOME).values(version=VERSION, **home))
