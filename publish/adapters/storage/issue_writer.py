"""Replace an issue's file, the only write to it that is not its author's."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.load_issue import load_issue
from publish.core.exceptions import IssueError
from publish.core.problem import Problem


def hash_content(data: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()


def replace_issue(path: Path, before: str, data: bytes) -> None:
    """Replace an issue atomically, keeping its mode.

    Args:
        path: Its file, or a link to it.
        before: The hash of the content that was changed.
        data: The new content.

    Raises:
        IssueError: It cannot be read, or has been changed meanwhile.
        OutputError: It cannot be written; it is unchanged.
    """
    real = Path(os.path.realpath(path))
    if hash_content(load_issue(real, None)) != before:
        raise IssueError(Problem("issue-changed", file=path.name))
    write_files({real: data}, mode=real.stat().st_mode & 0o777)
