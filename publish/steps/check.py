"""What the editor of the newsletter should mend in an issue; nothing here stops a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from publish.facts.licences import current_licences, find_licence
from publish.facts.links import is_web_address
from publish.facts.newsletter import COMMENTS, FRONT_MATTER_KEYS, read_comments
from publish.facts.text import count_bytes
from publish.facts.wechat import MAX_AUTHOR_CHARS, MAX_DIGEST_BYTES, MAX_TITLE_CHARS
from publish.model import Entry, Issue, Items, Part, Problem, Severity

_FLAWS = {
    "no-link": ("N01", "entry-no-link"),
    "empty-url": ("N01", "entry-empty-url"),
    "unclosed-bracket": ("N02", "entry-unclosed-bracket"),
    "bracket-without-url": ("N02", "entry-bracket-without-url"),
    "stray-url": ("N02", "entry-stray-url"),
}


def check_issue(issue: Issue) -> list[Problem]:
    """Find what the front matter gets wrong, broken entries, and a 导读 that miscounts them."""
    rules = (_find_unknown_keys, _find_useless_values, _find_long_headline, _find_flawed_entries, _find_false_claim)
    return [problem for rule in rules for problem in rule(issue)]


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
    if comments and read_comments(comments) is None:
        values = {"comments": comments, "known": ", ".join(COMMENTS)}
        yield _warn(issue, "comments", "front-matter-comments", values)
    key = "licence" if said.get("licence") else "license"
    licence = said.get(key)
    if licence and find_licence(licence) is None:
        values = {"licence": licence, "known": ", ".join(current_licences())}
        yield _warn(issue, key, "front-matter-licence", values)


def _warn(issue: Issue, key: str, message: str, values: Mapping[str, object]) -> Problem:
    """Return a problem with a key of the front matter."""
    return Problem(message, values, severity=Severity.WARNING, line=issue.front_matter.lines[key])


def _find_long_headline(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    limits = [
        ("title", len(said.get("title", "")), MAX_TITLE_CHARS, "headline-chars"),
        ("author", len(said.get("author", "")), MAX_AUTHOR_CHARS, "headline-chars"),
        ("digest", count_bytes(said.get("digest", "")), MAX_DIGEST_BYTES, "headline-bytes"),
    ]
    for field, length, limit, message in limits:
        if length > limit:
            yield _warn(issue, field, message, {"field": field, "limit": limit})


def _find_flawed_entries(issue: Issue) -> Iterator[Problem]:
    for entry in issue.entries:
        for flaw in entry.flaws:
            rule, message = _FLAWS[flaw]
            severity = Severity.WARNING if rule == "N01" and _has_inner_link(entry) else Severity.ERROR
            yield Problem(message, {"title": entry.title}, rule=rule, severity=severity, line=entry.span.line)


def _has_inner_link(entry: Entry) -> bool:
    """Say whether some other part of the entry leads somewhere."""
    return any("://" in text for text in _find_texts(entry.parts))


def _find_texts(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Items):
            for item in part.items:
                yield from _find_texts(item.parts)
        else:
            yield part.text


def _find_false_claim(issue: Issue) -> Iterator[Problem]:
    found = len(issue.entries)
    if issue.claimed is not None and issue.claimed != found:
        line = issue.intro.span.line if issue.intro else 1
        yield Problem("claim-false", {"claimed": issue.claimed, "found": found}, rule="N03", line=line)
