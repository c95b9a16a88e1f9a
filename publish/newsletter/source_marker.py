"""The mark in a draft's source address, by which it is found again: which issue of which newsletter, and what content.

The platform returns that address with every listing and changes nothing in it; titles are not unique, and what is
hidden in the HTML may be filtered out. A query parameter leads nowhere else on the usual hosts, and unlike a fragment
it leaves room for one that is there.

A mark reads `2020-06-17-b3b9dfbb.17.4f2a91c0`: the issue, the hash of its content, the step of the ledger at which it
was made, and the newsletter. Marks of older programs end after the content; those of a newsletter without an id, after
the step.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

PARAMETER = "issue"
DIGEST_CHARS = 8
MAX_NAME_CHARS = 40
FOLDER_PREFIX = "@"
"""Begins what a newsletter without an id is known by on this machine; no id does."""
_MARK = re.compile(
    r"(?P<name>.+)-(?P<content>[0-9a-f]{8})(?:\.(?P<step>[0-9]{1,15})(?:\.(?P<owner>[0-9a-f]{8}))?)?",
    re.ASCII | re.DOTALL,
)


class SourceMarker(NamedTuple):
    """What a mark says."""

    name: str
    """Of the issue, shortened where it is long."""
    content: str
    """The beginning of its content's hash."""
    step: int = 0
    """Of the ledger that sent it; 0 in a mark of an older program."""
    owner: str = ""
    """Stands for the newsletter; empty where the mark names none."""

    def __str__(self) -> str:
        """Return the mark as it is written."""
        step = f".{self.step}" if self.step else ""
        return f"{self.name}-{self.content}{step}{f'.{self.owner}' if step and self.owner else ''}"


def make_marker(name: str, content: str, step: int, newsletter: str) -> SourceMarker:
    """Return the mark of an issue.

    Args:
        name: What the issue is called.
        content: Hash of its content.
        step: Of the ledger, counted from 1.
        newsletter: Its id; empty where it has none.
    """
    return SourceMarker(_shorten(name), content[:DIGEST_CHARS], step, name_owner(newsletter))


def name_owner(newsletter: str) -> str:
    """Return what stands for a newsletter in its marks; empty for one without an id, which goes by its folder."""
    if not newsletter or newsletter.startswith(FOLDER_PREFIX):
        return ""
    return hashlib.sha256(f"newsletter {newsletter}".encode()).hexdigest()[:DIGEST_CHARS]


def add_fingerprint(url: str, mark: SourceMarker) -> str:
    """Return an address with a mark in it; empty for no address."""
    if not url:
        return ""
    parts = urlsplit(url)
    added = f"{PARAMETER}={quote(str(mark), safe='')}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def find_fingerprint(url: str) -> str:
    """Return the mark in an address as it is written; empty where there is none."""
    try:
        said = parse_qsl(urlsplit(url).query)
    except ValueError:  # somebody else's draft may have any address
        return ""
    return next((value for key, value in reversed(said) if key == PARAMETER), "")


def parse_marker(url: str) -> SourceMarker | None:
    """Return what the mark in an address says; None where there is none of ours."""
    match = _MARK.fullmatch(find_fingerprint(url))
    if match is None:
        return None
    return SourceMarker(match["name"], match["content"], int(match["step"] or 0), match["owner"] or "")


def names_issue(mark: SourceMarker, name: str, newsletter: str) -> bool:
    """Return whether a mark names an issue of a newsletter, or may: one that names no newsletter may be any's.

    Args:
        mark: The mark.
        name: What the issue is called.
        newsletter: Its id; empty where it has none, and then any newsletter's mark may be its own.
    """
    ours = name_owner(newsletter)
    if mark.owner and ours and mark.owner != ours:
        return False
    # An older program cut a long name.
    return mark.name == _shorten(name) or (not mark.step and mark.name == name[:MAX_NAME_CHARS])


def _shorten(name: str) -> str:
    """Return a name of bearable length that no other one is shortened to."""
    if len(name) <= MAX_NAME_CHARS:
        return name
    return f"{name[: MAX_NAME_CHARS - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
