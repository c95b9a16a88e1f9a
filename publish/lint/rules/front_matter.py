"""Checks of the front matter; they have no rule ids and cannot be configured."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.dates import is_impossible_publish_time, is_publish_time
from publish.core.issue import Issue
from publish.core.problem import Problem, Severity
from publish.core.text import count_bytes
from publish.core.urls import is_web_address
from publish.newsletter.labels import COMMENTS, FRONT_MATTER_KEYS, PUBLISH_AT, parse_comments
from publish.newsletter.licences import find_licence, list_current_licences
from publish.wechat.limits import MAX_AUTHOR_CHARS, MAX_DIGEST_BYTES


def find_front_matter_problems(issue: Issue) -> Iterator[Problem]:
    """Yield the lines of the front matter that have no effect, or are cut."""
    keys = ", ".join(sorted(FRONT_MATTER_KEYS))
    for key in sorted(issue.front_matter.values.keys() - FRONT_MATTER_KEYS):
        yield _warn(issue, key, "front-matter-unknown", key=key, known=keys)
    yield from _find_invalid_values(issue)
    yield from _find_long_values(issue)


def _find_invalid_values(issue: Issue) -> Iterator[Problem]:
    values = issue.front_matter.values
    address = values.get("source_url")
    if address and not is_web_address(address):
        yield _warn(issue, "source_url", "front-matter-address", address=address)
    comments = values.get("comments")
    if comments and parse_comments(comments) is None:
        yield _warn(issue, "comments", "front-matter-comments", comments=comments, known=", ".join(COMMENTS))
    time = values.get(PUBLISH_AT)
    if time and not is_publish_time(time):
        yield describe_invalid_time(time, issue.front_matter.lines[PUBLISH_AT])
    key = "licence" if values.get("licence") else "license"
    licence = values.get(key)
    if licence and find_licence(licence) is None:
        yield _warn(issue, key, "front-matter-licence", licence=licence, known=", ".join(list_current_licences()))


def describe_invalid_time(text: str, line: int, file: str | None = None) -> Problem:
    """Return the problem with an invalid publish time."""
    message = "publish-at-none" if is_impossible_publish_time(text) else "publish-at"
    return Problem(message, {"said": text}, file=file, line=line)


def _find_long_values(issue: Issue) -> Iterator[Problem]:
    author, digest = (issue.front_matter.values.get(key, "") for key in ("author", "digest"))
    if len(author) > MAX_AUTHOR_CHARS:
        yield _warn(issue, "author", "headline-chars", field="author", limit=MAX_AUTHOR_CHARS)
    if count_bytes(digest) > MAX_DIGEST_BYTES:
        yield _warn(issue, "digest", "headline-bytes", field="digest", limit=MAX_DIGEST_BYTES)


def _warn(issue: Issue, line_key: str, message: str, **values: object) -> Problem:
    return Problem(message, values, severity=Severity.WARNING, line=issue.front_matter.lines[line_key])
