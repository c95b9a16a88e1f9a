"""The articles of `draft/add` and `draft/update`: checks, and their form in answers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from publish.sandbox.article_html import filter_content, make_digest
from publish.sandbox.content_rules import is_web_address
from publish.sandbox.covers import check_cover, check_crops, parse_image_list
from publish.sandbox.error_responses import ApiError
from publish.sandbox.materials import find_cover_url
from publish.sandbox.models import SandboxAccount, StoredArticle
from publish.sandbox.state import State

MAX_AUTHOR_CHARS = 16
MAX_SOURCE_URL_BYTES = 1_024
MAX_NEWSPIC_CHARS = 1_000
_NEWS_FIELDS = frozenset({"digest", "content_source_url", "thumb_media_id"})  # documented for news alone

_FLAGS = ("need_open_comment", "only_fans_can_comment")
_UNSAFE = re.compile(r"[\s<>\"]")
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--", re.IGNORECASE)
_OWN_TAG = re.compile(r"</?mp-[a-z-]+\b[^<>]*>", re.IGNORECASE)  # products and the like


def parse_article(body: object, account: SandboxAccount, state: State, *, single: bool) -> StoredArticle:
    """Return a checked article to store. Only the `single` article of a draft keeps its digest."""
    if not isinstance(body, Mapping):
        raise ApiError(47001)
    kind: Any = body.get("article_type") or "news"
    if kind not in ("news", "newspic"):
        raise ApiError(40008)
    # The order of the checks decides which of several errors is answered; WeChat's is not documented.
    _check_lengths(body, state)
    _check_source(body)
    if any(_read_flag(body, name) for name in _FLAGS) and not account.comments:
        raise ApiError(88000)
    _check_product(body, account)
    content = _read_text(body, "content")
    if kind == "news":
        content = filter_content(content, account, state)
    cover_info = check_crops(body, account, state)
    cover = check_cover(body, account, state)
    if kind == "newspic":
        _check_plain_text(content)
    digest = _read_text(body, "digest") or make_digest(content)
    return StoredArticle(
        article_type=kind,
        title=_read_text(body, "title"),
        author=_read_text(body, "author"),
        digest=digest if single else "",
        content=content,
        content_source_url=_read_text(body, "content_source_url"),
        thumb_media_id=cover,
        need_open_comment=_read_flag(body, "need_open_comment"),
        only_fans_can_comment=_read_flag(body, "only_fans_can_comment"),
        cover_info=cover_info,
        image_info=_format_image_list(parse_image_list(body)) if kind == "newspic" else None,
        product_info=body.get("product_info"),
        address=secrets.token_urlsafe(16),
    )


def describe_article(article: StoredArticle, state: State, *, content: bool, address: str) -> dict[str, Any]:
    """Return an article in the form in which it is read back."""
    hidden = {"address", "deleted"} if content else {"address", "deleted", "content"}
    if article.article_type == "newspic" and state.settings.newspic_fields == "drop":
        hidden |= _NEWS_FIELDS
    fields = {name: value for name, value in article if value is not None and name not in hidden}
    cover = find_cover_url(article.thumb_media_id, state)
    return fields | {"show_cover_pic": 0, "url": address, "thumb_url": cover}


def make_article_url(article: StoredArticle) -> str:
    """Return the URL of a published article."""
    return f"https://mp.weixin.qq.com/s/{article.address}"


def make_preview_url(article: StoredArticle) -> str:
    """Return the temporary URL of a draft's article."""
    return f"http://mp.weixin.qq.com/s?__biz=&tempkey={quote(article.address)}&chksm=#rd"


def _check_plain_text(text: str) -> None:
    """Raise ApiError for the text of a picture post: none gives 44004, HTML or a long one 45166."""
    if not text.strip():
        raise ApiError(44004)
    if len(text) > MAX_NEWSPIC_CHARS or _TAG.search(_OWN_TAG.sub("", text)):
        raise ApiError(45166)


def _format_image_list(media_ids: Sequence[str]) -> dict[str, Any]:
    return {"image_list": [{"image_media_id": media_id} for media_id in media_ids]}


def _check_lengths(body: Mapping[str, Any], state: State) -> None:
    title = _read_text(body, "title")
    if not title:
        raise ApiError(40035)
    if len(title) > state.settings.max_title_chars:
        raise ApiError(45003)
    if len(_read_text(body, "author")) > MAX_AUTHOR_CHARS:
        raise ApiError(45110)
    digest = _read_text(body, "digest")
    length = len(digest) if state.settings.digest_unit == "chars" else len(digest.encode("utf-8", "replace"))
    if length > state.settings.max_digest:
        raise ApiError(45004)


def _check_source(body: Mapping[str, Any]) -> None:
    url = _read_text(body, "content_source_url")
    if len(url.encode("utf-8", "replace")) > MAX_SOURCE_URL_BYTES:
        raise ApiError(45005)
    if url and (not is_web_address(url) or _UNSAFE.search(url)):
        raise ApiError(41039)


def _check_product(body: Mapping[str, Any], account: SandboxAccount) -> None:
    if not body.get("product_info"):
        return
    if account.shop != "open":
        raise ApiError(53406 if account.shop == "none" else 53404)
    info = body["product_info"]
    footer = info.get("footer_product_info") if isinstance(info, Mapping) else None
    if not isinstance(footer, Mapping) or not footer.get("product_key"):
        raise ApiError(53405)


def _read_text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ApiError(47001)
    return value


def _read_flag(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name, 0)
    if value not in (0, 1, "0", "1"):
        raise ApiError(40035)
    return int(value)
