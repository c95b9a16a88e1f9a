"""The record store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from publish.sandbox.models import StoredRecord

R = TypeVar("R", bound=StoredRecord)


class StoreError(Exception):
    """The file of the records cannot be used."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message  # message id; `values` are its named values
        self.values = values


class Store:
    """Records by kind and key, in the order in which they were first saved; kept in memory."""

    def __init__(self) -> None:
        self._records: dict[type[StoredRecord], dict[str, StoredRecord]] = {}

    def find(self, kind: type[R], key: str) -> R | None:
        """Return the record of a key."""
        found = self._records.get(kind, {}).get(key)
        return found if isinstance(found, kind) else None

    def list(self, kind: type[R], appid: str | None = None) -> list[R]:
        """Return the records of a kind, of all accounts or of one."""
        records = self._records.get(kind, {}).values()
        return [record for record in records if isinstance(record, kind) and appid in (None, record.appid)]

    def save(self, record: StoredRecord) -> None:
        """Save a record; it replaces the one of the same kind and key, at its position."""
        self._records.setdefault(type(record), {})[record.key] = record

    def remove(self, record: StoredRecord) -> None:
        """Remove a record."""
        self._records.get(type(record), {}).pop(record.key, None)

    def clear(self) -> None:
        """Remove all records."""
        self._records.clear()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Undo the changes made inside on an exception; records are frozen, so a shallow copy is enough."""
        before = {kind: dict(records) for kind, records in self._records.items()}
        try:
            yield
        except BaseException:
            self._records = before
            raise

    def close(self) -> None:
        """Release the file, if there is one."""
