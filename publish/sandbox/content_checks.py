"""An article's HTML: what is refused, and what the platform's store leaves of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publish.sandbox.content_rules import find_host
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import SandboxAccount, StoredPicture
from publish.sandbox.state import State

MAX_CONTENT_CHARS = 20_000
MAX_CONTENT_BYTES = 1_000_000
MAX_PICTURE_URL_BYTES = 1_024
DIGEST_CHARS = 54
"""So much of the text stands in for a digest that was not given."""

_ACTIVE = frozenset({"script", "form", "iframe", "mpvoice"})
_TEMPORARY = re.compile(r"[?&]tempkey=", re.IGNORECASE)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PICTURE_KEY = re.compile(r"/(?:sz_)?mmbiz_[a-z]+/([\w-]+)/")


def store_content(html: str, account: SandboxAccount, state: State) -> str:
    """Return what the store leaves of an article's HTML.

    Raises:
        Refusal: It is empty (44004), too long (45002), has a picture's address too long (45006), or something in it is
            refused (45166).
    """
    if not html.strip():
        raise ApiError(44004)
    if len(html) >= MAX_CONTENT_CHARS or len(html.encode("utf-8", "replace")) >= MAX_CONTENT_BYTES:
        raise ApiError(45002)
    root = _read_tree(html)
    if any(len(url.encode("utf-8", "replace")) > MAX_PICTURE_URL_BYTES for _, url in _find_pictures(root)):
        raise ApiError(45006)
    if _is_refused(html, root, state):
        raise ApiError(45166)
    if state.settings.foreign_pictures != "keep":
        html = _drop_foreign(html, root, account, state)
    return state.rules.filter_html(html)


def make_digest(html: str) -> str:
    """Return the beginning of a text."""
    text = "".join(map(str, _read_tree(html).itertext())) if html else ""
    return " ".join(text.split())[:DIGEST_CHARS]


def show_pictures(html: str, prefix: str, state: State) -> str:
    """Return HTML whose pictures a browser loads from here; on the platform a script does it as one scrolls."""
    if not html.strip():
        return html
    root = _read_tree(html)
    for image, url in _find_pictures(root):
        image.set("src", prefix + find_picture_key(url, state))
    return _write_tree(root)


def find_picture_key(url: str, state: State) -> str:
    """Return the key of the picture that an address of the platform means; empty for any other address."""
    found = _PICTURE_KEY.search(url) if find_host(url) in state.rules.picture_hosts else None
    return found[1] if found else ""


def _read_tree(html: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    return etree.fromstring(f"<body>{html}".encode("utf-8", "replace"), parser)


def _write_tree(root: etree._Element) -> str:
    body = root.find("body")
    written = etree.tostring(root if body is None else body, method="html", encoding="unicode")
    return written.removeprefix("<body>").removesuffix("</body>")


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


def _drop_foreign(html: str, root: etree._Element, account: SandboxAccount, state: State) -> str:
    """Return HTML without the pictures on the platform's own servers that the account did not upload."""
    foreign = [image for image, url in _find_pictures(root) if _is_foreign(url, account, state)]
    if not foreign:
        return html
    if state.settings.foreign_pictures == "refuse":
        raise ApiError(45166)
    for image in foreign:
        image.tag = "gone"
    etree.strip_elements(root, "gone", with_tail=False)
    return _write_tree(root)


def _is_foreign(url: str, account: SandboxAccount, state: State) -> bool:
    if find_host(url) not in state.rules.picture_hosts:
        return False
    picture = state.store.find(StoredPicture, find_picture_key(url, state))
    return picture is None or picture.appid != account.appid
