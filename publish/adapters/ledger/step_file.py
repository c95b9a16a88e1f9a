"""The step of a ledger, kept outside it: one that was put back from a backup is behind it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from publish.adapters.ledger.location import LedgerPlace
from publish.adapters.storage.private_files import find_state_folder
from publish.core.exceptions import LedgerError
from publish.core.problem import Problem

_MAX_BYTES = 64


class StepFile:
    """Remembers how far an account's part of a ledger was when this machine last wrote it."""

    def __init__(self, place: LedgerPlace, appid: str) -> None:
        self._path = find_step_file(place, appid)

    def read(self) -> int | None:
        """Return the step; None where none is kept, or what is there is none."""
        try:
            with self._path.open("rb") as file:
                return int(file.read(_MAX_BYTES))
        except (OSError, ValueError):
            return None

    def write(self, step: int) -> None:
        """Keep a step, in one go; whoever does holds the account, so nobody else does.

        Raises:
            LedgerError: It cannot be written.
        """
        try:
            self._replace(step)
        except OSError as error:
            values = {"path": str(self._path), "reason": error.strerror or str(error)}
            raise LedgerError(Problem("ledger-unwritable", values)) from error

    def _replace(self, step: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        staged = self._path.with_name(f".{self._path.name}.new")
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(b"%d\n" % step)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(self._path)


def find_step_file(place: LedgerPlace, appid: str) -> Path:
    """Return where the step of a ledger is kept: beside a file; for a server, in this person's state folder."""
    if isinstance(place, Path):
        real = Path(os.path.realpath(place))  # by whatever name it is called
        return real.with_name(f"{real.name}.{appid}.step")
    name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
    return find_state_folder(os.environ) / f"server-{name}.{appid}.step"
