"""Every entry of every issue, for programs that search."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from publish.core.article import ArticleMetadata
from publish.core.issue import Entry, Issue
from publish.core.text import strip_markup


class IndexEntry(NamedTuple):
    """An issue, as those who look for it are told of it."""

    day: date
    issue: Issue
    metadata: ArticleMetadata
    path: str
    """Its file, relative to where the list stands, as an address."""
    published: str = ""
    """Its published address, once there is one."""


def index_entries(issues: Sequence[IndexEntry]) -> str:
    """Return the index as JSON, the newest issue first and its entries in their order.

    It holds `issues` (date, title, file, url) and `entries` (issue, section, title, source, url, tags, summary);
    what an issue does not say is null, the summary has a line for each paragraph.
    """
    newest_first = sorted(issues, key=lambda listed: listed.day, reverse=True)
    described = {
        "issues": [_describe_issue(listed) for listed in newest_first],
        "entries": [entry for listed in newest_first for entry in _describe_entries(listed.issue)],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _describe_issue(listed: IndexEntry) -> dict[str, object]:
    return {
        "date": str(listed.day),
        "title": listed.metadata.title,
        "file": listed.path,
        "url": listed.published or None,
    }


def _describe_entries(issue: Issue) -> Iterator[dict[str, object]]:
    for section in issue.sections:
        name = strip_markup(section.name)
        for entry in section.entries:
            yield {"issue": issue.name, "section": name, **_describe_entry(entry)}


def _describe_entry(entry: Entry) -> dict[str, object]:
    said = (strip_markup(block.text) for block in entry.texts)
    summary = "\n".join(text for text in said if text)
    return {
        "title": strip_markup(entry.title),
        "source": entry.source and strip_markup(entry.source),
        "url": entry.url or None,
        "tags": list(entry.tags),
        "summary": summary or None,
    }
