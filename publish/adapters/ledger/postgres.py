"""A ledger in a PostgreSQL schema, for several hosts that publish to one account.

A writer holds an advisory lock on the session that saves: a lost session loses the lock, and nothing unsaved is sent. A
broken connection is therefore never replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from publish.adapters.ledger.copy_detection import check_same_origin
from publish.adapters.ledger.location import PostgresLocation
from publish.adapters.ledger.sqlite import connect_once, migrate
from publish.adapters.ledger.table_schema import (
    DELIVERY_BY_DRAFT,
    HAS_DRAFT,
    HOME,
    METADATA,
    VERSION,
    has_all_tables,
)
from publish.adapters.storage.secret import redact
from publish.core.exceptions import BusyError, LedgerError
from publish.core.problem import Problem

SCHEMA = "publish"

_CONNECT_SECONDS = 10
_SESSION = ("synchronous_commit = on", "lock_timeout = '5s'", "idle_session_timeout = 0")


def create_tables(server: PostgresLocation) -> None:
    """Create an empty ledger where there is none; a lock makes two hosts do it one after the other."""
    with connect_once(_make_engine(server)) as connection, connection.begin():
        connection.execute(select(func.pg_advisory_xact_lock(_make_key(SCHEMA))))
        if not inspect(connection).has_schema(SCHEMA):
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            DELIVERY_BY_DRAFT.dialect_options["postgresql"]["where"] = HAS_DRAFT
            METADATA.create_all(connection)
            connection.execute(insert(HOME).values(version=VERSION, **describe_server(connection)))


@contextmanager
def open_server(server: PostgresLocation, *, lock: str | None, check_origin: bool = True) -> Iterator[Connection]:
    """Open a database with a valid ledger, and lock an account by its AppID for writing; migrate an older version.

    Raises:
        LedgerError: It is missing, damaged, of a newer program, or a copy.
        BusyError: Another run has locked the account.
    """
    with connect_once(_make_engine(server)) as connection:
        _check(connection, server, check_origin=check_origin)
        if lock is not None:
            _lock(connection, lock)
        try:
            yield connection
        finally:
            _unlock(connection)


@contextmanager
def explain_server(server: PostgresLocation) -> Iterator[None]:
    """Turn database errors into LedgerError, without the password."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = redact(str(getattr(error, "orig", error)), server.secrets)
        # Without the cause, which may contain the address with its password.
        raise LedgerError(Problem("ledger-unwritable", {"path": str(server), "reason": reason})) from None


def describe_server(connection: Connection) -> dict[str, str]:
    """Return the origin of this database; a restored one has another."""
    query = select(text("system_identifier::text, current_database()")).select_from(text("pg_control_system()"))
    machine, database = connection.execute(query).one()
    return {"machine": machine, "host": f"PostgreSQL {machine}", "place": database}


def _make_engine(server: PostgresLocation) -> Engine:
    url = make_url(server.url.reveal()).set(drivername="postgresql+psycopg")
    arguments = {"connect_timeout": _CONNECT_SECONDS}
    try:
        plain = create_engine(url, connect_args=arguments)
    except ImportError as error:
        raise LedgerError(Problem("extra-postgres", {"path": str(server)})) from error
    engine = create_engine(
        url,
        creator=_connect_once(plain, server),
        poolclass=StaticPool,
        execution_options={"schema_translate_map": {None: SCHEMA}},
    )
    engine.hide_parameters = True
    return engine


def _connect_once(plain: Engine, server: PostgresLocation) -> Callable[[], Any]:
    """Return a function that connects once: another session would not hold the lock."""
    opened: list[object] = []

    def connect() -> Any:
        if opened:
            values = {"path": str(server), "reason": "connection lost"}
            raise LedgerError(Problem("ledger-unwritable", values))
        opened.append(plain)
        arguments, named = plain.dialect.create_connect_args(plain.url)
        connection = plain.dialect.connect(*arguments, **named, connect_timeout=_CONNECT_SECONDS)
        for setting in _SESSION:
            connection.execute(f"SET {setting}")
        connection.commit()
        return connection

    return connect


def _check(connection: Connection, server: PostgresLocation, *, check_origin: bool) -> None:
    values = {"path": str(server)}
    with connection.begin():
        if not inspect(connection).has_schema(SCHEMA):
            raise LedgerError(Problem("ledger-missing", values))
        if not inspect(connection).has_table(HOME.name, SCHEMA):
            raise LedgerError(Problem("ledger-foreign", values))
        home = connection.execute(select(HOME)).mappings().first()
        if home is not None and home["version"] > VERSION:
            raise LedgerError(Problem("ledger-newer", values))
        if home is not None and home["version"] < VERSION:
            _migrate(connection)
        if home is None or not has_all_tables(connection, SCHEMA):
            raise LedgerError(Problem("ledger-damaged", {**values, "reason": "tables"}))
        if check_origin:
            check_same_origin(home, describe_server(connection), str(server))


def _migrate(connection: Connection) -> None:
    """Migrate the tables inside the transaction that found them old; a lock lets only one host at a time."""
    connection.execute(select(func.pg_advisory_xact_lock(_make_key(SCHEMA))))
    version = connection.execute(select(HOME.c.version)).scalar_one()
    if version < VERSION:  # nobody else has migrated it meanwhile
        migrate(connection, version, describe_server(connection), SCHEMA)


def _lock(connection: Connection, appid: str) -> None:
    with connection.begin():
        locked = connection.execute(select(func.pg_try_advisory_lock(_make_key(appid)))).scalar_one()
    if not locked:
        raise BusyError(Problem("account-busy", {"appid": appid}))


def _unlock(connection: Connection) -> None:
    """Release the lock at once: a busy server notices late that a session has ended."""
    with suppress(SQLAlchemyError, LedgerError):  # a lost connection has released it
        connection.rollback()
        with connection.begin():
            connection.execute(select(func.pg_advisory_unlock_all()))


def _make_key(name: str) -> int:
    """Return the key of an advisory lock, hashed since other programs use the same keys."""
    return int.from_bytes(hashlib.sha256(f"publish {name}".encode()).digest()[:8], "big", signed=True)
