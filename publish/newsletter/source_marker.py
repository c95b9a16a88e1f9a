"""The marker in a draft's source address, which identifies newsletter, issue and content of the draft.

The platform returns that address unchanged in every listing, while titles are not unique and hidden HTML may be
filtered out. Most hosts ignore an unknown query parameter, and unlike a fragment it leaves an existing fragment alone.

A marker reads `2020-06-17-b3b9dfbb.17.4f2a91c0`: issue, hash of its content, step of the ledger, hash of the
newsletter. Older versions wrote no step; without a newsletter id the last part is missing.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from publish.core.lazy_pattern import lazy_pattern

_PARAMETER = "issue"
_DIGEST_CHARS = 8
_MAX_NAME_CHARS = 40
FOLDER_PREFIX = "@"  # first character of the local name of a newsletter without an id; no id begins with it
_MARKER = lazy_pattern(
    r"(?P<name>.+)-(?P<content>[0-9a-f]{8})(?:\.(?P<step>[0-9]{1,15})(?:\.(?P<owner>[0-9a-f]{8}))?)?",
    re.ASCII | re.DOTALL,
)


class SourceMarker(NamedTuple):
    """A parsed marker."""

    name: str  # name of the issue, shortened
    content: str  # first characters of the content's hash
    step: int = 0  # step of the ledger; 0 in a marker of an older version
    owner: str = ""  # hash of the newsletter's id; empty without one

    def __str__(self) -> str:
        """Return the marker as text."""
        step = f".{self.step}" if self.step else ""
        return f"{self.name}-{self.content}{step}{f'.{self.owner}' if step and self.owner else ''}"


def make_marker(name: str, content: str, step: int, newsletter: str) -> SourceMarker:
    """Return the marker of an issue.

    Args:
        name: Name of the issue.
        content: Hash of its content.
        step: Step of the ledger, from 1.
        newsletter: Id of the newsletter, or empty.
    """
    return SourceMarker(_shorten(name), content[:_DIGEST_CHARS], step, hash_newsletter(newsletter))


def hash_newsletter(newsletter: str) -> str:
    """Return the hash of a newsletter's id for its markers; empty for a newsletter without an id."""
    if not newsletter or newsletter.startswith(FOLDER_PREFIX):
        return ""
    return hashlib.sha256(f"newsletter {newsletter}".encode()).hexdigest()[:_DIGEST_CHARS]


def add_marker(url: str, marker: SourceMarker) -> str:
    """Return an address with a marker; empty for an empty address."""
    if not url:
        return ""
    parts = urlsplit(url)
    added = f"{_PARAMETER}={quote(str(marker), safe='')}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def find_marker(url: str) -> str:
    """Return the marker in an address as text; empty without one."""
    try:
        parameters = parse_qsl(urlsplit(url).query)
    except ValueError:  # drafts of other programs may have any address
        return ""
    return next((value for key, value in reversed(parameters) if key == _PARAMETER), "")


def parse_marker(url: str) -> SourceMarker | None:
    """Return the parsed marker in an address; None without a valid one."""
    match = _MARKER.fullmatch(find_marker(url))
    if match is None:
        return None
    return SourceMarker(match["name"], match["content"], int(match["step"] or 0), match["owner"] or "")


def may_belong_to_issue(marker: SourceMarker, name: str, newsletter: str) -> bool:
    """Return whether a marker can belong to an issue; where either side has no newsletter id, only names count."""
    ours = hash_newsletter(newsletter)
    if marker.owner and ours and marker.owner != ours:
        return False
    # Older versions cut long names.
    return marker.name == _shorten(name) or (not marker.step and marker.name == name[:_MAX_NAME_CHARS])


def _shorten(name: str) -> str:
    """Return a short name that is unique to the full one."""
    if len(name) <= _MAX_NAME_CHARS:
        return name
    return f"{name[: _MAX_NAME_CHARS - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
