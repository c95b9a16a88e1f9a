"""Index entries of short issues."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from publish.core.issue_file import IssueFile
from publish.core.settings import NewsletterSettings, Settings
from publish.steps.archive.json_index import IndexEntry
from publish.steps.article_metadata import derive_metadata
from publish.steps.parse import parse_issue
from publish.steps.render import render_body

SETTINGS = Settings(newsletter=NewsletterSettings(name="周报"))
TEXT = "# 周报 ({day})\n\n> 导读：本期1条。说说{day}。\n\n## 新闻\n\n- [题 | 源](https://a.example/{day})\n摘要：甲。\n"


def list_issue(day: str, text: str = TEXT, *, published: str = "", settings: Settings = SETTINGS) -> IndexEntry:
    issue = parse_issue(text.replace("{day}", day), day)
    path = PurePosixPath(f"issues/{day}.md")
    file = IssueFile(path, day, date.fromisoformat(day))
    metadata = derive_metadata(issue, render_body(issue).texts, settings, file)
    return IndexEntry(file, issue, metadata, str(path), published)
