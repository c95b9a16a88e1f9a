"""Derive an article's metadata: title, author, digest, source URL and comments."""

from __future__ import annotations

import re

from publish.core.article import ArticleMetadata
from publish.core.issue import Block, BlockKind, Issue
from publish.core.problem import Problem, Severity
from publish.core.settings import Comments, Settings
from publish.core.text import count_bytes, cut_text, cut_title, strip_markup
from publish.core.urls import is_web_address
from publish.newsletter.labels import CLAIM_SENTENCE, SECTION_MARK, parse_comments
from publish.wechat.limits import DOCUMENTED_TITLE_CHARS, MAX_AUTHOR_CHARS, MAX_DIGEST_BYTES, MAX_TITLE_CHARS

# Elsewhere in a sentence the same brackets are quotation marks.
_TURN = re.compile(rf"(?:(?<=[；。;，])|^)\s*{SECTION_MARK.pattern}")
_TEXT_KINDS = (BlockKind.PARAGRAPH, BlockKind.TAGLINE)
_ENTRIES_IN_DIGEST = 5


def derive_metadata(issue: Issue, settings: Settings) -> ArticleMetadata:
    """Return the metadata of an issue; its front matter comes before its text and the settings."""
    values, newsletter = issue.front_matter.values, settings.newsletter
    source_url = newsletter.source_url.replace("{date}", issue.name) if issue.date else ""
    return ArticleMetadata(
        title=cut_title(_find_title(issue, settings), MAX_TITLE_CHARS),
        author=cut_text(values.get("author") or newsletter.author or newsletter.account, MAX_AUTHOR_CHARS),
        digest=cut_text(values.get("digest") or _derive_digest(issue), MAX_DIGEST_BYTES, count_bytes),
        source_url=values["source_url"] if is_web_address(values.get("source_url", "")) else source_url,
        comments=parse_comments(values.get("comments", "")) or Comments(newsletter.comments),
    )


def check_title(issue: Issue, settings: Settings) -> list[Problem]:
    """Return a warning for a title longer than WeChat's documented limit, or cut at its real one."""
    title = _find_title(issue, settings)
    chars = len(title)
    if chars <= DOCUMENTED_TITLE_CHARS:
        return []
    line = issue.front_matter.lines.get("title") or (issue.title.span.line if issue.title else 1)
    values: dict[str, object] = {"chars": chars, "limit": DOCUMENTED_TITLE_CHARS, "most": MAX_TITLE_CHARS}
    message = "title-long"
    if chars > MAX_TITLE_CHARS:
        message = "title-cut"
        values["cut"] = cut_title(title, MAX_TITLE_CHARS)
    return [Problem(message, values, rule="N21", severity=Severity.WARNING, line=line)]


def _find_title(issue: Issue, settings: Settings) -> str:
    """Return the uncut title."""
    title = issue.front_matter.values.get("title")
    if title:
        return title
    if issue.title is None:
        name = settings.newsletter.name
        return f"{name} ({issue.name})" if name and issue.date else issue.name
    return strip_markup(issue.title.text).rstrip("：: ") or issue.name


def _derive_digest(issue: Issue) -> str:
    """Return the 导读 as digest, else the titles of the first entries, else the first text."""
    if issue.intro:
        text = strip_markup("".join(issue.intro.lines))
        digest = _TURN.sub("", CLAIM_SENTENCE.sub("", text)).strip("。；; ")
        if digest:
            return digest
    titles = [strip_markup(entry.title) for entry in issue.entries[:_ENTRIES_IN_DIGEST]]
    if titles:
        return "；".join(titles)
    parts = [*issue.preamble, *(part for section in issue.sections for part in section.parts)]
    texts = (strip_markup(part.text) for part in parts if isinstance(part, Block) and part.kind in _TEXT_KINDS)
    return next((text for text in texts if text), "")
