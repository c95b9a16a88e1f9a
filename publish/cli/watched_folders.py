"""The folders whose changes may change an article."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from publish.cli.build_context import BuildContext


def watch_newsletter(context: BuildContext, *issues: Path) -> AsyncIterator[None]:
    """Yield at the beginning, and after each change of settings, themes, pictures, or one of some issues."""
    from publish.adapters.system.file_watcher import watch_files  # loads a compiled library

    repository = context.repository
    folders = [_resolve(repository / name) for name in (context.folder.folder, "themes", "assets")]
    # Issues at the root: below it lie installed programs, builds and git's own files.
    deep = [folder for folder in folders if folder != repository]
    return watch_files(deep, list(dict.fromkeys([repository, *(_resolve(issue).parent for issue in issues)])))


def _resolve(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` fails on a circle of links
