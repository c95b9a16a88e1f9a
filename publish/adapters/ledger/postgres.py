"""A ledger in PostgreSQL, in a schema of its own: for several hosts that publish to one account.

Whoever writes holds an advisory lock on the very session that saves: if it is lost, so is the session, and what could
not be saved is not sent. A connection that broke is therefore never replaced.
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

from publish.adapters.ledger.location import PostgresLocation
from publish.adapters.ledger.sqlite import migrate
from publish.adapters.ledger.table_schema import HOME, METADATA, VERSION, is_whole
from publish.adapters.storage.secret import redact
from publish.core.exceptions import BusyError, LedgerError
from publish.core.problem import Problem

SCHEMA = "publish"

_CONNECT_SECONDS = 10
_SESSION = ("synchronous_commit = on", "lock_timeout = '5s'", "idle_session_timeout = 0")


def create_tables(server: PostgresLocation) -> None:
    """Make an empty ledger where there is none; two that do are one after the other."""
    with _connected(server) as connection, connection.begin():
        connection.execute(select(func.pg_advisory_xact_lock(_make_key(SCHEMA))))
        if not inspect(connection).has_schema(SCHEMA):
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            METADATA.create_all(connection)
            connection.execute(insert(HOME).values(version=VERSION, **describe_server(connection)))


@contextmanager
def open_server(server: PostgresLocation, *, hold: str | None, at_home: bool = True) -> Iterator[Connection]:
    """Open a database that holds a sound ledger.

    Args:
        server: Which.
        hold: AppID of the account to hold; None where nothing will be written.
        at_home: Whether it must lie where it was made.

    Raises:
        LedgerError: It is missing, damaged, of a newer program, or a copy.
        BusyError: Another run holds the account.
    """
    with _connected(server) as connection:
        _check(connection, server, at_home=at_home)
        if hold is not None:
            _hold(connection, hold)
        try:
            yield connection
        finally:
            _let_go(connection)


@contextmanager
def explain_server(server: PostgresLocation) -> Iterator[None]:
    """Turn what goes wrong with a server into errors of ours, without its password."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = redact(str(getattr(error, "orig", error)), server.secrets)
        # Without the cause: it may hold the address as it was given.
        raise LedgerError(Problem("ledger-unwritable", {"path": str(server), "reason": reason})) from None


def describe_server(connection: Connection) -> dict[str, str]:
    """Return which server and database this is; what was restored elsewhere is another's."""
    query = select(text("system_identifier::text, current_database()")).select_from(text("pg_control_system()"))
    machine, database = connection.execute(query).one()
    return {"machine": machine, "host": f"PostgreSQL {machine}", "place": database}


@contextmanager
def _connected(server: PostgresLocation) -> Iterator[Connection]:
    engine = _make_engine(server)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _make_engine(server: PostgresLocation) -> Engine:
    url = make_url(server.url.reveal()).set(drivername="postgresql+psycopg")
    arguments = {"connect_timeout": _CONNECT_SECONDS}
    plain = create_engine(url, connect_args=arguments)
    engine = create_engine(
        url,
        creator=_connect_once(plain, server),
        poolclass=StaticPool,
        execution_options={"schema_translate_map": {None: SCHEMA}},
    )
    engine.hide_parameters = True
    return engine


def _connect_once(plain: Engine, server: PostgresLocation) -> Callable[[], Any]:
    """Return what connects, and never again: another session would not hold the account."""
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


def _check(connection: Connection, server: PostgresLocation, *, at_home: bool) -> None:
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
            _bring_up_to_date(connection)
        if home is None or not is_whole(connection, SCHEMA):
            raise LedgerError(Problem("ledger-damaged", {**values, "reason": "tables"}))
        here = describe_server(connection)
        if at_home and (home["machine"], home["place"]) != (here["machine"], here["place"]):
            raise LedgerError(Problem("ledger-copied", {**values, "host": home["host"], "place": home["place"]}))


def _bring_up_to_date(connection: Connection) -> None:
    """Migrate the tables inside the transaction that found them old; two hosts that do are one after the other."""
    connection.execute(select(func.pg_advisory_xact_lock(_make_key(SCHEMA))))
    version = connection.execute(select(HOME.c.version)).scalar_one()
    if version < VERSION:  # nobody else has, meanwhile
        migrate(connection, version, describe_server(connection), SCHEMA)


def _hold(connection: Connection, appid: str) -> None:
    with connection.begin():
        held = connection.execute(select(func.pg_try_advisory_lock(_make_key(appid)))).scalar_one()
    if not held:
        raise BusyError(Problem("account-busy", {"appid": appid}))


def _let_go(connection: Connection) -> None:
    """Give back at once what is held: a busy server notices late that a session has ended."""
    with suppress(SQLAlchemyError, LedgerError):  # of a connection that was lost, it does
        connection.rollback()
        with connection.begin():
            connection.execute(select(func.pg_advisory_unlock_all()))


def _make_key(name: str) -> int:
    """Return the number of an advisory lock; the database shares them with other programs."""
    return int.from_bytes(hashlib.sha256(f"publish {name}".encode()).digest()[:8], "big", signed=True)
