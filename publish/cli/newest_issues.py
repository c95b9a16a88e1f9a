"""Read the newest issues of a newsletter."""

from __future__ import annotations

from pathlib import PurePosixPath

from publish.adapters.storage.issue_folder import IssueFolder
from publish.adapters.storage.load_issue import decode_issue
from publish.core.exceptions import IssueError
from publish.core.issue import Issue
from publish.core.settings import NewsletterSettings
from publish.pipeline.locate_problems import parse_issue_file

_MOST = 10


def read_newest(
    folder: IssueFolder,
    newsletter: NewsletterSettings = NewsletterSettings(),  # noqa: B008  # a tuple, never changed
) -> list[Issue]:
    """Return the newest issues that can be read, oldest first."""
    issues = []
    for path in folder.list_all()[-_MOST:]:
        try:
            text = decode_issue(folder.load(path), path.name)
            issues.append(parse_issue_file(text, PurePosixPath(path.name), newsletter=newsletter))
        except IssueError:  # told where the issue is built
            continue
    return issues
