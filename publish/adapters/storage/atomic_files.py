"""Files: looked at without failing, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from publish.core.exceptions import OutputError
from publish.core.problem import Problem

Stamp: TypeAlias = tuple[int, ...] | None
"""Size in bytes and time of change of a file, and for a link when it was made; None for none."""
Content: TypeAlias = bytes | Callable[[], Iterable[bytes]]
"""What a file is to hold: at hand, or made in pieces each time it is called for."""

_STAGED = ".publish."
_STALE_SECONDS = 3600
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


def is_file(path: Path) -> bool:
    """Say whether a file is there; what cannot be looked at is not."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_broken_link(path: Path) -> bool:
    """Say whether a name is a link that leads to nothing, or in a circle."""
    return os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114  # `Path.exists` may raise


def file_state(path: str | Path) -> Stamp:
    """Return what changes with a file, and with the link that leads to it; None where there is none."""
    try:
        status = os.lstat(path)
        if not stat.S_ISLNK(status.st_mode):
            return status.st_size, status.st_mtime_ns
        behind = os.stat(path)  # noqa: PTH116  # `Path.stat` takes thrice as long
    except (OSError, ValueError):
        return None
    return behind.st_size, behind.st_mtime_ns, status.st_mtime_ns


def write_files(files: Mapping[Path, Content], *, mode: int = 0o644) -> None:
    """Replace the content of several files, each in one step and only where it differs; all of them or none.

    `mode` says who may read what is written.

    Raises:
        OutputError: A folder cannot be written, or the disk is full; every file is as it was.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with _explained(path):
                if not _holds(path, data):
                    staged[path] = _stage(path, data, mode)
        for path, temporary in staged.items():
            with _explained(path):
                temporary.replace(path)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def find_leftovers(folder: Path) -> list[Path]:
    """Return what a killed run left in a folder, once nobody can still be writing it."""
    oldest = time.time() - _STALE_SECONDS
    return [path for path in folder.glob(f"{_STAGED}*") if _is_file_since(path, oldest)]


def _is_file_since(path: Path, moment: float) -> bool:
    try:
        status = path.lstat()
    except OSError:  # removed while the folder was listed
        return False
    return stat.S_ISREG(status.st_mode) and status.st_mtime < moment


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files.

    Raises:
        OutputError: One of them cannot be removed.
    """
    for path in paths:
        with _explained(path):
            path.unlink(missing_ok=True)


def _holds(path: Path, data: Content) -> bool:
    """Return whether a file is there and holds just this."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in _list_pieces(data)) and not file.read(1)


def _list_pieces(data: Content) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else data()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise OutputError(Problem("file-unwritable", values)) from error


def _stage(path: Path, data: Content, mode: int) -> Path:
    """Write a file beside the one it will replace."""
    if path.is_dir():  # told before anything is replaced
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    name = path.parent / f"{_STAGED}{os.getpid()}.{time.time_ns()}"
    try:
        handle = os.open(name, _NEW_FILE, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(name, _NEW_FILE, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(_list_pieces(data))
            os.fchmod(file.fileno(), mode)
            _keep_owner(path, file.fileno())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        name.unlink(missing_ok=True)
        raise
    return name


def _keep_owner(path: Path, handle: int) -> None:
    """Leave a file to whom it belongs: in a container root writes into people's folders."""
    with suppress(FileNotFoundError, PermissionError):
        status = path.stat()
        os.fchown(handle, status.st_uid, status.st_gid)
