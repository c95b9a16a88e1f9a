"""Derive an article's metadata: title, author, digest, source URL and comments."""

from __future__ import annotations

from collections.abc import Callable, Set

from publish.core.article import ArticleMetadata, BodyTexts, Paragraph
from publish.core.issue import Issue
from publish.core.issue_file import IssueFile, fill_address
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity
from publish.core.settings import Comments, Settings
from publish.core.text import cut_text, cut_title, is_wide
from publish.core.urls import is_web_address
from publish.newsletter.ai_use import AI_KEY, AI_NOTICES, parse_ai_use
from publish.newsletter.labels import CLAIM_SENTENCE, SECTION_MARK, parse_comments
from publish.wechat.limits import DOCUMENTED_TITLE_CHARS, MAX_AUTHOR_CHARS, MAX_DIGEST_CHARS, MAX_TITLE_CHARS

# Elsewhere in a sentence the same brackets are quotation marks.
_TURN = lazy_pattern(rf"(?:(?<=[；。;，])|^)\s*{SECTION_MARK.pattern}")
_ENTRIES_IN_DIGEST = 5
_MIN_WIDE = 4  # characters of Chinese text that say something
_MIN_WORDS = 3
_TITLE_FIELD = "{title}"
_NAMELESS = frozenset({"index", "_index", "readme"})  # files that are named after their folder


def derive_metadata(
    issue: Issue,
    texts: BodyTexts,
    settings: Settings,
    file: IssueFile,
    find_repeated: Callable[[], Set[str]] = frozenset,
) -> ArticleMetadata:
    """Return the metadata of an issue; its front matter comes before its text and the settings.

    Args:
        issue: The issue.
        texts: What readers see of it.
        settings: The settings.
        file: Its file, which names an article without a title.
        find_repeated: Called for the lines of the issues before it, of which no digest is made.
    """
    values, newsletter = issue.front_matter.values, settings.newsletter
    source_url = fill_address(newsletter.source_url, file)
    digest = values.get("digest") or _derive_digest(texts, find_repeated)
    return ArticleMetadata(
        title=cut_title(_find_title(issue, texts, settings, file), MAX_TITLE_CHARS),
        author=cut_text(values.get("author") or newsletter.author or newsletter.account, MAX_AUTHOR_CHARS),
        digest=cut_text(digest, MAX_DIGEST_CHARS),
        source_url=values["source_url"] if is_web_address(values.get("source_url", "")) else source_url,
        comments=parse_comments(values.get("comments", "")) or Comments(newsletter.comments),
        ai_notice=AI_NOTICES[parse_ai_use(values.get(AI_KEY, "")) or newsletter.ai],
    )


def check_title(issue: Issue, texts: BodyTexts, settings: Settings, file: IssueFile) -> list[Problem]:
    """Return a warning for a missing title, or one longer than WeChat's documented limit or cut at its real one."""
    title = _find_title(issue, texts, settings, file)
    named = [] if _has_title(issue, texts, settings, file) else [Problem("title-from-file", {"title": title}, line=1)]
    problems = [*named, *_check_length(title, issue)]
    return [problem._replace(rule="N21", severity=Severity.WARNING) for problem in problems]


def _check_length(title: str, issue: Issue) -> list[Problem]:
    chars = len(title)
    if chars <= DOCUMENTED_TITLE_CHARS:
        return []
    line = issue.front_matter.lines.get("title") or (issue.title.span.line if issue.title else 1)
    values: dict[str, object] = {"chars": chars, "limit": DOCUMENTED_TITLE_CHARS, "most": MAX_TITLE_CHARS}
    message = "title-long"
    if chars > MAX_TITLE_CHARS:
        message = "title-cut"
        values["cut"] = cut_title(title, MAX_TITLE_CHARS)
    return [Problem(message, values, line=line)]


def _has_title(issue: Issue, texts: BodyTexts, settings: Settings, file: IssueFile) -> bool:
    """Return whether an issue has a title of its own, or one that its newsletter gives every issue."""
    newsletter = settings.newsletter
    given = fill_address(newsletter.title.replace(_TITLE_FIELD, ""), file) or (newsletter.name and issue.date)
    return bool(issue.front_matter.values.get("title") or texts.title or given)


def _find_title(issue: Issue, texts: BodyTexts, settings: Settings, file: IssueFile) -> str:
    """Return the uncut title: the front matter's, else the heading in the newsletter's form, else a name."""
    written = texts.title.rstrip("：: ")
    title = issue.front_matter.values.get("title") or _fill_title(written, settings.newsletter.title, file) or written
    if title:
        return title
    path, newsletter = file.path, settings.newsletter.name
    name = path.parent.name if path.stem.lower() in _NAMELESS and path.parent.name else path.stem
    return f"{newsletter} ({issue.name})" if newsletter and issue.date else name


def _fill_title(heading: str, template: str, file: IssueFile) -> str:
    """Return the newsletter's form of a title; empty without one, or where the heading has the number or date."""
    known = (str(file.number) if file.number is not None else "", file.day.isoformat() if file.day else "")
    if not template or any(part and part in heading for part in known):
        return ""
    filled = fill_address(template.replace(_TITLE_FIELD, "\0"), file)
    return filled.replace("\0", heading).rstrip("：: -—|｜") if filled else ""


def _derive_digest(texts: BodyTexts, find_repeated: Callable[[], Set[str]]) -> str:
    """Return the 导读 as digest, else the titles of the first entries, else the first text that says something."""
    intro = _TURN.sub("", CLAIM_SENTENCE.sub("", texts.intro)).strip("。；; ")
    if intro:
        return intro
    if texts.entries:
        return "；".join(texts.entries[:_ENTRIES_IN_DIGEST])
    repeated = find_repeated() if texts.paragraphs else frozenset()
    own = [paragraph.text for paragraph in texts.paragraphs if not _is_repeated(paragraph, repeated)]
    read = [text for text in own if text and not _is_address(text)]
    return next((text for text in read if says_something(text)), next(iter(read), ""))


def _is_repeated(paragraph: Paragraph, repeated: Set[str]) -> bool:
    """Return whether a paragraph stands in other issues, line for line."""
    return bool(repeated) and all(line.strip() in repeated for line in paragraph.source.split("\n"))


def _is_address(text: str) -> bool:
    return text.isascii() and "." in text and " " not in text


def says_something(text: str) -> bool:
    """Return whether a text is more than a word, a number or an address."""
    wide = sum(1 for char in text if char.isalnum() and is_wide(char))
    words = [word for word in text.split() if any(map(str.isalpha, word)) and not _is_address(word)]
    return wide >= _MIN_WIDE or len(words) >= _MIN_WORDS
