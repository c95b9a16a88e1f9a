"""Deliveries of one newsletter to one account, in an open ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from publish.adapters.ledger.copy_detection import StepFile, is_untouched, make_stamp
from publish.adapters.ledger.table_schema import (
    ACCOUNTS,
    ACTS,
    COUNTED,
    DELIVERIES,
    STATISTICS,
    UPLOADS,
    parse_delivery,
    parse_event,
    parse_totals,
    to_event_row,
    to_row,
    to_totals_rows,
)
from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState, LimitedField, UploadKind
from publish.core.exceptions import LedgerError
from publish.core.problem import Problem
from publish.core.readership import ArticleTotals

_INSERT = insert(DELIVERIES).returning(DELIVERIES.c.number)
_INSERT_MANY = insert(DELIVERIES).returning(DELIVERIES.c.number, sort_by_parameter_order=True)


_NEVER_SENT = (DeliveryState.PLANNED, DeliveryState.HELD)


class Part(NamedTuple):
    """One newsletter's part of a ledger."""

    path: str  # location of the ledger, for messages
    appid: str
    newsletter: str
    step_file: StepFile


class SqlLedger:
    """Deliveries of one newsletter to one account."""

    def __init__(
        self,
        connection: Connection,
        part: Part,
        now: Callable[[], datetime],
        explain_errors: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._part = part
        self._appid = part.appid
        self.newsletter = part.newsletter
        self._now = now
        self._explain_errors = explain_errors  # turns database errors into LedgerError
        self.is_current = self._check_current()

    @property
    def steps(self) -> int:
        """Return the count of the account's saves."""
        with self._transaction():
            return self._read_account(ACCOUNTS.c.steps)

    def note_step(self, step: int) -> None:
        """Record a later step seen on the platform: the ledger is behind until somebody adopts it.

        Raises:
            LedgerError: Always.
        """
        with self._transaction():
            self._update_account(seen=step)
            missing = step - self._read_account(ACCOUNTS.c.steps)
        raise self._explain_behind(missing)

    def find_refused(self, field: LimitedField) -> int:
        """Return the shortest length of a field that the account refused as too long; 0 for none."""
        with self._transaction():
            return self._read_account(ACCOUNTS.c[f"refused_{field}"])

    def note_refusal(self, field: LimitedField, length: int) -> None:
        """Record a length that was refused as too long."""
        with self._transaction():
            before = self._read_account(ACCOUNTS.c[f"refused_{field}"])
            self._update_account(**{f"refused_{field}": min(before or length, length)})

    def find(self, issue: str) -> Delivery | None:
        """Return the last attempt to deliver an issue."""
        query = select(DELIVERIES).where(*self._own_deliveries(), DELIVERIES.c.issue == issue)
        with self._transaction():
            row = self._connection.execute(query.order_by(DELIVERIES.c.number.desc()).limit(1)).mappings().first()
        return None if row is None else parse_delivery(row)

    def save(self, delivery: Delivery) -> Delivery:
        """Save an attempt and an event of its state; return it, a new one with its number."""
        values = {"newsletter": self.newsletter, **to_row(delivery)}
        with self._transaction():
            number = delivery.number or self._connection.execute(_INSERT, {"appid": self._appid, **values}).scalar_one()
            self._connection.execute(update(DELIVERIES).where(DELIVERIES.c.number == number).values(values))
            event = {"delivery": number, "at": self._now().isoformat(), **to_event_row(values)}
            self._connection.execute(insert(ACTS).values(event))
            step = self._add_steps(1)
        self._part.step_file.write(step)
        return delivery._replace(number=number, newsletter=self.newsletter)

    def save_new(self, deliveries: Sequence[Delivery]) -> None:
        """Save new attempts as `save` does, all in one transaction."""
        if not deliveries:
            return
        columns = [{"newsletter": self.newsletter, **to_row(delivery)} for delivery in deliveries]
        with self._transaction():
            numbers = self._connection.execute(_INSERT_MANY, [{"appid": self._appid, **each} for each in columns])
            events = [
                {"delivery": number, "at": self._now().isoformat(), **to_event_row(each)}
                for number, each in zip(numbers.scalars(), columns, strict=True)
            ]
            self._connection.execute(insert(ACTS), events)
            step = self._add_steps(len(events))
        self._part.step_file.write(step)

    def list_deliveries(self) -> list[Delivery]:
        """Return the last attempt to deliver each issue, by its name."""
        last = select(func.max(DELIVERIES.c.number)).where(*self._own_deliveries())
        query = select(DELIVERIES).where(DELIVERIES.c.number.in_(last.group_by(DELIVERIES.c.issue)))
        with self._transaction():
            rows = self._connection.execute(query).mappings().all()
        return sorted(map(parse_delivery, rows), key=lambda delivery: delivery.issue)

    def list_events(self, issue: str) -> list[DeliveryEvent]:
        """Return the events of all attempts to deliver an issue, oldest first."""
        ours = (*self._own_deliveries(), DELIVERIES.c.issue == issue)
        query = select(ACTS).join(DELIVERIES, ACTS.c.delivery == DELIVERIES.c.number).where(*ours)
        with self._transaction():
            rows = self._connection.execute(query.order_by(ACTS.c.number)).mappings().all()
        return [parse_event(row) for row in rows]

    def list_media_ids(self) -> set[str]:
        """Return the media ids of all attempts of the account."""
        query = select(DELIVERIES.c.media_id).where(DELIVERIES.c.appid == self._appid, DELIVERIES.c.media_id != "")
        with self._transaction():
            return set(self._connection.execute(query).scalars())

    def list_attempts(self) -> list[Delivery]:
        """Return all attempts of the account, of every newsletter, oldest first."""
        query = select(DELIVERIES).where(DELIVERIES.c.appid == self._appid).order_by(DELIVERIES.c.number)
        with self._transaction():
            return [parse_delivery(row) for row in self._connection.execute(query).mappings()]

    def list_unowned_issues(self) -> frozenset[str]:
        """Return the issues of the account with an attempt that no newsletter owns."""
        query = select(DELIVERIES.c.issue).where(DELIVERIES.c.appid == self._appid, DELIVERIES.c.newsletter == "")
        with self._transaction():
            return frozenset(self._connection.execute(query).scalars())

    def claim(self, delivery: Delivery, instead: Delivery | None) -> Delivery:
        """Make an attempt this newsletter's, in place of one that was never sent."""
        if instead is not None:
            with self._transaction():
                _replace_delivery(self._connection, instead.number, by=delivery.number)
        return self.save(delivery)

    def list_counted(self) -> dict[int, date]:
        """Return the last day whose numbers are known for good, by the number of the delivery."""
        joined = select(COUNTED).join(DELIVERIES, COUNTED.c.delivery == DELIVERIES.c.number)
        with self._transaction():
            rows = self._connection.execute(joined.where(*self._own_deliveries())).all()
        return {row.delivery: date.fromisoformat(row.through) for row in rows}

    def find_statistics(self, deliveries: Collection[int]) -> list[ArticleTotals]:
        """Return the numbers of the articles of some deliveries, by delivery and position."""
        columns = (STATISTICS.c.delivery, STATISTICS.c.position, STATISTICS.c.day)
        query = select(STATISTICS).where(STATISTICS.c.delivery.in_(deliveries)).order_by(*columns)
        with self._transaction():
            rows = self._connection.execute(query).mappings().all()
        articles = groupby(rows, key=lambda row: (row["delivery"], row["position"]))
        return [ArticleTotals(*key, tuple(map(parse_totals, days))) for key, days in articles]

    def save_statistics(self, articles: Sequence[ArticleTotals], through: Mapping[int, date]) -> None:
        """Save numbers of articles, and the days to which they are known; what is known of other days stays."""
        with self._transaction():
            for row in (row for article in articles for row in to_totals_rows(article)):
                same = [STATISTICS.c[name] == row[name] for name in ("delivery", "position", "day")]
                self._connection.execute(delete(STATISTICS).where(*same))
                self._connection.execute(insert(STATISTICS).values(row))
            for number, day in through.items():
                self._connection.execute(delete(COUNTED).where(COUNTED.c.delivery == number))
                self._connection.execute(insert(COUNTED).values(delivery=number, through=day.isoformat()))

    def find_upload(self, kind: UploadKind, digest: str) -> str | None:
        """Return the address of an uploaded picture, or the media id of a cover, by the hash of its bytes."""
        query = select(UPLOADS.c.place).where(*self._uploads_of(kind), UPLOADS.c.digest == digest)
        with self._transaction():
            return self._connection.execute(query).scalar_one_or_none()

    def save_upload(self, kind: UploadKind, digest: str, place: str) -> None:
        """Save the address of an uploaded picture, or the media id of a cover."""
        values = {"appid": self._appid, "kind": kind, "digest": digest, "place": place, "at": self._now().isoformat()}
        with self._transaction():
            self._connection.execute(delete(UPLOADS).where(*self._uploads_of(kind), UPLOADS.c.digest == digest))
            self._connection.execute(insert(UPLOADS).values(values))

    def forget_upload(self, kind: UploadKind, place: str) -> None:
        """Delete the record of a picture that the platform no longer has."""
        with self._transaction():
            self._connection.execute(delete(UPLOADS).where(*self._uploads_of(kind), UPLOADS.c.place == place))

    def touch(self) -> None:
        """Record the use, and whether the ledger may not be the newest; a full disk shows before anything is sent."""
        step = self.steps
        if self.is_current:  # before the row is stamped, which then demands a step file
            self._part.step_file.write(step)
        with self._transaction():
            self._update_account(used=self._now().isoformat(), doubted=not self.is_current)
        if not self.is_current:
            self._part.step_file.write(step)

    def claim_folder(self, folder: str) -> None:
        """Make the deliveries this newsletter's that it made under its folder, before it had an id."""
        theirs = (DELIVERIES.c.appid == self._appid, DELIVERIES.c.newsletter == folder)
        with self._transaction():
            self._connection.execute(update(DELIVERIES).where(*theirs).values(newsletter=self.newsletter))

    def _check_current(self) -> bool:
        """Return whether this is certainly the newest ledger.

        Raises:
            LedgerError: It certainly is not.
        """
        noted = self._part.step_file.read()  # before the steps: a save meanwhile raises both
        with self._transaction():
            steps, seen, doubted = self._connection.execute(
                select(ACCOUNTS.c.steps, ACCOUNTS.c.seen, ACCOUNTS.c.doubted).where(self._own_account())
            ).one()
            untouched = is_untouched(self._connection, self._appid)
        missing = max(seen, noted or 0) - steps
        if missing > 0:
            raise self._explain_behind(missing)
        is_server = self._connection.dialect.name == "postgresql"  # its row needs no step file
        return not doubted and (untouched or (noted is not None and not is_server))

    def _explain_behind(self, missing: int) -> LedgerError:
        return LedgerError(Problem("ledger-behind", {"path": self._part.path, "count": missing}))

    def _add_steps(self, more: int) -> int:
        """Raise the account's number of saved events, and return the new number."""
        self._update_account(steps=ACCOUNTS.c.steps + more)
        return self._read_account(ACCOUNTS.c.steps)

    def _update_account(self, **values: Any) -> None:
        """Update the account's row and stamp it."""
        stamped = {**values, "stamp": make_stamp(self._connection)}
        self._connection.execute(update(ACCOUNTS).where(self._own_account()).values(stamped))

    def _read_account(self, column: Any) -> int:
        return int(self._connection.execute(select(column).where(self._own_account())).scalar_one())

    def _own_account(self) -> Any:
        return ACCOUNTS.c.appid == self._appid

    def _own_deliveries(self) -> tuple[Any, ...]:
        return DELIVERIES.c.appid == self._appid, DELIVERIES.c.newsletter == self.newsletter

    def _uploads_of(self, kind: UploadKind) -> tuple[Any, ...]:
        return UPLOADS.c.appid == self._appid, UPLOADS.c.kind == kind

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explain_errors(), self._connection.begin():
            yield


def claim_deliveries(connection: Connection, appid: str, newsletter: str, issues: Collection[str]) -> int:
    """Make deliveries without newsletter a newsletter's, inside a transaction; return their count."""
    columns = select(DELIVERIES.c.issue, DELIVERIES.c.number).where(DELIVERIES.c.appid == appid)
    unowned = (DELIVERIES.c.newsletter == "", DELIVERIES.c.issue.in_(issues))
    found = connection.execute(columns.where(*unowned).order_by(DELIVERIES.c.number)).mappings()
    last = {row["issue"]: row["number"] for row in found}
    ours = (DELIVERIES.c.newsletter == newsletter, DELIVERIES.c.issue.in_(last))
    empty = (DELIVERIES.c.state.in_(_NEVER_SENT), DELIVERIES.c.media_id == "")
    for issue, number in connection.execute(columns.where(*ours, *empty)).all():
        _replace_delivery(connection, number, last[issue])
    changed = update(DELIVERIES).where(DELIVERIES.c.appid == appid, *unowned).values(newsletter=newsletter)
    return connection.execute(changed).rowcount


def _replace_delivery(connection: Connection, number: int, by: int) -> None:
    """Replace a delivery that was never sent by another; its events stay in the issue's history."""
    connection.execute(update(ACTS).where(ACTS.c.delivery == number).values(delivery=by))
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.number == number))
