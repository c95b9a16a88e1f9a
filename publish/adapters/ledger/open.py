"""The ledger: what was sent for which issue; the only package beside the sandbox that knows SQLAlchemy.

One ledger holds the deliveries of all accounts and newsletters; whoever opens it sees those of one newsletter in one
account. It is only ever made by `create_ledger`: one that went missing must not look like a new one, or every issue
would be sent again.
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
from publish.adapters.ledger.location import LedgerPlace
from publish.adapters.ledger.origin import describe_origin
from publish.adapters.ledger.ownership import claim_deliveries
from publish.adapters.ledger.restore_stamp import STARTED, make_stamp
from publish.adapters.ledger.sql_ledger import Part, SqlLedger
from publish.adapters.ledger.sqlite import create_file, explain_file, open_file
from publish.adapters.ledger.step_file import StepFile
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
"""What may have come further than a ledger knows that was behind."""


class Adopted(NamedTuple):
    """What came of taking a ledger over."""

    changed: bool
    """Whether it was a copy, behind, or in doubt."""
    claimed: int
    """How many deliveries of older programs are this newsletter's now."""
    known: bool
    """Whether it knows the account."""


@contextmanager
def open_ledger(
    place: LedgerPlace,
    appid: str,
    now: Callable[[], datetime],
    *,
    newsletter: Identity = NOBODY,
    writing: bool = True,
) -> Iterator[SqlLedger]:
    """Open a newsletter's part of an account's part of a ledger, once it is found sound.

    Args:
        place: Where the ledger lies.
        appid: Whose part it is.
        now: Tells the time, in UTC.
        newsletter: Which newsletter's deliveries are seen.
        writing: Whether anything will be written; else a ledger of this version stays as it is.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, a copy, put back from a backup, knows
            nothing of the account, or cannot be written.
        BusyError: Another program is writing it.
    """
    with ExitStack() as stack:
        with _explain(place):
            connection = stack.enter_context(_open(place, hold=appid if writing else None))
            if appid not in _list_accounts(connection):
                raise LedgerError(Problem("ledger-account", {"path": str(place), "appid": appid}))
        part = Part(str(place), appid, newsletter.name, StepFile(place, appid))
        ledger = SqlLedger(connection, part, now, partial(_explain, place))
        if writing:
            ledger.touch()
            if newsletter.folder not in ("", newsletter.name):
                ledger.claim_folder(newsletter.folder)
        yield ledger


def has_account(place: LedgerPlace, appid: str) -> bool:
    """Return whether a ledger has a part for an account.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, or a copy.
    """
    with _explain(place), _open(place, hold=None) as connection:
        return appid in _list_accounts(connection)


def create_ledger(place: LedgerPlace, appid: str, now: Callable[[], datetime]) -> bool:
    """Make a ledger for an account, or a part for it in one that is there; say whether there was anything to do.

    Raises:
        LedgerError: What is there is no sound ledger, or none can be made.
        BusyError: Another program is writing it.
    """
    with _explain(place):
        _create(place)
        with _open(place, hold=appid) as connection:
            new = appid not in _list_accounts(connection)
            if new:
                with connection.begin():
                    added = {"appid": appid, "used": now().isoformat(), "stamp": make_stamp(connection, STARTED)}
                    connection.execute(insert(ACCOUNTS).values(added))
    return new


def adopt_ledger(
    place: LedgerPlace,
    appid: str,
    newsletter: str = "",
    issues: Collection[str] = (),
    *,
    before_trust: Callable[[], object] = lambda: None,
) -> Adopted:
    """Let a ledger be at home where it lies, and be the newest; return what that changed.

    What it had begun may have come further than it knows, so from now on only a person releases that. Where there is
    nothing of the kind to say, a newsletter's issues become its own which older programs delivered for nobody.

    Args:
        place: Where it lies.
        appid: Whose part of it is meant.
        newsletter: Whose its unowned deliveries are.
        issues: Of which that may be said, by their places in the repository.
        before_trust: Called while it is open to everybody again, and still not taken for the newest.

    Raises:
        LedgerError: What is there is no sound ledger.
        BusyError: Another program is writing it.
    """
    adopted = _take_over(place, appid)
    if not adopted.changed:
        with _explain(place), _open(place, hold=appid) as connection, connection.begin():
            return adopted._replace(claimed=claim_deliveries(connection, appid, newsletter, issues))
    if adopted.known:
        before_trust()
        with _explain(place), _open(place, hold=appid) as connection, connection.begin():
            values = {"doubted": false(), "stamp": make_stamp(connection)}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.appid == appid).values(values))
    return adopted


def _take_over(place: LedgerPlace, appid: str) -> Adopted:
    """Let a ledger be at home where it lies, and leave what it had begun to a person; it stays in doubt."""
    step_file = StepFile(place, appid)
    with _explain(place), _open(place, hold=appid, at_home=False) as connection:
        with connection.begin():
            changed = _move_home(place, connection) | _is_doubted(connection, appid, step_file)
            if changed:
                behind = (DELIVERIES.c.appid == appid, DELIVERIES.c.state.in_(_OPEN))
                connection.execute(update(DELIVERIES).where(*behind).values(manual=true()))
            known = appid in connection.execute(select(ACCOUNTS.c.appid)).scalars().all()
            step = _catch_up(connection, appid, step_file) if known and changed else None
        if step is not None:
            step_file.write(step)
    return Adopted(changed, 0, known)


def _move_home(place: LedgerPlace, connection: Connection) -> bool:
    """Write down where a ledger lies; return whether it was elsewhere."""
    here = _describe_home(place, connection)
    there = connection.execute(select(HOME.c.machine, HOME.c.place)).one()
    connection.execute(update(HOME).values(**here))
    return tuple(there) != (here["machine"], here["place"])


def _is_doubted(connection: Connection, appid: str, step_file: StepFile) -> bool:
    """Return whether an account's part is behind, or may be."""
    columns = (ACCOUNTS.c.steps, ACCOUNTS.c.seen, ACCOUNTS.c.doubted)
    row = connection.execute(select(*columns).where(ACCOUNTS.c.appid == appid)).one_or_none()
    return row is not None and (row.doubted or max(row.seen, step_file.read() or 0) > row.steps)


def _catch_up(connection: Connection, appid: str, step_file: StepFile) -> int:
    """Let an account's part be one step beyond all that is known of; return that step."""
    same = ACCOUNTS.c.appid == appid
    steps, seen = connection.execute(select(ACCOUNTS.c.steps, ACCOUNTS.c.seen).where(same)).one()
    step: int = max(steps, seen, step_file.read() or 0) + 1
    values = {"steps": step, "seen": 0, "doubted": true(), "stamp": make_stamp(connection)}
    connection.execute(update(ACCOUNTS).where(same).values(values))
    return step


def _open(place: LedgerPlace, *, hold: str | None, at_home: bool = True) -> AbstractContextManager[Connection]:
    if isinstance(place, Path):
        return open_file(place, writing=hold is not None, at_home=at_home)
    from publish.adapters.ledger.postgres import open_server  # loads the driver

    return open_server(place, hold=hold, at_home=at_home)


def _create(place: LedgerPlace) -> None:
    """Make a ledger where nothing is."""
    if not isinstance(place, Path):
        from publish.adapters.ledger.postgres import create_tables

        create_tables(place)
    elif not os.path.lexists(place):
        create_file(place)


def _describe_home(place: LedgerPlace, connection: Connection) -> Mapping[str, str]:
    if isinstance(place, Path):
        return describe_origin(place)
    from publish.adapters.ledger.postgres import describe_server

    return describe_server(connection)


def _explain(place: LedgerPlace) -> AbstractContextManager[None]:
    if isinstance(place, Path):
        return explain_file(place)
    from publish.adapters.ledger.postgres import explain_server

    return explain_server(place)


def _list_accounts(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.execute(select(ACCOUNTS.c.appid)).scalars())
