"""The ledger: what was sent for which issue; the only package beside the sandbox that knows SQLAlchemy.

One ledger holds the deliveries of all accounts; whoever opens it sees one account's. It is only ever made by
`create_ledger`: one that went missing must not look like a new one, or every issue would be sent again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from publish.adapters.ledger.file import create_file, explain_file, open_file
from publish.adapters.ledger.home import describe_home
from publish.adapters.ledger.store import SqlLedger
from publish.adapters.ledger.tables import ACCOUNTS, HOME
from publish.errors import LedgerError
from publish.model import Problem


@contextmanager
def open_ledger(path: Path, appid: str, now: Callable[[], datetime], *, writing: bool = True) -> Iterator[SqlLedger]:
    """Open an account's part of a ledger, once it is found sound.

    Args:
        path: Where the ledger lies.
        appid: Whose part it is.
        now: Tells the time, in UTC.
        writing: Whether anything will be written; else a ledger of this version stays as it is.

    Raises:
        LedgerError: It is missing, damaged, not ours, of a newer program, a copy, knows nothing of the account, or
            cannot be written.
        BusyError: Another program is writing it.
    """
    explained = partial(explain_file, path)
    with ExitStack() as stack:
        with explained():
            connection = stack.enter_context(open_file(path, writing=writing))
            if appid not in _list_accounts(connection):
                raise LedgerError(Problem("ledger-account", {"path": str(path), "appid": appid}))
        ledger = SqlLedger(connection, appid, now, explained)
        if writing:
            ledger.touch()
        yield ledger


def create_ledger(path: Path, appid: str, now: Callable[[], datetime]) -> bool:
    """Make a ledger for an account, or a part for it in one that is there; say whether there was anything to do.

    Raises:
        LedgerError: What is there is no sound ledger, or none can be made.
        BusyError: Another program is writing it.
    """
    with explain_file(path):
        if not os.path.lexists(path):
            create_file(path)
        with open_file(path, writing=True) as connection:
            new = appid not in _list_accounts(connection)
            if new:
                with connection.begin():
                    connection.execute(insert(ACCOUNTS).values(appid=appid, used=now().isoformat()))
    return new


def adopt_ledger(path: Path) -> bool:
    """Let a ledger be at home where it lies; say whether it was not.

    Raises:
        LedgerError: What is there is no sound ledger.
        BusyError: Another program is writing it.
    """
    here = describe_home(path)
    with explain_file(path), open_file(path, writing=True, at_home=False) as connection, connection.begin():
        there = connection.execute(select(HOME.c.machine, HOME.c.place)).one()
        connection.execute(update(HOME).values(**here))
    return tuple(there) != (here["machine"], here["place"])


def _list_accounts(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.execute(select(ACCOUNTS.c.appid)).scalars())
