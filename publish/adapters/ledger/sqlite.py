"""A ledger in an SQLite file.

With the rollback journal a copy of the file alone is complete, and every change is on disk (`synchronous` EXTRA: FULL,
and the folder, too) before the call returns. SQLite would create a missing file, so only `create_file` does.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePath
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateColumn

from publish.adapters.ledger.copy_detection import STARTED, check_same_origin, describe_origin, make_stamp
from publish.adapters.ledger.table_schema import (
    ACCOUNTS,
    ACTS,
    DELIVERIES,
    HOME,
    METADATA,
    VERSION,
    WITH_STEPS,
    has_all_tables,
    list_columns_since,
    list_tables_since,
)
from publish.adapters.storage.file_access import (
    NEW_FILE,
    can_others_read,
    can_others_write,
    open_without_link,
    publish_file,
)
from publish.adapters.storage.private_files import make_missing_folders
from publish.core.exceptions import BusyError, LedgerError
from publish.core.problem import Problem


def migrate(connection: Connection, version: int, origin: Mapping[str, str], schema: str | None = None) -> None:
    """Migrate tables inside a transaction; only SQLite files have version 1, which has no origin."""
    if version == 1:
        _add_columns(connection, 2, schema)
        HOME.create(connection)
        connection.execute(insert(HOME).values(version=version, **origin))
    if version < WITH_STEPS:
        _add_columns(connection, WITH_STEPS, schema)
        _count_steps(connection)
    for added in range(max(version, WITH_STEPS) + 1, VERSION + 1):
        _add_columns(connection, added, schema)
        for table in list_tables_since(added):
            table.create(connection)
    connection.execute(update(HOME).values(version=VERSION))


def _count_steps(connection: Connection) -> None:
    """Give each account a step for every event so far."""
    events = select(func.count()).select_from(ACTS.join(DELIVERIES, ACTS.c.delivery == DELIVERIES.c.number))
    steps = events.where(DELIVERIES.c.appid == ACCOUNTS.c.appid).scalar_subquery()
    connection.execute(update(ACCOUNTS).values(steps=steps, stamp=make_stamp(connection, STARTED)))


def _add_columns(connection: Connection, version: int, schema: str | None) -> None:
    for column in list_columns_since(version):
        definition = CreateColumn(column).compile(dialect=connection.dialect)
        table = f"{schema}.{column.table.name}" if schema else column.table.name
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {definition}")


APPLICATION_ID = 0x50554C47  # SQLite's `application_id` of a ledger

_LOCK_SECONDS = 5
_PRAGMAS = ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = EXTRA")
_DAMAGED = dict.fromkeys((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB), "ledger-damaged")
_BUSY = dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), "ledger-busy")


def create_file(path: Path) -> None:
    """Create an empty ledger under a temporary name, and rename it when it is complete."""
    make_missing_folders(path.parent)
    staged = path.with_name(f".publish.{os.getpid()}.{path.name}")
    try:
        os.close(open_without_link(staged, NEW_FILE))
        with _connect(staged, writing=True) as connection, connection.begin():
            METADATA.create_all(connection)
            connection.execute(insert(HOME).values(version=VERSION, **describe_origin(path)))
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        publish_file(staged, path)
    finally:
        staged.unlink(missing_ok=True)


@contextmanager
def open_file(path: Path, *, writing: bool, check_origin: bool = True) -> Iterator[Connection]:
    """Open a valid ledger file; an older version is migrated.

    Raises:
        LedgerError: It is missing, damaged, not a ledger, of a newer program, or a copy.
    """
    _check_file(path)
    if writing:
        _make_private(path)
    with _connect(path, writing=writing) as connection:
        if _check_version(connection, path) < VERSION:
            _migrate(path)
        _check_integrity(connection, path)
        if check_origin:
            _check_origin(connection, path, writing=writing)
        yield connection


def _check_origin(connection: Connection, path: Path, *, writing: bool) -> None:
    here = describe_origin(path)
    with connection.begin():
        home = connection.execute(select(HOME)).mappings().one()
        check_same_origin(home, here, str(path))
        if writing and home["machine"] != here["machine"]:  # the same machine by what it was once known by
            connection.execute(update(HOME).values(machine=here["machine"]))


@contextmanager
def explain_file(path: Path) -> Iterator[None]:
    """Turn file and database errors into LedgerError or BusyError."""
    try:
        yield
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise LedgerError(Problem("ledger-unwritable", values)) from error
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        problem = Problem(
            (_BUSY | _DAMAGED).get(code, "ledger-unwritable"), {"path": str(path), "reason": str(error.orig)}
        )
        raise (BusyError if code in _BUSY else LedgerError)(problem) from error


def _connect(path: Path, *, writing: bool) -> AbstractContextManager[Connection]:
    return connect_once(_make_engine(path, "BEGIN IMMEDIATE" if writing else "BEGIN"))


@contextmanager
def connect_once(engine: Engine) -> Iterator[Connection]:
    """Connect, and dispose of the engine afterwards."""
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _make_engine(path: Path, begin: str) -> Engine:
    """Return an engine with explicit transactions: Python's own would leave `CREATE TABLE` outside."""
    address = f"{make_sqlite_uri(path.absolute())}?mode=rw"  # never creates a file

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=_LOCK_SECONDS, check_same_thread=False, isolation_level=None
        )
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def make_sqlite_uri(path: PurePath) -> str:
    """Return the address of a file as SQLite reads it: with an empty host, and a slash before a drive."""
    written = path.as_posix()
    return f"file://{'' if written.startswith('/') else '/'}{quote(written, safe='/:')}"


def _migrate(path: Path) -> None:
    with _connect(path, writing=True) as connection, connection.begin():
        if _read_version(connection) < VERSION:  # nobody else has migrated it meanwhile
            migrate(connection, _read_version(connection), describe_origin(path))
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _read_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _check_file(path: Path) -> None:
    """Raise LedgerError unless the path is a non-empty file that only its owner may write."""
    values = {"path": str(path)}
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise LedgerError(Problem("ledger-missing", values)) from error
    if not stat.S_ISREG(status.st_mode):
        raise LedgerError(Problem("ledger-no-file", values))
    if can_others_write(status.st_mode):
        raise LedgerError(Problem("ledger-open", values))
    if not status.st_size:
        raise LedgerError(Problem("ledger-empty", values))


def _make_private(path: Path) -> None:
    """Remove read permission of others, which a file that was copied back may have."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if can_others_read(mode):
        with suppress(PermissionError):  # another owner's file that we may write
            path.chmod(mode & stat.S_IRWXU)


def _check_version(connection: Connection, path: Path) -> int:
    """Return the version of a file's tables.

    Raises:
        LedgerError: It is not a ledger, or of a newer program.
    """
    with connection.begin():
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = _read_version(connection)
    if application != APPLICATION_ID:
        raise LedgerError(Problem("ledger-foreign", {"path": str(path)}))
    if version > VERSION:
        raise LedgerError(Problem("ledger-newer", {"path": str(path)}))
    return version


def _check_integrity(connection: Connection, path: Path) -> None:
    with connection.begin():
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        complete = found == "ok" and has_all_tables(connection)
    if not complete:
        raise LedgerError(Problem("ledger-damaged", {"path": str(path), "reason": found}))
