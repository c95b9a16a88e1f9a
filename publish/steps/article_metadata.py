"""What the platform shows beside an article: title, author, digest, address of the source."""

from __future__ import annotations

import re

from publish.core.article import ArticleMetadata
from publish.core.comments import Comments
from publish.core.issue import Block, BlockKind, Issue
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.text import count_bytes, cut_text, cut_title, strip_markup
from publish.core.urls import is_web_address
from publish.newsletter.labels import CLAIM_SENTENCE, SECTION_MARK, parse_comments
from publish.wechat.limits import DOCUMENTED_TITLE_CHARS, MAX_AUTHOR_CHARS, MAX_DIGEST_BYTES, MAX_TITLE_CHARS

# Elsewhere in a sentence the same brackets only quote.
_TURN = re.compile(rf"(?:(?<=[；。;，])|^)\s*{SECTION_MARK.pattern}")
_TELLING = (BlockKind.PARAGRAPH, BlockKind.TAGLINE)
_ENTRIES_IN_DIGEST = 5


def derive_metadata(issue: Issue, settings: Settings) -> ArticleMetadata:
    """Derive the headline from the issue; its front matter and the settings come first."""
    said = issue.front_matter.values
    source_url = settings.source_url.replace("{date}", issue.name) if issue.date else ""
    return ArticleMetadata(
        title=cut_title(_find_title(issue, settings), MAX_TITLE_CHARS),
        author=cut_text(said.get("author") or settings.author or settings.account, MAX_AUTHOR_CHARS),
        digest=cut_text(said.get("digest") or _derive_digest(issue), MAX_DIGEST_BYTES, count_bytes),
        source_url=said["source_url"] if is_web_address(said.get("source_url", "")) else source_url,
        comments=parse_comments(said.get("comments", "")) or Comments(settings.comments),
    )


def check_title(issue: Issue, settings: Settings) -> list[Problem]:
    """Return a warning where the title is longer than WeChat documents, or longer than it takes and so is cut."""
    title = _find_title(issue, settings)
    chars = len(title)
    if chars <= DOCUMENTED_TITLE_CHARS:
        return []
    said = issue.front_matter.lines.get("title")
    line = said or (issue.title.span.line if issue.title else 1)
    values = {"chars": chars, "limit": DOCUMENTED_TITLE_CHARS, "most": MAX_TITLE_CHARS}
    if chars <= MAX_TITLE_CHARS:
        return [Problem("title-long", values, rule="N21", severity=Severity.WARNING, line=line)]
    cut = {**values, "cut": cut_title(title, MAX_TITLE_CHARS)}
    return [Problem("title-cut", cut, rule="N21", severity=Severity.WARNING, line=line)]


def _find_title(issue: Issue, settings: Settings) -> str:
    """Return the title, however long."""
    said = issue.front_matter.values.get("title")
    if said:
        return said
    if issue.title is None:
        return f"{settings.name} ({issue.name})" if settings.name and issue.date else issue.name
    return strip_markup(issue.title.text).rstrip("：: ") or issue.name


def _derive_digest(issue: Issue) -> str:
    """Return what an issue says of itself: its 导读, else its first entries, else its first words."""
    if issue.intro:
        text = strip_markup("".join(issue.intro.lines))
        told = _TURN.sub("", CLAIM_SENTENCE.sub("", text)).strip("。；; ")
        if told:
            return told
    titles = [strip_markup(entry.title) for entry in issue.entries[:_ENTRIES_IN_DIGEST]]
    if titles:
        return "；".join(titles)
    parts = [*issue.preamble, *(part for section in issue.sections for part in section.parts)]
    words = (strip_markup(part.text) for part in parts if isinstance(part, Block) and part.kind in _TELLING)
    return next((text for text in words if text), "")
