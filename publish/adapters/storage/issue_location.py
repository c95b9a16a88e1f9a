"""The place of an issue's file in its newsletter."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from publish.adapters.storage.atomic_files import is_broken_link


def find_location(path: Path, repository: Path, resolve: Callable[[str], str] = os.path.realpath) -> PurePosixPath:
    """Return a file's path in a repository that has no symbolic links in its own path; of a file outside, its name.

    A link is replaced by the file that it leads to; a broken one keeps its own name. `resolve` returns the real path of
    a folder.
    """
    folder, name = os.path.split(path)
    folder = os.path.abspath(folder)  # noqa: PTH100  # resolves no link
    followed = path.is_symlink() and not is_broken_link(path)
    real = os.path.realpath(path) if followed else f"{resolve(folder)}{os.sep}{name}"
    root = f"{repository}{os.sep}"
    return PurePosixPath(real.removeprefix(root).replace(os.sep, "/") if real.startswith(root) else name)
