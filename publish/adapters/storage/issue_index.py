"""What the issues of a folder have to know of each other; each file is read again only when it has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from publish.adapters.storage.atomic_files import file_state
from publish.adapters.storage.cache import Cache
from publish.adapters.storage.issue_folder import IssueFolder, decode_issue
from publish.core.exceptions import IssueError
from publish.core.issue import OtherIssues
from publish.lint.cross_issue import IssueSummary, collect_summaries, exclude, summarize_issue
from publish.steps.parse import parse_issue

_KIND = "neighbours"
_UNREADABLE = IssueSummary("", {})
"""Told where that issue itself is checked."""


class IssueIndex:
    """The issues of a folder, and what others have to know of each."""

    def __init__(self, folder: IssueFolder, cache: Cache) -> None:
        self._folder = folder
        self._paths = folder.list_all()
        self._cache = cache

    def find_neighbours(self, path: Path | None) -> OtherIssues:
        """Return what an issue has to be compared with, itself left out where it is one of the folder's.

        Args:
            path: Its file; None for one that has none.
        """
        if path is not None and any(_is_same(path, other) for other in self._paths if other.name == path.name):
            return exclude(self._all, path.stem)
        return self._all

    @cached_property
    def _all(self) -> OtherIssues:
        folder = os.path.abspath(self._paths[0].parent) if self._paths else ""  # noqa: PTH100  # resolves no link
        written = self._cache.load(_KIND, folder) or b"{}"
        known: dict[str, Any] = json.loads(written)
        kept = {path.stem: _describe(path, known.get(path.stem), self._folder) for path in self._paths}
        now = json.dumps(kept).encode("utf-8", "surrogateescape")
        if now != written:
            self._cache.save(_KIND, folder, now)
        facts = {name: entry.facts for name, entry in kept.items()}
        return collect_summaries(facts)


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


class _IndexedIssue(NamedTuple):
    """One issue, as the index keeps it."""

    stamp: Sequence[int]
    """What changes with its file; nothing where it cannot be read, so that it is tried again."""
    facts: IssueSummary


def _describe(path: Path, known: Any, folder: IssueFolder) -> _IndexedIssue:
    """Return what is known of a file, read anew where it has changed."""
    stamp = list(file_state(path) or ())
    if stamp and known is not None and known[0] == stamp:
        return _IndexedIssue(stamp, IssueSummary(*known[1]))
    try:
        text = decode_issue(folder.load(path), path.name)
        return _IndexedIssue(stamp, summarize_issue(parse_issue(text, path.stem), text))
    except IssueError:
        return _IndexedIssue((), _UNREADABLE)
