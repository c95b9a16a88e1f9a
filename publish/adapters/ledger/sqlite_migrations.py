"""Bring a ledger of an older program up to date; one transaction, so that it is the old one or the new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Column, Connection, func, insert, select, update
from sqlalchemy.schema import CreateColumn

from publish.adapters.ledger.restore_stamp import STARTED, make_stamp
from publish.adapters.ledger.table_schema import ACCOUNTS, ACTS, DELIVERIES, HOME, VERSION

_SECOND: tuple[Column[object], ...] = (
    DELIVERIES.c.publish_id,
    DELIVERIES.c.clientmsgid,
    DELIVERIES.c.addresses,
    DELIVERIES.c.reason,
    DELIVERIES.c.released,
    ACTS.c.publish_id,
    ACTS.c.reason,
)
"""What version 2 added."""
_THIRD: tuple[Column[object], ...] = (
    ACCOUNTS.c.steps,
    ACCOUNTS.c.seen,
    ACCOUNTS.c.stamp,
    ACCOUNTS.c.doubted,
    DELIVERIES.c.newsletter,
    DELIVERIES.c.manual,
    DELIVERIES.c.passed,
    DELIVERIES.c.missed,
)
"""What version 3 added."""


def migrate(connection: Connection, version: int, home: Mapping[str, str], schema: str | None = None) -> None:
    """Bring the tables of an older version up to date.

    Args:
        connection: Inside a transaction.
        version: Which they are of; only SQLite files have version 1.
        home: Where a ledger of version 1 is from now on; later ones know.
        schema: In which they lie.
    """
    if version == 1:
        _add_columns(connection, _SECOND, schema)
        HOME.create(connection)
        connection.execute(insert(HOME).values(version=version, **home))
    _add_columns(connection, _THIRD, schema)
    mine = select(func.count()).select_from(ACTS.join(DELIVERIES, ACTS.c.delivery == DELIVERIES.c.number))
    kept = mine.where(DELIVERIES.c.appid == ACCOUNTS.c.appid).scalar_subquery()
    connection.execute(update(ACCOUNTS).values(steps=kept, stamp=make_stamp(connection, STARTED)))
    connection.execute(update(HOME).values(version=VERSION))


def _add_columns(connection: Connection, columns: Iterable[Column[object]], schema: str | None) -> None:
    for column in columns:
        definition = CreateColumn(column).compile(dialect=connection.dialect)
        table = f"{schema}.{column.table.name}" if schema else column.table.name
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {definition}")
