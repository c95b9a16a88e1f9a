"""Files: whole or not at all, and only inside the folder they belong to."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from publish.errors import OutputError, PictureError
from publish.model.problem import Problem

_STAGED = ".publish."
_STALE_SECONDS = 3600
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


def is_file(path: Path) -> bool:
    """Say whether a file is there; what cannot be looked at is not."""
    try:
        return path.is_file()
    except OSError:
        return False


def write_files(files: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Replace the content of several files, each in one step and only where it differs; all of them or none.

    `mode` says who may read what is written.

    Raises:
        OutputError: A folder cannot be written, or the disk is full; every file is as it was.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with _explained(path):
                if not (path.is_file() and path.read_bytes() == data):
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
    return [path for path in folder.glob(f"{_STAGED}*") if is_file(path) and path.lstat().st_mtime < oldest]


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files.

    Raises:
        OutputError: One of them cannot be removed.
    """
    for path in paths:
        with _explained(path):
            path.unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise OutputError(Problem("output-unwritable", values)) from error


def _stage(path: Path, data: bytes, mode: int) -> Path:
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
            file.write(data)
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


def read_inside(root: Path, wanted: PurePosixPath, limit: int) -> bytes:
    """Read a regular file that lies inside a folder, judged on what was really opened.

    Raises:
        PictureError: It is outside, hidden, no regular file, larger than the limit in bytes, or missing.
    """
    if wanted.is_absolute():
        raise PictureError(Problem("picture-outside", {"path": str(wanted)}))
    path = root / wanted
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise PictureError(Problem("picture-missing", {"path": str(wanted)})) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or not _is_open_to_all(find_real_path(handle, path), root.resolve()):
            raise PictureError(Problem("picture-outside", {"path": str(wanted)}))
        if status.st_size > limit:
            raise PictureError(Problem("picture-large", {"path": str(wanted), "limit": limit // 1_000_000}))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(handle)


def find_real_path(handle: int, path: Path) -> Path:
    """Return the path of an opened file; where the system does not tell, that of its name."""
    opened = Path(f"/proc/self/fd/{handle}")
    return opened.readlink() if opened.exists() else path.resolve()


def _is_open_to_all(path: Path, root: Path) -> bool:
    """Say whether a path lies inside a folder and in no hidden part of it."""
    return path.is_relative_to(root) and not any(part.startswith(".") for part in path.relative_to(root).parts)
