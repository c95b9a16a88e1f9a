"""Open, replace and protect files as each system can: flags and permission bits that it lacks count as nothing.

On Windows permission bits say nothing: the folders of a user's profile are closed to the other users by their access
lists, which new files inherit.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from publish.core.operating_system import ON_WINDOWS

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_CLOSE_ON_EXEC = getattr(os, "O_CLOEXEC", 0)  # Python closes it anyway
# Does not wait for a pipe's writer, nor make a terminal the controlling one.
READING = os.O_RDONLY | _BINARY | _CLOSE_ON_EXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
WRITING = os.O_RDWR | os.O_CREAT | _BINARY | _CLOSE_ON_EXEC
NEW_FILE = WRITING | os.O_EXCL

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_REPLACE_SECONDS = 2.0
_RETRY_SECONDS = 0.02


def open_without_link(path: str | Path, flags: int) -> int:
    """Return a descriptor of a file that is no symbolic link; a new one belongs to its owner alone.

    Raises:
        OSError: It is a link, or cannot be opened.
    """
    if not _NO_FOLLOW and Path(path).is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return os.open(path, flags | _NO_FOLLOW, 0o600)


def is_open_to_others(mode: int) -> bool:
    """Return whether the permission bits of a file let anybody but its owner use it."""
    return not ON_WINDOWS and bool(mode & _OTHERS)


def can_others_write(mode: int) -> bool:
    """Return whether the permission bits of a file let anybody but its owner change it."""
    return not ON_WINDOWS and bool(mode & _OTHERS_WRITE)


def can_others_read(mode: int) -> bool:
    """Return whether the permission bits of a file let anybody but its owner read it."""
    return not ON_WINDOWS and bool(mode & _OTHERS_READ)


def set_mode(handle: int, mode: int) -> None:
    """Set the permission bits of an opened file."""
    if not ON_WINDOWS:
        os.fchmod(handle, mode)


def keep_owner(path: Path, handle: int) -> None:
    """Give an opened file the owner of the file at a path: in a container root writes into users' folders."""
    if ON_WINDOWS:
        return
    with suppress(FileNotFoundError, PermissionError):
        status = path.stat()
        os.fchown(handle, status.st_uid, status.st_gid)


def replace_file(staged: Path, path: Path) -> None:
    """Rename a file over another at once; Windows refuses that while somebody has the other open, so it waits a while.

    Raises:
        OSError: It cannot be replaced.
    """
    deadline = time.monotonic() + _REPLACE_SECONDS
    while True:
        try:
            staged.replace(path)
        except PermissionError:
            if not ON_WINDOWS or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(_RETRY_SECONDS)


def publish_file(staged: Path, path: Path) -> None:
    """Give a complete file its name, and never replace one that appeared there meanwhile.

    Raises:
        FileExistsError: There is one.
    """
    if ON_WINDOWS:
        staged.rename(path)  # refuses there what it does elsewhere
    else:
        os.link(staged, path)
