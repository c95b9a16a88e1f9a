"""Where records lie: the interface, and the form that forgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeVar

from publish.sandbox.models import StoredRecord

R = TypeVar("R", bound=StoredRecord)


class StoreError(Exception):
    """The file of the records cannot be used."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        """Id of a sentence; `values` are named in it."""
        self.values = values


class Store(Protocol):
    """Records by kind and key, in the order in which they came."""

    def find(self, kind: type[R], key: str) -> R | None:
        """Return the record of a key."""
        ...

    def list(self, kind: type[R], appid: str | None = None) -> list[R]:
        """Return all records of a kind, or an account's."""
        ...

    def save(self, record: StoredRecord) -> None:
        """Keep a record; one of the same kind and key is replaced, and its place stays."""
        ...

    def remove(self, record: StoredRecord) -> None:
        """Forget a record."""
        ...

    def clear(self) -> None:
        """Forget all."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is done inside, or nothing where it fails."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


class MemoryStore:
    """Records that end with the process."""

    def __init__(self) -> None:
        self._records: dict[type[StoredRecord], dict[str, StoredRecord]] = {}

    def find(self, kind: type[R], key: str) -> R | None:
        """Return the record of a key."""
        found = self._records.get(kind, {}).get(key)
        return found if isinstance(found, kind) else None

    def list(self, kind: type[R], appid: str | None = None) -> list[R]:
        """Return all records of a kind, or an account's."""
        records = self._records.get(kind, {}).values()
        return [record for record in records if isinstance(record, kind) and appid in (None, record.appid)]

    def save(self, record: StoredRecord) -> None:
        """Keep a record."""
        self._records.setdefault(type(record), {})[record.key] = record

    def remove(self, record: StoredRecord) -> None:
        """Forget a record."""
        self._records.get(type(record), {}).pop(record.key, None)

    def clear(self) -> None:
        """Forget all."""
        self._records.clear()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is done inside, or nothing where it fails; records are frozen, so a shallow copy will do."""
        before = {kind: dict(records) for kind, records in self._records.items()}
        try:
            yield
        except BaseException:
            self._records = before
            raise

    def close(self) -> None:
        """Hold nothing."""
