"""Files that nobody but their owner may read, and a lock that runs of one person share."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.repository_files import find_real_path
from publish.core.exceptions import BusyError, LedgerError, OutputError, SettingsError
from publish.core.problem import Problem

_LOOK_AGAIN_SECONDS = 0.02
_NAME = "publish"
"""Of the program's own folder, wherever it is."""
_FOR_OTHERS = 0o077
_MAX_BYTES = 65_536


def find_state_folder(environment: Mapping[str, str]) -> Path:
    """Return where the program keeps what must last, for this person."""
    return _find_folder(environment, "XDG_STATE_HOME", ".local/state")


def find_config_folder(environment: Mapping[str, str]) -> Path:
    """Return where a person keeps what the program is to know."""
    return _find_folder(environment, "XDG_CONFIG_HOME", ".config")


def load_private(path: Path) -> bytes | None:
    """Return an owner-only file; None where it is not there, or others may read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        mode = os.fstat(handle).st_mode
        return os.read(handle, _MAX_BYTES) if stat.S_ISREG(mode) and not mode & _FOR_OTHERS else None
    finally:
        os.close(handle)


def load_secret_file(path: Path, repository: Path) -> str | None:
    """Return what a secret file holds; None where there is none.

    Raises:
        SettingsError: It cannot be read, others may read it, or it lies in the repository, and so in everybody's hands.
    """
    values = {"path": str(path)}
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SettingsError(Problem("account-file-unreadable", values)) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise SettingsError(Problem("account-file-unreadable", values))
        try:
            real = find_real_path(handle, path)
        except OSError as error:
            raise SettingsError(Problem("account-file-unreadable", values)) from error
        if real.is_relative_to(repository.resolve()):
            raise SettingsError(Problem("account-file-inside", values))
        if status.st_mode & _FOR_OTHERS:
            raise SettingsError(Problem("account-file-open", values))
        return os.read(handle, _MAX_BYTES).decode("utf-8-sig", "replace")
    finally:
        os.close(handle)


def save_private(path: Path, data: bytes) -> None:
    """Write an owner-only file in one step.

    Raises:
        OutputError: Its folder cannot be made or written.
    """
    make_private_folder(path.parent)
    write_files({path: data}, mode=0o600)


def make_private_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter, whatever the umask; so are the program's own folders above it.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        make_missing_folders(folder)
        for own in _list_own(folder):
            if stat.S_IMODE(own.stat().st_mode) & _FOR_OTHERS:
                own.chmod(0o700)
    except OSError as error:
        raise OutputError(Problem("state-unwritable", _describe(folder, error))) from error


def make_missing_folders(folder: Path) -> None:
    """Make a folder and those above it for their owner alone, whatever the umask; one that is there stays as it is.

    Raises:
        OSError: It cannot be made.
    """
    missing = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


def _list_own(folder: Path) -> list[Path]:
    """Return a folder and those above it, up to the one that bears the program's name; without one, itself alone."""
    above = [folder, *folder.parents]
    names = [path.name for path in above]
    return above[: names.index(_NAME) + 1] if _NAME in names else above[:1]


@contextmanager
def hold_lock(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock that one process at a time can hold; the system frees it however that process ends.

    Raises:
        BusyError: Another one still holds it when the time is up.
        OutputError: There is no place for it.
    """
    make_private_folder(path.parent)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(Problem("state-unwritable", _describe(path, error))) from error
    try:
        _wait_for(handle, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise BusyError(Problem("token-busy")) from error
        time.sleep(_LOOK_AGAIN_SECONDS)


def _find_folder(environment: Mapping[str, str], name: str, below_home: str) -> Path:
    given = environment.get(name, "")
    folder = Path(given) if given.startswith("/") else Path(environment.get("HOME") or ".") / below_home
    return folder / _NAME


def _describe(path: Path, error: OSError) -> dict[str, str]:
    return {"path": str(path), "reason": error.strerror or str(error)}


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
