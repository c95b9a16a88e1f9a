"""The newsletter's own files: the one way to what an issue, a front matter, a theme name or the settings name.

Whoever may add a file to the repository may add a link, and a link may lead to a secret. What was opened is judged, not
what it is called: it must lie in the repository, in no hidden part of it, and be a regular file.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePath

from publish.core.exceptions import FileError, OutputError
from publish.core.problem import Problem

# A pipe that nobody writes is not waited for, and no terminal becomes ours.
_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_LEADS_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_OPENED_FILES = "/proc/self/fd"
"""Where Linux tells what stands behind the number of an opened file."""


def read_repository_file(path: Path, root: Path | None, limit: int = -1) -> bytes:
    """Return what a regular file holds.

    Args:
        path: Its name, which may be a link or lead through one.
        root: The folder in which it must really lie, in no hidden part; None for a file that a person has named on the
            command line, which may lie anywhere.
        limit: How many bytes are read at most; without it all are.

    Raises:
        FileError: It lies elsewhere, or its name is a link that leads nowhere; who asked knows what it was for.
        OSError: There is none, or it cannot be read; `IsADirectoryError` and EINVAL where it is no regular file.
    """
    handle = _open(path, root)
    try:
        if root is not None:
            _judge(find_real_path(handle, path), path, root)
        status = os.fstat(handle)
        _refuse_irregular(status.st_mode)
        with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
            return file.readall() if limit < 0 or status.st_size < limit else file.read(limit)
    finally:
        os.close(handle)


def resolve_repository_path(path: Path, root: Path) -> Path:
    """Return where a file of the newsletter really lies, or will lie: a link is not replaced but written through.

    Raises:
        OutputError: That is outside the folder `root`, or in a hidden part of it.
    """
    real = Path(os.path.realpath(path))
    try:
        _judge(real, path, root)
    except FileError as error:
        raise OutputError(*error.problems) from error
    return real


def find_path_fault(real: PurePath, root: PurePath) -> str | None:
    """Return what keeps a file from being one of the newsletter's own, by the id of a message.

    Args:
        real: Where it lies, without symbolic links.
        root: The newsletter's folder, without symbolic links; what lies above it may be hidden.
    """
    if not real.is_relative_to(root):
        return "file-outside"
    if any(part.startswith(".") for part in real.relative_to(root).parts):
        return "file-hidden"
    return None


def find_real_path(handle: int, path: Path) -> Path:
    """Return where an opened file really lies; where the system does not tell, by its name.

    Raises:
        OSError: The name leads to another file by now.
    """
    opened = Path(_OPENED_FILES, str(handle))
    if opened.is_symlink():
        return opened.readlink()
    real = Path(os.path.realpath(path))
    if not os.path.samestat(os.fstat(handle), real.stat()):
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
    return real


def _open(path: Path, root: Path | None) -> int:
    try:
        return os.open(path, _READING)
    except OSError as error:
        if error.errno in _LEADS_NOWHERE and path.is_symlink():
            values = {"path": _name(path, root), "target": str(path.readlink())}
            raise FileError(Problem("link-broken", values)) from error
        raise


def _judge(real: Path, path: Path, root: Path) -> None:
    whole = Path(os.path.realpath(root))
    fault = find_path_fault(real, whole)
    if fault is not None:
        raise FileError(Problem(fault, {"path": _name(path, root), "target": str(real), "root": str(whole)}))


def _name(path: Path, root: Path | None) -> str:
    """Return how a file is named to people: from the newsletter's folder where that can be."""
    return str(path.relative_to(root) if root is not None and path.is_relative_to(root) else path)


def _refuse_irregular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        reason = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(reason, os.strerror(reason))
