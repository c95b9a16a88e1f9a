"""Addresses: which links WeChat keeps, how readers see the others, and the result of a link check."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from publish.core.lazy_pattern import lazy_pattern

VAULT_SCHEME = "vault:"
"""Begins the source of a picture that an issue embeds as Obsidian does, from anywhere in the repository."""
MAX_SHOWN_CHARS = 48  # a longer bare address is shown by its host alone; the references hold the whole

INNER_DOMAINS = (
    ".localhost",
    ".localdomain",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".arpa",
    ".test",
    ".invalid",
)
"""Ends of the names of private networks."""

# Only articles stay links in a published article; the draft API answers 45166 to others.
_WECHAT_ARTICLE = lazy_pattern(r"https?://mp\.weixin\.qq\.com/s(?:[/?]|\Z)", re.IGNORECASE)
_WEB = lazy_pattern(r"https?://[^\s/]", re.IGNORECASE)
_SCHEME_MARK = lazy_pattern(r"^https?://", re.IGNORECASE)
_SCHEME = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PUBLIC_HOST = lazy_pattern(r"(?:[^\s.:]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)")
_CONTACT = lazy_pattern(r"(?:mailto|tel):[^\s]", re.IGNORECASE)
_FILE = lazy_pattern(r"(?:file|vault|[A-Za-z]):(?!//[^/])", re.IGNORECASE)
_ISSUE_FILE = lazy_pattern(r"(?:^|/)(\d{4}-\d{2}-\d{2})\.md(?:[?#].*)?$")
# Decoded into an address they would end it, hide in it, or turn its direction.
_KEEP_ENCODED = lazy_pattern(
    r"[\x00-\x20\x7f-\xa0\u2000-\u206f\u3000\ufeff\ufdd0-\ufdef\ufffd-\uffff\"<>\U000e0000-\U000e007f]"
)


class LinkState(StrEnum):
    """The state of a link's target."""

    ALIVE = "alive"
    GONE = "gone"  # its host answers 404 or 410
    REMOVED = "removed"  # WeChat shows its page for removed articles
    EXPIRED = "expired"  # it was a temporary address
    FRONT = "front"  # it redirects to the front page
    LOST = "lost"  # the host no longer exists
    CLOSED = "closed"  # its host refuses programs: 403, 429, 5xx, a captcha
    SILENT = "silent"  # no readable answer


class LinkStatus(NamedTuple):
    """The result of checking a link."""

    state: LinkState
    words: str = ""  # text of the page or of the status; else the host


def is_wechat_article(url: str) -> bool:
    """Return whether WeChat keeps a link to this address."""
    return _WECHAT_ARTICLE.match(url) is not None


def is_web_address(url: str) -> bool:
    """Return whether this is an http or https address with a host."""
    return _WEB.match(url) is not None and bool(find_host(url))


def is_contact(url: str) -> bool:
    """Return whether this is an e-mail address or a telephone number, as a link."""
    return _CONTACT.match(url) is not None


def is_public_picture(url: str) -> bool:
    """Return whether an address has a named host of the public web; IP addresses are mostly local."""
    host = find_host(url).rstrip(".")
    return is_web_address(url) and _PUBLIC_HOST.fullmatch(host) is not None and not host.endswith(INNER_DOMAINS)


def is_relative(url: str) -> bool:
    """Return whether this is a relative path, with neither scheme nor host."""
    return bool(url) and not url.startswith(("//", "#")) and _SCHEME.match(url) is None


def is_file(url: str) -> bool:
    """Return whether this names a file: by a relative path, a `file:` address, or the drive of another system."""
    return is_relative(url) or _FILE.match(url) is not None


def find_issue_date(url: str) -> str | None:
    """Return the date of the issue that a relative link points to; None for any other link."""
    match = _ISSUE_FILE.search(url) if is_relative(url) else None
    return match[1] if match else None


@lru_cache(maxsize=16)  # several checks ask for the same address in a row
def find_host(url: str) -> str:
    """Return an address's host without `www.`; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def upgrade_address(url: str) -> str:
    """Return the https form of an address, host in lower case; WeChat recognises its own in no other form."""
    scheme, border, rest = url.strip().partition("://")
    if scheme.lower() not in ("http", "https"):
        return url
    host, slash, path = rest.partition("/")
    return f"https{border}{host.lower()}{slash}{path}"


def identify_address(url: str) -> str:
    """Return the normal form of an address for comparisons: no scheme, host in lower case, no trailing slash."""
    host, slash, rest = _SCHEME_MARK.sub("", url).partition("/")
    return (host.lower() + slash + rest).rstrip("/")


def show_address(url: str) -> str:
    """Return an address for readers: escapes decoded, and `https://` with its trailing slash dropped."""
    address = decode_address(url.partition(":")[2] if is_contact(url) else url)
    return address[8:].removesuffix("/") if address[:8].lower() == "https://" else address


def shorten_address(url: str) -> str:
    """Return an address short enough for running text."""
    address = _SCHEME_MARK.sub("", show_address(url))
    return address if len(address) <= MAX_SHOWN_CHARS else f"{find_host(url)}/…"


def decode_address(url: str) -> str:
    """Decode percent escapes, unless the result would have unreadable characters."""
    if "%" not in url:
        return url
    decoded = unquote(url)
    return url if _KEEP_ENCODED.search(decoded) else decoded
