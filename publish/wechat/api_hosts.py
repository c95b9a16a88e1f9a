"""Addresses of the platform and of the sandbox, and checks of addresses, account names and secrets."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from publish.core.lazy_pattern import lazy_pattern

WECHAT_API = "https://api.weixin.qq.com/cgi-bin"
CHECKER = "https://mp.weixin.qq.com/article-bin"  # of WeChat's own checker of articles
SANDBOX_API = "http://127.0.0.1:8765/cgi-bin"
SANDBOX = "sandbox"  # name of the account that is always configured: the first of `publish sandbox`
SANDBOX_APPID = "wx0000000000000001"

ACCOUNT_NAME = lazy_pattern(r"[a-z][a-z0-9-]{0,30}")
"""Local name of an account; also part of an environment variable's name."""
APPID = lazy_pattern(r"wx[0-9a-z]{16}")
SECRET = lazy_pattern(r"[0-9A-Za-z]{32}")
_SANDBOX_APPID = lazy_pattern(r"wx0{15}[0-9]")
_API = lazy_pattern(r"https?://[!-~]+", re.IGNORECASE)
_PROXY = lazy_pattern(
    r"(?:http|socks5h?)://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\]):(?P<port>[0-9]{1,5})/?", re.IGNORECASE | re.ASCII
)
_MAX_PORT = 65_535


def is_sandbox_appid(appid: str) -> bool:
    """Return whether an AppID is one of the sandbox; WeChat assigns none of them."""
    return _SANDBOX_APPID.fullmatch(appid) is not None


def find_sandbox_secret(appid: str) -> str:
    """Return the secret of a sandbox account: 31 zeros and the last digit of its AppID."""
    return appid.removeprefix("wx").zfill(32)


def is_api_address(url: str) -> bool:
    """Return whether secrets may be sent to an address: by https to any host, by http only to this machine."""
    try:
        parts = urlsplit(url)
        unusual = parts.username or parts.password or parts.query or parts.fragment or parts.port == 0
    except ValueError:
        return False
    if unusual or not parts.hostname or not _API.fullmatch(url) or "\\" in url:
        return False
    return parts.scheme == "https" or is_loopback(url)


def is_loopback(url: str) -> bool:
    """Return whether an address is a loopback IP address; a host name could change its meaning."""
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def is_plain_proxy(url: str) -> bool:
    """Return whether an address is an http or SOCKS proxy with a port, and without user name and password."""
    match = _PROXY.fullmatch(url)
    return match is not None and 0 < int(match["port"]) <= _MAX_PORT
