"""One writer an account: the kernel frees its lock whatever becomes of the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.adapters.storage.private_files import make_missing_folders
from publish.core.exceptions import BusyError, LedgerError
from publish.core.problem import Problem


@contextmanager
def hold_account(ledger: Path, appid: str) -> Iterator[None]:
    """Hold an account of a ledger; the ledger itself need not be there yet.

    Raises:
        BusyError: Another run holds it.
        LedgerError: The folder of the ledger cannot be written.
    """
    real = Path(os.path.realpath(ledger))  # by whatever name it is called
    path = real.with_name(f"{real.name}.{appid}.lock")
    try:
        make_missing_folders(path.parent)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise LedgerError(Problem("ledger-unwritable", values)) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(Problem("account-busy", {"appid": appid})) from error
        yield
    finally:
        os.close(handle)
