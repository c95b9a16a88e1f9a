"""Which addresses WeChat keeps alive, and how the others are shown to a reader."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

MAX_SHOWN_CHARS = 48
"""A bare address longer than this is shown by its host alone; the references hold it whole."""

# Only articles stay links in a published article; the draft API answers 45166 to others.
_WECHAT_ARTICLE = re.compile(r"https?://mp\.weixin\.qq\.com/s(?:[/?]|\Z)", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_SCHEME_MARK = re.compile(r"^https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PUBLIC_HOST = re.compile(r"(?:[^\s.:]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)")
_INNER_DOMAINS = (".localhost", ".local", ".internal", ".lan", ".home", ".arpa", ".test", ".invalid")
_ISSUE_FILE = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})\.md(?:[?#].*)?$")
# Decoded into an address they would end it, hide in it, or turn its direction.
_KEEP_ENCODED = re.compile(
    r"[\x00-\x20\x7f-\xa0\u2000-\u206f\u3000\ufeff\ufdd0-\ufdef\ufffd-\uffff\"<>\U000e0000-\U000e007f]"
)


def is_wechat_article(url: str) -> bool:
    """Say whether WeChat keeps a link to this address."""
    return _WECHAT_ARTICLE.match(url) is not None


def is_web_address(url: str) -> bool:
    """Say whether this is an http or https address with a host."""
    return _WEB.match(url) is not None and bool(find_host(url))


def is_public_picture(url: str) -> bool:
    """Say whether a picture's address leads to a named host of the public web.

    Numbers in place of a name lead to one's own machine or network more often than to a picture.
    """
    host = find_host(url).rstrip(".")
    return is_web_address(url) and _PUBLIC_HOST.fullmatch(host) is not None and not host.endswith(_INNER_DOMAINS)


def is_relative(url: str) -> bool:
    """Say whether this is a path rather than an address."""
    return bool(url) and not url.startswith(("//", "#")) and _SCHEME.match(url) is None


def find_issue_date(url: str) -> str | None:
    """Return the date of the issue that a relative link points to."""
    match = _ISSUE_FILE.search(url) if is_relative(url) else None
    return match[1] if match else None


@lru_cache(maxsize=16)  # the same address is asked about several times in a row
def find_host(url: str) -> str:
    """Return an address's host without `www.`; empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def upgrade_address(url: str) -> str:
    """Return the https form of an address, scheme and host in small letters; WeChat takes no other for its own."""
    scheme, border, rest = url.strip().partition("://")
    if scheme.lower() not in ("http", "https"):
        return url
    host, slash, path = rest.partition("/")
    return f"https{border}{host.lower()}{slash}{path}"


def identify_address(url: str) -> str:
    """Return what two spellings of one address have in common: no scheme, a small host, no closing slash."""
    host, slash, rest = _SCHEME_MARK.sub("", url).partition("/")
    return (host.lower() + slash + rest).rstrip("/")


def show_address(url: str) -> str:
    """Return an address as people read it: host first, escapes decoded; `http://` stays, it matters."""
    shown = decode_address(url)
    return shown[8:].removesuffix("/") if shown[:8].lower() == "https://" else shown


def shorten_address(url: str) -> str:
    """Return an address fit for running text."""
    shown = _SCHEME_MARK.sub("", show_address(url))
    return shown if len(shown) <= MAX_SHOWN_CHARS else f"{find_host(url)}/…"


def decode_address(url: str) -> str:
    """Decode the percent escapes that stand for readable characters."""
    if "%" not in url:
        return url
    decoded = unquote(url)
    return url if _KEEP_ENCODED.search(decoded) else decoded
