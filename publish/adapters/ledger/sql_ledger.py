"""What one newsletter did with one account, in an open ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from publish.adapters.ledger.ownership import replace_delivery
from publish.adapters.ledger.restore_stamp import is_untouched, make_stamp
from publish.adapters.ledger.step_file import StepFile
from publish.adapters.ledger.table_schema import (
    ACCOUNTS,
    ACTS,
    DELIVERIES,
    UPLOADS,
    read_act,
    read_delivery,
    write_act,
    write_delivery,
)
from publish.core.delivery_record import Delivery, DeliveryEvent, UploadKind
from publish.core.exceptions import LedgerError
from publish.core.problem import Problem

_INSERT = insert(DELIVERIES).returning(DELIVERIES.c.number)
_INSERT_MANY = insert(DELIVERIES).returning(DELIVERIES.c.number, sort_by_parameter_order=True)


class Part(NamedTuple):
    """Whose part of a ledger."""

    path: str
    """Where the ledger lies, as people are told."""
    appid: str
    newsletter: str
    step_file: StepFile


class SqlLedger:
    """What one newsletter did with one account."""

    def __init__(
        self,
        connection: Connection,
        part: Part,
        now: Callable[[], datetime],
        explained: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._part = part
        self._appid = part.appid
        self._now = now
        self._explained = explained
        """Turns the database's errors into ours."""
        self.is_current = self._judge()

    @property
    def newsletter(self) -> str:
        """Return the id of the newsletter; empty where it has none."""
        return self._part.newsletter

    @property
    def steps(self) -> int:
        """Return how many steps the ledger has kept for the account; each save is one."""
        with self._transaction():
            return self._read(ACCOUNTS.c.steps)

    def note_step(self, step: int) -> None:
        """Keep that the platform knows of a later step: the ledger is behind until somebody adopts it.

        Raises:
            LedgerError: Always, and it says so.
        """
        with self._transaction():
            self._write(seen=step)
            missing = step - self._read(ACCOUNTS.c.steps)
        raise self._explain_behind(missing)

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""
        query = select(DELIVERIES).where(*self._is_ours(), DELIVERIES.c.issue == issue)
        with self._transaction():
            row = self._connection.execute(query.order_by(DELIVERIES.c.number.desc()).limit(1)).mappings().first()
        return None if row is None else read_delivery(row)

    def save(self, delivery: Delivery) -> Delivery:
        """Keep an attempt as it stands now, and that it came to stand so; a new one comes back with its number."""
        values = {"newsletter": self.newsletter, **write_delivery(delivery)}
        with self._transaction():
            number = delivery.number or self._connection.execute(_INSERT, {"appid": self._appid, **values}).scalar_one()
            self._connection.execute(update(DELIVERIES).where(DELIVERIES.c.number == number).values(values))
            act = {"delivery": number, "at": self._now().isoformat(), **write_act(values)}
            self._connection.execute(insert(ACTS).values(act))
            step = self._count_steps(1)
        self._part.step_file.write(step)
        return delivery._replace(number=number, newsletter=self.newsletter)

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new attempts as `save` does, all of them or none; a thousand take little longer than one."""
        if not deliveries:
            return
        columns = [{"newsletter": self.newsletter, **write_delivery(delivery)} for delivery in deliveries]
        with self._transaction():
            numbers = self._connection.execute(_INSERT_MANY, [{"appid": self._appid, **each} for each in columns])
            events = [
                {"delivery": number, "at": self._now().isoformat(), **write_act(each)}
                for number, each in zip(numbers.scalars(), columns, strict=True)
            ]
            self._connection.execute(insert(ACTS), events)
            step = self._count_steps(len(events))
        self._part.step_file.write(step)

    def list_deliveries(self) -> list[Delivery]:
        """Return the last attempt to deliver each issue, by its name."""
        last = select(func.max(DELIVERIES.c.number)).where(*self._is_ours())
        query = select(DELIVERIES).where(DELIVERIES.c.number.in_(last.group_by(DELIVERIES.c.issue)))
        with self._transaction():
            rows = self._connection.execute(query).mappings().all()
        return sorted(map(read_delivery, rows), key=lambda delivery: delivery.issue)

    def list_events(self, issue: str) -> list[DeliveryEvent]:
        """Return every step of every attempt to deliver an issue, oldest first."""
        ours = (*self._is_ours(), DELIVERIES.c.issue == issue)
        query = select(ACTS).join(DELIVERIES, ACTS.c.delivery == DELIVERIES.c.number).where(*ours)
        with self._transaction():
            rows = self._connection.execute(query.order_by(ACTS.c.number)).mappings().all()
        return [read_act(row) for row in rows]

    def list_media_ids(self) -> set[str]:
        """Return the drafts that are known to belong to an attempt, whichever newsletter's."""
        query = select(DELIVERIES.c.media_id).where(DELIVERIES.c.appid == self._appid, DELIVERIES.c.media_id != "")
        with self._transaction():
            return set(self._connection.execute(query).scalars())

    def list_attempts(self) -> list[Delivery]:
        """Return every attempt of the account, whichever newsletter's, oldest first."""
        query = select(DELIVERIES).where(DELIVERIES.c.appid == self._appid).order_by(DELIVERIES.c.number)
        with self._transaction():
            return [read_delivery(row) for row in self._connection.execute(query).mappings()]

    def claim(self, delivery: Delivery, instead: Delivery | None) -> Delivery:
        """Make an attempt of another newsletter, or of none, this one's, instead of one that came to nothing."""
        if instead is not None:
            with self._transaction():
                replace_delivery(self._connection, instead.number, by=delivery.number)
        return self.save(delivery)

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
        """Keep when it was used, and whether it may not be the newest; a full disk shows before anything is sent."""
        step = self.steps
        if self.is_current:  # before the row says that it was used: then a step has to be kept beside it
            self._part.step_file.write(step)
        with self._transaction():
            self._write(used=self._now().isoformat(), doubted=not self.is_current)
        if not self.is_current:
            self._part.step_file.write(step)

    def claim_folder(self, folder: str) -> None:
        """Make this newsletter's what it did before it had an id, known by its folder."""
        theirs = (DELIVERIES.c.appid == self._appid, DELIVERIES.c.newsletter == folder)
        with self._transaction():
            self._connection.execute(update(DELIVERIES).where(*theirs).values(newsletter=self.newsletter))

    def _judge(self) -> bool:
        """Return whether this is known to be the ledger that was used last.

        Raises:
            LedgerError: It is known not to be.
        """
        noted = self._part.step_file.read()  # before the steps: whoever saves meanwhile makes both later
        with self._transaction():
            steps, seen, doubted = self._connection.execute(
                select(ACCOUNTS.c.steps, ACCOUNTS.c.seen, ACCOUNTS.c.doubted).where(self._is_mine())
            ).one()
            untouched = is_untouched(self._connection, self._appid)
        missing = max(seen, noted or 0) - steps
        if missing > 0:
            raise self._explain_behind(missing)
        is_server = self._connection.dialect.name == "postgresql"  # there, the row is its own note
        return not doubted and (untouched or (noted is not None and not is_server))

    def _explain_behind(self, missing: int) -> LedgerError:
        return LedgerError(Problem("ledger-behind", {"path": self._part.path, "count": missing}))

    def _count_steps(self, more: int) -> int:
        """Keep that so many steps were taken, and return how many there are."""
        self._write(steps=ACCOUNTS.c.steps + more)
        return self._read(ACCOUNTS.c.steps)

    def _write(self, **values: Any) -> None:
        """Change the account's row; whoever does stamps it."""
        stamped = {**values, "stamp": make_stamp(self._connection)}
        self._connection.execute(update(ACCOUNTS).where(self._is_mine()).values(stamped))

    def _read(self, column: Any) -> int:
        return int(self._connection.execute(select(column).where(self._is_mine())).scalar_one())

    def _is_mine(self) -> Any:
        return ACCOUNTS.c.appid == self._appid

    def _is_ours(self) -> tuple[Any, ...]:
        return DELIVERIES.c.appid == self._appid, DELIVERIES.c.newsletter == self.newsletter

    def _is_upload(self, kind: UploadKind) -> tuple[Any, ...]:
        return UPLOADS.c.appid == self._appid, UPLOADS.c.kind == kind

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explained(), self._connection.begin():
            yield
