"""A ledger in an SQLite file.

The journal is SQLite's rollback journal, so a copy of the file alone is whole, and every change is on disk
(`synchronous` EXTRA: FULL, and the folder, too) before the call returns. A file that went missing looks to SQLite like
a new one, so one is only ever made by `create_file`.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Column, Connection, Engine, create_engine, event, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateColumn

from publish.adapters.ledger.origin import describe_origin
from publish.adapters.ledger.restore_stamp import STARTED, make_stamp
from publish.adapters.ledger.table_schema import ACCOUNTS, ACTS, DELIVERIES, HOME, METADATA, VERSION, is_whole
from publish.adapters.storage.private_files import make_missing_folders
from publish.core.exceptions import BusyError, LedgerError
from publish.core.problem import Problem

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


APPLICATION_ID = 0x50554C47
"""Marks a file as a ledger of ours (SQLite's `application_id`)."""

_LOCK_SECONDS = 5
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_PRAGMAS = ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = EXTRA")
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def create_file(path: Path) -> None:
    """Make an empty ledger; it gets its name when it is whole."""
    make_missing_folders(path.parent)
    staged = path.with_name(f".publish.{os.getpid()}.{path.name}")
    try:
        os.close(os.open(staged, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with _connected(staged, writing=True) as connection, connection.begin():
            METADATA.create_all(connection)
            connection.execute(insert(HOME).values(version=VERSION, **describe_origin(path)))
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        os.link(staged, path)  # unlike a rename, it never takes the place of what somebody else made meanwhile
    finally:
        staged.unlink(missing_ok=True)


@contextmanager
def open_file(path: Path, *, writing: bool, at_home: bool = True) -> Iterator[Connection]:
    """Open a file that is a sound ledger; one of an older program is brought up to date.

    Args:
        path: Where it lies.
        writing: Whether anything will be written.
        at_home: Whether it must lie where it was made.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, or a copy.
    """
    _check_file(path)
    if writing:
        _close_to_others(path)
    with _connected(path, writing=writing) as connection:
        if _check_mark(connection, path) < VERSION:
            _bring_up_to_date(path)
        _check_whole(connection, path)
        if at_home:
            _check_home(connection, path)
        yield connection


@contextmanager
def explain_file(path: Path) -> Iterator[None]:
    """Turn what goes wrong with a file into errors of ours."""
    try:
        yield
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise LedgerError(Problem("ledger-unwritable", values)) from error
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        problem = Problem(_name_error(code), {"path": str(path), "reason": str(error.orig)})
        raise (BusyError if code in _BUSY else LedgerError)(problem) from error


def _name_error(code: int) -> str:
    if code in _BUSY:
        return "ledger-busy"
    return "ledger-damaged" if code in _DAMAGED else "ledger-unwritable"


@contextmanager
def _connected(path: Path, *, writing: bool) -> Iterator[Connection]:
    engine = _make_engine(path, "BEGIN IMMEDIATE" if writing else "BEGIN")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _make_engine(path: Path, begin: str) -> Engine:
    """Return the way to a file, whose transactions are ours: Python's own would leave what makes tables outside."""
    address = f"file:{quote(str(path.absolute()))}?mode=rw"  # never makes a file

    def connect() -> sqlite3.Connection:
        opened = sqlite3.connect(
            address, uri=True, timeout=_LOCK_SECONDS, check_same_thread=False, isolation_level=None
        )
        for pragma in _PRAGMAS:
            opened.execute(f"PRAGMA {pragma}")
        return opened

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _bring_up_to_date(path: Path) -> None:
    with _connected(path, writing=True) as connection, connection.begin():
        if _read_version(connection) < VERSION:  # nobody else has, meanwhile
            migrate(connection, _read_version(connection), describe_origin(path))
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _read_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _check_file(path: Path) -> None:
    """Raise LedgerError unless a file is there that could be a ledger."""
    values = {"path": str(path)}
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise LedgerError(Problem("ledger-missing", values)) from error
    if not stat.S_ISREG(status.st_mode):
        raise LedgerError(Problem("ledger-no-file", values))
    if status.st_mode & _OTHERS_WRITE:
        raise LedgerError(Problem("ledger-open", values))
    if not status.st_size:
        raise LedgerError(Problem("ledger-empty", values))


def _close_to_others(path: Path) -> None:
    """Take from others the right to read what was sent: a file that was copied back may have it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS_READ:
        with suppress(PermissionError):  # another's file, that we may write
            path.chmod(mode & stat.S_IRWXU)


def _check_mark(connection: Connection, path: Path) -> int:
    """Return the version of a file's tables.

    Raises:
        LedgerError: It is not ours, or of a newer program.
    """
    with connection.begin():
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = _read_version(connection)
    if mark != APPLICATION_ID:
        raise LedgerError(Problem("ledger-foreign", {"path": str(path)}))
    if version > VERSION:
        raise LedgerError(Problem("ledger-newer", {"path": str(path)}))
    return version


def _check_whole(connection: Connection, path: Path) -> None:
    with connection.begin():
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        whole = found == "ok" and is_whole(connection)
    if not whole:
        raise LedgerError(Problem("ledger-damaged", {"path": str(path), "reason": found}))


def _check_home(connection: Connection, path: Path) -> None:
    """Raise LedgerError for a copy: what the original has sent since, it does not know."""
    with connection.begin():
        home = connection.execute(select(HOME)).mappings().one()
    here = describe_origin(path)
    if (home["machine"], home["place"]) != (here["machine"], here["place"]):
        values = {"path": str(path), "host": home["host"], "place": home["place"]}
        raise LedgerError(Problem("ledger-copied", values))
