"""Checks of the front matter; they have no rule ids and cannot be configured."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.dates import is_publish_time
from publish.core.issue import Issue
from publish.core.nearest import find_nearest
from publish.core.problem import Problem, Severity
from publish.core.urls import is_web_address
from publish.newsletter.ai_use import AI_KEY, AI_WORDS, parse_ai_use
from publish.newsletter.due_time import describe_invalid_time
from publish.newsletter.front_matter.pairs import find_hold
from publish.newsletter.labels import (
    COMMENTS,
    FOREIGN_KEYS,
    FRONT_MATTER_KEYS,
    KIND_KEY,
    KINDS,
    PUBLISH_AT,
    SENT_KINDS,
    parse_comments,
)
from publish.newsletter.licences import find_licence, list_current_licences
from publish.wechat.limits import MAX_AUTHOR_CHARS, MAX_DIGEST_CHARS

_NEAR = 0.8  # a letter too many, too few or in the wrong place
_TEXT_KEYS = ("title", "author", "digest")


def find_front_matter_problems(issue: Issue) -> Iterator[Problem]:
    """Yield the lines of the front matter that have no effect, or are cut."""
    yield from _find_misspelt_keys(issue)
    yield from _find_cut_values(issue)
    hold = find_hold(issue.front_matter)
    if hold:
        yield _warn(issue, hold, "front-matter-held", key=hold, value=issue.front_matter.values[hold])
    yield from _find_invalid_values(issue)
    yield from _find_long_values(issue)


def _find_misspelt_keys(issue: Issue) -> Iterator[Problem]:
    """Yield the keys that are nearly one of ours; all others belong to another program."""
    for key, line in sorted(issue.front_matter.others.items(), key=lambda item: item[1]):
        if key.lower() in FOREIGN_KEYS:
            continue
        near = find_nearest(key.lower().replace("-", "_"), FRONT_MATTER_KEYS, cutoff=_NEAR)
        if near:
            values = {"key": key, "nearest": near}
            yield Problem("front-matter-unknown", values, severity=Severity.WARNING, line=line)


def _find_cut_values(issue: Issue) -> Iterator[Problem]:
    """Yield the texts that end where YAML begins a comment, as in `第一章 #3`."""
    for key in _TEXT_KEYS:
        comment = issue.front_matter.comments.get(key, "")
        if comment.strip("#")[:1].strip():
            yield _warn(issue, key, "front-matter-cut", key=key, comment=comment[:60])


def _find_invalid_values(issue: Issue) -> Iterator[Problem]:
    values = issue.front_matter.values
    address = values.get("source_url")
    if address and not is_web_address(address):
        yield _warn(issue, "source_url", "front-matter-address", address=address)
    comments = values.get("comments")
    if comments and parse_comments(comments) is None:
        yield _warn(issue, "comments", "front-matter-comments", comments=comments, known=", ".join(COMMENTS))
    yield from _find_misspelt_kind(issue)
    use = values.get(AI_KEY)
    if use and parse_ai_use(use) is None:
        yield _warn(issue, AI_KEY, "front-matter-ai", said=use, known=", ".join(AI_WORDS))
    time = values.get(PUBLISH_AT)
    if time and not is_publish_time(time):
        yield describe_invalid_time(time, issue.front_matter.lines[PUBLISH_AT])
    key = "licence" if values.get("licence") else "license"
    licence = values.get(key)
    if licence and find_licence(licence) is None:
        yield _warn(issue, key, "front-matter-licence", licence=licence, known=", ".join(list_current_licences()))


def _find_misspelt_kind(issue: Issue) -> Iterator[Problem]:
    """Yield a kind that is nearly one of ours; any other belongs to another program."""
    kind = issue.front_matter.values.get(KIND_KEY, "").strip().lower()
    known = (*KINDS, *SENT_KINDS)
    near = find_nearest(kind, known, cutoff=_NEAR) if kind not in known else ""
    if near:
        yield _warn(issue, KIND_KEY, "front-matter-kind", said=kind, nearest=near)


def _find_long_values(issue: Issue) -> Iterator[Problem]:
    author, digest = (issue.front_matter.values.get(key, "") for key in ("author", "digest"))
    if len(author) > MAX_AUTHOR_CHARS:
        yield _warn(issue, "author", "headline-chars", field="author", limit=MAX_AUTHOR_CHARS)
    if len(digest) > MAX_DIGEST_CHARS:
        yield _warn(issue, "digest", "headline-chars", field="digest", limit=MAX_DIGEST_CHARS)


def _warn(issue: Issue, line_key: str, message: str, **values: object) -> Problem:
    return Problem(message, values, severity=Severity.WARNING, line=issue.front_matter.lines[line_key])
