"""Owner-only files and folders, and the file locks that runs of one user share."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from pathlib import Path

from publish.adapters.storage.atomic_files import describe_error, write_files
from publish.adapters.storage.file_access import READING, WRITING, is_open_to_others, open_without_link
from publish.adapters.storage.repository_files import find_real_path
from publish.adapters.storage.user_folders import NAME
from publish.core.exceptions import BusyError, LedgerError, OutputError, SettingsError
from publish.core.problem import Problem

_POLL_SECONDS = 0.02
_MAX_BYTES = 65_536

# A file, since everybody on the machine can read a program's arguments.
_REDIRECT_PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={url}">
<title>publish</title>
<a href="{url}">publish preview</a>
"""


def load_private(path: Path) -> bytes | None:
    """Return the content of an owner-only file; None if it is missing, or others may read it."""
    try:
        handle = open_without_link(path, READING)
    except OSError:
        return None
    try:
        mode = os.fstat(handle).st_mode
        return os.read(handle, _MAX_BYTES) if stat.S_ISREG(mode) and not is_open_to_others(mode) else None
    finally:
        os.close(handle)


def load_secret_file(path: Path, repository: Path) -> str | None:
    """Return the text of a secret file; None if there is none.

    Raises:
        SettingsError: It cannot be read, others may read it, or it lies in the repository.
    """
    values = {"path": str(path)}
    unreadable = SettingsError(Problem("account-file-unreadable", values))
    try:
        handle = os.open(path, READING)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise unreadable from error
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise unreadable
        try:
            real = find_real_path(handle, path)
        except OSError as error:
            raise unreadable from error
        if real.is_relative_to(repository.resolve()):
            raise SettingsError(Problem("account-file-inside", values))
        if is_open_to_others(mode):
            raise SettingsError(Problem("account-file-open", values))
        return os.read(handle, _MAX_BYTES).decode("utf-8-sig", "replace")
    finally:
        os.close(handle)


def save_private(path: Path, data: bytes) -> None:
    """Write an owner-only file atomically.

    Raises:
        OutputError: Its folder cannot be created or written.
    """
    make_private_folder(path.parent)
    write_files({path: data}, mode=0o600)


@contextmanager
def keep_redirect_page(url: str, path: Path) -> Iterator[str]:
    """Write an owner-only page that redirects to an address with a token, yield its URL, and delete it afterwards.

    Raises:
        OutputError: It cannot be written.
    """
    from html import escape  # loads a table of characters, and rarely needed

    save_private(path, _REDIRECT_PAGE.format(url=escape(url)).encode())
    try:
        yield path.absolute().as_uri()
    finally:
        path.unlink(missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """Create an owner-only folder, whatever the umask; make the program's folders above it owner-only, too.

    Raises:
        OutputError: It cannot be created.
    """
    parents = [folder, *folder.parents]
    names = [path.name for path in parents]
    own = parents[: names.index(NAME) + 1] if NAME in names else parents[:1]
    try:
        make_missing_folders(folder)
        for path in own:
            if is_open_to_others(path.stat().st_mode):
                path.chmod(0o700)
    except OSError as error:
        raise OutputError(Problem("state-unwritable", describe_error(folder, error))) from error


def make_missing_folders(folder: Path) -> None:
    """Create a folder and its missing parents owner-only, whatever the umask; existing ones are unchanged.

    Raises:
        OSError: It cannot be created.
    """
    missing = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def hold_lock(path: Path, seconds: float) -> Iterator[None]:
    """Hold an exclusive lock, which the system frees when the process ends.

    Raises:
        BusyError: Another process still holds it after the timeout.
        OutputError: Its file cannot be created.
    """
    make_private_folder(path.parent)
    deadline = time.monotonic() + seconds
    with ExitStack() as stack:
        try:
            handle = stack.enter_context(_open_lock(path))
            while not _try_to_lock(handle):
                if time.monotonic() > deadline:
                    raise BusyError(Problem("token-busy"))
                time.sleep(_POLL_SECONDS)
        except OSError as error:
            raise OutputError(Problem("state-unwritable", describe_error(path, error))) from error
        yield


@contextmanager
def hold_account(ledger: Path, appid: str) -> Iterator[None]:
    """Hold the lock of an account of a ledger; the ledger itself may not exist yet.

    Raises:
        BusyError: Another run holds it.
        LedgerError: The folder of the ledger is not writable, or its file system has no locks.
    """
    real = Path(os.path.realpath(ledger))  # the same lock for every link to the ledger
    path = real.with_name(f"{real.name}.{appid}.lock")
    with ExitStack() as stack:
        try:
            make_missing_folders(path.parent)
            locked = _try_to_lock(stack.enter_context(_open_lock(path)))
        except OSError as error:
            raise LedgerError(Problem("ledger-unwritable", describe_error(path, error))) from error
        if not locked:
            raise BusyError(Problem("account-busy", {"appid": appid}))
        yield


@contextmanager
def _open_lock(path: Path) -> Iterator[int]:
    handle = open_without_link(path, WRITING)
    try:
        yield handle
    finally:
        os.close(handle)  # frees the lock, as the end of the process does


def _try_to_lock(handle: int) -> bool:
    """Lock an opened file, and return whether nobody else held it; a file system without locks raises OSError."""
    from filelock import lock_descriptor  # slow to load, and only needed to send

    return lock_descriptor(handle, blocking=False)
