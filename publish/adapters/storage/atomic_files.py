"""Test files without raising, and write several of them atomically: all or none."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from publish.adapters.storage.file_access import NEW_FILE, keep_owner, open_without_link, replace_file, set_mode
from publish.core.exceptions import OutputError
from publish.core.problem import Problem

FileState: TypeAlias = tuple[int, ...] | None
"""Size and modification time of a file, then that of the link to it; None for no file."""
Content: TypeAlias = bytes | Callable[[], Iterable[bytes]]  # bytes of a file, or a function that returns them in pieces

_STAGED = ".publish."
_STALE_SECONDS = 3600


def is_file(path: Path) -> bool:
    """Return whether a regular file exists; an unreadable path counts as missing."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_broken_link(path: Path) -> bool:
    """Return whether a path is a symbolic link to a missing file or to itself."""
    return os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114  # `Path.exists` may raise


def file_state(path: str | Path) -> FileState:
    """Return size and times of a file and of the link to it; None for no file."""
    try:
        status = os.lstat(path)
        if not stat.S_ISLNK(status.st_mode):
            return status.st_size, status.st_mtime_ns
        target = os.stat(path)  # noqa: PTH116  # `Path.stat` takes three times as long
    except (OSError, ValueError):
        return None
    return target.st_size, target.st_mtime_ns, status.st_mtime_ns


def write_files(files: Mapping[Path, Content], *, mode: int = 0o644) -> None:
    """Replace several files, each atomically and only if its content differs; all of them or none.

    Raises:
        OutputError: A folder is not writable, or the disk is full; every file is unchanged.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with _output_errors(path):
                if not _holds(path, data):
                    staged[path] = _stage(path, data, mode)
        for path, temporary in staged.items():
            with _output_errors(path):
                replace_file(temporary, path)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def find_leftovers(folder: Path) -> list[Path]:
    """Return temporary files of killed runs in a folder, old enough that no run is still writing them."""
    oldest = time.time() - _STALE_SECONDS
    return [path for path in folder.glob(f"{_STAGED}*") if _is_file_before(path, oldest)]


def _is_file_before(path: Path, limit: float) -> bool:
    try:
        status = path.lstat()
    except OSError:  # removed while the folder was listed
        return False
    return stat.S_ISREG(status.st_mode) and status.st_mtime < limit


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files.

    Raises:
        OutputError: One of them cannot be removed.
    """
    for path in paths:
        with _output_errors(path):
            path.unlink(missing_ok=True)


def _holds(path: Path, data: Content) -> bool:
    """Return whether a file exists and has exactly this content."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in _list_pieces(data)) and not file.read(1)


def _list_pieces(data: Content) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else data()


def describe_error(path: Path, error: OSError) -> dict[str, str]:
    """Return the named values of a message about a file: its path and the system's reason."""
    return {"path": str(path), "reason": error.strerror or str(error)}


@contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(Problem("file-unwritable", describe_error(path, error))) from error


def _stage(path: Path, data: Content, mode: int) -> Path:
    """Write a temporary file beside the one it will replace, and return its path."""
    if path.is_dir():  # reported before any file is replaced
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    name = path.parent / f"{_STAGED}{os.getpid()}.{time.time_ns()}"
    try:
        handle = open_without_link(name, NEW_FILE)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = open_without_link(name, NEW_FILE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(_list_pieces(data))
            set_mode(file.fileno(), mode)
            keep_owner(path, file.fileno())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        name.unlink(missing_ok=True)
        raise
    return name
