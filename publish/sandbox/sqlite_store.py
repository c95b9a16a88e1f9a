"""The record store in an SQLite file; the only module of the sandbox that imports SQLAlchemy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from publish.sandbox.models import StoredRecord
from publish.sandbox.store import R, Store, StoreError

APPLICATION_ID = 0x50534258  # SQLite's `application_id` of a sandbox file; no other database is written to

VERSION = 1  # version of the records; increased when older records can no longer be read

_LOCK_SECONDS = 1

_METADATA = MetaData()
_RECORDS = Table(
    "record",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("appid", String, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("kind", "key"),
    Index("record_by_account", "kind", "appid"),
)


class SqliteStore(Store):
    """Records in an SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open or create a file; raise StoreError if it is not a sandbox's or cannot be opened."""
        _touch(path)
        arguments = {"check_same_thread": False, "timeout": _LOCK_SECONDS}
        self._engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args=arguments)
        try:
            self._connection = self._engine.connect()
            _prepare(self._connection, path)
        except DatabaseError as error:
            self._engine.dispose()
            raise StoreError("sandbox-data-unreadable", path=str(path), reason=str(error.orig)) from error
        except StoreError:
            self.close()
            raise

    def find(self, kind: type[R], key: str) -> R | None:
        """Return the record of a key."""
        query = select(_RECORDS.c.body).where(_RECORDS.c.kind == kind.record_kind, _RECORDS.c.key == key)
        body = self._connection.execute(query).scalar_one_or_none()
        return None if body is None else kind.model_validate_json(body)

    def list(self, kind: type[R], appid: str | None = None) -> list[R]:
        """Return the records of a kind."""
        query = select(_RECORDS.c.body).where(_RECORDS.c.kind == kind.record_kind).order_by(_RECORDS.c.number)
        if appid is not None:
            query = query.where(_RECORDS.c.appid == appid)
        return [kind.model_validate_json(body) for body in self._connection.execute(query).scalars()]

    def save(self, record: StoredRecord) -> None:
        """Save a record."""
        body = record.model_dump_json()
        row = {"kind": record.record_kind, "key": record.key, "appid": record.appid, "body": body}
        upsert = insert(_RECORDS).values(row)
        self._connection.execute(upsert.on_conflict_do_update(index_elements=["kind", "key"], set_={"body": body}))

    def remove(self, record: StoredRecord) -> None:
        """Remove a record."""
        same = (_RECORDS.c.kind == record.record_kind) & (_RECORDS.c.key == record.key)
        self._connection.execute(delete(_RECORDS).where(same))

    def clear(self) -> None:
        """Remove all records."""
        self._connection.execute(delete(_RECORDS))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit, or roll back on an exception."""
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._engine.dispose()


def _touch(path: Path) -> None:
    """Create the file unless it exists, readable by its owner alone."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError("sandbox-data-unreadable", path=str(path), reason=error.strerror or "") from error


def _prepare(connection: Connection, path: Path) -> None:
    """Create the table in a new file; refuse a database of another program."""
    connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
    application_id = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    if tables and (application_id, version) != (APPLICATION_ID, VERSION):
        raise StoreError("sandbox-data-foreign", path=str(path))
    _METADATA.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    connection.commit()
