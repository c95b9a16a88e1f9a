"""One account's part of an open ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from publish.adapters.ledger.tables import (
    ACCOUNTS,
    ACTS,
    DELIVERIES,
    UPLOADS,
    read_act,
    read_delivery,
    write_act,
    write_delivery,
)
from publish.model.delivery import Act, Delivery, UploadKind

_INSERT = insert(DELIVERIES).returning(DELIVERIES.c.number)
_INSERT_MANY = insert(DELIVERIES).returning(DELIVERIES.c.number, sort_by_parameter_order=True)


class SqlLedger:
    """One account's part of the ledger."""

    def __init__(
        self,
        connection: Connection,
        appid: str,
        now: Callable[[], datetime],
        explained: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._appid = appid
        self._now = now
        self._explained = explained
        """Turns the database's errors into ours."""

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""
        query = select(DELIVERIES).where(DELIVERIES.c.appid == self._appid, DELIVERIES.c.issue == issue)
        with self._transaction():
            row = self._connection.execute(query.order_by(DELIVERIES.c.number.desc()).limit(1)).mappings().first()
        return None if row is None else read_delivery(row)

    def save(self, delivery: Delivery) -> Delivery:
        """Keep an attempt as it stands now, and that it came to stand so; a new one comes back with its number."""
        values = write_delivery(delivery)
        with self._transaction():
            number = delivery.number or self._connection.execute(_INSERT, {"appid": self._appid, **values}).scalar_one()
            self._connection.execute(update(DELIVERIES).where(DELIVERIES.c.number == number).values(values))
            act = {"delivery": number, "at": self._now().isoformat(), **write_act(values)}
            self._connection.execute(insert(ACTS).values(act))
        return delivery._replace(number=number)

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new attempts as `save` does, all of them or none; a thousand take little longer than one."""
        if not deliveries:
            return
        columns = [write_delivery(delivery) for delivery in deliveries]
        with self._transaction():
            numbers = self._connection.execute(_INSERT_MANY, [{"appid": self._appid, **each} for each in columns])
            acts = [
                {"delivery": number, "at": self._now().isoformat(), **write_act(each)}
                for number, each in zip(numbers.scalars(), columns, strict=True)
            ]
            self._connection.execute(insert(ACTS), acts)

    def list_deliveries(self) -> list[Delivery]:
        """Return the last attempt to deliver each issue, by its name."""
        last = select(func.max(DELIVERIES.c.number)).where(DELIVERIES.c.appid == self._appid)
        query = select(DELIVERIES).where(DELIVERIES.c.number.in_(last.group_by(DELIVERIES.c.issue)))
        with self._transaction():
            rows = self._connection.execute(query).mappings().all()
        return sorted(map(read_delivery, rows), key=lambda delivery: delivery.issue)

    def list_acts(self, issue: str) -> list[Act]:
        """Return every step of every attempt to deliver an issue, oldest first."""
        ours = (DELIVERIES.c.appid == self._appid, DELIVERIES.c.issue == issue)
        query = select(ACTS).join(DELIVERIES, ACTS.c.delivery == DELIVERIES.c.number).where(*ours)
        with self._transaction():
            rows = self._connection.execute(query.order_by(ACTS.c.number)).mappings().all()
        return [read_act(row) for row in rows]

    def list_media_ids(self) -> set[str]:
        """Return the drafts that are known to belong to an attempt."""
        query = select(DELIVERIES.c.media_id).where(DELIVERIES.c.appid == self._appid, DELIVERIES.c.media_id != "")
        with self._transaction():
            return set(self._connection.execute(query).scalars())

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        """Return where a picture is on the platform, by the hash of its bytes."""
        query = select(UPLOADS.c.place).where(*self._is_upload(kind), UPLOADS.c.digest == digest)
        with self._transaction():
            return self._connection.execute(query).scalar_one_or_none()

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        """Keep where a picture is: an address, or for a cover its media id."""
        values = {"appid": self._appid, "kind": kind, "digest": digest, "place": place, "at": self._now().isoformat()}
        with self._transaction():
            self._connection.execute(delete(UPLOADS).where(*self._is_upload(kind), UPLOADS.c.digest == digest))
            self._connection.execute(insert(UPLOADS).values(values))

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        """Forget a picture that is there no longer."""
        with self._transaction():
            self._connection.execute(delete(UPLOADS).where(*self._is_upload(kind), UPLOADS.c.place == place))

    def touch(self) -> None:
        """Write something that means nothing: a full disk, or one that is read-only, shows before anything is sent."""
        same = ACCOUNTS.c.appid == self._appid
        with self._transaction():
            self._connection.execute(update(ACCOUNTS).where(same).values(used=self._now().isoformat()))

    def _is_upload(self, kind: UploadKind) -> tuple[Any, ...]:
        return UPLOADS.c.appid == self._appid, UPLOADS.c.kind == kind

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explained(), self._connection.begin():
            yield
