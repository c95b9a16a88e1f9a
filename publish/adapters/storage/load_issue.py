"""Load and decode the file of an issue."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from publish.adapters.storage.repository_files import read_repository_file
from publish.core.exceptions import FileError, IssueError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem

MAX_ISSUE_BYTES = 4_000_000
MAX_LINE_CHARS = 100_000
STANDARD_INPUT = "stdin"  # file name in messages about an issue from standard input

# Missing, a file in place of a folder, a loop of links, a pipe or a device.
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL)
# Dots alone lead out of the output folder; control characters and surrogates break output.
_BAD_NAME = lazy_pattern(r"\.+|.*[\x00-\x1f\x7f\ud800-\udfff].*", re.DOTALL)


def load_issue(path: Path, root: Path | None) -> bytes:
    """Return the content of an issue.

    Args:
        path: Its path.
        root: The folder in which it must really lie; None for one named on the command line.

    Raises:
        IssueError: It is unreadable, too large, or outside the root.
    """
    if _BAD_NAME.fullmatch(path.stem):
        raise IssueError(Problem("issue-name", {"path": str(path)}))
    try:
        data = read_repository_file(path, root, MAX_ISSUE_BYTES + 1)
    except FileError as error:
        raise IssueError(*error.problems) from error
    except OSError as error:
        raise IssueError(_explain_unreadable(error, path)) from error
    return _check_size(data, path.name)


def _check_size(data: bytes, file: str) -> bytes:
    if len(data) > MAX_ISSUE_BYTES:
        raise IssueError(Problem("issue-large", {"limit": MAX_ISSUE_BYTES // 1_000_000}, file=file))
    return data


def _explain_unreadable(error: OSError, path: Path) -> Problem:
    if error.errno == errno.EISDIR:
        return Problem("issue-directory", {"path": str(path)})
    if error.errno in _NO_FILE:
        return Problem("issue-no-file", {"path": str(path)})
    return Problem("issue-unreadable", {"path": str(path), "reason": error.strerror or str(error)})


def load_issue_stream(stream: BinaryIO) -> bytes:
    """Return an issue from standard input.

    Raises:
        IssueError: It is too large.
    """
    return _check_size(stream.read(MAX_ISSUE_BYTES + 1), STANDARD_INPUT)


def decode_issue(data: bytes, file: str) -> str:
    """Return the text of an issue, without byte-order marks and with LF line ends.

    Raises:
        IssueError: It is not UTF-8, is empty, or has NUL characters or overlong lines.
    """
    try:
        text = data.decode().lstrip("\ufeff")  # some files have several
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b"x").splitlines())
        raise IssueError(Problem("issue-encoding", {"byte": error.start + 1}, file=file, line=line)) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise IssueError(Problem("issue-empty", file=file))
    if "\0" in text:
        raise IssueError(Problem("issue-nul", file=file, line=text.count("\n", 0, text.index("\0")) + 1))
    long = [*_find_long_lines(text, file)] if len(text) > MAX_LINE_CHARS else []
    if long:
        raise IssueError(*long)
    return text


def _find_long_lines(text: str, file: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE_CHARS:
            yield Problem("issue-line-long", {"limit": MAX_LINE_CHARS}, file=file, line=number)
