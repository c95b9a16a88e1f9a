"""Open, create and adopt a ledger; beside the sandbox, only this package imports SQLAlchemy.

A ledger has the deliveries of all accounts and newsletters, and is opened for one newsletter and account. Only
`create_ledger` creates one: if a missing ledger were replaced by an empty one, every issue would be sent again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, false, insert, select, true, update

from publish.adapters.config.newsletter_identity import NOBODY, Identity
from publish.adapters.ledger.copy_detection import STARTED, StepFile, describe_origin, make_stamp
from publish.adapters.ledger.location import LedgerLocation
from publish.adapters.ledger.machine_identity import is_same_machine
from publish.adapters.ledger.sql_ledger import Part, SqlLedger, claim_deliveries
from publish.adapters.ledger.sqlite import create_file, explain_file, open_file
from publish.adapters.ledger.table_schema import ACCOUNTS, DELIVERIES, HOME
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import LedgerError
from publish.core.problem import Problem

_OPEN = (
    DeliveryState.PLANNED,
    DeliveryState.DRAFT_INTENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.DRAFTED,
    DeliveryState.HELD,
    DeliveryState.FAILED,
)
"""States of deliveries that may have advanced without the ledger."""


class Adopted(NamedTuple):
    """Result of adopting a ledger."""

    changed: bool  # whether it was a copy, behind, or in doubt
    claimed: int  # count of deliveries without newsletter that became this newsletter's
    known: bool  # whether it has a part for the account


@contextmanager
def open_ledger(
    location: LedgerLocation,
    appid: str,
    now: Callable[[], datetime],
    *,
    newsletter: Identity = NOBODY,
    writing: bool = True,
) -> Iterator[SqlLedger]:
    """Check a ledger and open it for a newsletter and an account; `now` returns the time in UTC.

    Raises:
        LedgerError: It is missing, damaged, not a ledger, of a newer program, a copy, a restored backup, without the
            account, or cannot be written.
        BusyError: Another program is writing it.
    """
    with ExitStack() as stack:
        with _explain_errors(location):
            connection = stack.enter_context(_open(location, lock=appid if writing else None))
            if appid not in _list_accounts(connection):
                raise LedgerError(Problem("ledger-account", {"path": str(location), "appid": appid}))
        part = Part(str(location), appid, newsletter.name, StepFile(location, appid))
        ledger = SqlLedger(connection, part, now, partial(_explain_errors, location))
        if writing:
            ledger.touch()
            if newsletter.folder not in ("", newsletter.name):
                ledger.claim_folder(newsletter.folder)
        yield ledger


def has_account(location: LedgerLocation, appid: str) -> bool:
    """Return whether a ledger has a part for an account.

    Raises:
        LedgerError: It is missing, damaged, not a ledger, of a newer program, or a copy.
    """
    with _explain_errors(location), _open(location, lock=None) as connection:
        return appid in _list_accounts(connection)


def create_ledger(location: LedgerLocation, appid: str, now: Callable[[], datetime]) -> bool:
    """Create a ledger, or an account's part of an existing one; return whether the account is new.

    Raises:
        LedgerError: An invalid ledger exists, or none can be created.
        BusyError: Another program is writing it.
    """
    with _explain_errors(location):
        _create_if_missing(location)
        with _open(location, lock=appid) as connection:
            new = appid not in _list_accounts(connection)
            if new:
                with connection.begin():
                    values = {"appid": appid, "used": now().isoformat(), "stamp": make_stamp(connection, STARTED)}
                    connection.execute(insert(ACCOUNTS).values(values))
    return new


def adopt_ledger(
    location: LedgerLocation,
    appid: str,
    newsletter: str = "",
    issues: Collection[str] = (),
    *,
    before_trust: Callable[[], object] = lambda: None,
) -> Adopted:
    """Accept a ledger at its present place as the newest.

    Unfinished deliveries may have advanced without it, so from now on only a person releases them. A ledger that was
    the newest already gives a newsletter the deliveries of its issues that older programs recorded without newsletter.
    `before_trust` is called when the ledger can be opened again, and is not accepted as the newest yet.

    Raises:
        LedgerError: It is not a valid ledger.
        BusyError: Another program is writing it.
    """
    adopted = _take_over(location, appid)
    if not adopted.changed:
        with _explain_errors(location), _open(location, lock=appid) as connection, connection.begin():
            return adopted._replace(claimed=claim_deliveries(connection, appid, newsletter, issues))
    if adopted.known:
        before_trust()
        with _explain_errors(location), _open(location, lock=appid) as connection, connection.begin():
            values = {"doubted": false(), "stamp": make_stamp(connection)}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.appid == appid).values(values))
    return adopted


def _take_over(location: LedgerLocation, appid: str) -> Adopted:
    """Record the present origin of a ledger, and leave its unfinished deliveries to a person; it stays in doubt."""
    step_file = StepFile(location, appid)
    with _explain_errors(location), _open(location, lock=appid, check_origin=False) as connection:
        with connection.begin():
            changed = _update_origin(location, connection) | _is_doubted(connection, appid, step_file)
            if changed:
                behind = (DELIVERIES.c.appid == appid, DELIVERIES.c.state.in_(_OPEN))
                connection.execute(update(DELIVERIES).where(*behind).values(manual=true()))
            known = appid in connection.execute(select(ACCOUNTS.c.appid)).scalars().all()
            step = _catch_up(connection, appid, step_file) if known and changed else None
        if step is not None:
            step_file.write(step)
    return Adopted(changed, 0, known)


def _update_origin(location: LedgerLocation, connection: Connection) -> bool:
    """Record the present origin of a ledger; return whether it changed."""
    here = _describe_origin(location, connection)
    there = connection.execute(select(HOME.c.machine, HOME.c.place)).one()
    connection.execute(update(HOME).values(**here))
    return not is_same_machine(there.machine, here["machine"]) or there.place != here["place"]


def _is_doubted(connection: Connection, appid: str, step_file: StepFile) -> bool:
    """Return whether an account's part is or may be behind."""
    columns = (ACCOUNTS.c.steps, ACCOUNTS.c.seen, ACCOUNTS.c.doubted)
    row = connection.execute(select(*columns).where(ACCOUNTS.c.appid == appid)).one_or_none()
    return row is not None and (row.doubted or max(row.seen, step_file.read() or 0) > row.steps)


def _catch_up(connection: Connection, appid: str, step_file: StepFile) -> int:
    """Set an account's steps to one after all known steps; return them."""
    own = ACCOUNTS.c.appid == appid
    steps, seen = connection.execute(select(ACCOUNTS.c.steps, ACCOUNTS.c.seen).where(own)).one()
    step: int = max(steps, seen, step_file.read() or 0) + 1
    values = {"steps": step, "seen": 0, "doubted": true(), "stamp": make_stamp(connection)}
    connection.execute(update(ACCOUNTS).where(own).values(values))
    return step


def _open(
    location: LedgerLocation, *, lock: str | None, check_origin: bool = True
) -> AbstractContextManager[Connection]:
    if isinstance(location, Path):
        return open_file(location, writing=lock is not None, check_origin=check_origin)
    from publish.adapters.ledger.postgres import open_server  # loads the driver

    return open_server(location, lock=lock, check_origin=check_origin)


def _create_if_missing(location: LedgerLocation) -> None:
    if not isinstance(location, Path):
        from publish.adapters.ledger.postgres import create_tables

        create_tables(location)
    elif not os.path.lexists(location):
        create_file(location)


def _describe_origin(location: LedgerLocation, connection: Connection) -> Mapping[str, str]:
    if isinstance(location, Path):
        return describe_origin(location)
    from publish.adapters.ledger.postgres import describe_server

    return describe_server(connection)


def _explain_errors(location: LedgerLocation) -> AbstractContextManager[None]:
    if isinstance(location, Path):
        return explain_file(location)
    from publish.adapters.ledger.postgres import explain_server

    return explain_server(location)


def _list_accounts(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.execute(select(ACCOUNTS.c.appid)).scalars())
