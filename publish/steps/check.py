"""What the editor of the newsletter should mend in an issue; nothing here stops a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.facts.licences import find_licence, known_licences
from publish.facts.links import is_web_address
from publish.facts.newsletter import FRONT_MATTER_KEYS
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
    rules = (_find_unknown_keys, _find_long_headline, _find_flawed_entries, _find_false_claim)
    return [problem for rule in rules for problem in rule(issue)]


def _find_unknown_keys(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    for key in sorted(said.keys() - FRONT_MATTER_KEYS):
        values = {"key": key, "known": ", ".join(sorted(FRONT_MATTER_KEYS))}
        yield Problem("front-matter-unknown", values, severity=Severity.WARNING, line=1)
    address = said.get("source_url")
    if address and not is_web_address(address):
        yield Problem("front-matter-address", severity=Severity.WARNING, line=1, excerpt=address)
    licence = said.get("licence") or said.get("license")
    if licence and find_licence(licence) is None:
        values = {"licence": licence, "known": ", ".join(known_licences()[-7:])}
        yield Problem("front-matter-licence", values, severity=Severity.WARNING, line=1)


def _find_long_headline(issue: Issue) -> Iterator[Problem]:
    said = issue.front_matter.values
    limits = [
        ("title", len(said.get("title", "")), MAX_TITLE_CHARS, "headline-chars"),
        ("author", len(said.get("author", "")), MAX_AUTHOR_CHARS, "headline-chars"),
        ("digest", count_bytes(said.get("digest", "")), MAX_DIGEST_BYTES, "headline-bytes"),
    ]
    for field, length, limit, message in limits:
        if length > limit:
            yield Problem(message, {"field": field, "limit": limit}, severity=Severity.WARNING, line=1)


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
