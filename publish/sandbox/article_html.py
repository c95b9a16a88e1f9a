"""The HTML of articles: checks, the filter of the draft store, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publish.sandbox.content_rules import find_host
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import SandboxAccount, StoredPicture
from publish.sandbox.state import State

MEASURED_CONTENT_BYTES = 688_000  # UTF-8; in September 2026 682 kB passed, and 688 kB of Chinese did not
DOCUMENTED_CONTENT_CHARS = 20_000
DOCUMENTED_CONTENT_BYTES = 1_000_000
MAX_PICTURE_URL_BYTES = 1_024
DIGEST_CHARS = 54  # length of the digest that is made of the text if none is given

_ACTIVE = frozenset({"script", "form", "iframe", "mpvoice"})
_TEMPORARY = re.compile(r"[?&]tempkey=", re.IGNORECASE)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PICTURE_KEY = re.compile(r"/(?:sz_)?mmbiz_[a-z]+/([\w-]+)/")


def filter_content(html: str, account: SandboxAccount, state: State) -> str:
    """Return the HTML that the draft store keeps.

    Empty HTML gives 44004, long HTML 45002, a long picture URL 45006, and refused content 45166.
    """
    if not html.strip():
        raise ApiError(44004)
    if _is_too_long(html, state):
        raise ApiError(45002)
    root = parse_html(html)
    if any(len(url.encode("utf-8", "replace")) > MAX_PICTURE_URL_BYTES for _, url in _find_pictures(root)):
        raise ApiError(45006)
    if _is_refused(html, root, state):
        raise ApiError(45166)
    if state.settings.foreign_pictures != "keep":
        html = _drop_foreign_pictures(html, root, account, state)
    return state.rules.filter_html(html)


def make_digest(html: str) -> str:
    """Return the beginning of the text of HTML."""
    text = "".join(map(str, parse_html(html).itertext())) if html else ""
    return " ".join(text.split())[:DIGEST_CHARS]


def localize_pictures(html: str, prefix: str, state: State) -> str:
    """Return HTML whose pictures a browser loads from the sandbox; on WeChat a script loads them on scrolling."""
    if not html.strip():
        return html
    root = parse_html(html)
    for image, url in _find_pictures(root):
        image.set("src", prefix + find_picture_key(url, state))
    return _serialize_html(root)


def find_picture_key(url: str, state: State) -> str:
    """Return the key in the URL of an uploaded picture; empty for any other URL."""
    found = _PICTURE_KEY.search(url) if find_host(url) in state.rules.picture_hosts else None
    return found[1] if found else ""


def _is_too_long(html: str, state: State) -> bool:
    """Return whether HTML reaches the limit that the switch `content_limit` chooses; markup counts."""
    size = len(html.encode("utf-8", "replace"))
    if state.settings.content_limit == "measured":
        return size >= MEASURED_CONTENT_BYTES
    return len(html) >= DOCUMENTED_CONTENT_CHARS or size >= DOCUMENTED_CONTENT_BYTES


def parse_html(html: str) -> etree._Element:
    """Return HTML as a tree, as tolerant as a browser."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    return etree.fromstring(f"<body>{html}".encode("utf-8", "replace"), parser)


def _serialize_html(root: etree._Element) -> str:
    body = root.find("body")
    html = etree.tostring(root if body is None else body, method="html", encoding="unicode")
    return html.removeprefix("<body>").removesuffix("</body>")


def _find_pictures(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for image in root.iter("img"):
        yield image, image.get("src") or image.get("data-src") or ""


def _is_refused(html: str, root: etree._Element, state: State) -> bool:
    settings, rules = state.settings, state.rules
    links = [link.get("href") or "" for link in root.iter("a")]
    return (
        any(_TEMPORARY.search(link) for link in links)
        or (settings.external_links == "refuse" and any(link and not rules.is_wechat_article(link) for link in links))
        or (settings.active_markup == "refuse" and next(root.iter(*_ACTIVE), None) is not None)
        or (settings.odd_characters == "refuse" and _PRIVATE_USE.search(html) is not None)
    )


def _drop_foreign_pictures(html: str, root: etree._Element, account: SandboxAccount, state: State) -> str:
    """Return HTML without the pictures on WeChat's servers that the account did not upload."""
    foreign = [image for image, url in _find_pictures(root) if _is_foreign(url, account, state)]
    if not foreign:
        return html
    if state.settings.foreign_pictures == "refuse":
        raise ApiError(45166)
    for image in foreign:
        image.tag = "gone"
    etree.strip_elements(root, "gone", with_tail=False)
    return _serialize_html(root)


def _is_foreign(url: str, account: SandboxAccount, state: State) -> bool:
    if find_host(url) not in state.rules.picture_hosts:
        return False
    picture = state.store.find(StoredPicture, find_picture_key(url, state))
    return picture is None or picture.appid != account.appid
