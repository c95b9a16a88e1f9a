"""The ledger in an SQLite file; the only module of ours beside the sandbox's that knows SQLAlchemy.

One file holds the deliveries of all accounts; whoever opens it sees one account's. The journal is SQLite's rollback
journal, so a copy of the file alone is whole, and every change is on disk (`synchronous` EXTRA: FULL, and the folder,
too) before the call returns. A ledger is only ever made by `create_ledger`: one that went missing looks to SQLite like
a new one, and would have every issue sent again.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from publish.errors import BusyError, LedgerError
from publish.model import Delivery, DeliveryState, Fingerprint, Problem, UploadKind

APPLICATION_ID = 0x50554C47
"""Marks a file as a ledger of ours (SQLite's `application_id`)."""
VERSION = 1
"""Of the tables; it grows when an older program could no longer read them."""

_LOCK_SECONDS = 5
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_PRAGMAS = ("foreign_keys = ON", "journal_mode = DELETE", "synchronous = EXTRA")

_METADATA = MetaData()
_ACCOUNTS = Table(
    "account",
    _METADATA,
    Column("appid", String, primary_key=True),
    Column("used", Text, nullable=False),
)
_DELIVERIES = Table(
    "delivery",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("appid", ForeignKey(_ACCOUNTS.c.appid), nullable=False),
    Column("issue", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("content", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("cover_id", String, nullable=False),
    Column("text", String, nullable=False),
    Column("marked", Boolean, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("started", Text, nullable=False),
    Column("media_id", String, nullable=False),
    Column("kept", String, nullable=False),
    Index("delivery_by_issue", "appid", "issue"),
)
# A draft belongs to one attempt, whatever the program believes.
Index(
    "delivery_by_draft",
    _DELIVERIES.c.appid,
    _DELIVERIES.c.media_id,
    unique=True,
    sqlite_where=_DELIVERIES.c.media_id != "",
    postgresql_where=_DELIVERIES.c.media_id != "",
)
_ACTS = Table(
    "act",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("delivery", ForeignKey(_DELIVERIES.c.number), nullable=False),
    Column("at", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("content", String, nullable=False),
    Column("media_id", String, nullable=False),
)
_UPLOADS = Table(
    "upload",
    _METADATA,
    Column("appid", ForeignKey(_ACCOUNTS.c.appid), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("place", Text, nullable=False),
    Column("at", Text, nullable=False),
)
_INSERT = insert(_DELIVERIES).returning(_DELIVERIES.c.number)
_MARKS = [field.name for field in fields(Fingerprint)]
_PLAIN = ("issue", "content", "articles", "media_id", "kept")


class SqlLedger:
    """One account's part of the ledger."""

    def __init__(self, connection: Connection, path: Path, appid: str, now: Callable[[], datetime]) -> None:
        self._connection = connection
        self._path = path
        self._appid = appid
        self._now = now

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""
        query = select(_DELIVERIES).where(_DELIVERIES.c.appid == self._appid, _DELIVERIES.c.issue == issue)
        with self._transaction():
            row = self._connection.execute(query.order_by(_DELIVERIES.c.number.desc()).limit(1)).mappings().first()
        return None if row is None else _read_delivery(row)

    def save(self, delivery: Delivery) -> Delivery:
        """Keep an attempt as it stands now, and that it came to stand so; a new one comes back with its number."""
        values = _write_delivery(delivery)
        with self._transaction():
            number = delivery.number or self._connection.execute(_INSERT, {"appid": self._appid, **values}).scalar_one()
            self._connection.execute(update(_DELIVERIES).where(_DELIVERIES.c.number == number).values(values))
            seen = {name: values[name] for name in ("state", "content", "media_id")}
            self._connection.execute(insert(_ACTS).values(delivery=number, at=self._now().isoformat(), **seen))
        return replace(delivery, number=number)

    def list_media_ids(self) -> set[str]:
        """Return the drafts that are known to belong to an attempt."""
        query = select(_DELIVERIES.c.media_id).where(_DELIVERIES.c.appid == self._appid, _DELIVERIES.c.media_id != "")
        with self._transaction():
            return set(self._connection.execute(query).scalars())

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        """Return where a picture is on the platform, by the hash of its bytes."""
        query = select(_UPLOADS.c.place).where(*self._is_upload(kind), _UPLOADS.c.digest == digest)
        with self._transaction():
            return self._connection.execute(query).scalar_one_or_none()

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        """Keep where a picture is: an address, or for a cover its media id."""
        values = {"appid": self._appid, "kind": kind, "digest": digest, "place": place, "at": self._now().isoformat()}
        with self._transaction():
            self._connection.execute(delete(_UPLOADS).where(*self._is_upload(kind), _UPLOADS.c.digest == digest))
            self._connection.execute(insert(_UPLOADS).values(values))

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        """Forget a picture that is there no longer."""
        with self._transaction():
            self._connection.execute(delete(_UPLOADS).where(*self._is_upload(kind), _UPLOADS.c.place == place))

    def touch(self) -> None:
        """Write something that means nothing: a full disk, or one that is read-only, shows before anything is sent."""
        same = _ACCOUNTS.c.appid == self._appid
        with self._transaction():
            self._connection.execute(update(_ACCOUNTS).where(same).values(used=self._now().isoformat()))

    def _is_upload(self, kind: UploadKind) -> tuple[Any, ...]:
        return _UPLOADS.c.appid == self._appid, _UPLOADS.c.kind == kind

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _explained(self._path), self._connection.begin():
            yield


@contextmanager
def open_ledger(path: Path, appid: str, now: Callable[[], datetime], *, writing: bool = True) -> Iterator[SqlLedger]:
    """Open an account's part of a ledger, once it is found sound.

    Args:
        path: Where the ledger lies.
        appid: Whose part it is.
        now: Tells the time, in UTC.
        writing: Whether anything will be written; else the file stays as it is.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, knows nothing of the account, or cannot be
            written.
        BusyError: Another program is writing it.
    """
    with ExitStack() as stack:
        with _explained(path):
            connection = stack.enter_context(_opened(path))
            if appid not in _list_accounts(connection):
                raise LedgerError(Problem("ledger-account", {"path": str(path), "appid": appid}))
        ledger = SqlLedger(connection, path, appid, now)
        if writing:
            ledger.touch()
        yield ledger


def create_ledger(path: Path, appid: str, now: Callable[[], datetime]) -> bool:
    """Make a ledger for an account, or a part for it in one that is there; say whether there was anything to do.

    Raises:
        LedgerError: What is there is no sound ledger, or none can be made.
        BusyError: Another program is writing it.
    """
    with _explained(path):
        if not os.path.lexists(path):
            _make_file(path)
        with _opened(path) as connection:
            new = appid not in _list_accounts(connection)
            if new:
                with connection.begin():
                    connection.execute(insert(_ACCOUNTS).values(appid=appid, used=now().isoformat()))
    return new


def _make_file(path: Path) -> None:
    """Make an empty ledger; it gets its name when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f".publish.{os.getpid()}.{path.name}")
    try:
        os.close(os.open(staged, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with _connected(staged) as connection:
            _METADATA.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            connection.commit()
        os.link(staged, path)  # unlike a rename, it never takes the place of what somebody else made meanwhile
    finally:
        staged.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """Open a file that is a sound ledger."""
    _check_file(path)
    with _connected(path) as connection:
        _check(connection, path)
        yield connection


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    address = f"file:{quote(str(path.absolute()))}?mode=rw"  # never makes a file

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=_LOCK_SECONDS, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            for pragma in _PRAGMAS:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.commit()
            yield connection
    finally:
        engine.dispose()


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


def _check(connection: Connection, path: Path) -> None:
    """Raise LedgerError unless an opened file is a whole ledger that this program can read."""
    values = {"path": str(path)}
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if mark != APPLICATION_ID:
        raise LedgerError(Problem("ledger-foreign", values))
    if version > VERSION:
        raise LedgerError(Problem("ledger-newer", values))
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_schema").scalars())
    connection.rollback()
    if found != "ok" or not tables >= set(_METADATA.tables):
        raise LedgerError(Problem("ledger-damaged", {**values, "reason": found}))


def _list_accounts(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.execute(select(_ACCOUNTS.c.appid)).scalars())


_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
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


def _write_delivery(delivery: Delivery) -> dict[str, Any]:
    marks = {name: getattr(delivery.fingerprint, name) for name in _MARKS}
    plain = {name: getattr(delivery, name) for name in _PLAIN}
    return {**plain, **marks, "state": str(delivery.state), "started": delivery.started.isoformat()}


def _read_delivery(row: RowMapping) -> Delivery:
    return Delivery(
        number=row["number"],
        state=DeliveryState(row["state"]),
        started=datetime.fromisoformat(row["started"]),
        fingerprint=Fingerprint(**{name: row[name] for name in _MARKS}),
        **{name: row[name] for name in _PLAIN},
    )
