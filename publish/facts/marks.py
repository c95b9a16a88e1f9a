"""The mark in a draft's source address, by which it is found again.

The platform returns that address with every listing and changes nothing in it; titles are not unique, and what is
hidden in the HTML may be filtered out. A query parameter leads nowhere else on the usual hosts, and unlike a fragment
it leaves room for one that is there.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

PARAMETER = "issue"
DIGEST_CHARS = 8
MAX_NAME_CHARS = 40


def mark_address(url: str, name: str, content: str) -> str:
    """Return an address with an issue's name and the hash of its content named in it; empty for no address."""
    if not url:
        return ""
    parts = urlsplit(url)
    added = f"{PARAMETER}={quote(f'{name[:MAX_NAME_CHARS]}-{content[:DIGEST_CHARS]}', safe='')}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def find_mark(url: str) -> str:
    """Return the mark in an address; empty where there is none."""
    try:
        said = parse_qsl(urlsplit(url).query)
    except ValueError:  # somebody else's draft may have any address
        return ""
    return next((value for key, value in reversed(said) if key == PARAMETER), "")
