"""The one write to an issue that is not its author's own."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.issue_folder import load_issue
from publish.core.exceptions import IssueError
from publish.core.problem import Problem


def name_content(data: bytes) -> str:
    """Return what names the content of a file."""
    return hashlib.sha256(data).hexdigest()


def replace_issue(path: Path, before: str, data: bytes) -> None:
    """Replace an issue in one step, keeping who may read it.

    Args:
        path: Its file; where that is a link, what it leads to is replaced.
        before: What names the content that the change was made from.
        data: What it is to hold.

    Raises:
        IssueError: It cannot be read, or somebody has changed it meanwhile.
        OutputError: It cannot be written; it is as it was.
    """
    real = Path(os.path.realpath(path))
    if name_content(load_issue(real, None)) != before:
        raise IssueError(Problem("issue-changed", file=path.name))
    write_files({real: data}, mode=real.stat().st_mode & 0o777)
