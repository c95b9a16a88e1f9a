"""Every entry of every issue as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from publish.core.article import ArticleMetadata
from publish.core.issue import Entry, Issue
from publish.core.issue_file import IssueFile
from publish.core.text import strip_markup


class IndexEntry(NamedTuple):
    """An issue in a list of all issues."""

    file: IssueFile
    issue: Issue
    metadata: ArticleMetadata
    path: str  # URL of its file relative to the list
    published: str = ""  # the published address; empty where there is none yet


def index_entries(issues: Sequence[IndexEntry]) -> str:
    """Return the index as JSON, the newest issue first and its entries in their order.

    It contains `issues` (date, title, file, url) and `entries` (issue, section, title, source, url, tags, summary);
    missing values are null, the summary has a line for each paragraph.
    """
    newest_first = sort_newest_first(issues)
    index = {
        "issues": [
            {"date": _write_day(file), "title": metadata.title, "file": path, "url": published or None}
            for file, _, metadata, path, published in newest_first
        ],
        "entries": [entry for issue in newest_first for entry in _describe_entries(issue.issue)],
    }
    return json.dumps(index, ensure_ascii=False, indent=1) + "\n"


def sort_newest_first(issues: Iterable[IndexEntry]) -> list[IndexEntry]:
    """Return the issues, the newest first: by date, those without one by number."""
    return sorted(issues, key=lambda entry: entry.file.order, reverse=True)


def _write_day(file: IssueFile) -> str | None:
    return str(file.day) if file.day else None


def _describe_entries(issue: Issue) -> Iterator[dict[str, object]]:
    for section in issue.sections:
        name = strip_markup(section.name)
        for entry in section.entries:
            yield {"issue": issue.name, "section": name, **_describe_entry(entry)}


def _describe_entry(entry: Entry) -> dict[str, object]:
    texts = (strip_markup(block.text) for block in entry.texts)
    return {
        "title": strip_markup(entry.title),
        "source": entry.source and strip_markup(entry.source),
        "url": entry.url or None,
        "tags": list(entry.tags),
        "summary": "\n".join(filter(None, texts)) or None,
    }
