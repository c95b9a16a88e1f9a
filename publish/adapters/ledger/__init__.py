"""The ledger: what was sent for which issue; the only package beside the sandbox that knows SQLAlchemy.

One ledger holds the deliveries of all accounts; whoever opens it sees one account's. It is only ever made by
`create_ledger`: one that went missing must not look like a new one, or every issue would be sent again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from publish.adapters.ledger.file import create_file, explain_file, open_file
from publish.adapters.ledger.home import describe_home
from publish.adapters.ledger.store import SqlLedger
from publish.adapters.ledger.tables import ACCOUNTS, HOME
from publish.adapters.ledger_place import LedgerPlace
from publish.errors import LedgerError
from publish.model.problem import Problem


@contextmanager
def open_ledger(
    place: LedgerPlace, appid: str, now: Callable[[], datetime], *, writing: bool = True
) -> Iterator[SqlLedger]:
    """Open an account's part of a ledger, once it is found sound.

    Args:
        place: Where the ledger lies.
        appid: Whose part it is.
        now: Tells the time, in UTC.
        writing: Whether anything will be written; else a ledger of this version stays as it is.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, a copy, knows nothing of the account, or
            cannot be written.
        BusyError: Another program is writing it.
    """
    with ExitStack() as stack:
        with _explain(place):
            connection = stack.enter_context(_open(place, hold=appid if writing else None))
            if appid not in _list_accounts(connection):
                raise LedgerError(Problem("ledger-account", {"path": str(place), "appid": appid}))
        ledger = SqlLedger(connection, appid, now, partial(_explain, place))
        if writing:
            ledger.touch()
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
                    connection.execute(insert(ACCOUNTS).values(appid=appid, used=now().isoformat()))
    return new


def adopt_ledger(place: LedgerPlace, appid: str) -> bool:
    """Let a ledger be at home where it lies; say whether it was not.

    Raises:
        LedgerError: What is there is no sound ledger.
        BusyError: Another program is writing it.
    """
    with _explain(place), _open(place, hold=appid, at_home=False) as connection, connection.begin():
        here = _describe_home(place, connection)
        there = connection.execute(select(HOME.c.machine, HOME.c.place)).one()
        connection.execute(update(HOME).values(**here))
    return tuple(there) != (here["machine"], here["place"])


def _open(place: LedgerPlace, *, hold: str | None, at_home: bool = True) -> AbstractContextManager[Connection]:
    if isinstance(place, Path):
        return open_file(place, writing=hold is not None, at_home=at_home)
    from publish.adapters.ledger.server import open_server  # loads the driver

    return open_server(place, hold=hold, at_home=at_home)


def _create(place: LedgerPlace) -> None:
    """Make a ledger where nothing is."""
    if not isinstance(place, Path):
        from publish.adapters.ledger.server import create_tables

        create_tables(place)
    elif not os.path.lexists(place):
        create_file(place)


def _describe_home(place: LedgerPlace, connection: Connection) -> Mapping[str, str]:
    if isinstance(place, Path):
        return describe_home(place)
    from publish.adapters.ledger.server import describe_server

    return describe_server(connection)


def _explain(place: LedgerPlace) -> AbstractContextManager[None]:
    if isinstance(place, Path):
        return explain_file(place)
    from publish.adapters.ledger.server import explain_server

    return explain_server(place)


def _list_accounts(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.execute(select(ACCOUNTS.c.appid)).scalars())
