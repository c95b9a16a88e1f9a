"""Summaries of all issues of a folder for rules across issues, cached by file state."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from publish.adapters.storage.atomic_files import file_state
from publish.adapters.storage.cache import ByteCache
from publish.adapters.storage.issue_folder import IssueFolder
from publish.adapters.storage.load_issue import decode_issue
from publish.core.exceptions import IssueError
from publish.core.issue import OtherIssues
from publish.core.settings import NewsletterSettings
from publish.newsletter.issue_summary import IssueSummary, collect_summaries, describe_comparison, exclude

_KIND = "neighbours-3"  # what a summary holds is numbered
_UNREADABLE = IssueSummary("", {})  # its errors are reported when that issue itself is linted


class IssueIndex:
    """The issues of a folder with their summaries."""

    def __init__(
        self,
        folder: IssueFolder,
        cache: ByteCache,
        newsletter: NewsletterSettings = NewsletterSettings(),  # noqa: B008  # a tuple, never changed
    ) -> None:
        self._folder = folder
        self._cache = cache
        self._newsletter = newsletter

    def find_other_issues(self, path: Path | None) -> OtherIssues:
        """Return the other issues of the folder; all of them for an issue from standard input (None)."""
        name = self._find_name(path)
        return self._all if name is None else exclude(self._all, name)

    def describe_others(self, path: Path | None) -> str:
        """Return a text that changes where a comparison of an issue with the others may come to something else."""
        name = self._find_name(path)
        if name is None:  # what it is compared with is not known without its text
            return repr(sorted(self._summaries.items()))
        return describe_comparison(name, self._summaries[name], self._all)

    def _find_name(self, path: Path | None) -> str | None:
        """Return the name of the issue of the folder that a file is; None if it is none."""
        if path is None:
            return None
        found = (name for name in self._names.get(path.name, ()) if _is_same(path, self._paths[name]))
        return next(found, None)

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        """Return the names of the issues by those of their files."""
        names: dict[str, list[str]] = {}
        for name, path in self._paths.items():
            names.setdefault(path.name, []).append(name)
        return names

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        return self._folder.map_all()

    @cached_property
    def _all(self) -> OtherIssues:
        return collect_summaries(self._summaries)

    @cached_property
    def _summaries(self) -> Mapping[str, IssueSummary]:
        recipe = f"{self._newsletter.kind} {tuple(self._newsletter.words)} {os.path.abspath(self._folder.folder)}"  # noqa: PTH100  # resolves no link
        before = self._cache.load(_KIND, recipe) or b"{}"
        cached: dict[str, Any] = json.loads(before)
        entries = {name: self._summarize(name, path, cached.get(name)) for name, path in self._paths.items()}
        after = json.dumps(entries).encode("utf-8", "surrogateescape")
        if after != before:
            self._cache.save(_KIND, recipe, after)
        return {name: summary for name, (_, summary) in entries.items()}

    def _summarize(self, name: str, path: Path, cached: Any) -> tuple[Sequence[int], IssueSummary]:
        """Return the file state and summary of an issue; no state for an unreadable one, so that it is tried again."""
        state = list(file_state(path) or ())
        if state and cached is not None and cached[0] == state:
            return state, IssueSummary(*cached[1])
        from publish.lint.cross_issue import (
            summarize_issue,  # loads rules, which a folder without changes does not need
        )
        from publish.steps.parse import parse_issue

        try:
            text = decode_issue(self._folder.load(path), path.name)
            return state, summarize_issue(parse_issue(text, name, self._newsletter), text)
        except IssueError:
            return (), _UNREADABLE


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False
