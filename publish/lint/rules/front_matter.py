"""What the front matter gets wrong; it has no numbers, for it is no matter of taste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publish.core.dates import is_impossible_publish_time, is_publish_time
from publish.core.issue import Issue
from publish.core.problem import Problem, Severity
from publish.core.text import count_bytes
from publish.core.urls import is_web_address
from publish.newsletter.labels import COMMENTS, FRONT_MATTER_KEYS, PUBLISH_AT, parse_comments
from publish.newsletter.licences import current_licences, find_licence
from publish.wechat.limits import MAX_AUTHOR_CHARS, MAX_DIGEST_BYTES


def find_unused_lines(issue: Issue) -> Iterator[Problem]:
    """Yield the lines of the front matter that nobody heeds, or only in part."""
    for find in (_find_unknown_keys, _find_useless_values, _find_long_headline):
        yield from find(issue)


def _find_unknown_keys(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    for key in sorted(said.keys() - FRONT_MATTER_KEYS):
        values = {"key": key, "known": ", ".join(sorted(FRONT_MATTER_KEYS))}
        yield _warn(issue, key, "front-matter-unknown", values)


def _find_useless_values(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    address = said.get("source_url")
    if address and not is_web_address(address):
        yield _warn(issue, "source_url", "front-matter-address", {"address": address})
    comments = said.get("comments")
    if comments and parse_comments(comments) is None:
        values = {"comments": comments, "known": ", ".join(COMMENTS)}
        yield _warn(issue, "comments", "front-matter-comments", values)
    at = said.get(PUBLISH_AT)
    if at and not is_publish_time(at):
        yield explain_time(at, issue.front_matter.lines[PUBLISH_AT])
    key = "licence" if said.get("licence") else "license"
    licence = said.get(key)
    if licence and find_licence(licence) is None:
        values = {"licence": licence, "known": ", ".join(current_licences())}
        yield _warn(issue, key, "front-matter-licence", values)


def explain_time(said: str, line: int) -> Problem:
    """Return why words of the front matter are no time at which an issue could go out, and what to do."""
    message = "publish-at-none" if is_impossible_publish_time(said) else "publish-at"
    return Problem(message, {"said": said}, line=line)


def _warn(issue: Issue, key: str, message: str, values: Mapping[str, object]) -> Problem:
    """Return a problem with a key of the front matter."""
    return Problem(message, values, severity=Severity.WARNING, line=issue.front_matter.lines[key])


def _find_long_headline(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    limits = [
        ("author", len(said.get("author", "")), MAX_AUTHOR_CHARS, "headline-chars"),
        ("digest", count_bytes(said.get("digest", "")), MAX_DIGEST_BYTES, "headline-bytes"),
    ]
    for field, length, limit, message in limits:
        if length > limit:
            yield _warn(issue, field, message, {"field": field, "limit": limit})
