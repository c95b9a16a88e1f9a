"""Read files that issues, front matter, theme names or settings name, and refuse links out of the repository.

A link in the repository may lead to a secret. The opened file is checked, not its name: it must be a regular file in
the repository, in no hidden folder.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePath, PureWindowsPath

from publish.adapters.storage.file_access import READING
from publish.core.exceptions import FileError, OutputError
from publish.core.operating_system import ON_WINDOWS
from publish.core.problem import Problem

_BROKEN_LINK = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_OPENED_FILES = "/proc/self/fd"  # links of Linux from file descriptors to their files


def read_repository_file(path: Path, root: Path | None, limit: int = -1) -> bytes:
    """Return the content of a regular file.

    Args:
        path: Its path, which may contain links.
        root: The folder in which it must really lie, in no hidden part; None for a file named on the command line,
            which may lie anywhere.
        limit: Maximum number of bytes to read; negative for all.

    Raises:
        FileError: It lies elsewhere, or its path is a broken link.
        OSError: It is missing or unreadable; `IsADirectoryError` or EINVAL if it is not a regular file.
    """
    handle = _open(path, root)
    try:
        if root is not None:
            _check_path(find_real_path(handle, path), path, root)
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            reason = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
            raise OSError(reason, os.strerror(reason))
        with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
            return file.readall() if limit < 0 or status.st_size < limit else file.read(limit)
    finally:
        os.close(handle)


def read_beginning(path: Path, root: Path, limit: int) -> str:
    """Return the text of a file's first bytes with LF line ends; nothing of one that is unreadable or outside."""
    try:
        text = read_repository_file(path, root, limit).decode("utf-8-sig", "replace")
    except (FileError, OSError):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def resolve_repository_path(path: Path, root: Path) -> Path:
    """Return the real path of an existing or new file, so that a link is written through and not replaced.

    Raises:
        OutputError: It is outside the folder `root`, or in a hidden part of it.
    """
    real = Path(os.path.realpath(path))
    try:
        _check_path(real, path, root)
    except FileError as error:
        raise OutputError(*error.problems) from error
    return real


def join_inside(folder: Path, name: PurePath | str) -> Path:
    """Return the path of a file that an issue names, relative to a folder.

    On Windows a name of a share or a drive would replace the folder, and a mere look at a share calls its host.
    """
    if not ON_WINDOWS:
        return folder / name
    written = PureWindowsPath(name)
    return folder.joinpath(*(part for part in written.parts if part != written.anchor))


def find_path_fault(real: PurePath, root: PurePath) -> str | None:
    """Return the message id of what is wrong with a file's path, or None.

    Args:
        real: Its path without symbolic links.
        root: The newsletter's folder without symbolic links; folders above it may be hidden.
    """
    if not real.is_relative_to(root):
        return "file-outside"
    if any(part.startswith(".") for part in real.relative_to(root).parts):
        return "file-hidden"
    return None


def find_real_path(handle: int, path: Path) -> Path:
    """Return the real path of an opened file: from the system, or else resolved from its path.

    Raises:
        OSError: The path leads to another file meanwhile.
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
        return os.open(path, READING)
    except OSError as error:
        if error.errno in _BROKEN_LINK and path.is_symlink():
            values = {"path": _name(path, root), "target": str(path.readlink())}
            raise FileError(Problem("link-broken", values)) from error
        raise


def _check_path(real: Path, path: Path, root: Path) -> None:
    whole = Path(os.path.realpath(root))
    fault = find_path_fault(real, whole)
    if fault is not None:
        raise FileError(Problem(fault, {"path": _name(path, root), "target": str(real), "root": str(whole)}))


def _name(path: Path, root: Path | None) -> str:
    """Return the path of a file for messages, relative to the newsletter's folder if possible."""
    return str(path.relative_to(root) if root is not None and path.is_relative_to(root) else path)
