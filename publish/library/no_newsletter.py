"""The newsletter of a text that belongs to none."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import PurePosixPath

from publish.core.back_issue import BackIssue
from publish.core.issue_file import IssueFile


class NoIssues:
    """No other issues, no files and no published addresses."""

    def find_back_issues(self, _name: str, _limit: int) -> list[BackIssue]:
        """Return no issues."""
        return []

    def identify(self, location: PurePosixPath) -> IssueFile:
        """Return the file at a path, named like it."""
        return IssueFile(location, location.stem)

    def has_file(self, _location: PurePosixPath) -> bool:
        """Return that no file is there."""
        return False

    def load_published(self) -> Mapping[str, str]:
        """Return no addresses."""
        return {}

    def find_repeated_lines(self, _name: str) -> Set[str]:
        """Return no lines."""
        return frozenset()
